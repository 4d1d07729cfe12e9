import * as z from 'zod/v4';
import type { ConnectionReport } from '../../shared/checkConnection';
import { InputError, RefusedError } from '../../shared/errors';
import type { Http } from '../../shared/http/http';
import { withFields } from '../../shared/http/record';
import { NamesRead } from '../../shared/namesRead';
import { ReadOnce } from '../../shared/readOnce';
import type { ClientOptions } from '../../shared/system';
import { fieldsToWrite, isEmpty, requireStored } from '../changes';
import type { CreatedShare, DeviceChanges, EventFilter, GroupChanges, Handed, Invitation, KnownCommand, LocalDevice, LogWanted, MeshCentralClient, Message, Moved, NewShare, PowerAction, Wanted } from '../client';
import type { Command, CommandResult } from '../command';
import { lastPart, requireAgent } from '../device';
import { accountOutsideDomain } from '../domain';
import { addedTo, requireLocal, requireSameKind, requireSharing, whyNotAwake, WOKE_NOBODY, wokeNobody } from '../guards';
import { Permissions } from '../permissions';
import { accountOf, NEEDS, needToShare, type Account, type Need } from '../rights';
import { deviceList, eventList, groupList, serverInfo, userList, type DeviceRecord, type EventRecord, type GroupRecord, type ServerInfo, type ShareRecord, type UserRecord } from '../schemas';
import { WrapperAccounts } from './accounts';
import { commandNamed, commands, knownCommands, type WrapperCommand } from './commands';
import { dialect } from './dialect';
import { notThroughRest, wrongValue } from './limits';
import { countDevices, listDevices, listOrSample, searchDevices } from './listing';
import { isNamed } from './pieces';
import { run } from './run';
import { send } from './sending';
import { checkShare, createShare, deleteShare, listShares } from './shares';
import { Wrapper } from './wrapper';

/** Entries of the event log at once. */
const LOG_AT_MOST = 100;
const LIST_TIMEOUT_MS = 60_000;

const details = z.looseObject({});

/**
 * MeshCentral through OpenFrame's REST wrapper, which runs MeshCentral's command line tool for every request. What arrives there is
 * limited (see parameters.ts), answers end at 64 KiB, and nothing is confirmed that the tool does not confirm: so devices and groups
 * are looked up before anything is done to them.
 */
export class WrapperClient implements MeshCentralClient {
	private readonly wrapper: Wrapper;
	private readonly permissions: Permissions;
	readonly accounts: WrapperAccounts;
	/** Each takes a process of the wrapper. */
	private readonly once = new ReadOnce();
	private readonly namesRead = new NamesRead<Pick<DeviceRecord, '_id' | 'name'>>(({ _id, name }) => [lastPart(_id), name]);

	/** @param http to `<wrapper>/api`, with the dialect beside this */
	constructor(
		private readonly http: Http,
		{ signal, deadline, remark }: Pick<ClientOptions, 'signal' | 'deadline' | 'remark'> = {},
	) {
		this.wrapper = new Wrapper(http, signal, deadline, remark);
		const sources = {
			account: async () => await this.account(),
			group: async (id: string, anew: boolean) => (await (anew ? this.groups() : this.knownGroups())).find(({ _id }) => _id === id),
			managesAll: async () => (await this.knownServer()).manageAllDeviceGroups === true,
		};
		this.permissions = new Permissions(sources, (name) => this.wrapper.asked({ name, effect: 'once' }));
		this.accounts = new WrapperAccounts(this.wrapper, this.permissions, this, async () => await this.account());
	}

	async authenticate(): Promise<void> {
		const server = await this.wrapper.read(commands.serverinfo, serverInfo, {}, { ifOtherwise: dialect.addressAdvice() });
		this.requireOwnDomain(await this.account(), server);
	}

	async connection(needs: readonly Need[]): Promise<Omit<ConnectionReport, 'product'>> {
		const account = await this.account();
		this.requireOwnDomain(account, await this.knownServer());
		const groups = await this.groups();
		const devices = await countDevices(this.wrapper);
		return { user: account?._id ?? null, version: null, devices, missingRights: await this.permissions.missing(needs, groups, []) };
	}

	/** What the wrapper's account sees nothing with is an error, and no empty list. */
	private requireOwnDomain(account: Account | undefined, server: ServerInfo): void {
		const outside = accountOutsideDomain(account?._id, server.domain);
		if (outside) throw new RefusedError(outside.message, this.wrapper.asked(commands.userinfo), 200, outside.ofWrapper, true);
	}

	private async account(): Promise<Account | undefined> {
		return await this.once.get('userinfo', async () => accountOf(await this.wrapper.read(commands.userinfo, z.looseObject({}))));
	}

	private async knownGroups(): Promise<GroupRecord[]> {
		return await this.once.get('groups', async () => await this.groups());
	}

	private async knownServer(): Promise<ServerInfo> {
		return await this.once.get('serverinfo', async () => await this.serverInfo());
	}

	async groups(): Promise<GroupRecord[]> {
		return await this.wrapper.read(commands.listdevicegroups, groupList);
	}

	async group(id: string, among?: readonly GroupRecord[]): Promise<GroupRecord> {
		const entered = id.trim();
		const last = requireId('mesh', entered);
		const group = (among ?? (await this.groups())).find(({ _id }) => _id === entered || (!entered.includes('/') && lastPart(_id) === last));
		if (!group) throw this.wrapper.refused('Invalid group id', commands.listdevicegroups);
		return group;
	}

	async createGroup(name: string, desc: string): Promise<{ id: string }> {
		const values = { name, desc: desc === '' ? undefined : desc };
		const answer = String(await this.permissions.named(NEEDS.createGroup, {}, async () => await this.wrapper.ask(commands.adddevicegroup, values)));
		return { id: this.wrapper.checked(answer.split(' ')[1], z.string(), commands.adddevicegroup) };
	}

	async updateGroup(id: string, { name, desc }: GroupChanges): Promise<GroupRecord> {
		this.check(commands.editdevicegroup, { name, desc });
		const group = await this.group(id);
		if (isEmpty({ name, desc })) return group;
		// Without it there is no answer, and the wrapper loses a worker permanently.
		await this.permissions.require(NEEDS.updateGroup, { group }, 'editdevicegroup');
		await this.wrapper.ask(commands.editdevicegroup, { id: group._id, name, desc });
		const stored = await this.group(group._id);
		requireStored({ name, desc }, stored, this.wrapper.asked(commands.editdevicegroup));
		return stored;
	}

	async deleteGroup(id: string): Promise<void> {
		const group = await this.group(id);
		await this.permissions.named(NEEDS.deleteGroup, { group }, async () => await this.wrapper.ask(commands.removedevicegroup, { id: group._id }));
	}

	async createInviteLink(groupId: string, hours: number): Promise<{ url: string }> {
		const { _id: id } = await this.group(groupId);
		return { url: String(await this.wrapper.ask(commands.generateinvitelink, { id, hours })) };
	}

	async inviteByEmail(groupId: string, { email, name, message }: Invitation): Promise<void> {
		this.wrapper.check(commands.sendinviteemail, { id: 'any', email, name, message });
		const { _id: id } = await this.group(groupId);
		await this.wrapper.ask(commands.sendinviteemail, { id, email, name, message });
	}

	async devices(groupId?: string, enough?: number): Promise<DeviceRecord[]> {
		const group = groupId === undefined ? undefined : await this.group(groupId);
		const found = await listDevices(this.wrapper, { group: group?._id }, enough);
		// An account of another domain sees nothing either.
		if (found.length === 0) this.requireOwnDomain(await this.account(), await this.knownServer());
		return this.namesRead.note(found.map((device) => withFields(device, { groupname: group?.name ?? device.groupname })));
	}

	/** Where the list is short, it is read once for all that look for a device; a long one is left to the server to search. */
	async candidates(wanted: Wanted): Promise<DeviceRecord[]> {
		const list = await this.once.get('devices', async () => await listOrSample(this.wrapper));
		if (list.isWhole) return list.devices;
		if ('name' in wanted) return await listDevices(this.wrapper, { terms: [isNamed(wanted.name)] });
		return await searchDevices(this.wrapper, wanted.text, list.devices);
	}

	async device(id: string): Promise<DeviceRecord> {
		const found = await this.find(id);
		if (!found) throw this.wrapper.refused('Invalid device id', commands.listdevices);
		return found;
	}

	/** The wrapper finds every device whose id contains what is requested. */
	async find(id: string): Promise<DeviceRecord | undefined> {
		const entered = id.trim();
		const last = requireId('node', entered);
		const found = this.namesRead.note(await this.wrapper.read(commands.listdevices, deviceList, { filterid: last }, { timeoutMs: LIST_TIMEOUT_MS }));
		const device = found.find(({ _id }) => _id === entered || (!entered.includes('/') && lastPart(_id) === last));
		return device && withFields(device, { groupname: device.groupname ?? null });
	}

	async allDevices(): Promise<DeviceRecord[]> {
		return await this.once.get('all devices', async () => await this.devices());
	}

	knownName(id: string): string | null | undefined {
		return this.namesRead.get(lastPart(id));
	}

	async lastConnects(): Promise<undefined> {
		return undefined;
	}

	connectedSince(): undefined {
		return undefined;
	}

	/** What `deviceinfo` prints for people: sections and labels in English. */
	async details(id: string): Promise<object> {
		const device = await this.device(id);
		await this.permissions.require(NEEDS.details, { device }, 'deviceinfo');
		return await this.wrapper.read(commands.deviceinfo, details, { id: device._id });
	}

	async updateDevice(id: string, changes: DeviceChanges): Promise<DeviceRecord> {
		// What is left of the tags is known once they are read.
		this.check(commands.editdevice, fieldsToWrite({ ...changes, removeTags: undefined }, {}));
		const device = await this.device(id);
		const fields = fieldsToWrite(changes, device);
		if (isEmpty(fields)) return device;
		this.check(commands.editdevice, fields);
		await this.permissions.named(NEEDS.updateDevice, { device }, async () => await this.wrapper.ask(commands.editdevice, { id: device._id, ...fields }));
		const stored = await this.device(device._id);
		requireStored(fields, stored, this.wrapper.asked(commands.editdevice));
		return stored;
	}

	async moveDevice(id: string, groupId: string): Promise<Moved> {
		const device = await this.device(id);
		const groups = await this.groups();
		const group = await this.group(groupId, groups);
		if (device.meshid === group._id) return { device, group, wasThere: true };
		requireSameKind(groups.find(({ _id }) => _id === device.meshid), group);
		const values = { devid: device._id, id: group._id };
		await this.permissions.named(NEEDS.moveTo, { group }, async () => await this.wrapper.ask(commands.movetodevicegroup, values));
		return { device, group, wasThere: false };
	}

	async deleteDevice(id: string): Promise<void> {
		const device = await this.device(id);
		await this.permissions.named(NEEDS.deleteDevice, { device }, async () => await this.wrapper.ask(commands.removedevice, { id: device._id }));
	}

	async run(device: DeviceRecord, command: Command): Promise<CommandResult> {
		return await this.permissions.named(NEEDS.runCommand, { device }, async () => await run(this.wrapper, device, command));
	}

	async power(device: DeviceRecord, action: PowerAction): Promise<Handed> {
		if (action !== 'wake') requireAgent(device);
		await this.permissions.require(action === 'wake' ? NEEDS.wake : NEEDS.power, { device }, 'devicepower');
		const answer = String(await this.wrapper.ask(commands.devicepower, { id: device._id, [action]: true }));
		if (action === 'wake' && wokeNobody(answer, await this.knownServer())) throw this.wrapper.refused(answer, commands.devicepower, WOKE_NOBODY);
		return { answer, confirmed: false, reason: action === 'wake' ? whyNotAwake(answer) : NOT_CONFIRMED };
	}

	async message(device: DeviceRecord, { title, text, as, seconds }: Message): Promise<Handed> {
		const command = as === 'toast' ? commands.devicetoast : commands.devicemessage;
		requireAgent(device);
		const timeout = as === 'toast' ? undefined : Math.round(seconds * 1000);
		const values = { id: device._id, msg: text, title: title === '' ? undefined : title, timeout };
		this.wrapper.check(command, values);
		await this.permissions.require(NEEDS[as], { device }, command.name);
		return { answer: String(await this.wrapper.ask(command, values)), confirmed: false, reason: NOT_CONFIRMED };
	}

	async openUrl(device: DeviceRecord, url: string): Promise<Handed> {
		requireAgent(device);
		const values = { id: device._id, openurl: url };
		this.wrapper.check(commands.deviceopenurl, values);
		await this.permissions.require(NEEDS.openUrl, { device }, 'deviceopenurl');
		return { answer: String(await this.wrapper.ask(commands.deviceopenurl, values)), confirmed: false, reason: NOT_CONFIRMED };
	}

	async processes(): Promise<object[]> {
		throw notThroughRest("The wrapper's REST commands cannot list a device's processes");
	}

	async services(): Promise<object[]> {
		throw notThroughRest("The wrapper's REST commands cannot list a device's services");
	}

	async note(): Promise<string> {
		throw notThroughRest("The wrapper's REST commands cannot read a device's note");
	}

	async changeNote(): Promise<string> {
		throw notThroughRest("The wrapper's REST commands cannot write a device's note");
	}

	async uninstallAgent(): Promise<Handed> {
		throw notThroughRest("The wrapper's REST commands cannot uninstall an agent");
	}

	async addLocalDevice(groupId: string, { name, host, kind }: LocalDevice): Promise<DeviceRecord> {
		this.wrapper.check(commands.addlocaldevice, { id: 'any', devicename: name, hostname: host, type: kind });
		const group = await this.group(groupId);
		requireLocal(group);
		const before = await this.devices(group._id);
		const values = { id: group._id, devicename: name, hostname: host, type: kind };
		await this.permissions.named(NEEDS.addLocalDevice, { group }, async () => await this.wrapper.ask(commands.addlocaldevice, values));
		return addedTo(await this.devices(group._id), before, name, this.wrapper.asked(commands.addlocaldevice));
	}

	async withFiles(): Promise<never> {
		throw notThroughRest("The wrapper's REST commands cannot reach a device's files");
	}

	async shares(deviceId: string): Promise<ShareRecord[]> {
		return await this.sharing(deviceId, NEEDS.shares, async (id) => await listShares(this.wrapper, id));
	}

	async createShare(deviceId: string, share: NewShare): Promise<CreatedShare> {
		checkShare(this.wrapper, share);
		return await this.sharing(deviceId, needToShare(share.types), async (id) => await createShare(this.wrapper, id, share));
	}

	async deleteShare(deviceId: string, publicId: string): Promise<void> {
		await this.sharing(deviceId, NEEDS.shares, async (id) => await deleteShare(this.wrapper, id, publicId));
	}

	private async sharing<T>(deviceId: string, need: Need, task: (id: string) => Promise<T>): Promise<T> {
		const device = await this.device(deviceId);
		requireSharing(await this.knownServer());
		return await this.permissions.named(need, { device }, async () => await task(device._id));
	}

	async events({ deviceId, userId, limit }: EventFilter): Promise<EventRecord[]> {
		if (userId !== undefined) throw notThroughRest("The wrapper's REST commands cannot list the events of one user: they ignore that filter");
		await this.permissions.requireEvents({ deviceId });
		const id = deviceId === undefined ? undefined : (await this.device(deviceId))._id;
		return await this.wrapper.read(commands.listevents, eventList, { id, limit }, { timeoutMs: LIST_TIMEOUT_MS });
	}

	async log({ needs }: LogWanted): Promise<EventRecord[]> {
		await this.permissions.requireEvents({});
		for (const need of needs) await this.permissions.require(need, {}, 'listevents');
		// More than about 150 do not fit into an answer.
		return await this.wrapper.read(commands.listevents, eventList, { limit: LOG_AT_MOST }, { timeoutMs: LIST_TIMEOUT_MS });
	}

	async ownId(): Promise<string | undefined> {
		return (await this.account())?._id;
	}

	async users(): Promise<UserRecord[]> {
		return await this.permissions.named(NEEDS.users, {}, async () => await this.wrapper.read(commands.listusers, userList));
	}

	async serverInfo(): Promise<ServerInfo> {
		return await this.wrapper.read(commands.serverinfo, serverInfo);
	}

	async listen(): Promise<void> {
		throw new InputError(
			'Over REST commands, MeshCentral does not report changes',
			"Set 'Connect Through' of the credential to WebSocket, or use the MeshCentral Trigger, which polls.",
		);
	}

	serverNow(): Date {
		return this.http.serverNow();
	}

	commands(): readonly KnownCommand[] {
		return knownCommands;
	}

	async send(command: string, parameters: Readonly<Record<string, unknown>>): Promise<unknown> {
		const { wrapper, permissions } = this;
		return await send(commandNamed(command), parameters, {
			wrapper,
			permissions,
			device: async (id) => await this.device(id),
			group: async (id) => await this.group(id),
			groups: async () => await this.groups(),
		});
	}

	/** What the wrapper cannot write is known before anything is looked up. */
	private check(command: WrapperCommand, changes: object): void {
		this.wrapper.check(command, { id: 'any', ...changes });
	}
}

/** meshctrl ends with the server's first word. */
const NOT_CONFIRMED = 'REST commands do not show whether the agent carries it out.';

/** The last part of a full id, or of what is the last part already. @throws InputError for an id of something else */
function requireId(kind: 'node' | 'mesh', id: string): string {
	const last = lastPart(id);
	if (last === '' || (id.includes('/') && !id.startsWith(`${kind}/`))) {
		const what = kind === 'node' ? 'a device' : 'a device group';
		throw wrongValue(`"${id.slice(0, 80)}" is not the ID of ${what}`, `It begins with ${kind}/, or is the last part of one.`);
	}
	return last;
}
