import type { Asked } from './errors';
import type { Gap } from './http/reading';

/** Something about an answer that a user has to know, although it is no error. */
export interface Remark {
	/** A sentence without its full stop. */
	text: string;
	/** The same for all that say the same, of whichever answer. */
	sort: string;
	/** Says all that there is to say: it is not about an answer that could not be read. */
	isWhole?: boolean;
	/** Rows of a list were left out: what is not among the others may be one of them. */
	leavesOut?: boolean;
}

/** Receives remarks from code that sends requests, and passes them to code that informs the user. */
export type OnRemark = (remark: Remark) => void;

const PROBLEMS_SHOWN = 3;

/** "3 of 40 rows of GET /devices could not be read and were left out: devMac: expected string, received null". */
export function remarkOn({ kind, count, of, problems }: Gap, { method, path }: Asked): Remark {
	const shown = [...problems.slice(0, PROBLEMS_SHOWN), ...(problems.length > PROBLEMS_SHOWN ? [`${problems.length - PROBLEMS_SHOWN} more`] : [])].join('; ');
	const answer = `${method} ${path}`;
	const rows = of === undefined ? answer : `${count} of ${of} ${of === 1 ? 'row' : 'rows'} of ${answer}`;
	const text =
		kind === 'leftOut'
			? `${rows} could not be read and ${count === 1 ? 'was' : 'were'} left out: ${shown}`
			: `${rows} could be read only in part; the rest counts as unknown: ${shown}`;
	return { text, sort: `${kind} ${shown}`, ...(kind === 'leftOut' && { leavesOut: true }) };
}

const REMARKS_SHOWN = 3;

/** What there was to remark while a node ran, to be said once. */
export class Remarks {
	private readonly bySort = new Map<string, Set<string>>();
	private isAboutAnswers = false;

	readonly add: OnRemark = ({ sort, text, isWhole }) => {
		if (!isWhole) this.isAboutAnswers = true;
		const alike = this.bySort.get(sort) ?? new Set();
		this.bySort.set(sort, alike.add(text));
	};

	/** All of them in one text; undefined where there was nothing. */
	get hint(): string | undefined {
		const all = [...this.bySort.values()].map((alike) => {
			const [first] = alike;
			return alike.size > 1 ? `${first} (and the same in ${alike.size - 1} more ${alike.size > 2 ? 'answers' : 'answer'})` : first!;
		});
		if (all.length === 0) return undefined;
		const more = all.length > REMARKS_SHOWN ? ` And ${all.length - REMARKS_SHOWN} more.` : '';
		const about = this.isAboutAnswers ? "Parts of the server's answer could not be read. " : '';
		return `${about}${all.slice(0, REMARKS_SHOWN).map((text) => `${text}.`).join(' ')}${more}`;
	}
}

/** What was said already in this process, by anyone who said it: a poll each minute does not say the same again. */
export class SaidOnce {
	private readonly said = new Map<string, Set<string>>();

	/** Whether this speaker has not said this sort yet; from now on it has. */
	isNew(speaker: string, { sort }: Remark): boolean {
		const sorts = this.said.get(speaker) ?? new Set();
		this.said.set(speaker, sorts);
		return !sorts.has(sort) && Boolean(sorts.add(sort));
	}
}
