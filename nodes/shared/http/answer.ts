import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Received } from './exchange';
import { parseJson } from './json';

/** Characters of an answer that takes more than a few ms to read, to parse and to check: one at a time. */
export const LONG = 1_000_000;

/** An answer as it came, read to its end and not yet judged. */
export interface Answer {
	status: number;
	headers: Readonly<Record<string, string | string[] | undefined>>;
	/** Lower case, without parameters: `application/json`; '' where the server names none. */
	contentType: string;
	/** What the body is compressed in, where it is: we ask for none and read none, so that `text` is '' then. */
	encoding?: string;
	/** The body as text (UTF-8). */
	text: string;
	/** The body as JSON; undefined where it is none. */
	json: unknown;
	/** The body as it came, of a file that is wanted as one. */
	bytes?: Buffer;
}

/**
 * What came, as text and JSON.
 * @param asFile content type of an answer that is kept in bytes
 */
export async function readAnswer({ status, headers, body }: Received, asFile?: string): Promise<Answer> {
	const encoding = String(headers['content-encoding'] ?? 'identity').trim().toLowerCase();
	if (encoding !== 'identity') return { status, headers, contentType: '', encoding, text: '', json: undefined };
	const contentType = String(headers['content-type'] ?? '').split(';', 1)[0]!.trim().toLowerCase();
	if (status < 300 && asFile !== undefined && contentType === asFile) return { status, headers, contentType, text: '', json: undefined, bytes: body };
	const text = body.toString('utf8');
	// Putting it together took a while: others get their turn before it is parsed.
	if (text.length > LONG) await nextTurn();
	return { status, headers, contentType, text, json: parsed(text) };
}

/** So many bytes of a body that comes as a stream, which ends with it. */
export async function beginningOf(body: AsyncIterable<Buffer>, limit: number): Promise<Buffer> {
	const pieces: Buffer[] = [];
	let size = 0;
	for await (const piece of body) {
		size += piece.length;
		pieces.push(piece);
		if (size >= limit) break;
	}
	return Buffer.concat(pieces, size);
}

/** Judged by its first character before it is parsed, since servers label JSON as they please, and pages as well. */
function parsed(text: string): unknown {
	return /^\s*[[{"\dtfnIN-]/.test(text) ? parseJson(text) : undefined;
}
