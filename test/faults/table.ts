import { doorAnswers } from '../simulators/support/doors';
import type { Kind } from './cells';
import type { FaultName } from './faults';

/**
 * What must come of every fault, whatever is being done: how it ends, what is said, and how often the server may have been asked.
 * Of a trigger that fails, beside this: its state stays as it is, and the next poll tells once what happened meanwhile.
 */

/** What must come of one fault. */
export interface Expected {
	/** Whether the user gets an error. */
	fails: boolean;
	/** Words of the error, of its message or description. */
	says: readonly RegExp[];
	/** Said of what acts, since nobody knows whether it was carried out; never of what only reads. */
	doubts?: RegExp;
	/** Whatever it is done for, the request in question only reads. */
	isHarmless?: true;
	/** What n8n's scheduler learns, so that it slows down or continues. */
	cause?: 'temporarily-unavailable' | 'rate-limited';
	/** Requests that may have reached the server or what stands before it: exactly so many. */
	asked: Readonly<Record<Kind, number>>;
	/** Every wait between two attempts lies between these, in ms. */
	waits?: readonly [least: number, most: number];
}

const everywhere = (times: number) => ({ read: times, idempotent: times, once: times, trigger: times, 'drop-down': times, 'credential test': times }) as const;
/** Four attempts; what must not be done twice gets one. */
const REPEATED = { ...everywhere(4), once: 1 };
/** Two attempts of the full time use up the time that all of them have together. */
const TWICE = { ...everywhere(2), once: 1 };
const ONCE = everywhere(1);
const NEVER = everywhere(0);

const NOT_SENT = /was not sent \(\w+\)/;
const MAY_BE_DONE = /may have been carried out/;
const answered = (status: number) => new RegExp(`returned status ${status}`);

const unsent = (...says: RegExp[]): Expected => ({ fails: true, says: [...says, NOT_SENT], cause: 'temporarily-unavailable', asked: NEVER });
const lost = (asked: Expected['asked'], ...says: RegExp[]): Expected => ({ fails: true, says, doubts: MAY_BE_DONE, cause: 'temporarily-unavailable', asked });
const passing = (status: number, ...says: RegExp[]): Expected => ({ fails: true, says: [...says, answered(status)], cause: 'temporarily-unavailable', asked: REPEATED });
const limited = (asked: Expected['asked'], waits: Expected['waits'], ...says: RegExp[]): Expected => ({
	fails: true, says: [/429 Too Many Requests/, answered(429), /limits the number of requests/, ...says], cause: 'rate-limited', asked, waits,
});
const spoilt = (status: number, ...says: RegExp[]): Expected => ({ fails: true, says: [...says, answered(status)], cause: 'temporarily-unavailable', asked: ONCE });

const CLOSED = /closed the connection before its answer was complete/;
const SILENT = /gave no complete answer within/;
const STRANGE = /returned an unexpected answer/;
const BROKEN_OFF = /begins like JSON, but is incomplete/;
const SIGN_IN_PAGE = /web page titled "Sign in"/;
const WORDLESS = /sent an empty answer/;
const NOT_FOLLOWED = /redirects to http:\/\/127\.0\.0\.1:\d+\/\S+, which n8n does not follow/;

/** Named, with what to do; asked once; and no error says that anything may have been done. */
const doors = Object.fromEntries(Object.entries(doorAnswers).map(([name, { status, says }]) => [`door: ${name}`, spoilt(status, ...says)])) as unknown as Record<
	Extract<FaultName, `door: ${string}`>,
	Expected
>;

export const table: Readonly<Record<FaultName, Expected>> = {
	'connection refused': unsent(/127\.0\.0\.1:9 refused the connection/, /Tried 4 times/, /port in the credential is right/),
	'host name not found': unsent(/host name of no-such-host\.invalid could not be found/, /Check the address/),
	'certificate self-signed': unsent(/certificate of \S+ is self-signed/, /'CA Certificate' under 'Connection'/),
	'certificate expired': unsent(/certificate of \S+ has expired/, /Renew it on the server/),
	'certificate of another name': unsent(/certificate of \S+ is issued for another name/, /Use the name in the certificate/),
	'reset before the answer': lost(REPEATED, CLOSED),
	'reset before the body': lost(REPEATED, CLOSED),
	'reset in the body': lost(REPEATED, CLOSED),
	'closed in the body': lost(REPEATED, CLOSED),
	'slow drip': lost(TWICE, SILENT),
	'no answer': lost(TWICE, SILENT),
	'429, wait 2 s': limited(REPEATED, [2_000, 2_000], /The server asks n8n to wait 2 s/),
	'429, wait until a date': limited(REPEATED, [1_000, 3_000], /The server asks n8n to wait [23] s/),
	'429, wait an hour': limited(ONCE, [3_600_000, 3_600_000], /The server asks n8n to wait 3600 s/),
	'500 with a page': spoilt(500, /500 Internal Server Error/),
	'502 with a page': passing(502, /502 Bad Gateway/),
	'503 with a page': passing(503, /503 Service Temporarily Unavailable/),
	'504 with a page': { ...passing(504, /504 Gateway Time-out/), doubts: /may still be (carried out|running)/ },
	'JSON broken off': spoilt(200, BROKEN_OFF),
	'garbage as JSON': spoilt(200, /nonsense/),
	'JSON of something else': spoilt(200, STRANGE),
	'an error with status 200': spoilt(200, /The cache is cold/),
	'a page with status 200': spoilt(200, SIGN_IN_PAGE),
	'a page as JSON': spoilt(200, SIGN_IN_PAGE),
	'JSON labelled as a page': { fails: false, says: [], asked: ONCE },
	'empty body': spoilt(200, WORDLESS),
	'status 204': spoilt(204, WORDLESS),
	'a length beyond the limit': spoilt(200, /is longer than 2 MB/),
	'an endless body': spoilt(200, /is longer than 2 MB/),
	'gzip bomb': spoilt(200, /compressed answer \(gzip\), which n8n did not request/),
	'redirect to another host': spoilt(307, NOT_FOLLOWED),
	'moved to another host': spoilt(301, NOT_FOLLOWED),
	...doors,
};

/** Where a system differs from the table, and why it may. The first that fits counts. */
interface Exception {
	subject: string;
	faults: readonly FaultName[];
	/** All of them by default. */
	kinds?: readonly Kind[];
	because: string;
	instead: Partial<Expected>;
}

const LOST_OR_PASSING: readonly FaultName[] = [
	'reset before the answer', 'reset before the body', 'reset in the body', 'closed in the body', '429, wait 2 s', '429, wait until a date', '502 with a page',
	'503 with a page', '504 with a page',
];
const SLOW: readonly FaultName[] = ['slow drip', 'no answer'];
const UNREADABLE: readonly FaultName[] = ['JSON broken off', 'garbage as JSON', 'JSON of something else', 'empty body', 'status 204'];
const WRITES: readonly Kind[] = ['idempotent', 'once'];

const fine: Partial<Expected> = { fails: false, says: [], doubts: undefined, cause: undefined };

const exceptions: readonly Exception[] = [
	{ subject: 'Tactical RMM', faults: ['JSON labelled as a page'], kinds: ['idempotent'], because: 'what was stored is read back', instead: { asked: everywhere(2) } },
	{ subject: 'Tactical RMM', faults: ['JSON labelled as a page'], kinds: ['drop-down'], because: 'which agents are offline is asked too', instead: { asked: everywhere(2) } },
	{ subject: 'Tactical RMM', faults: ['JSON labelled as a page'], kinds: ['credential test'], because: 'whether anything can be seen is asked too', instead: { asked: everywhere(2) } },
	{ subject: 'MeshCentral, REST', faults: ['JSON labelled as a page'], kinds: ['idempotent'], because: 'what was stored is read back', instead: { asked: everywhere(2) } },
	{ subject: 'MeshCentral, REST', faults: ['JSON labelled as a page'], kinds: ['credential test'], because: 'the domain of the account is held against that of the server', instead: { asked: everywhere(2) } },
	{ subject: 'Meshtech, signing in', faults: LOST_OR_PASSING, because: 'signing in changes nothing, whatever it is done for', instead: { asked: everywhere(4), isHarmless: true } },
	{ subject: 'Meshtech, signing in', faults: SLOW, because: 'signing in changes nothing, whatever it is done for', instead: { asked: everywhere(2), isHarmless: true } },
	{
		subject: 'Meshtech, signing in', faults: ['garbage as JSON'], because: 'the answer to a sign-in holds a token, and no error repeats any of it',
		instead: { says: [/did not answer with the expected JSON/] },
	},
	{ subject: 'Meshtech, signing in', faults: ['an error with status 200'], because: 'its no is a status of its own', instead: { says: [STRANGE] } },

	{ subject: 'Meshtech', faults: UNREADABLE, kinds: WRITES, because: 'of what writes answer, only the status is documented', instead: fine },
	{
		subject: 'Meshtech', faults: ['a page with status 200', 'a page as JSON'], kinds: WRITES, because: 'of what writes answer only the status is documented, but a page is not this API',
		instead: { says: [/a web page/, answered(200)] },
	},
	{
		subject: 'Meshtech', faults: [...UNREADABLE, 'a page with status 200', 'a page as JSON', 'a length beyond the limit', 'an endless body', 'gzip bomb'], kinds: ['read'],
		because: 'the route to a single device is assumed: where it answers nonsense, the device is looked for in the documented list',
		instead: { asked: everywhere(2) },
	},

	{ subject: 'MeshCentral, REST', faults: SLOW, because: 'a command without an answer holds one of the five workers: not even reading is asked again', instead: { asked: ONCE } },
	{ subject: 'MeshCentral, REST', faults: ['504 with a page'], because: 'the command behind it holds one of the five workers', instead: { asked: ONCE } },
	{
		subject: 'MeshCentral, REST', faults: ['JSON broken off'], kinds: ['once'], because: 'the answer is the output of a command, as text: without its end, there is no exit code',
		instead: fine,
	},
	{
		subject: 'MeshCentral, REST', faults: ['JSON broken off'], kinds: ['idempotent'], because: 'the answer is the word ok and a line break, of which half is enough; what is read back after it is cut off as well',
		instead: { asked: everywhere(2), says: [/answer is incomplete/], doubts: undefined },
	},
	{ subject: 'MeshCentral, REST', faults: ['JSON broken off'], because: 'answers are cut off there often enough to be known', instead: { says: [/answer is incomplete/] } },
	{
		subject: 'MeshCentral, REST', faults: ['garbage as JSON', 'JSON of something else', 'an error with status 200', 'a page with status 200', 'a page as JSON'], kinds: ['once'],
		because: 'the wrapper mixes up the outputs of commands: what comes in place of ours may be anybody\'s, and is not repeated',
		instead: { says: [/Something else arrived instead of the output/, /was not sent again/] },
	},
	{
		subject: 'MeshCentral, REST', faults: ['JSON of something else'], kinds: ['idempotent'], because: 'what is no ok is said as it is: all that MeshCentral says is text',
		instead: { says: [/unexpected/] },
	},
	{
		subject: 'MeshCentral, REST', faults: ['an error with status 200'], kinds: ['read', 'trigger', 'drop-down', 'credential test'],
		because: 'its own errors have nothing but the error in them', instead: { says: [STRANGE] },
	},
	{ subject: 'MeshCentral, REST', faults: ['status 204'], because: 'an answer is judged by its text alone', instead: { says: [WORDLESS] } },

	{
		subject: 'Meshtech', faults: ['door: Basic Auth'], because: 'the token is sent in the same header, so that its credential has no Basic Auth',
		instead: { says: [/requires a user and password \(Basic Auth\)/, /Basic Auth cannot be sent: Meshtech's token uses the same header/] },
	},
	{
		subject: 'Meshtech, signing in', faults: ['door: Basic Auth'], because: 'the token is sent in the same header, so that its credential has no Basic Auth',
		instead: { says: [/requires a user and password \(Basic Auth\)/, /Basic Auth cannot be sent: Meshtech's token uses the same header/] },
	},
	{
		subject: 'MeshCentral, REST', faults: ['door: a challenge page with status 200'], kinds: ['once'], because: 'the answer is the output of a command, which may be a page as well',
		instead: { says: [/Something else arrived instead of the output/, /was not sent again/] },
	},
	{ subject: 'MeshCentral, REST', faults: ['door: a challenge page with status 200'], because: 'all that the wrapper answers is text', instead: { says: [/web page titled "Making sure you're not a bot!"/] } },

	{ subject: 'Tactical RMM', faults: ['an error with status 200'], because: 'none of its answers says no like this: it is another program', instead: { says: [STRANGE] } },
];

/** What the table says of a cell. */
export function expectedOf(fault: FaultName, subject: string, kind: Kind): Expected {
	const exception = exceptions.find((each) => each.subject === subject && each.faults.includes(fault) && (each.kinds?.includes(kind) ?? true));
	return { ...table[fault], ...exception?.instead };
}
