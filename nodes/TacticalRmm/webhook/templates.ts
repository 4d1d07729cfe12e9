import { unreadIn } from '../../shared/http/record';
import { inWords } from '../../shared/text';
import type { AlertTemplateRecord } from '../schemas/alertTemplates';
import type { UrlActionRecord } from '../schemas/records';

/** What an alert template does when an alert is raised, and when it is resolved: its columns begin with this. */
export type Direction = 'action' | 'resolved_action';

/** By the event that it rings for. */
export const directions: Readonly<Record<string, Direction>> = { alertRaised: 'action', alertResolved: 'resolved_action' };
const BOTH: readonly Direction[] = ['action', 'resolved_action'];
const LABELS: Readonly<Record<Direction, string>> = { action: 'failure action', resolved_action: 'resolved action' };

/** The kinds of its two actions before this node entered its own; the server's own default is a script. */
export type Before = readonly [failure: string, resolved: string];
export const SCRIPTS: Before = ['script', 'script'];

type Columns = Record<string, unknown>;

/** The directions in which a template names one of these URL actions. */
export function directionsOf(template: AlertTemplateRecord, actions: ReadonlySet<number>): Direction[] {
	return BOTH.filter((direction) => actions.has(template[`${direction}_rest`] ?? 0));
}

/**
 * What a template does already in a direction: whatever it is, it would be overwritten. Undefined where there is nothing, or only what this
 * node entered itself.
 * @param ours this node's own URL actions
 */
export function takenBy(template: AlertTemplateRecord, direction: Direction, ours: ReadonlySet<number>, actions: readonly UrlActionRecord[]): string | undefined {
	const type = template[`${direction}_type`];
	const rest = template[`${direction}_rest`];
	const script = template[direction];
	const isOurs = ours.has(rest ?? 0);
	if (isOurs && type === 'rest') return undefined;
	if (script) return type === 'server' ? 'a script on the server' : 'a script';
	if (rest && !isOurs) return `the URL action ${inFull(actions.find(({ id }) => id === rest), rest)}`;
	// Without one, and still: to put that back needs a right of its own.
	return type === 'server' ? 'the type Script on Server' : undefined;
}

/** With whose it is, where another node made it: its name alone says that to nobody. */
function inFull(action: UrlActionRecord | undefined, id: number): string {
	const [, owner] = /^Made by n8n for (the node .+?)\. It is taken away/.exec(action?.desc ?? '') ?? [];
	return [`"${action?.name ?? id}"`, ...(owner ? [`of ${owner}`] : [])].join(' ');
}

/** Whether its actions could not be read: it may have some, and may name anything. */
export function isUnclear(template: AlertTemplateRecord): boolean {
	return unreadIn(template).some((column) => /^(resolved_)?action/.test(column));
}

/** All that a template does already in these directions, in words. */
export function takenIn(template: AlertTemplateRecord, wanted: readonly Direction[], ours: ReadonlySet<number>, actions: readonly UrlActionRecord[]): string | undefined {
	if (isUnclear(template)) return 'its actions could not be read';
	const taken = Map.groupBy(wanted, (direction) => takenBy(template, direction, ours, actions));
	taken.delete(undefined);
	return taken.size > 0 ? inWords([...taken].map(([by, those]) => `${inWords(those.map((direction) => LABELS[direction]))}: ${by}`)) : undefined;
}

const ACTIONS_OF: Readonly<Record<string, string>> = { agent_script_actions: 'agents', check_script_actions: 'checks', task_script_actions: 'tasks' };

/** That Tactical RMM calls for nothing of a template, or not for all, whatever action is entered, and why; undefined where it calls for all. */
export function silenceOf(template: AlertTemplateRecord): string | undefined {
	if (template.is_active === false) return 'no alerts come, because it is not active';
	if (template.applied_count === 0 && template.default_template !== true) return 'no alerts come, because it is assigned to nothing';
	const off = Object.entries(ACTIONS_OF).flatMap(([column, words]) => (template[column] === false ? [words] : []));
	return off.length > 0 ? `no alerts of ${inWords(off)} come, because it runs no actions for them` : undefined;
}

/** The kinds of its actions now, as far as they are not this node's doing. */
export function beforeOf(template: AlertTemplateRecord, ours: ReadonlySet<number>, known: Before = SCRIPTS): Before {
	const kind = (direction: Direction, index: 0 | 1) => (ours.has(template[`${direction}_rest`] ?? 0) ? known[index] : (template[`${direction}_type`] ?? 'script'));
	return [kind('action', 0), kind('resolved_action', 1)];
}

/**
 * The columns to write so that a template names the action in the wanted directions, and none of this node's in the others; none where it is
 * so already. Everything else of the template stays as it is.
 */
export function changesOf(template: AlertTemplateRecord, wanted: readonly Direction[], { ours, action, before }: { ours: ReadonlySet<number>; action?: number; before: Before }): Columns {
	return Object.assign({}, ...BOTH.map((direction, index) => {
		const type = template[`${direction}_type`];
		const rest = template[`${direction}_rest`];
		if (action !== undefined && wanted.includes(direction)) return type === 'rest' && rest === action ? {} : { [`${direction}_type`]: 'rest', [`${direction}_rest`]: action };
		if (!ours.has(rest ?? 0)) return {};
		// Somebody chose another kind meanwhile: that stays.
		if (type !== 'rest') return { [`${direction}_rest`]: null };
		// A kind without its action beside a script makes the server fail at every alert.
		const kind = before[index] === 'rest' && template[direction] ? 'script' : before[index];
		return { [`${direction}_type`]: kind, [`${direction}_rest`]: null };
	})) as Columns;
}
