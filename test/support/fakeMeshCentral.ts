import type { INodeType } from 'n8n-workflow';
import { fieldsToWrite } from '../../nodes/MeshCentral/changes';
import type { CreatedShare, DeviceChanges, EventFilter, GroupChanges, Handed, KnownCommand, LocalDevice, MeshCentralClient, NewShare } from '../../nodes/MeshCentral/client';
import { requireAgentRecord, UNKNOWN_OUTCOME, type Command, type CommandResult } from '../../nodes/MeshCentral/command';
import { requireAgent } from '../../nodes/MeshCentral/device';
import { MeshCentral } from '../../nodes/MeshCentral/MeshCentral.node';
import type { DeviceRecord, EventRecord, GroupRecord, ShareRecord, UserRecord } from '../../nodes/MeshCentral/schemas';
import { meshCentral } from '../../nodes/MeshCentral/system';
import { RefusedError } from '../../nodes/shared/errors';
import type { DeviceFiles } from '../../nodes/MeshCentral/files/deviceFiles';
import { execute } from '../../nodes/shared/execute';
import { methodsOf } from '../../nodes/shared/methods';
import type { System } from '../../nodes/shared/system';
import { FakeAccounts } from './fakeAccounts';
import { MemoryFiles } from './memoryFiles';
import { runNode, type NodeRun, type NodeRunOptions } from './runNode';

/** An id of the form that MeshCentral gives, made from a short word. */
export const nodeId = (word: string) => `node//${word.padEnd(64, 'x')}`;
export const meshId = (word: string) => `mesh//${word.padEnd(64, 'x')}`;

export const ids = {
	web: nodeId('web'),
	database: nodeId('database'),
	laptop: nodeId('laptop'),
	vpro: nodeId('vpro'),
	kioskOne: nodeId('kioskOne'),
	kioskTwo: nodeId('kioskTwo'),
	nobody: nodeId('nobody'),
	lab: meshId('lab'),
	branch: meshId('branch'),
	empty: meshId('empty'),
} as const;

function device(_id: string, name: string, more: Partial<DeviceRecord> = {}): DeviceRecord {
	const linux = { rname: `${name}.lan`, osdesc: 'Debian GNU/Linux 12 (bookworm)', agent: { id: 6, core: 'Nov 21 2022, 2189501291' } };
	return { _id, name, mtype: 2, icon: 1, meshid: ids.lab, groupname: 'Lab', ip: '192.0.2.10', ...linux, ...more };
}

const online = { conn: 1, pwr: 1, agct: 1_795_198_844_671 };

const startDevices = (): DeviceRecord[] => [
	device(ids.web, 'web-1', { ...online, ip: '192.0.2.2', tags: ['production', 'web'] }),
	device(ids.database, 'db-1', { ip: '192.0.2.3' }),
	device(ids.laptop, 'Laptop', { ...online, meshid: ids.branch, groupname: 'Branch', rname: 'DESKTOP-057QV01', osdesc: 'Microsoft Windows 11 Pro', agent: { id: 4, core: null } }),
	device(ids.vpro, 'vpro-1', { conn: 2, mtype: 1, rname: null, osdesc: null, agent: null, ip: null }),
	device(ids.kioskOne, 'kiosk', online),
	device(ids.kioskTwo, 'kiosk', { ...online, meshid: ids.branch, groupname: 'Branch' }),
];

const startGroups = (): GroupRecord[] => [
	{ _id: ids.lab, name: 'Lab', desc: 'Lab group', mtype: 2, creation: 1_795_198_643_217 },
	{ _id: ids.branch, name: 'Branch', desc: null, mtype: 2 },
	{ _id: ids.empty, name: 'Empty', mtype: 2 },
];

/** A command that has run to its end. */
export const ran = (output: string, exitCode = 0, durationMs = 1): CommandResult => ({ output, exitCode, timedOut: false, truncated: false, durationMs });

/** What was asked of a client: the method's name and its arguments. */
export type Asked = [method: string, ...args: unknown[]];

const READING = new Set(['connection', 'device', 'devices', 'allDevices', 'candidates', 'find', 'group', 'groups', 'lastConnects', 'details', 'shares', 'events', 'users', 'serverInfo', 'serverNow', 'commands', 'processes', 'connectedSince', 'withFiles', 'services', 'note', 'listen', 'log', 'ownId']);

/** What a device without its agent cannot do; it can be woken. */
const NEEDS_AGENT = new Set(['run', 'power', 'message', 'processes', 'withFiles', 'openUrl', 'services', 'uninstallAgent']);

/** What only tests call. */
const HELPERS: ReadonlySet<string | symbol> = new Set(['constructor', 'count', 'record', 'groupOf', 'disk']);

/**
 * A MeshCentral in memory behind the client's interface, for what operations do with a client: whichever way a real one goes. It
 * takes note of what it is asked.
 */
export class FakeMeshCentral implements MeshCentralClient {
	records = startDevices();
	groupRecords = startGroups();
	shareRecords = new Map<string, ShareRecord[]>();
	eventRecords: EventRecord[] = [];
	userRecords: UserRecord[] = [
		{ _id: 'user//labadmin', name: 'labadmin', email: 'labadmin@example.test', creation: 1_795_198_616, siteadmin: 4_294_967_295 },
		{ _id: 'user//guest', name: 'guest' },
	];
	readonly accounts = new FakeAccounts(this.userRecords);
	lastConnectTimes: Map<string, number> | undefined = new Map([[ids.database, Date.UTC(2026, 10, 20, 18)]]);
	detailsOf: object = {};
	/** By the ID of the device. */
	readonly notes = new Map<string, string>();
	/** By the ID of the device. */
	readonly disks = new Map<string, MemoryFiles>();
	/** What a way tells of a link that it made, beside its address. */
	toldOfShares: Partial<CreatedShare> = {};
	/** What a server says to what it is handed. */
	handed: Handed = { answer: 'ok', confirmed: false, reason: 'The agent did not confirm it.' };
	/** What a command does. */
	onRun = (record: DeviceRecord, { text, wait }: Command): CommandResult | Promise<CommandResult> =>
		wait ? ran(`${record.name}: ${text}`, 0, 12) : { ...UNKNOWN_OUTCOME, processId: 4711, durationMs: 3 };
	/** What an answer to a command of {@link send} is. */
	answer: unknown = { result: 'ok' };
	/** Called ahead of every request with its name; it may throw. */
	before: (method: string) => void = () => {};
	readonly asked: Asked[] = [];

	constructor() {
		// Every method of a client takes note of itself.
		return new Proxy(this, {
			get: (target, name, receiver) => {
				const value: unknown = Reflect.get(target, name, receiver);
				if (typeof value !== 'function' || name === 'knownName' || !(name in FakeMeshCentral.prototype) || HELPERS.has(name)) return value;
				return (...args: unknown[]): unknown => {
					// As both real clients do before they send anything.
					if (name === 'run') requireAgentRecord(args[0] as DeviceRecord);
					if (NEEDS_AGENT.has(String(name)) && args[1] !== 'wake') requireAgent(args[0] as DeviceRecord);
					target.asked.push([String(name), ...args]);
					target.before(String(name));
					return (value as (...args: unknown[]) => unknown).apply(target, args);
				};
			},
		});
	}

	/** What would have changed something at a server. */
	get written(): Asked[] {
		return this.asked.filter(([method]) => !READING.has(method));
	}

	/** How often a method was asked. */
	count(method: string): number {
		return this.asked.filter(([each]) => each === method).length;
	}

	record(id: string): DeviceRecord {
		const found = this.records.find(({ _id }) => _id === id || _id.endsWith(`/${id}`));
		if (!found) throw refused('Invalid device id');
		return found;
	}

	/** The files of a device. */
	disk(id: string): MemoryFiles {
		const disk = this.disks.get(id) ?? new MemoryFiles();
		this.disks.set(id, disk);
		return disk;
	}

	private groupOf(id: string): GroupRecord {
		const found = this.groupRecords.find(({ _id }) => _id === id || _id.endsWith(`/${id}`));
		if (!found) throw refused('Invalid group id');
		return found;
	}

	async authenticate() {}
	async connection() {
		return await Promise.resolve({ user: 'user//n8n', version: '1.1.55', devices: this.records.length, missingRights: ['Wake'] });
	}
	async group(id: string) {
		return await Promise.resolve(this.groupOf(id));
	}
	async allDevices(): Promise<DeviceRecord[]> {
		return await this.devices();
	}

	knownName(id: string): string | undefined {
		return this.records.find(({ _id }) => _id === id)?.name;
	}

	async groups() {
		return await Promise.resolve(this.groupRecords);
	}
	async createGroup(name: string, desc: string) {
		this.groupRecords.push({ _id: meshId(name), name, desc });
		return await Promise.resolve({ id: meshId(name) });
	}
	async updateGroup(id: string, changes: GroupChanges) {
		return await Promise.resolve(Object.assign(this.groupOf(id), changes));
	}
	async deleteGroup(id: string) {
		const { _id } = this.groupOf(id);
		this.groupRecords = this.groupRecords.filter((each) => each._id !== _id);
		this.records = this.records.filter(({ meshid }) => meshid !== _id);
	}
	async createInviteLink(groupId: string) {
		return await Promise.resolve({ url: `https://mesh.example/agentinvite?c=${this.groupOf(groupId).name}` });
	}
	async devices(groupId?: string) {
		const meshid = groupId === undefined ? undefined : this.groupOf(groupId)._id;
		return await Promise.resolve(this.records.filter((record) => meshid === undefined || record.meshid === meshid));
	}
	async candidates() {
		return await Promise.resolve(this.records);
	}
	async device(id: string) {
		return await Promise.resolve(this.record(id));
	}
	async find(id: string) {
		return await Promise.resolve(this.records.find(({ _id }) => _id === id));
	}
	async lastConnects() {
		return await Promise.resolve(this.lastConnectTimes);
	}
	connectedSince() {
		return undefined;
	}
	async details() {
		return await Promise.resolve(this.detailsOf);
	}
	async updateDevice(id: string, changes: DeviceChanges): Promise<DeviceRecord> {
		const record = this.record(id);
		return await Promise.resolve(Object.assign(record, fieldsToWrite(changes, record)));
	}
	async moveDevice(id: string, groupId: string) {
		const [device, group] = [this.record(id), this.groupOf(groupId)];
		const wasThere = device.meshid === group._id;
		device.meshid = group._id;
		return await Promise.resolve({ device, group, wasThere });
	}
	async deleteDevice(id: string) {
		const { _id } = this.record(id);
		this.records = this.records.filter((each) => each._id !== _id);
	}
	async run(record: DeviceRecord, command: Command) {
		return await this.onRun(record, command);
	}
	async power() {
		return await Promise.resolve(this.handed);
	}
	async message() {
		return await Promise.resolve(this.handed);
	}
	async processes() {
		return await Promise.resolve([{ pid: 1, cmd: 'systemd', user: 'root' }, { pid: 42, cmd: 'nginx', user: 'www' }]);
	}
	async withFiles<T>({ _id }: DeviceRecord, task: (files: DeviceFiles) => Promise<T>): Promise<T> {
		return await task(this.disk(_id));
	}
	async openUrl() {
		return await Promise.resolve(this.handed);
	}
	async services() {
		return await Promise.resolve([{ name: 'nginx', status: 'running' }]);
	}
	async note({ _id }: DeviceRecord) {
		return await Promise.resolve(this.notes.get(_id) ?? null);
	}
	async changeNote({ _id }: DeviceRecord, textOf: (note: string | null) => string) {
		const note = textOf(this.notes.get(_id) ?? null);
		this.notes.set(_id, note);
		return await Promise.resolve(note);
	}
	async uninstallAgent() {
		return await Promise.resolve(this.handed);
	}
	async addLocalDevice(groupId: string, { name }: LocalDevice) {
		const { _id: meshid, name: groupname } = this.groupOf(groupId);
		const added: DeviceRecord = { _id: nodeId(name), name, mtype: 3, meshid, groupname };
		this.records.push(added);
		return await Promise.resolve(added);
	}
	async shares(deviceId: string) {
		return await Promise.resolve(this.shareRecords.get(this.record(deviceId)._id) ?? []);
	}
	async createShare(deviceId: string, { types, guestName, validFor, viewOnly }: NewShare): Promise<CreatedShare> {
		const bits = { terminal: 1, desktop: 2, files: 4 };
		const created = { publicid: `link${this.count('createShare')}`, url: 'https://mesh.example/sharing?c=s3cret' };
		const startTime = Date.UTC(2026, 10, 20, 18);
		const minutes = validFor !== 'unlimited' && 'minutes' in validFor ? validFor.minutes : 0;
		const times = validFor === 'unlimited' ? {} : { startTime, expireTime: startTime + minutes * 60_000 };
		const share: ShareRecord = { ...created, p: types.reduce((sum, type) => sum + bits[type], 0), guestName, userid: 'user//admin', ...times, viewOnly };
		const { _id } = this.record(deviceId);
		this.shareRecords.set(_id, [...(this.shareRecords.get(_id) ?? []), share]);
		return await Promise.resolve({ ...created, ...this.toldOfShares });
	}
	async deleteShare(deviceId: string, publicId: string) {
		const { _id } = this.record(deviceId);
		const links = this.shareRecords.get(_id) ?? [];
		if (!links.some(({ publicid }) => publicid === publicId)) throw refused('Invalid device share identifier.');
		this.shareRecords.set(_id, links.filter(({ publicid }) => publicid !== publicId));
		await Promise.resolve();
	}
	async events({ limit }: EventFilter) {
		return await Promise.resolve(this.eventRecords.slice(0, limit));
	}
	async users(): Promise<UserRecord[]> {
		return await Promise.resolve(this.userRecords);
	}
	async inviteByEmail() {
		await Promise.resolve();
	}
	async serverInfo() {
		return await Promise.resolve({ name: 'mesh.example', domain: '', port: 443 });
	}
	log() {
		return Promise.resolve(this.eventRecords);
	}
	ownId(): Promise<string | undefined> {
		return Promise.resolve('user//admin');
	}
	/** Rings once, and then for a test that says so. */
	async listen(ring: () => void, signal: AbortSignal): Promise<void> {
		this.ring = ring;
		ring();
		await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
	}
	ring: () => void = () => {};
	serverNow() {
		return new Date(Date.UTC(2026, 10, 20, 18));
	}
	commands(): readonly KnownCommand[] {
		return [
			{ name: 'usergroups', allowed: true, note: 'of the domain', parameters: ['filter'] },
			{ name: 'webrelay', allowed: false, reason: 'it crashes the server', parameters: [] },
		];
	}
	async send(): Promise<unknown> {
		return await Promise.resolve(this.answer);
	}
}

export function refused(words: string): RefusedError {
	return new RefusedError(words, { method: 'ask', path: 'something' }, undefined);
}

/** The MeshCentral node with this client behind it. */
export function nodeWith(client: MeshCentralClient): INodeType {
	const [server, wrapper] = meshCentral.accesses;
	const system: System<MeshCentralClient> = { ...meshCentral, accesses: [{ ...server, connect: async () => await Promise.resolve(client) }, wrapper!] };
	const { description } = new MeshCentral();
	return {
		description,
		methods: methodsOf(system),
		async execute() {
			return await execute(this, system);
		},
	};
}

/** Runs one operation of the node in n8n's engine. */
export async function runWith(
	client: MeshCentralClient,
	resource: string,
	operation: string,
	parameters: object = {},
	options: NodeRunOptions = {},
): Promise<NodeRun> {
	return await runNode(nodeWith(client), { resource, operation, ...parameters }, { credentials: { meshCentralApi: {} }, ...options });
}
