/** The other end of a control channel, instead of socket and server: sees every frame that is sent, and says what a test has it say. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ControlConnection } from '../../nodes/MeshCentral/control/connection';
import type { Link } from '../../nodes/MeshCentral/control/link';

/** A frame that the client sent. */
export type Sent = Record<string, unknown> & { action: string; responseid?: string };

/** One recorded exchange over the real server's WebSocket: a request, and all frames that came after it. */
export interface Recording {
	sent: Sent;
	received: Array<Record<string, unknown> & { action: string }>;
}

const folder = join(__dirname, '../contracts/meshcentral');

/** By name, without `ws-`. */
export const recordings: ReadonlyMap<string, Recording> = new Map(
	readdirSync(folder)
		.filter((file) => /^ws-.*\.json$/.test(file))
		.map((file) => [file.slice(3, -5), JSON.parse(readFileSync(join(folder, file), 'utf8')) as Recording]),
);

export function recorded(name: string): Recording {
	const found = recordings.get(name);
	if (!found) throw new Error(`no recorded exchange ${name}`);
	return found;
}

/** The frames of a recording as the server would send them in answer to this request. */
export function replayed(name: string, { responseid, tag }: Sent): object[] {
	const { received } = recorded(name);
	return received.map((frame) => ({ ...frame, ...('responseid' in frame && { responseid }), ...('tag' in frame && { tag }) }));
}

/** The recorded welcome of the server, with these fields of what it says about itself and of the account instead of its own. */
export function welcome(changes: { serverinfo?: object; userinfo?: object }): object[] {
	return recorded('connect').received.map((frame) => {
		if ('serverinfo' in frame) return { ...frame, serverinfo: { ...(frame.serverinfo as object), ...changes.serverinfo } };
		return 'userinfo' in frame ? { ...frame, userinfo: { ...(frame.userinfo as object), ...changes.userinfo } } : frame;
	});
}

/** What a frame says, without what belongs to the wire. */
export function fieldsOf(frame: object): Record<string, unknown> {
	return Object.fromEntries(Object.entries(frame).filter(([name]) => !['action', 'responseid', 'tag'].includes(name)));
}

/** One connection, seen from the server. */
export class Wire implements Link {
	/** Everything but pings. */
	readonly sent: Sent[] = [];
	pings = 0;
	/** Takes everything and says nothing, as a server that is gone silently. */
	isDeaf = false;
	isOpen = true;
	private told?: { onText: (text: string) => void; onEnd: (end: { isOrderly: boolean }) => void };
	private end = { isOrderly: false };

	constructor(private readonly server: FakeServer) {}

	send(text: string): boolean {
		if (!this.isOpen) return false;
		const frame = JSON.parse(text) as Sent;
		if (frame.action === 'ping') {
			this.pings++;
			this.say({ action: 'pong' });
			return true;
		}
		this.sent.push(frame);
		for (const answer of this.server.answer(frame, this)) this.say(answer);
		return true;
	}

	/** By either side, in due form. */
	close(): void {
		this.break({ isOrderly: true });
	}

	listen(onText: (text: string) => void, onEnd: (end: { isOrderly: boolean }) => void): void {
		const isFirst = !this.told;
		this.told = { onText, onEnd };
		if (isFirst) for (const frame of this.server.greeting) this.say(frame);
		if (!this.isOpen) onEnd(this.end);
	}

	/** A frame, or other text; it arrives a moment later, as everything does. */
	say(frame: object | string): void {
		queueMicrotask(() => {
			if (this.isOpen && !this.isDeaf) this.told?.onText(typeof frame === 'string' ? frame : JSON.stringify(frame));
		});
	}

	/** The connection ends, whichever side ended it. */
	break(end = { isOrderly: false }): void {
		if (!this.isOpen) return;
		this.isOpen = false;
		this.end = end;
		queueMicrotask(() => this.told?.onEnd(end));
	}
}

let servers = 0;

/** A server to which `openLink` leads in a test. */
export class FakeServer {
	/** Connections in order. */
	readonly wires: Wire[] = [];
	/** What it says to each of them. */
	greeting: readonly object[] = recorded('connect').received;
	/** Its answers to a frame; silence by default. */
	answer: (frame: Sent, wire: Wire) => readonly object[] = () => [];
	/** A connection that cannot be made. */
	unreachable?: Error;
	/** Of no other server: what is remembered of a secret is remembered for the process. */
	readonly connection: ControlConnection;

	constructor(more: Partial<ControlConnection> = {}) {
		const secret = `secret-${++servers}`;
		this.connection = {
			url: 'wss://mesh.example/control.ashx',
			headers: { 'x-meshauth': secret },
			secrets: [secret],
			allowUnauthorizedCerts: false,
			caCertificate: '',
			...more,
		};
	}

	readonly open = async (): Promise<Wire> => {
		await Promise.resolve();
		if (this.unreachable) throw this.unreachable;
		const wire = new Wire(this);
		this.wires.push(wire);
		return wire;
	};

	/** The latest connection. */
	get wire(): Wire {
		const last = this.wires.at(-1);
		if (!last) throw new Error('nobody has connected');
		return last;
	}

	/** What arrived, over all connections. */
	get sent(): Sent[] {
		return this.wires.flatMap((wire) => wire.sent);
	}

	get actions(): string[] {
		return this.sent.map(({ action }) => action);
	}
}
