import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Dispatcher } from 'undici';
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

/** The body is longer than the request allows; nothing of it is kept. */
export class TooLongError extends Error {
	constructor(readonly limit: number) {
		super(`longer than ${Math.round(limit / 1_000_000)} MB`);
		this.name = 'TooLongError';
	}
}

/**
 * Reads an answer to its end, up to `limit` bytes. Redirects are not followed and nothing is decompressed: we ask for neither.
 * @param asFile content type of an answer that is kept in bytes
 */
export async function readAnswer({ statusCode, headers, body }: Dispatcher.ResponseData, limit: number, asFile?: string): Promise<Answer> {
	const read = await readBody(body, Number(headers['content-length'] ?? 0), limit);
	const encoding = String(headers['content-encoding'] ?? 'identity').trim().toLowerCase();
	if (encoding !== 'identity') return { status: statusCode, headers, contentType: '', encoding, text: '', json: undefined };
	const contentType = String(headers['content-type'] ?? '').split(';', 1)[0]!.trim().toLowerCase();
	if (statusCode < 300 && asFile !== undefined && contentType === asFile) return { status: statusCode, headers, contentType, text: '', json: undefined, bytes: read };
	const text = read.toString('utf8');
	// Putting it together took a while: others get their turn before it is parsed.
	if (text.length > LONG) await nextTurn();
	return { status: statusCode, headers, contentType, text, json: parsed(text) };
}

function readBody(body: Dispatcher.ResponseData['body'], announced: number, limit: number): Promise<Buffer> {
	return new Promise((resolve, reject) => {
		const chunks: Buffer[] = [];
		let size = 0;
		const refuse = () => {
			const error = new TooLongError(limit);
			reject(error);
			// Ends the socket too: the rest of an endless answer is not worth reading.
			body.destroy(error);
		};
		body.on('error', reject);
		if (announced > limit) return refuse();
		body.on('data', (chunk: Buffer) => {
			size += chunk.length;
			if (size > limit) refuse();
			else chunks.push(chunk);
		});
		body.on('end', () => resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, size)));
	});
}

/** Judged by its first character before it is parsed, since servers label JSON as they please, and pages as well. */
function parsed(text: string): unknown {
	return /^\s*[[{"\dtfnIN-]/.test(text) ? parseJson(text) : undefined;
}
