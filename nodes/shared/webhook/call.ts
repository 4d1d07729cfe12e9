import type { ServerResponse } from 'node:http';
import type { IWebhookFunctions } from 'n8n-workflow';

/** What n8n 2 has of the body, whatever its content type: the bytes as they came. */
interface RawRequest {
	rawBody?: Buffer;
	readRawBody?: () => Promise<void>;
}

/**
 * The body of a call as text. n8n reads it before the node is asked, and refuses JSON that is broken with a 422 of its own where the content
 * type says JSON: a server is therefore told to send another type, such as text/plain.
 */
export async function bodyOf(context: IWebhookFunctions): Promise<string> {
	const request = context.getRequestObject() as RawRequest & { body?: unknown };
	if (!request.rawBody) await request.readRawBody?.();
	if (request.rawBody) return request.rawBody.toString('utf8');
	const { body } = request;
	return typeof body === 'string' ? body : JSON.stringify(body ?? '');
}

/** JSON, or JSON in a text of JSON; undefined where it is neither. */
export function lenientJson(text: string, depth = 2): unknown {
	try {
		const value: unknown = JSON.parse(text);
		return typeof value === 'string' && depth > 1 ? (lenientJson(value, depth - 1) ?? value) : value;
	} catch {
		return undefined;
	}
}

/** Answers a call now: anyone who called waits for nothing that comes after. */
export function answer(context: IWebhookFunctions, status: number, json: object): void {
	const response = context.getResponseObject() as unknown as ServerResponse;
	response.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8' });
	response.end(JSON.stringify(json));
}
