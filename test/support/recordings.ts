import { join } from 'node:path';
import { recordedExchanges, type Exchange } from '../contracts/support/exchange';
import type { Answer } from '../../nodes/shared/http/answer';

/** Every exchange with the real NetAlertX, by name; what is not a request with its answer is left out. */
export const recordings: ReadonlyMap<string, Exchange> = new Map(
	[...recordedExchanges(join(__dirname, '../contracts/netalertx'))].filter(([, { response }]) => response !== undefined),
);

/** What the real server answered, as JSON. */
export function recorded(name: string): unknown {
	const exchange = recordings.get(name);
	if (!exchange) throw new Error(`no recorded exchange ${name}`);
	return exchange.response.body;
}

/** A recorded answer in the form in which the transport hands it on. */
export function asAnswer({ response: { status, contentType, body } }: Exchange): Answer {
	const [type = ''] = contentType.split(';');
	const isJson = type === 'application/json';
	const text = isJson ? JSON.stringify(body) : String(body);
	return { status, headers: { 'content-type': contentType }, contentType: type, text, json: isJson ? body : undefined };
}

/** What was recorded of a no: by its status, by `success` in a 200, or by GraphQL's list of errors. */
export function isRefusal({ response: { status, body } }: Exchange): boolean {
	const { success, errors } = (typeof body === 'object' && body !== null ? body : {}) as { success?: unknown; errors?: unknown };
	return status >= 400 || success === false || Array.isArray(errors);
}
