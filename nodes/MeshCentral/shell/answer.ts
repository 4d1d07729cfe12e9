import { randomBytes } from 'node:crypto';

/** How a command ended on its device. */
export interface Outcome {
	/** Standard output and standard error together; null where nobody waited. */
	output: string | null;
	/** null where it is not known: nobody waited, or the agent's console ran it. */
	exitCode: number | null;
	/** Its time was over, and it was ended on the device; its exit code is 124 then. null where it is not known. */
	timedOut: boolean | null;
	/** There was more output than was requested. null where it is not known. */
	truncated: boolean | null;
	/** Of what was started in the background, the number of its process. */
	processId?: number;
}

/** Of a command whose time is over, as the program `timeout` has it. */
export const TIMED_OUT = 124;
/** Of what was ended by KILL and TERM. */
const KILLED = [137, 143];

/** In the answer to one command and in no other. */
export const newMark = (): string => randomBytes(6).toString('hex');

/** What the device prints as its first word of a command: it has begun. */
export const begun = (mark: string): string => `__b=${mark}`;
/** The mark of the first {@link begun} in a text, if there is one. */
export const markIn = (text: string): string | undefined => /__b=([0-9a-f]{12})/.exec(text)?.[1];
/** Before the output in base64, and after it with what is known of the end: see {@link tokensIn}. */
export const before = (mark: string): string => `__out=1${mark}`;
export const after = (mark: string): string => `__out=2${mark}`;
/** What follows an output that is whole, as the device has it before it is put into base64. */
export const END = '__end';
export const endOf = (mark: string): string => `${END}=${mark}`;

interface Limits {
	timeoutMs: number;
	outputAtMost: number;
	tookMs: number;
}

/** Reads what came back. An answer in another form, such as the words of a shell that could not run it, is the output as it is. */
export function outcomeOf(answer: string, mark: string, { timeoutMs, outputAtMost, tookMs }: Limits): Outcome {
	const [, encoded, told] = new RegExp(`${before(mark)}\\s([A-Za-z0-9+/=\\s]*)${after(mark)}([^\\r\\n]*)`).exec(answer) ?? [];
	if (encoded === undefined || told === undefined) return startedIn(answer, mark) ?? { output: withoutMark(answer, mark), exitCode: null, timedOut: null, truncated: null };
	const { c, t = 0, x } = tokensIn(told);
	// What limits a command in a shell of Unix has codes that a command can have by itself as well, though not after that time.
	const timedOut = c === undefined ? tookMs >= timeoutMs && [TIMED_OUT, ...KILLED].includes(t) : t === TIMED_OUT;
	const bytes = Buffer.from(encoded, 'base64');
	const whole = wholeOutput(bytes, mark);
	const truncated = x === undefined ? whole === undefined : x === 1;
	return {
		output: truncated ? decoded(beforeCut(bytes.subarray(0, outputAtMost))) : decoded(whole ?? bytes),
		exitCode: timedOut ? TIMED_OUT : (c ?? t),
		timedOut,
		truncated,
	};
}

/** Of what was started in the background the device prints the process alone. */
function startedIn(answer: string, mark: string): Outcome | undefined {
	const [, processId] = new RegExp(`${after(mark)} s(\\d+)`).exec(answer) ?? [];
	return processId === undefined ? undefined : { output: null, exitCode: null, timedOut: null, truncated: null, processId: Number(processId) };
}

/** Of Unix ` s t3`: the command's exit code or that of what ended it. Of Windows ` c3 t0 x0`: its own, that of what ended it, and whether output was left out. */
function tokensIn(told: string): { c?: number; t?: number; x?: number } {
	return Object.fromEntries([...told.matchAll(/ ([ctx])(-?\d+)/g)].map(([, name, value]) => [name, Number(value)]));
}

/** The output before the mark of its end; undefined where that was cut off. */
function wholeOutput(bytes: Buffer, mark: string): Buffer | undefined {
	const end = endOf(mark);
	const at = bytes.lastIndexOf(end);
	// A line end may follow.
	return at >= 0 && at + end.length >= bytes.length - 1 ? bytes.subarray(0, at) : undefined;
}

/** The bytes without a character of UTF-8 at their end of which a part is missing. */
function beforeCut(bytes: Buffer): Buffer {
	let lead = bytes.length - 1;
	while (lead > bytes.length - 4 && lead >= 0 && (bytes[lead]! & 0xc0) === 0x80) lead--;
	const first = bytes[lead] ?? 0;
	const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1;
	return lead >= 0 && lead + length > bytes.length ? bytes.subarray(0, lead) : bytes;
}

/** Output that is no UTF-8 is taken for Latin-1. */
function decoded(bytes: Buffer): string {
	try {
		return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
	} catch {
		return bytes.toString('latin1');
	}
}

function withoutMark(answer: string, mark: string): string {
	return answer.startsWith(begun(mark)) ? answer.slice(begun(mark).length).replace(/^\r?\n/, '') : answer;
}
