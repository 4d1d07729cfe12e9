import type { IncomingMessage, ServerResponse } from 'node:http';

type Repeater = (request: IncomingMessage, response: ServerResponse, elsewhere: string) => void;

/** Everything that came, also what is in Base64 in it, as a careless server or gateway writes it into an error. */
async function everything(request: IncomingMessage): Promise<string> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk as Buffer);
	const sent = Buffer.concat(chunks).toString('utf8');
	const headers = request.rawHeaders.join(' ');
	const unpacked = headers.split(/[ ,]/).map((part) => Buffer.from(part, 'base64').toString('utf8'));
	return [request.url, headers, ...unpacked, sent, ...Object.values(strings(sent))].join(' ');
}

function strings(json: string): string[] {
	try {
		return Object.values(JSON.parse(json) as object).map(String);
	} catch {
		return [];
	}
}

const saying = (status: number, headers: Record<string, string>, body: (told: string) => string): Repeater => (request, response, elsewhere) =>
	void everything(request).then((told) => {
		const printable = encodeURIComponent(told.slice(0, 1_000));
		const filled = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value.replace('ELSEWHERE', elsewhere).replace('TOLD', printable)]));
		response.writeHead(status, filled).end(body(told));
	});

const json = { 'content-type': 'application/json' };
const html = { 'content-type': 'text/html' };
const text = { 'content-type': 'text/plain' };

/** Servers that repeat what they were sent, each in another way. */
export const repeaters: Readonly<Record<string, Repeater>> = {
	'an error': saying(400, json, (told) => JSON.stringify({ error: told, message: told, detail: told, success: false })),
	'a rejection': saying(401, json, (told) => JSON.stringify({ error: 'Forbidden', message: told, detail: told, success: false })),
	'a prohibition': saying(403, text, (told) => told),
	'a page that failed': saying(500, html, (told) => `<html><title>${told}</title><pre>${told}</pre></html>`),
	'a page that is fine': saying(200, html, (told) => `<html><title>${told}</title><pre>${told}</pre></html>`),
	'a text': saying(200, text, (told) => `Received: ${told}`),
	'JSON of something else': saying(200, json, (told) => JSON.stringify({ [told]: told })),
	'JSON that breaks off': saying(200, json, (told) => `{"received": ${JSON.stringify(told)}, `),
	'a door that asks for Basic Auth': saying(401, { ...html, 'www-authenticate': 'Basic realm="TOLD"' }, (told) => `<title>${told}</title>`),
	'a door that leads to a sign-in': saying(302, { location: 'https://team.cloudflareaccess.com/TOLD/login?TOLD=TOLD' }, (told) => told),
	'a door of any kind': saying(302, { location: 'https://TOLD.okta.com/login' }, (told) => told),
	'a challenge': saying(403, { ...html, 'cf-mitigated': 'challenge' }, (told) => `<title>Just a moment ${told}</title>`),
	'a redirect to another host': saying(302, { location: 'ELSEWHERE/TOLD?token=TOLD' }, () => ''),
};
