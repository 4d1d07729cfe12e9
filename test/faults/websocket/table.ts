import { onceOnly, type Kind } from './calls';
import type { Outcome } from './cell';
import type { FaultName } from './faults';

/** What must come of one kind of call with one fault. */
export interface Expected {
	/** As {@link Outcome.ended}; several where the moment decides. */
	ended: ReadonlyArray<string>;
	/** How often it is asked, and how often that goes on to the server; what must not be done twice is carried out as often. */
	asked: number;
	arrived: number;
	/** That the message must have. */
	words: RegExp;
	/** What n8n's scheduler must read out of it. */
	cause?: string;
}

/**
 * What must happen: to calls that may be repeated (a list, a group described, a poll, a drop-down) and to those that must not be done twice
 * (a group made, a link made, a command run), unless said otherwise of one kind.
 */
interface Row extends Partial<Record<Kind, Expected>> {
	reading: Expected;
	acting: Expected;
	'credential test': Expected;
}

const PASSING = 'temporarily-unavailable';
const fine = (asked = 1, arrived = asked): Expected => ({ ended: ['fine'], asked, arrived, words: /^$/ });
const notSent = (words: RegExp): Expected => ({ ended: ['not sent'], asked: 0, arrived: 0, words, cause: PASSING });
const unknown = (words: RegExp, asked: number, arrived: number): Expected => ({ ended: ['unknown'], asked, arrived, words, cause: PASSING });
const answered = (words: RegExp, more: Partial<Expected> = {}): Expected => ({ ended: ['answered'], asked: 0, arrived: 0, words, ...more });
const givenUp = (asked: number, arrived: number): Expected => ({ ended: ['given up'], asked, arrived, words: /took longer than 36 s and was stopped; the next one tries again/ });
const red = (words: RegExp, arrived = 0): Expected => ({ ended: ['red'], asked: 1, arrived, words });

const allWell: Row = { reading: fine(), acting: fine(), 'credential test': fine() };
const said = (words: RegExp, more?: Partial<Expected>): Row => ({ reading: answered(words, more), acting: answered(words, more), 'credential test': red(words) });
const outOfReach = (words: RegExp): Row => ({ reading: notSent(words), acting: notSent(words), 'credential test': red(words) });

const BROKE = /^The connection to 127\.0\.0\.1:\d+ broke before an answer arrived/;
const BROKE_EARLY = /^The connection to 127\.0\.0\.1:\d+ broke before the sign-in was answered/;
const WITHOUT_A_WORD = /opened a WebSocket and closed it without a reason.*Check the address and the domain/;
const SILENT = /^127\.0\.0\.1:\d+ gave no answer within \d+ s.*MeshCentral does not answer what it does not understand/;
const SILENT_EARLY = /^127\.0\.0\.1:\d+ did not answer the sign-in within 15 s.*Check that the address|check that the address/;
const NOT_DONE_IN_TIME = /^lab-one did not answer within 24 s.*may have run; if it is running, it is stopped there after 10 s\. It was not sent again/;
const ODD = /^MeshCentral returned an unexpected answer: (nodes|meshid|url|result): /;

/** Reading is asked four times at most, acting once. */
const breaks = (arrives: boolean, test: Expected, words = BROKE): Row => ({
	reading: unknown(words, 4, arrives ? 4 : 0),
	acting: unknown(words, 1, arrives ? 1 : 0),
	'credential test': test,
});
const breaksOnce = (arrives: boolean, test: Expected): Row => ({
	reading: fine(2, arrives ? 2 : 1),
	acting: unknown(BROKE, 1, arrives ? 1 : 0),
	'credential test': test,
});
const silent = (arrived: 0 | 1): Row => ({
	reading: unknown(SILENT, 1, arrived),
	acting: unknown(SILENT, 1, arrived),
	'run command': unknown(NOT_DONE_IN_TIME, 1, arrived),
	'credential test': red(SILENT_EARLY, arrived),
});

/** What must happen, for every fault and every kind of call. */
const table: Readonly<Record<FaultName, Row>> = {
	'nothing': allWell,
	'502 to the handshake': outOfReach(/could not reach MeshCentral \(status 502\).*Check that MeshCentral itself is running/),
	'404 to the handshake': said(/does not open a WebSocket here.*reverse proxy/),
	'open, then noauth': said(/^MeshCentral does not accept this user name and password, or this login token \(noauth: noauth-2d\).*Check them in the credential/, { cause: 'credential-invalid' }),
	'open, then too many sessions': said(/^MeshCentral ended the session \(Session count exceed user limit\).*The sign-in succeeded/),
	'open, then silence': { ...outOfReach(SILENT_EARLY), 'trigger poll': { ...notSent(/did not answer the sign-in|and was stopped/), ended: ['not sent', 'given up'], cause: undefined } },
	'open, then closed': said(WITHOUT_A_WORD),
	'open, then reset': outOfReach(BROKE_EARLY),
	'closed while idle': allWell,
	'question swallowed': { ...silent(0), 'trigger poll': givenUp(1, 0) },
	'half-open': silent(0),
	'closed before a send, once': breaksOnce(false, red(WITHOUT_A_WORD)),
	'closed before every send': breaks(false, red(WITHOUT_A_WORD)),
	'reset before a send, once': breaksOnce(false, red(BROKE_EARLY)),
	'reset after a send, once': breaksOnce(true, red(BROKE_EARLY, 1)),
	'reset after every send': breaks(true, red(BROKE_EARLY, 1)),
	'session ended after a send': breaks(true, red(/^MeshCentral ended the session \(kicked: kicked\)/, 1), /^MeshCentral ended the session \(kicked: kicked\)/),
	"another session's reply first": allWell,
	'garbage first': allWell,
	// The sign-in, and a change of something, are answered by the frame as such.
	'answer of another shape': { reading: answered(ODD, { asked: 1, arrived: 1 }), acting: answered(ODD, { asked: 1, arrived: 1 }), update: fine(), 'credential test': fine() },
	'no frame at all': breaks(true, red(BROKE_EARLY, 1)),
	'20 MB first': allWell,
	'a frame of a terabyte': breaks(true, red(BROKE_EARLY, 1)),
	'answer after the timeout': { ...silent(1), 'trigger poll': givenUp(1, 1) },
};

export function expected(fault: FaultName, kind: Kind): Expected {
	const row = table[fault];
	return row[kind] ?? (onceOnly.includes(kind) ? row.acting : row.reading);
}

/** What is wrong with an outcome, in words; nothing where all is as it must be. */
export function wrongs(kind: Kind, outcome: Outcome, { ended, asked, arrived, words, cause }: Expected): string[] {
	const isFine = outcome.ended === 'fine';
	const checks: Array<[boolean, string]> = [
		[ended.includes(outcome.ended), `ended: ${outcome.ended}`],
		[words.test(outcome.said), `said: ${outcome.said}`],
		[cause === undefined || kind === 'credential test' || outcome.cause === cause, `cause: ${outcome.cause}`],
		[outcome.asked === asked && outcome.arrived === arrived, `asked ${outcome.asked}, arrived ${outcome.arrived}`],
		[!onceOnly.includes(kind) || outcome.done === arrived, `done ${outcome.done} times`],
		[kind !== 'update' || outcome.done === Math.min(arrived, 1), `done ${outcome.done} times`],
		// What happened is reported once: by the poll that meets the fault, or by the next one.
		[kind !== 'trigger poll' || String(outcome.told) === (isFine ? '1,1' : '0,1'), `told: ${outcome.told}`],
		[kind !== 'trigger poll' || isFine || outcome.state === 'untouched', `state: ${outcome.state}`],
		[outcome.afterwards === 'fine', `afterwards: ${outcome.afterwards}`],
		[!outcome.said.includes('<'), 'a page is quoted'],
	];
	return checks.flatMap(([isRight, what]) => (isRight ? [] : [what]));
}

/** What may come of a call under way when the server is restarted: reading is requested again and gets through if the server is back soon enough. */
export function wrongsOfRestart(kind: Kind, { ended, done, told, state, afterwards, said }: Outcome): string[] {
	// It has arrived before the server went down: that it was not sent is never true of what acts.
	const allowed = kind === 'credential test' ? ['red'] : onceOnly.includes(kind) ? ['unknown'] : kind === 'update' ? ['fine', 'unknown'] : ['fine', 'not sent', 'unknown'];
	const acts = onceOnly.includes(kind) || kind === 'update';
	const checks: Array<[boolean, string]> = [
		[allowed.includes(ended), `ended: ${ended}`],
		[ended === 'fine' || /broke before|could not reach MeshCentral/.test(said), `said: ${said}`],
		[!acts || done === 1, `done ${done} times`],
		[kind !== 'trigger poll' || told![1] === 1, `told: ${told}`],
		[kind !== 'trigger poll' || ended === 'fine' || state === 'untouched', `state: ${state}`],
		[afterwards === 'fine', `afterwards: ${afterwards}`],
	];
	return checks.flatMap(([isRight, what]) => (isRight ? [] : [what]));
}
