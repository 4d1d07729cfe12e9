import * as z from 'zod/v4';
import type { ConnectionReport } from '../../shared/checkConnection';
import { InputError, RefusedError } from '../../shared/errors';
import { withFields } from '../../shared/http/record';
import { NamesRead } from '../../shared/namesRead';
import { ReadOnce } from '../../shared/readOnce';
import type { ClientOptions } from '../../shared/system';
import { fieldsToWrite, isEmpty, requireStored } from '../changes';
import type {
	CreatedShare,
	DeviceChanges,
	EventFilter,
	GroupChanges,
	Handed,
	Invitation,
	KnownCommand,
	LocalDevice,
	LogWanted,
	MeshCentralClient,
	Message,
	Moved,
	NewShare,
	PowerAction,
} from '../client';
import type { Command, CommandResult } from '../command';
import { lastPart, requireAgent } from '../device';
import type { DeviceFiles } from '../files/deviceFiles';
import { addedTo, requireLocal, requireSameKind, requireSharing, whyNotAwake, WOKE_NOBODY, wokeNobody } from '../guards';
import { Permissions } from '../permissions';
import { NEEDS, needToShare, type Need } from '../rights';
import type { DeviceRecord, EventRecord, GroupRecord, ServerInfo, ShareRecord, UserRecord } from '../schemas';
import { ControlAccounts } from './accounts';
import { handed, words, type Deed } from './acting';
import { actionOf, actions } from './actions';
import { Channel, type Ask } from './channel';
import type { ControlConnection } from './connection';
import * as frames from './frames';
import type { Frame } from './frames';
import { isNews } from './news';
import { changeNote, noteOf } from './notes';
import { processesOf, servicesOf } from './processes';
import { ready } from './ready';
import { RelayFiles } from './relay/files';
import { openRelay } from './relay/open';
import { run } from './run';
import { content, send } from './sending';
import { uninstalled } from './uninstall';
import type { Standing } from './standing';
import { versionOf } from './version';

const LIST_TIMEOUT_MS = 120_000;
/** Entries of the event log; most of the time more than an hour's. */
const LOG_AT_FIRST = 100;
const POWER = { off: 2, reset: 3, sleep: 4 } as const;
const SHARE_BITS = { terminal: 1, desktop: 2, files: 4 } as const;
/** Bits for desktop, terminal and files together: tell the person at the device, or ask. */
const CONSENT = { notify: 7, prompt: 56 } as const;
const NO_ANSWER_NEEDED = z.looseObject({});

const NO_DESKTOP = 'The agent could not open it: nobody is logged in at a desktop of the device.';

/** The agent's log says by these numbers that it does something. */
const LOGGED = { dialog: 18, power: 25, toast: 26 } as const;

/** MeshCentral over its own control channel: everything that it can do (fields and answers measured on 1.1.55). */
export class ControlClient implements MeshCentralClient {
	private readonly channel: Channel;
	private readonly permissions: Permissions;
	readonly accounts: ControlAccounts;
	/** Read once for those who look for devices by their names. */
	private readonly known = new ReadOnce();
	private readonly namesRead = new NamesRead<DeviceRecord>(({ _id, name }) => [lastPart(_id), name]);

	constructor(
		private readonly route: ControlConnection,
		private readonly options: ClientOptions,
	) {
		this.channel = new Channel(route, options);
		const sources = {
			account: async () => (await this.channel.open()).session.standing.account,
			group: async (id: string, anew: boolean) => (await (anew ? this.groups() : this.knownGroups())).find(({ _id }) => _id === id),
			managesAll: async () => (await this.serverInfo()).manageAllDeviceGroups === true,
		};
		this.permissions = new Permissions(sources, (action) => this.channel.asked(action));
		this.accounts = new ControlAccounts(this.channel, this.permissions, this);
	}

	async authenticate(): Promise<void> {
		await this.channel.proveSignIn();
	}

	async connection(needs: readonly Need[]): Promise<Omit<ConnectionReport, 'product'>> {
		const { session } = await this.channel.open();
		const [devices, groups, version] = await Promise.all([this.devices(), this.groups(), versionOf(this.channel)]);
		const { account } = session.standing;
		return { user: account?._id ?? null, version, devices: devices.length, missingRights: await this.permissions.missing(needs, groups, devices) };
	}

	async groups(): Promise<GroupRecord[]> {
		return await this.readGroups((await this.channel.open('meshes')).session.standing);
	}

	/** As they were read last in this session, unless something of them has changed since. */
	private async knownGroups(): Promise<GroupRecord[]> {
		const { standing } = (await this.channel.open('meshes')).session;
		return await (standing.groups ?? this.readGroups(standing));
	}

	private async readGroups(standing: Standing): Promise<GroupRecord[]> {
		const asked = this.read({ action: 'meshes', answer: frames.meshesFrame, unnamed: {} }).then(({ meshes }) => meshes);
		standing.groups = asked;
		asked.catch(() => standing.groups === asked && (standing.groups = undefined));
		return await asked;
	}

	async group(id: string): Promise<GroupRecord> {
		const full = await this.fullId('mesh', id);
		const group = (await this.groups()).find(({ _id }) => _id === full);
		if (!group) throw this.channel.refused('Invalid group id', 'meshes');
		return group;
	}

	async createGroup(name: string, desc: string): Promise<{ id: string }> {
		const fields = { meshname: name, meshtype: 2, desc };
		const { meshid } = await this.permissions.named(NEEDS.createGroup, {}, async () => await this.once('createmesh', fields, frames.createdMeshFrame));
		return { id: meshid };
	}

	async updateGroup(id: string, { name, desc }: GroupChanges): Promise<GroupRecord> {
		const group = await this.group(id);
		if (isEmpty({ name, desc })) return group;
		await this.permissions.require(NEEDS.updateGroup, { group }, 'editmesh');
		await this.write('editmesh', { meshid: group._id, ...(name !== undefined && { meshname: name }), ...(desc !== undefined && { desc }) });
		const stored = await this.group(group._id);
		requireStored({ name, desc }, stored, this.channel.asked('editmesh'));
		return stored;
	}

	async deleteGroup(id: string): Promise<void> {
		const group = await this.group(id);
		await this.permissions.named(NEEDS.deleteGroup, { group }, async () => await this.once('deletemesh', { meshid: group._id }, NO_ANSWER_NEEDED));
	}

	async createInviteLink(groupId: string, hours: number): Promise<{ url: string }> {
		const { _id } = await this.group(groupId);
		const { url } = await this.once('createInviteLink', { meshid: _id, expire: hours, flags: 0 }, frames.inviteFrame);
		return { url };
	}

	/** As meshctrl sends it. */
	async inviteByEmail(groupId: string, { email, name = '', message }: Invitation): Promise<void> {
		const { _id } = await this.group(groupId);
		await this.once('inviteAgent', { meshid: _id, email, name, os: '0', ...(message !== undefined && { msg: message }) }, NO_ANSWER_NEEDED);
	}

	async devices(groupId?: string): Promise<DeviceRecord[]> {
		const fields = groupId === undefined ? {} : { meshid: await this.fullId('mesh', groupId) };
		const [{ nodes }, groups] = await Promise.all([
			this.read({ action: 'nodes', fields, answer: frames.nodesFrame, timeoutMs: LIST_TIMEOUT_MS }),
			this.groups(),
		]);
		return this.namesRead.note(withGroups(nodes, groups));
	}

	async allDevices(): Promise<DeviceRecord[]> {
		return await this.known.get('devices', async () => await this.devices());
	}

	async candidates(): Promise<DeviceRecord[]> {
		return await this.allDevices();
	}

	async device(id: string): Promise<DeviceRecord> {
		const found = await this.find(id);
		if (!found) throw this.channel.refused('Invalid device id', 'nodes');
		return found;
	}

	async find(id: string): Promise<DeviceRecord | undefined> {
		const [{ nodes }, groups] = await Promise.all([
			this.read({ action: 'nodes', fields: { id: await this.fullId('node', id) }, answer: frames.nodesFrame }),
			this.knownGroups(),
		]);
		return this.namesRead.note(withGroups(nodes, groups))[0];
	}

	knownName(id: string): string | null | undefined {
		return this.namesRead.get(lastPart(id));
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
		const device = await this.device(id);
		// Without the right, the words are those of an unknown device.
		await this.permissions.require(NEEDS.details, { device }, 'getnetworkinfo');
		const { _id: nodeid } = device;
		const unnamed = { nodeid };
		const [network, system] = await Promise.all([
			this.read({ action: 'getnetworkinfo', fields: { nodeid }, answer: NO_ANSWER_NEEDED, unnamed }),
			this.detail({ action: 'getsysinfo', fields: { nodeid, nodeinfo: true }, answer: NO_ANSWER_NEEDED, unnamed }),
		]);
		return { network: content(network), system };
	}

	async updateDevice(id: string, changes: DeviceChanges): Promise<DeviceRecord> {
		const device = await this.device(id);
		const fields = fieldsToWrite(changes, device);
		if (isEmpty(fields)) return device;
		await this.permissions.named(NEEDS.updateDevice, { device }, async () => await this.write('changedevice', { nodeid: device._id, ...fields }));
		const stored = await this.device(device._id);
		requireStored(fields, stored, this.channel.asked('changedevice'));
		return stored;
	}

	async moveDevice(id: string, groupId: string): Promise<Moved> {
		const [device, group] = await Promise.all([this.device(id), this.group(groupId)]);
		if (device.meshid === group._id) return { device, group, wasThere: true };
		requireSameKind((await this.knownGroups()).find(({ _id }) => _id === device.meshid), group);
		const fields = { nodeids: [device._id], meshid: group._id };
		await this.permissions.named(NEEDS.moveTo, { group }, async () => await this.write('changeDeviceMesh', fields));
		return { device, group, wasThere: false };
	}

	async deleteDevice(id: string): Promise<void> {
		const device = await this.device(id);
		await this.permissions.named(NEEDS.deleteDevice, { device }, async () => await this.once('removedevices', { nodeids: [device._id] }, NO_ANSWER_NEEDED));
	}

	async run(device: DeviceRecord, command: Command): Promise<CommandResult> {
		const need = command.shell === 'console' ? NEEDS.agentConsole : NEEDS.runCommand;
		return await this.permissions.named(need, { device }, async () => await run(this.channel, device, command));
	}

	async power(device: DeviceRecord, action: PowerAction): Promise<Handed> {
		if (action === 'wake') return await this.wake(device);
		const actiontype = POWER[action];
		const logged = { msgid: LOGGED.power, args: [actiontype] };
		return await this.hand(NEEDS.power, device, { action: 'poweraction', fields: { nodeids: [device._id], actiontype }, logged });
	}

	private async wake(device: DeviceRecord): Promise<Handed> {
		await this.permissions.require(NEEDS.wake, { device }, 'wakedevices');
		const answer = words(await this.once('wakedevices', { nodeids: [device._id] }, NO_ANSWER_NEEDED));
		if (wokeNobody(answer, await this.serverInfo())) throw this.channel.refused(answer, 'wakedevices', WOKE_NOBODY);
		return { answer, confirmed: false, reason: whyNotAwake(answer) };
	}

	async message(device: DeviceRecord, { title, text, as, seconds }: Message): Promise<Handed> {
		const { _id: nodeid } = device;
		const logged = { msgid: LOGGED[as], args: [title, text] };
		const said = { title, msg: text };
		if (as === 'toast') return await this.hand(NEEDS.toast, device, { action: 'toast', fields: { nodeids: [nodeid], ...said }, logged });
		return await this.hand(NEEDS.dialog, device, { action: 'msg', fields: { type: 'messagebox', nodeid, ...said, timeout: seconds * 1000 }, logged });
	}

	/** Of a device that is offline or unknown, and without the right, the server says "ok" anyway. */
	private async hand(need: Need, device: DeviceRecord, deed: Deed): Promise<Handed> {
		requireAgent(device);
		await this.permissions.require(need, { device }, deed.action);
		await ready(this.channel, device);
		return await this.permissions.named(need, { device }, async () => await handed(this.channel, device, deed));
	}

	async openUrl(device: DeviceRecord, url: string): Promise<Handed> {
		const { _id: nodeid } = device;
		const told = ({ action, type, nodeid: of, url: opened, success }: Frame) => {
			if (action !== 'msg' || type !== 'openUrl' || of !== nodeid || opened !== url) return undefined;
			return success === true ? { confirmed: true } : { confirmed: false, reason: NO_DESKTOP };
		};
		return await this.hand(NEEDS.openUrl, device, { action: 'msg', fields: { type: 'openUrl', nodeid, url }, told });
	}

	async processes(device: DeviceRecord): Promise<object[]> {
		return await this.listed(NEEDS.processes, 'ps', device, processesOf);
	}

	async services(device: DeviceRecord): Promise<object[]> {
		return await this.listed(NEEDS.services, 'services', device, servicesOf);
	}

	private async listed(need: Need, action: string, device: DeviceRecord, list: typeof processesOf): Promise<object[]> {
		requireAgent(device);
		await this.permissions.require(need, { device }, action);
		await ready(this.channel, device);
		return await list(this.channel, device);
	}

	async note(device: DeviceRecord): Promise<string | null> {
		return await noteOf(this.channel, device);
	}

	async changeNote(device: DeviceRecord, textOf: (note: string | null) => string): Promise<string> {
		await this.permissions.require(NEEDS.setNotes, { device }, 'setNotes');
		return await changeNote(this.channel, device, textOf);
	}

	async uninstallAgent(device: DeviceRecord): Promise<Handed> {
		requireAgent(device);
		await this.permissions.require(NEEDS.uninstallAgent, { device }, 'uninstallagent');
		return await uninstalled(this.channel, device, async () => await this.find(device._id), this.options.signal);
	}

	async addLocalDevice(groupId: string, { name, host, kind }: LocalDevice): Promise<DeviceRecord> {
		const group = await this.group(groupId);
		requireLocal(group);
		return await this.channel.alone(`${this.channel.key} addlocaldevice ${group._id}`, async () => {
			const before = await this.devices(group._id);
			const fields = { meshid: group._id, devicename: name, hostname: host, type: kind };
			await this.permissions.named(NEEDS.addLocalDevice, { group }, async () => await this.once('addlocaldevice', fields, NO_ANSWER_NEEDED));
			return addedTo(await this.devices(group._id), before, name, this.channel.asked('addlocaldevice'));
		});
	}

	async withFiles<T>(device: DeviceRecord, task: (files: DeviceFiles) => Promise<T>, changesIn?: string): Promise<T> {
		requireAgent(device);
		await this.permissions.require(NEEDS.files, { device }, 'msg');
		await ready(this.channel, device);
		const { channel, route: connection, options } = this;
		const over = async () => {
			const relay = await openRelay({ channel, connection, device, signal: options.signal });
			try {
				return await task(new RelayFiles(relay, channel, () => options.acted?.()));
			} finally {
				relay.close();
			}
		};
		return changesIn === undefined ? await over() : await channel.alone(`MeshCentral files ${device._id} ${changesIn.toLowerCase()}`, over);
	}

	async shares(deviceId: string): Promise<ShareRecord[]> {
		const device = await this.device(deviceId);
		requireSharing(await this.serverInfo());
		const { _id: nodeid } = device;
		const ask = { action: 'deviceShares', fields: { nodeid }, answer: frames.sharesFrame, unnamed: { nodeid } };
		return (await this.permissions.named(NEEDS.shares, { device }, async () => await this.read(ask))).deviceShares;
	}

	async createShare(deviceId: string, { types, guestName, validFor, consent, viewOnly }: NewShare): Promise<CreatedShare> {
		const device = await this.device(deviceId);
		requireSharing(await this.serverInfo());
		const fields = {
			nodeid: device._id,
			guestname: guestName,
			p: types.reduce((bits, type) => bits | SHARE_BITS[type], 0),
			consent: consent ? CONSENT[consent] : 0,
			viewOnly: viewOnly === true,
			...lifetime(validFor),
		};
		const create = async () => await this.once('createDeviceShareLink', fields, frames.createdShareFrame);
		const { url, publicid, start, expire, viewOnly: isViewOnly } = await this.permissions.named(needToShare(types), { device }, create);
		return { url, publicid, startTime: start, expireTime: validFor === 'unlimited' ? undefined : expire, viewOnly: isViewOnly };
	}

	/** Two answers come: what was removed, and a word. The link is looked for first, so that a no is known before anything is sent. */
	async deleteShare(deviceId: string, publicId: string): Promise<void> {
		const shares = await this.shares(deviceId);
		if (!shares.some(({ publicid }) => publicid === publicId)) throw this.channel.refused('Invalid device share identifier.', 'removeDeviceShare');
		const device = await this.device(deviceId);
		const fields = { nodeid: device._id, publicid: publicId };
		await this.permissions.named(NEEDS.shares, { device }, async () => await this.once('removeDeviceShare', fields, NO_ANSWER_NEEDED));
	}

	async events({ deviceId, userId, limit }: EventFilter): Promise<EventRecord[]> {
		await this.permissions.requireEvents({ userId, deviceId });
		const nodeid = deviceId === undefined ? undefined : (await this.device(deviceId))._id;
		const ofDevice = nodeid !== undefined && { nodeid };
		const fields = { limit, ...ofDevice, ...(userId !== undefined && { userid: userId }) };
		const { events, userid } = await this.read({ action: 'events', fields, answer: frames.eventsFrame, timeoutMs: LIST_TIMEOUT_MS, unnamed: { ...ofDevice } });
		if (userId !== undefined && userid !== userId) throw this.channel.refused('Access Denied', 'events', 'Only accounts that manage users may read the events of a user. Choose the events of a device, or all.');
		return events;
	}

	async log({ since, part, needs }: LogWanted): Promise<EventRecord[]> {
		await this.permissions.requireEvents({});
		for (const need of needs) await this.permissions.require(need, {}, 'events');
		let before = -1;
		for (let limit = LOG_AT_FIRST; ; limit *= 4) {
			const fields = { limit, ...(part && { filter: part }) };
			const { events } = await this.read({ action: 'events', fields, answer: frames.eventsFrame, timeoutMs: LIST_TIMEOUT_MS, unnamed: {} });
			// There is no page and no time to ask by: more and more until one is older, or there are no more.
			const isEnough = events.some(({ time }) => Date.parse(time) < since.getTime());
			if (isEnough || events.length <= before || events.length < limit / 2) return events;
			before = events.length;
		}
	}

	async ownId(): Promise<string | undefined> {
		return (await this.channel.open()).session.standing.account?._id;
	}

	async users(): Promise<UserRecord[]> {
		return (await this.permissions.named(NEEDS.users, {}, async () => await this.read({ action: 'users', answer: frames.usersFrame, unnamed: {} }))).users;
	}

	async serverInfo(): Promise<ServerInfo> {
		return (await this.channel.open()).server;
	}

	async listen(ring: () => void, signal: AbortSignal): Promise<void> {
		const { session } = await this.channel.open('listen');
		const ending = session.listen((frame) => isNews(frame) && ring(), this.channel.asked('listen', 'read'), signal);
		ring();
		await ending;
	}

	serverNow(): Date {
		return this.channel.serverNow();
	}

	commands(): readonly KnownCommand[] {
		return actions;
	}

	async send(command: string, parameters: Readonly<Record<string, unknown>>): Promise<unknown> {
		const { channel, permissions } = this;
		return await send(actionOf(command), parameters, {
			channel,
			permissions,
			server: async () => await this.serverInfo(),
			device: async (id) => await this.device(id),
			group: async (id) => await this.group(id),
			groupOf: async ({ meshid }) => (await this.knownGroups()).find(({ _id }) => _id === meshid),
		});
	}

	/** Ids of a domain may be given by their last part. */
	private async fullId(kind: 'node' | 'mesh', id: string): Promise<string> {
		if (id.startsWith(`${kind}/`)) return id;
		if (id.includes('/')) throw new InputError(`"${id.slice(0, 80)}" is not the ID of a ${kind === 'node' ? 'device' : 'device group'}`, `It begins with ${kind}/, or is the last part of one.`);
		return `${kind}/${(await this.serverInfo()).domain ?? ''}/${id}`;
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
