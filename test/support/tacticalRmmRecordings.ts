import { join } from 'node:path';
import type { Answer } from '../../nodes/shared/http/answer';
import { recordedExchanges, type Exchange } from '../contracts/support/exchange';

/** Every exchange with the real Tactical RMM, by name; the server's own calls of webhooks are left out. */
export const recordings: ReadonlyMap<string, Exchange> = new Map(
	[...recordedExchanges(join(__dirname, '../contracts/tactical-rmm'))].filter(([, { response }]) => response?.status !== undefined),
);

/** What the real server answered, as JSON. */
export function recorded(name: string): unknown {
	const exchange = recordings.get(name);
	if (!exchange) throw new Error(`no recorded exchange ${name}`);
	return exchange.response.body;
}

/** A recorded answer in the form in which the transport hands it on. */
export function asAnswer({ response: { status, contentType, body, location } }: Exchange): Answer {
	const [type = ''] = contentType.split(';');
	const isJson = type === 'application/json';
	const text = isJson ? JSON.stringify(body) : String(body);
	return { status, headers: { 'content-type': contentType, ...(location && { location }) }, contentType: type, text, json: isJson ? body : undefined };
}
