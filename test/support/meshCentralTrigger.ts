import type { INodeType, IPollFunctions, ITriggerFunctions } from 'n8n-workflow';
import type { LogWanted, MeshCentralClient } from '../../nodes/MeshCentral/client';
import type { DeviceRecord, EventRecord, GroupRecord } from '../../nodes/MeshCentral/schemas';
import { LiveNode, type LiveNodeOptions } from './liveNode';
import { ManualTimers } from './manualTimers';
import { inNewProcess } from './newProcess';
import { Poller, type PollerOptions } from './poller';
import { promptZlib } from './promptZlib';

const MINUTE_MS = 60_000;
/** As MeshCentral makes them. */
export const nodeId = (name: string) => `node//${name.padEnd(64, 'x')}`;
export const meshId = (name: string) => `mesh//${name.padEnd(64, 'x')}`;

const credentials = { meshCentralApi: { baseUrl: 'https://mesh.example', signInWith: 'loginToken', tokenUser: '~t:user', tokenPassword: 'password', allowUnauthorizedCerts: false, caCertificate: '' } };

/** Everything that can be reported. */
export const everything = ['deviceAdded', 'deviceChanged', 'deviceMoved', 'deviceOffline', 'deviceOnline', 'deviceRemoved', 'deviceRestarted', 'massChange'];

/** A MeshCentral of which a trigger sees what its client would give it: devices that come and go, and a clock of its own. */
export class TriggerLab {
	private readonly records = new Map<string, DeviceRecord>();
	private readonly lastConnects = new Map<string, number>();
	private clock = Date.UTC(2026, 10, 20, 18);
	private since: number | undefined = this.clock;
	/** Devices that the listing omits although they are there. */
	readonly unlisted = new Set<string>();
	/** REST commands tell neither when a device was last connected nor since when the server is up. */
	throughRest = false;
	/** What the trigger asked for, in order, from the beginning of a request to its end. */
	readonly asked: string[] = [];

	constructor(devices = 3) {
		for (let index = 1; index <= devices; index++) this.joins(`pc-${index}`, { firstconnect: this.clock - 86_400_000 });
	}

	get now(): string {
		return new Date(this.clock).toISOString();
	}

	pass(minutes: number): void {
		this.clock += minutes * MINUTE_MS;
	}

	joins(name: string, more: Partial<DeviceRecord> = {}): void {
		const group = more.groupname ?? 'Lab';
		const agent = { id: 6, core: 'Nov 21 2022' };
		this.records.set(name, { _id: nodeId(name), name, rname: `${name}.lan`, osdesc: 'Debian GNU/Linux 12 (bookworm)', firstconnect: this.clock, agent, meshid: meshId(group), groupname: group, ...more });
		this.connects(name);
	}

	connects(name: string): void {
		Object.assign(this.record(name), { conn: 1, pwr: 1, agct: this.clock });
		this.lastConnects.set(nodeId(name), this.clock);
	}

	disconnects(name: string): void {
		this.forgetsConnectionOf(name);
		this.lastConnects.set(nodeId(name), this.clock);
	}

	/** The server goes, takes note of nothing, and is up again some seconds later: nobody is connected yet. */
	restarts(): void {
		this.clock += 5_000;
		for (const name of this.records.keys()) this.forgetsConnectionOf(name);
		this.since = this.clock;
	}

	isEdited(name: string, changes: Partial<DeviceRecord>): void {
		Object.assign(this.record(name), changes);
	}

	moves(name: string, group: string): void {
		this.isEdited(name, { meshid: meshId(group), groupname: group });
	}

	isDeleted(name: string): void {
		this.records.delete(name);
		this.lastConnects.delete(nodeId(name));
	}

	private forgetsConnectionOf(name: string): void {
		const record = this.record(name);
		delete record.conn;
		delete record.pwr;
		delete record.agct;
	}

	private record(name: string): DeviceRecord {
		const found = this.records.get(name);
		if (!found) throw new Error(`there is no ${name}`);
		return found;
	}

	/** The event log, newest first. */
	readonly log: EventRecord[] = [];
	/** What of it was requested. */
	readonly logWanted: LogWanted[] = [];

	/** Something is written into the event log, as of now. */
	logs(entry: Partial<EventRecord> & Record<string, unknown>): void {
		this.log.unshift({ action: 'manual', time: this.now, msg: '', nodeid: null, userid: null, username: null, ...entry } as EventRecord);
	}

	/** As far as a trigger uses it. */
	readonly client = {
		groups: async (): Promise<GroupRecord[]> => await this.answer('groups', () => ['Lab', 'Branch'].map((name) => ({ _id: meshId(name), name }))),
		devices: async (groupId?: string) =>
			await this.answer('devices', () =>
				[...this.records].filter(([name, { meshid }]) => !this.unlisted.has(name) && (groupId === undefined || meshid.endsWith(groupId))).map(([, record]) => ({ ...record })),
			),
		lastConnects: async () => await this.answer('lastConnects', () => (this.throughRest ? undefined : new Map(this.lastConnects))),
		find: async (id: string) => await this.answer('find', () => [...this.records.values()].find(({ _id }) => _id === id)),
		connectedSince: () => (this.throughRest || this.since === undefined ? undefined : new Date(this.since)),
		serverNow: () => new Date(this.clock),
		log: async (wanted: LogWanted) => await this.answer('log', () => (this.logWanted.push(wanted), this.log.filter(({ action }) => wanted.part === undefined || action === wanted.part))),
		ownId: async () => await Promise.resolve('user//n8n'),
		listen: async (ring: () => void, signal: AbortSignal) => await this.listening(ring, signal),
	} as unknown as MeshCentralClient;

	/** Listeners for changes, in the order in which they began to listen. */
	readonly listeners = new Set<{ ring: () => void; ends: (error: Error) => void }>();
	/** What happens to anyone who wants to listen; undefined lets him. */
	refusesListeners: Error | undefined;

	private async listening(ring: () => void, signal: AbortSignal): Promise<void> {
		if (this.refusesListeners) throw this.refusesListeners;
		const { promise, resolve, reject } = Promise.withResolvers<void>();
		const listener = { ring, ends: reject };
		this.listeners.add(listener);
		signal.addEventListener('abort', () => resolve(), { once: true });
		ring();
		await promise.finally(() => this.listeners.delete(listener));
	}

	/** The server pushes that something happened. */
	ring(): void {
		for (const { ring } of this.listeners) ring();
	}

	/** Anyone who listens is cut off. */
	breaks(): void {
		for (const { ends } of this.listeners) ends(new Error('the session broke'));
	}

	/** Before a request is answered, whatever it is. */
	before: (what: string) => Promise<void> | void = () => {};

	private async answer<T>(what: string, value: () => T): Promise<T> {
		this.asked.push(`${what}?`);
		await this.before(what);
		await new Promise((resolve) => setImmediate(resolve));
		this.asked.push(what);
		return value();
	}

	/** The trigger as a new process of n8n loads it, with a memory of its own, and this behind it. Libraries and classes of errors are shared. */
	private readonly load = async (): Promise<INodeType> =>
		await inNewProcess(async () => {
			const { MeshCentralTrigger } = await import('../../nodes/MeshCentral/MeshCentralTrigger.node');
			const { meshCentralWatch: watch } = await import('../../nodes/MeshCentral/watch');
			const { poll } = await import('../../nodes/shared/watch/poll');
			const [server, ...others] = watch.system.accesses;
			const system = { ...watch.system, accesses: [{ ...server, connect: async () => await Promise.resolve(this.client) }, ...others] as typeof watch.system.accesses };
			return Object.assign(new MeshCentralTrigger() as INodeType, {
				async poll(this: IPollFunctions) {
					return await poll(this, { ...watch, system });
				},
			});
		});

	/** The live trigger, in the same way, by the test's own clock. */
	readonly timers = new ManualTimers();
	private readonly loadLive = async (): Promise<INodeType> => {
		const { timers } = this;
		return await inNewProcess(async () => {
			jest.doMock('node:zlib', () => promptZlib);
			const { MeshCentralLiveTrigger } = await import('../../nodes/MeshCentral/MeshCentralLiveTrigger.node');
			const { meshCentralLiveWatch: watch } = await import('../../nodes/MeshCentral/live');
			const { live } = await import('../../nodes/shared/watch/live');
			const [server, ...others] = watch.system.accesses;
			const system = { ...watch.system, accesses: [{ ...server, connect: async () => await Promise.resolve(this.client) }, ...others] as typeof watch.system.accesses };
			return Object.assign(new MeshCentralLiveTrigger() as INodeType, {
				trigger: async function (this: ITriggerFunctions) {
					return await live(this, { ...watch, system }, timers);
				},
			});
		});
	};

	/** A live trigger that tells everything, and an offline at once, unless said otherwise; not active yet. */
	liveTrigger(parameters: Record<string, unknown> = {}, more: Partial<LiveNodeOptions> = {}): LiveNode {
		const usual = { triggerOn: everything, watchedFields: ['name', 'desc', 'tags', 'osdesc'] };
		return new LiveNode({ load: this.loadLive, parameters: { ...usual, ...parameters } as LiveNodeOptions['parameters'], credentials, ...more });
	}

	/** A trigger that tells everything unless said otherwise; not active yet. */
	trigger(parameters: Record<string, unknown> = {}, more: Partial<PollerOptions> = {}): Poller {
		return new Poller({
			load: this.load,
			parameters: { triggerOn: everything, watchedFields: ['name', 'desc', 'tags', 'osdesc'], ...parameters } as PollerOptions['parameters'],
			credentials,
			...more,
		});
	}

	async activeTrigger(...args: Parameters<TriggerLab['trigger']>): Promise<Poller> {
		const trigger = this.trigger(...args);
		await trigger.activate();
		return trigger;
	}
}
