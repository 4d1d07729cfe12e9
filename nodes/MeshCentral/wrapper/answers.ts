import { BadAnswerError, RefusedError, UnreachableError, type Asked } from '../../shared/errors';
import { asJson, oneLine, pageTitle } from '../../shared/text';
import { adviceFor, WRAPPERS_LOGIN } from '../advice';
import type { AnswerKind } from './commands';
import { dialect } from './dialect';
import { IncompleteError, parseInspected } from './inspected';

/** meshctrl ends before a large answer is written: the wrapper gets what fits into a pipe, and says 200 anyway. */
export const CUT_AT = 65_536;

/** Only the beginning of an answer came. */
export class CutOffError extends BadAnswerError {
	/** What came of it. */
	text = '';
}

const NO_LINKS = 'No device sharing links for this device.';
const LINK = /https?:\/\/\S*[?&]c=\S+/g;

/** A command's answer as the transport hands it on: JSON where it can be read as such, else text. */
export interface Said {
	value: unknown;
	asked: Asked;
	/** From sending it, after its turn had come, in ms. */
	durationMs: number;
	/** Takes secrets out of what an error is to repeat. */
	masked(text: string): string;
}

/**
 * Tells a yes from a no by what the answer says, since its status is 200 in any case.
 * @returns for `json` and `inspected` the value, for a pattern the text
 * @throws RefusedError with the server's words; BadAnswerError for an answer that was cut off or is none of this wrapper's;
 * UnreachableError where MeshCentral is down
 */
export function judged(said: Said, kind: Exclude<AnswerKind, 'output'>): unknown {
	if (kind === 'json') return json(said);
	if (kind === 'inspected') return inspected(said);
	const text = textOf(said.value).trim();
	if (kind.test(text)) return text;
	throw refusalOf(said);
}

/** The no of an answer that is no yes: in the server's words, but never with a link, which lets anybody in. */
export function refusalOf({ value, asked, masked }: Said): Error {
	const text = masked(textOf(value)).trim();
	if (/^\s*</.test(text)) return new BadAnswerError(`A web page titled "${pageTitle(text)}" arrived instead of an answer`, asked, 200, dialect.addressAdvice());
	const words = oneLine(text.replace(LINK, '(a link)'));
	if (words === '') return new BadAnswerError('The wrapper sent an empty answer', asked, 200, 'Its connection to MeshCentral may have ended, or MeshCentral is restarting.');
	if (/^unable to (connect to|resolve) wss?:/i.test(text)) return new UnreachableError(words, asked, 'unknown', { advice: DOWN });
	if (/^(invalid login|authentication token required|url key is invalid)/i.test(text)) return new RefusedError(words, asked, 200, WRAPPERS_LOGIN);
	return new RefusedError(words, asked, 200, adviceFor(words) ?? (/^invalid command\./i.test(text) ? OTHER_RELEASE : undefined));
}

/** Whether an answer has the length at which the wrapper cuts them off. */
export function isCut(text: string): boolean {
	return Buffer.byteLength(text) >= CUT_AT;
}

export function textOf(value: unknown): string {
	return typeof value === 'string' ? value : asJson(value);
}

function json(said: Said): unknown {
	const { value } = said;
	const error = errorIn(value);
	if (error !== undefined) throw refusalOf({ ...said, value: error });
	if (typeof value !== 'string') return value;
	// The only JSON that the transport hands on as text.
	if (value.trim() === 'null') return null;
	throw incomplete(said, value) ?? refusalOf(said);
}

/** As the wrapper reports its own errors. */
function errorIn(value: unknown): string | undefined {
	if (typeof value !== 'object' || value === null || Object.keys(value).join() !== 'error') return undefined;
	const { error } = value as { error: unknown };
	return typeof error === 'string' ? error : undefined;
}

function inspected(said: Said): unknown {
	const { value } = said;
	// An empty list is JSON as well.
	if (typeof value !== 'string') return value;
	if (value.trim() === NO_LINKS) return [];
	if (!/^\s*[[{]/.test(value)) throw refusalOf(said);
	try {
		return parseInspected(value);
	} catch (error) {
		if (error instanceof IncompleteError) throw cutOff(said, value);
		throw new BadAnswerError(`The wrapper's answer could not be read: ${(error as Error).message}`, said.asked, 200, 'The version of this server may differ from those that the node supports.');
	}
}

function incomplete(said: Said, text: string): Error | undefined {
	if (isCut(text)) return cutOff(said, text);
	if (!/^\s*[[{]/.test(text)) return undefined;
	return new BadAnswerError("The wrapper's answer is incomplete", said.asked, 200, 'Its connection to MeshCentral may have ended. Try again.');
}

function cutOff({ asked }: Said, text: string): CutOffError {
	const error = new CutOffError(
		'The wrapper cut its answer off at 64 KiB, its limit',
		asked,
		200,
		"Request less, such as a lower limit or one device group; or choose 'WebSocket' in 'Connect Through' of the credential, which has no such limit.",
	);
	return Object.assign(error, { text });
}

const DOWN = 'MeshCentral, behind the wrapper, does not answer: it may be down or restarting.';
const OTHER_RELEASE = "The wrapper's meshctrl differs from the versions that this node supports.";
