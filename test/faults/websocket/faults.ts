import { BINARY, bytesOf, headOf, PING, TEXT } from './frames';
import { OPENING, type Interference, type Message, type Wire } from './proxy';

/** What a fault has to know of the call that it meets. */
export interface About {
	/** The action whose question or answer is spoilt. */
	action: string;
	/** How long the node waits for the answer, in ms. */
	waitsMs: number;
}

/** Something that goes wrong in a WebSocket between the node and MeshCentral. */
export interface Fault {
	/** It ends only with the time that the node waits. */
	isSlow?: boolean;
	/** The WebSocket is ended while nobody uses it, and all is well from then on. */
	whileIdle?: boolean;
	/** It is about how a session begins: none is open when the call begins. */
	atOpening?: boolean;
	interfere?(about: About): Interference;
}

const onQuestion = (does: (wire: Wire, question: Message) => boolean): Fault => ({ interfere: ({ action }) => ({ action, onQuestion: does }) });
const onAnswer = (does: (wire: Wire, answer: Message, pass: () => void) => void): Fault => ({ interfere: ({ action }) => ({ action, onAnswer: does }) });
const onOpening = (does: (wire: Wire) => void): Fault => ({
	atOpening: true,
	interfere: () => ({
		action: OPENING,
		onQuestion: (wire) => {
			does(wire);
			return false;
		},
	}),
});
const keptBack = (does: (wire: Wire) => void): Fault =>
	onQuestion((wire) => {
		does(wire);
		return false;
	});

const slow = (fault: Fault): Fault => ({ ...fault, isSlow: true });

/** Only at the first question; those that come after it get through. */
function once(fault: Fault): Fault {
	return {
		...fault,
		interfere: (about) => {
			const { action, onQuestion: meet } = fault.interfere!(about);
			let count = 0;
			return { action, onQuestion: (wire, question) => count++ > 0 || meet!(wire, question) };
		},
	};
}

/** Once an answer comes, the server has got and answered the question: the connection breaks in its place. */
const breaksAfter = (least: number): Fault => ({
	interfere: ({ action }) => {
		let count = 0;
		return {
			action,
			onAnswer: (wire, _, pass) => {
				if (count++ < least) wire.reset();
				else pass();
			},
		};
	},
});

const bye = (action: string, cause: string, msg: string) => ({ action, cause, msg });

/** Messages that are none of MeshCentral's, or nobody's. */
const garbage: ReadonlyArray<string | Buffer> = [
	'',
	'}{ not JSON',
	'null',
	'[]',
	'"close"',
	'7',
	'{}',
	'{"action":7}',
	'{"action":{"action":"close"}}',
	'{"__proto__":{"action":"close"}}',
	'{"action":"__proto__","responseid":"__proto__"}',
	'{"action":"constructor"}',
	'{"action":"nodes"}',
	'{"action":"nodes","nodes":null,"tag":{}}',
	'{"action":"msg"}',
	'{"action":"msg","type":"runcommands","nodeid":null}',
	'{"action":"runcommands","result":"no"}',
	'{"action":"event","event":{"action":"stopped"}}',
	`${'['.repeat(50_000)}`,
	`{"action":"event","x":"${'\\u0000'.repeat(1_000)}"}`,
	bytesOf({ final: true, opcode: BINARY, payload: Buffer.from([0, 255, 254, 1]) }, { masked: false }),
	bytesOf({ final: true, opcode: PING, payload: Buffer.from('are you there') }, { masked: false }),
];

const OF_ANOTHER = { nodes: { 'mesh//another': [{ _id: 'node//another', name: 'of another session' }] }, result: 'of another session\n', meshid: 'mesh//another', url: 'https://another.example/', publicid: 'another' };

/** The same answer in another session's name, with other contents; and one in nobody's. */
function ofAnother(answer: Message): object[] {
	const { responseid, ...rest } = answer;
	const altered = { ...rest, ...Object.fromEntries(Object.entries(OF_ANOTHER).filter(([name]) => name in rest)) };
	return [{ ...altered, responseid: `${String(responseid).slice(0, -1)}~` }, { ...altered, responseid: 'harness-1' }, { ...altered, responseid: null }, altered];
}

const LARGE = `{"action":"event","x":"${'x'.repeat(20_000_000)}"}`;
/** A terabyte, of which only the beginning comes. */
const TOO_LARGE = Buffer.concat([headOf(TEXT, 2 ** 40), Buffer.from('{"action":"nodes","nodes":{"')]);

/** A command is given its time on the device and then some more to say so; after that its answer is late. */
const LATE_MS = 20_000;

/** Everything that goes wrong, by name, in the order of the table. */
export const faults = {
	'nothing': {},
	'502 to the handshake': { atOpening: true, interfere: () => ({ action: OPENING, status: 502 }) },
	'404 to the handshake': { atOpening: true, interfere: () => ({ action: OPENING, status: 404 }) },
	'open, then noauth': onOpening((wire) => wire.toClient(bye('close', 'noauth', 'noauth-2d'))),
	'open, then too many sessions': onOpening((wire) => wire.toClient(bye('stopped', 'Session count exceed user limit', ''))),
	'open, then silence': slow(onOpening(() => {})),
	'open, then closed': onOpening((wire) => wire.close()),
	'open, then reset': onOpening((wire) => wire.reset()),
	'closed while idle': { whileIdle: true },
	'question swallowed': slow(keptBack(() => {})),
	'half-open': slow(keptBack((wire) => wire.die())),
	'closed before a send, once': once(keptBack((wire) => wire.close())),
	'closed before every send': keptBack((wire) => wire.close()),
	'reset before a send, once': once(keptBack((wire) => wire.reset())),
	'reset after a send, once': breaksAfter(1),
	'reset after every send': breaksAfter(Infinity),
	'session ended after a send': onAnswer((wire) => wire.toClient(bye('close', 'kicked', 'kicked'))),
	"another session's reply first": onAnswer((wire, answer, pass) => {
		for (const message of ofAnother(answer)) wire.toClient(message);
		pass();
	}),
	'garbage first': onAnswer((wire, _, pass) => {
		for (const message of garbage) wire.toClient(message);
		pass();
	}),
	'answer of another shape': onAnswer((wire, { action, responseid, nodeid, type }) => wire.toClient({ action, responseid, nodeid, type, nodes: 7, result: { odd: [1] }, meshid: { odd: 1 }, url: 8, name: 5, serverinfo: [] })),
	'no frame at all': onAnswer((wire) => wire.toClient(Buffer.from([0xff, 0xff, 0x00, 0x13, 0x37]))),
	'20 MB first': onAnswer((wire, _, pass) => {
		wire.toClient(LARGE);
		pass();
	}),
	'a frame of a terabyte': onAnswer((wire) => wire.toClient(TOO_LARGE)),
	'answer after the timeout': slow({ interfere: ({ action, waitsMs }) => ({ action, onAnswer: (_, __, pass) => void setTimeout(pass, waitsMs + LATE_MS).unref() }) }),
} satisfies Record<string, Fault>;

/** For what happens to the server meanwhile: the answer is never passed on. */
export const withheld: Fault = onAnswer(() => {});

export type FaultName = keyof typeof faults;
export const faultNames = Object.keys(faults) as FaultName[];
export const faultNamed = (name: FaultName): Fault => faults[name];
