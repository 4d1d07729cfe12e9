import { gzipSync } from 'node:zlib';
import { doorAnswers, headersAt, type DoorAnswer } from '../simulators/support/doors';
import type { Exchange, Interference, RealAnswer } from './proxy';

/** How far a request gets, which decides what may be done about it. */
export type Reach =
	/** There is no connection: the server cannot have got the request. */
	| 'unsent'
	/** The server carries it out, and its answer is lost or spoilt. */
	| 'carried out'
	/** Something in front of the server answers in its place. */
	| 'kept back';

/** Where the client is led to instead of the proxy, for what goes wrong before a request is sent. */
export type Elsewhere = 'closed port' | 'unknown host' | 'self-signed' | 'expired' | 'wrong name';

/** Something that goes wrong between the node and the server. */
export interface Fault {
	reach: Reach;
	/** It ends only with the time that the node waits. */
	isSlow?: boolean;
	elsewhere?: Elsewhere;
	/** @param elsewhere address of another host, to redirect to */
	respond?(exchange: Exchange, elsewhere: string): void;
}

const page = (title: string) => `<!doctype html>\n<html><head><title>${title}</title></head><body><h1>${title}</h1><p>nginx</p></body></html>\n`;
const html = { 'content-type': 'text/html; charset=utf-8' };
const json = { 'content-type': 'application/json' };

const unsent = (elsewhere: Elsewhere): Fault => ({ reach: 'unsent', elsewhere });
/** The request is carried out, and then this comes back. */
const answered = (respond: (exchange: Exchange, elsewhere: string) => void): Fault => ({ reach: 'carried out', respond });
const withPage = (status: number, title: string) => answered(({ reply }) => reply({ status, headers: html, body: page(title) }));
const tooMany = (retryAfter: () => string): Fault => ({
	reach: 'kept back',
	respond: ({ reply }) => reply({ status: 429, headers: { ...html, 'retry-after': retryAfter() }, body: page('429 Too Many Requests') }),
});
const instead = (body: string | ((real: string) => string), headers: Record<string, string> = json) =>
	answered(({ reply, answer }) => reply({ status: 200, headers, body: typeof body === 'string' ? body : body(textOf(answer!)) }));

/** A gateway before the server answers instead of it. */
const door = (answer: DoorAnswer): Fault => ({
	reach: 'kept back',
	respond: ({ reply, request }) => reply({ status: answer.status, headers: headersAt(answer, `http://${request.headers.host}`), body: answer.body }),
});
const doors = Object.fromEntries(Object.entries(doorAnswers).map(([name, answer]) => [`door: ${name}`, door(answer)])) as Record<`door: ${DoorName}`, Fault>;

/** Everything that goes wrong, by name, in the order of the table. */
export const faults = {
	'connection refused': unsent('closed port'),
	'host name not found': unsent('unknown host'),
	'certificate self-signed': unsent('self-signed'),
	'certificate expired': unsent('expired'),
	'certificate of another name': unsent('wrong name'),
	'reset before the answer': answered(({ socket }) => socket.resetAndDestroy()),
	'reset before the body': answered((exchange) => partly(exchange, 0, 'reset')),
	'reset in the body': answered((exchange) => partly(exchange, 0.5, 'reset')),
	'closed in the body': answered((exchange) => partly(exchange, 0.5, 'close')),
	'slow drip': { ...answered((exchange) => partly(exchange, 0, 'drip')), isSlow: true },
	'no answer': { ...answered(() => {}), isSlow: true },
	'429, wait 2 s': tooMany(() => '2'),
	'429, wait until a date': tooMany(() => new Date(Date.now() + 3_000).toUTCString()),
	'429, wait an hour': tooMany(() => '3600'),
	'500 with a page': withPage(500, '500 Internal Server Error'),
	'502 with a page': withPage(502, '502 Bad Gateway'),
	'503 with a page': withPage(503, '503 Service Temporarily Unavailable'),
	'504 with a page': withPage(504, '504 Gateway Time-out'),
	'JSON broken off': instead((real) => real.slice(0, Math.ceil(real.length / 2))),
	'garbage as JSON': instead('}{ "nonsense": [1, 2'),
	'JSON of something else': instead('{"unexpected": true}'),
	'an error with status 200': instead('{"error": "The cache is cold", "success": false}'),
	'a page with status 200': instead(page('Sign in'), html),
	'a page as JSON': instead(page('Sign in')),
	'JSON labelled as a page': instead((real) => real, html),
	'empty body': instead(''),
	'status 204': answered(({ reply }) => reply({ status: 204 })),
	'a length beyond the limit': answered(({ socket }) => socket.write(head({ 'content-length': '20000000000' }, '[0,'))),
	'an endless body': answered(({ socket }) => endless(socket)),
	'gzip bomb': answered(({ reply }) => reply({ status: 200, headers: { ...json, 'content-encoding': 'gzip' }, body: bomb() })),
	'redirect to another host': answered(({ reply, request }, elsewhere) => reply({ status: 307, headers: { location: `${elsewhere}${request.url}` } })),
	'moved to another host': answered(({ reply, request }, elsewhere) => reply({ status: 301, headers: { location: `${elsewhere}${request.url}` }, body: page('301 Moved Permanently') })),
	...doors,
} satisfies Record<string, Fault>;

export type FaultName = keyof typeof faults;
export const faultNames = Object.keys(faults) as FaultName[];
export const faultNamed = (name: FaultName): Fault => faults[name];

/** The fault as the proxy does it. */
export function interferenceOf({ reach, respond }: Fault, elsewhere: string): Interference {
	return { isKeptBack: reach === 'kept back', respond: (exchange) => respond!(exchange, elsewhere) };
}

function textOf({ body }: RealAnswer): string {
	return body.toString('utf8');
}

function head(headers: Record<string, string>, body = ''): string {
	const lines = Object.entries({ ...json, ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
	return `HTTP/1.1 200 OK\r\n${lines.join('')}\r\n${body}`;
}

/** Sends the head and so much of the body, and then ends the connection, or sends the rest a byte a moment. */
function partly({ socket, answer }: Exchange, share: number, then: 'reset' | 'close' | 'drip'): void {
	const body = answer!.body.length > 1 ? answer!.body : Buffer.from('{}');
	const now = body.subarray(0, Math.floor(body.length * share));
	socket.write(Buffer.concat([Buffer.from(head({ 'content-length': String(body.length) })), now]), () => {
		if (then === 'reset') socket.resetAndDestroy();
		else if (then === 'close') socket.destroy();
		else drip(socket, body);
	});
}

/** So slowly that no answer comes to its end within the time of a test. */
function drip(socket: Socket, body: Buffer): void {
	let next = 0;
	const timer = setInterval(() => {
		if (socket.destroyed || next >= body.length - 1) clearInterval(timer);
		else socket.write(body.subarray(next, ++next));
	}, 30);
	socket.on('close', () => clearInterval(timer));
}

function endless(socket: Socket): void {
	const chunk = Buffer.from(`10000\r\n${' '.repeat(0x10000)}\r\n`);
	const more = () => {
		while (!socket.destroyed && socket.write(chunk));
	};
	socket.on('drain', more);
	socket.write(head({ 'transfer-encoding': 'chunked' }));
	more();
}

/** A few kB that would be 50 MB. */
let made: Buffer | undefined;
const bomb = () => (made ??= gzipSync(`[${'0,'.repeat(25_000_000)}0]`));

type Socket = Exchange['socket'];
type DoorName = keyof typeof doorAnswers;
