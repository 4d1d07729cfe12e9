import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One request to a real server and what it answered, as recorded. */
export interface Exchange {
	request: {
		method: string;
		path: string;
		query: Record<string, string | number> | null;
		body: unknown;
		/** Sent as it is, where JSON would not do. */
		rawBody?: string;
		headers: Record<string, string>;
	};
	response: {
		status: number;
		contentType: string;
		body: unknown;
		allow?: string;
		location?: string;
		contentDisposition?: string;
		/** Where lists or texts were cut, and how long they were. */
		trimmed?: Record<string, number | string>;
	};
	note?: string;
}

/** What a server answered to a replayed request, in the form of a recording. */
export type Replayed = Exchange['response'];

/** Every recorded exchange of a folder, by name; what is not a request with its answer is left out. */
export function recordedExchanges(folder: string): Map<string, Exchange> {
	const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
	const read = (file: string) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as Exchange;
	return new Map(files.map((file) => [file.slice(0, -'.json'.length), read(file)]));
}

/** Sends the recorded request; `secrets` take the place of the recording's `<NAMES>`. */
export async function replay(url: string, { request }: Exchange, secrets: Record<string, string>): Promise<Replayed> {
	const real = (text: string) => Object.entries(secrets).reduce((told, [name, secret]) => told.replaceAll(`<${name}>`, secret), text);
	const filledIn = (values: object) => Object.fromEntries(Object.entries(values).map(([key, value]) => [key, real(String(value))]));
	const query = new URLSearchParams(filledIn(request.query ?? {}));
	const headers = filledIn(request.headers);
	const body = request.rawBody === undefined ? jsonOf(request.body) : Buffer.from(request.rawBody, 'latin1');
	const isJson = request.rawBody === undefined && body !== undefined;
	const response = await fetch(`${url}${request.path}${query.size > 0 ? `?${query}` : ''}`, {
		method: request.method,
		headers: isJson ? { 'Content-Type': 'application/json', ...headers } : headers,
		body,
		redirect: 'manual',
	});
	const header = (name: string) => response.headers.get(name) ?? undefined;
	const contentType = header('content-type') ?? '';
	const text = await response.text();
	return {
		status: response.status,
		contentType,
		body: contentType.startsWith('application/json') && text !== '' ? JSON.parse(text) : text,
		allow: header('allow'),
		location: header('location'),
		contentDisposition: header('content-disposition'),
	};
}

function jsonOf(body: unknown): Buffer<ArrayBuffer> | undefined {
	return body === null ? undefined : Buffer.from(JSON.stringify(body));
}
