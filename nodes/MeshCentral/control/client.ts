import * as z from 'zod/v4';
import { InputError, RefusedError } from '../../shared/errors';
import { withFields } from '../../shared/http/record';
import type { ClientOptions } from '../../shared/system';
import type {
	CreatedShare,
	DeviceChanges,
	EventFilter,
	KnownCommand,
	MeshCentralClient,
	Message,
	NewShare,
	PowerAction,
} from '../client';
import type { Command, CommandResult } from '../command';
import { requireAgent } from '../device';
import type { DeviceRecord, EventRecord, GroupRecord, ServerInfo, ShareRecord, UserRecord } from '../schemas';
import { actionOf, actions } from './actions';
import { Channel, type Ask } from './channel';
import type { ControlConnection } from './connection';
import * as frames from './frames';
import { requireHarmless } from './harmless';
import { processesOf } from './processes';
import { ready } from './ready';
import { run } from './run';

const LIST_TIMEOUT_MS = 120_000;
const POWER = { off: 2, reset: 3, sleep: 4 } as const;
const SHARE_BITS = { terminal: 1, desktop: 2, files: 4 } as const;
/** Bits for desktop, terminal and files together: tell the person at the device, or ask. */
const CONSENT = { notify: 7, prompt: 56 } as const;
const NO_ANSWER_NEEDED = z.looseObject({});

/** MeshCentral over its own control channel: everything that it can do (fields and answers measured on 1.1.55). */
export class ControlClient implements MeshCentralClient {
	private readonly channel: Channel;
	private groupNames?: Promise<GroupRecord[]>;

	constructor(connection: ControlConnection, options: ClientOptions) {
		this.channel = new Channel(connection, options);
	}

	async authenticate(): Promise<void> {
		await this.channel.proveSignIn();
	}

	async groups(): Promise<GroupRecord[]> {
		const asked = this.read({ action: 'meshes', answer: frames.meshesFrame, unnamed: {} }).then(({ meshes }) => meshes);
		this.groupNames = asked;
		asked.catch(() => this.groupNames === asked && (this.groupNames = undefined));
		return await asked;
	}

	async createGroup(name: string, desc: string): Promise<{ id: string }> {
		const { meshid } = await this.once('createmesh', { meshname: name, meshtype: 2, desc }, frames.createdMeshFrame);
		return { id: meshid };
	}

	async updateGroup(id: string, { name, desc }: { name?: string; desc?: string }): Promise<void> {
		const group = await this.group(id);
		await this.write('editmesh', { meshid: group._id, ...(name !== undefined && { meshname: name }), ...(desc !== undefined && { desc }) });
	}

	async deleteGroup(id: string): Promise<void> {
		const group = await this.group(id);
		await this.once('deletemesh', { meshid: group._id }, NO_ANSWER_NEEDED);
	}

	async createInviteLink(groupId: string, hours: number): Promise<{ url: string }> {
		const { _id } = await this.group(groupId);
		const { url } = await this.once('createInviteLink', { meshid: _id, expire: hours, flags: 0 }, frames.inviteFrame);
		return { url };
	}

	async devices(groupId?: string): Promise<DeviceRecord[]> {
		const fields = groupId === undefined ? {} : { meshid: await this.fullId('mesh', groupId) };
		const [{ nodes }, groups] = await Promise.all([
			this.read({ action: 'nodes', fields, answer: frames.nodesFrame, timeoutMs: LIST_TIMEOUT_MS }),
			this.groups(),
		]);
		return withGroups(nodes, groups);
	}

	async device(id: string): Promise<DeviceRecord> {
		const found = await this.find(id);
		if (!found) throw this.channel.refused('Invalid device id', 'nodes');
		return found;
	}

	async find(id: string): Promise<DeviceRecord | undefined> {
		const [{ nodes }, groups] = await Promise.all([
			this.read({ action: 'nodes', fields: { id: await this.fullId('node', id) }, answer: frames.nodesFrame }),
			this.groupNames ?? this.groups(),
		]);
		return withGroups(nodes, groups)[0];
	}

	async lastConnects(): Promise<ReadonlyMap<string, number>> {
		const { lastconnects } = await this.read({ action: 'lastconnects', answer: frames.lastConnectsFrame, timeoutMs: LIST_TIMEOUT_MS, unnamed: {} });
		return new Map(Object.entries(lastconnects));
	}

	connectedSince(): Date | undefined {
		const { session } = this.channel;
		return session && new Date(session.since.getTime() + session.aheadMs);
	}

	/** Network cards with addresses, and hardware where the agent can tell (virtual machines often cannot). */
	async details(id: string): Promise<object> {
		const { _id: nodeid } = await this.device(id);
		const unnamed = { nodeid };
		const [network, system] = await Promise.all([
			this.read({ action: 'getnetworkinfo', fields: { nodeid }, answer: NO_ANSWER_NEEDED, unnamed }),
			this.detail({ action: 'getsysinfo', fields: { nodeid, nodeinfo: true }, answer: NO_ANSWER_NEEDED, unnamed }),
		]);
		return { network: content(network), system };
	}

	async updateDevice(id: string, changes: DeviceChanges): Promise<void> {
		const { _id } = await this.device(id);
		await this.write('changedevice', { nodeid: _id, ...changes });
	}

	async moveDevice(id: string, groupId: string): Promise<void> {
		const [device, group] = await Promise.all([this.device(id), this.group(groupId)]);
		if (device.meshid === group._id) return;
		await this.write('changeDeviceMesh', { nodeids: [device._id], meshid: group._id });
	}

	async deleteDevice(id: string): Promise<void> {
		const { _id } = await this.device(id);
		await this.once('removedevices', { nodeids: [_id] }, NO_ANSWER_NEEDED);
	}

	async run(device: DeviceRecord, command: Command): Promise<CommandResult> {
		return await run(this.channel, device, command);
	}

	async power(device: DeviceRecord, action: PowerAction): Promise<string> {
		if (action === 'wake') return await this.wake(device);
		await this.requireReady(device);
		return words(await this.once('poweraction', { nodeids: [device._id], actiontype: POWER[action] }, NO_ANSWER_NEEDED));
	}

	private async wake({ _id }: DeviceRecord): Promise<string> {
		return words(await this.once('wakedevices', { nodeids: [_id] }, NO_ANSWER_NEEDED));
	}

	async message(device: DeviceRecord, { title, text, as, seconds }: Message): Promise<string> {
		await this.requireReady(device);
		if (as === 'toast') return words(await this.once('toast', { nodeids: [device._id], title, msg: text }, NO_ANSWER_NEEDED));
		return words(await this.once('msg', { type: 'messagebox', nodeid: device._id, title, msg: text, timeout: seconds * 1000 }, NO_ANSWER_NEEDED));
	}

	async processes(device: DeviceRecord): Promise<object[]> {
		await this.requireReady(device);
		return await processesOf(this.channel, device);
	}

	async shares(deviceId: string): Promise<ShareRecord[]> {
		const { _id: nodeid } = await this.device(deviceId);
		return (await this.read({ action: 'deviceShares', fields: { nodeid }, answer: frames.sharesFrame, unnamed: { nodeid } })).deviceShares;
	}

	async createShare(deviceId: string, { types, guestName, validFor, consent, viewOnly }: NewShare): Promise<CreatedShare> {
		const { _id: nodeid } = await this.device(deviceId);
		const fields = {
			nodeid,
			guestname: guestName,
			p: types.reduce((bits, type) => bits | SHARE_BITS[type], 0),
			consent: consent ? CONSENT[consent] : 0,
			viewOnly: viewOnly === true,
			...lifetime(validFor),
		};
		const { url, publicid, start, expire } = await this.once('createDeviceShareLink', fields, frames.createdShareFrame);
		return { url, publicid, startTime: start, expireTime: validFor === 'unlimited' ? undefined : expire };
	}

	/** Two answers come: what was removed, and a word. The link is looked for first, so that a no is known before anything is sent. */
	async deleteShare(deviceId: string, publicId: string): Promise<void> {
		const shares = await this.shares(deviceId);
		if (!shares.some(({ publicid }) => publicid === publicId)) throw this.channel.refused('Invalid device share identifier.', 'removeDeviceShare');
		const { _id: nodeid } = await this.device(deviceId);
		await this.once('removeDeviceShare', { nodeid, publicid: publicId }, NO_ANSWER_NEEDED);
	}

	async events({ deviceId, userId, limit }: EventFilter): Promise<EventRecord[]> {
		const nodeid = deviceId === undefined ? undefined : (await this.device(deviceId))._id;
		const ofDevice = nodeid !== undefined && { nodeid };
		const fields = { limit, ...ofDevice, ...(userId !== undefined && { userid: userId }) };
		const { events, userid } = await this.read({ action: 'events', fields, answer: frames.eventsFrame, timeoutMs: LIST_TIMEOUT_MS, unnamed: { ...ofDevice } });
		// Whoever may not manage users is given all events in place of one user's (as in the server's source).
		if (userId !== undefined && userid !== userId) throw this.channel.refused('Access Denied', 'events', 'Events of a user are for those who may manage users. Choose those of a device, or all.');
		return events;
	}

	async users(): Promise<UserRecord[]> {
		return (await this.read({ action: 'users', answer: frames.usersFrame, unnamed: {} })).users;
	}

	async serverInfo(): Promise<ServerInfo> {
		return (await this.channel.open()).server;
	}

	serverNow(): Date {
		return this.channel.serverNow();
	}

	commands(): readonly KnownCommand[] {
		return actions;
	}

	async send(command: string, parameters: Readonly<Record<string, unknown>>): Promise<unknown> {
		const { name, effect, repeats } = actionOf(command);
		for (const reserved of ['action', 'responseid']) {
			if (reserved in parameters) throw new InputError(`'${reserved}' cannot be a parameter`, 'It is set by the node. Nothing was sent.');
		}
		requireHarmless(parameters);
		const unnamed = repeats && Object.fromEntries(repeats.filter((field) => field in parameters).map((field) => [field, String(parameters[field])]));
		const answer = content(await this.channel.ask({ action: name, fields: parameters, effect, answer: NO_ANSWER_NEEDED, unnamed }));
		return unnamed ? without('tag', answer) : answer;
	}

	private async group(id: string): Promise<GroupRecord> {
		const full = await this.fullId('mesh', id);
		const group = (await this.groups()).find(({ _id }) => _id === full);
		if (!group) throw this.channel.refused('Invalid group id', 'meshes');
		return group;
	}

	/** Ids of a domain may be given by their last part. */
	private async fullId(kind: 'node' | 'mesh', id: string): Promise<string> {
		if (id.startsWith(`${kind}/`)) return id;
		if (id.includes('/')) throw new InputError(`"${id.slice(0, 80)}" is not the ID of a ${kind === 'node' ? 'device' : 'device group'}`, `It begins with ${kind}/, or is the last part of one.`);
		return `${kind}/${(await this.serverInfo()).domain ?? ''}/${id}`;
	}

	private async requireReady(device: DeviceRecord): Promise<void> {
		requireAgent(device);
		await ready(this.channel, device);
	}

	private async read<T>(ask: Omit<Ask<T>, 'effect'>): Promise<T> {
		return await this.channel.ask({ ...ask, effect: 'read' });
	}

	/** Some agents have no such details to give, and the server says "Invalid device id" then, also of a device that it knows. */
	private async detail(ask: Omit<Ask<object>, 'effect'>): Promise<object | null> {
		try {
			return content(await this.read(ask));
		} catch (error) {
			if (error instanceof RefusedError) return null;
			throw error;
		}
	}

	private async write(action: string, fields: Readonly<Record<string, unknown>>): Promise<void> {
		await this.channel.ask({ action, fields, effect: 'idempotent', answer: NO_ANSWER_NEEDED });
	}

	private async once<T>(action: string, fields: Readonly<Record<string, unknown>>, answer: z.ZodType<T>): Promise<T> {
		return await this.channel.ask({ action, fields, effect: 'once', answer });
	}
}

function withGroups(nodes: z.infer<typeof frames.nodesFrame>['nodes'], groups: readonly GroupRecord[]): DeviceRecord[] {
	const names = new Map(groups.map(({ _id, name }) => [_id, name]));
	return Object.entries(nodes).flatMap(([meshid, devices]) => devices.map((device) => withFields(device, { meshid, groupname: names.get(meshid) ?? null })));
}

function lifetime(validFor: NewShare['validFor']): object {
	if (validFor === 'unlimited') return { expire: 0 };
	if ('minutes' in validFor) return { expire: validFor.minutes };
	return { start: seconds(validFor.from), end: seconds(validFor.to) };
}

function seconds(at: Date): number {
	return Math.round(at.getTime() / 1000);
}

/** An answer without what belongs to the wire. */
function content(frame: object): object {
	return without('action', without('responseid', frame));
}

function without(name: string, record: object): object {
	return Object.fromEntries(Object.entries(record).filter(([each]) => each !== name));
}

function words(frame: object): string {
	const { result } = frame as { result?: unknown };
	return typeof result === 'string' ? result : '';
}
