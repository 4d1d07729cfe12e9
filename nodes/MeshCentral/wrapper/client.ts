import * as z from 'zod/v4';
import type { Http } from '../../shared/http/http';
import { withFields } from '../../shared/http/record';
import type { ClientOptions } from '../../shared/system';
import type { CreatedShare, DeviceChanges, EventFilter, KnownCommand, MeshCentralClient, Message, NewShare, PowerAction } from '../client';
import type { Command, CommandResult } from '../command';
import { lastPart, requireAgent } from '../device';
import { deviceList, eventList, groupList, serverInfo, userList, type DeviceRecord, type EventRecord, type GroupRecord, type ServerInfo, type ShareRecord, type UserRecord } from '../schemas';
import { commandNamed, commands, knownCommands, type WrapperCommand } from './commands';
import { dialect } from './dialect';
import { notThroughRest, wrongValue } from './limits';
import { run } from './run';
import { createShare, deleteShare, listShares } from './shares';
import { Wrapper } from './wrapper';

const LIST_TIMEOUT_MS = 60_000;

const details = z.looseObject({});

/**
 * MeshCentral through OpenFrame's REST wrapper, which runs MeshCentral's command line tool for every request. What arrives there is
 * limited (see parameters.ts), answers end at 64 KiB, and nothing is confirmed that the tool does not confirm: so devices and groups
 * are looked up before anything is done to them.
 */
export class WrapperClient implements MeshCentralClient {
	private readonly wrapper: Wrapper;

	/** @param http to `<wrapper>/api`, with the dialect beside this */
	constructor(
		private readonly http: Http,
		{ signal, deadline, remark }: Pick<ClientOptions, 'signal' | 'deadline' | 'remark'> = {},
	) {
		this.wrapper = new Wrapper(http, signal, deadline, remark);
	}

	async authenticate(): Promise<void> {
		await this.wrapper.read(commands.serverinfo, serverInfo, {}, { ifOtherwise: dialect.addressAdvice() });
	}

	async groups(): Promise<GroupRecord[]> {
		return await this.wrapper.read(commands.listdevicegroups, groupList);
	}

	async createGroup(name: string, desc: string): Promise<{ id: string }> {
		const answer = String(await this.wrapper.ask(commands.adddevicegroup, { name, desc: desc === '' ? undefined : desc }));
		return { id: this.wrapper.checked(answer.split(' ')[1], z.string(), commands.adddevicegroup) };
	}

	async updateGroup(id: string, { name, desc }: { name?: string; desc?: string }): Promise<void> {
		await this.change(commands.editdevicegroup, { name, desc }, async () => ({ id: (await this.group(id))._id }));
	}

	async deleteGroup(id: string): Promise<void> {
		await this.wrapper.ask(commands.removedevicegroup, { id: (await this.group(id))._id });
	}

	async createInviteLink(groupId: string, hours: number): Promise<{ url: string }> {
		const { _id: id } = await this.group(groupId);
		return { url: String(await this.wrapper.ask(commands.generateinvitelink, { id, hours })) };
	}

	async devices(groupId?: string): Promise<DeviceRecord[]> {
		const group = groupId === undefined ? undefined : await this.group(groupId);
		const found = await this.wrapper.read(commands.listdevices, deviceList, { id: group?._id }, { timeoutMs: LIST_TIMEOUT_MS });
		return found.map((device) => withFields(device, { groupname: group?.name ?? device.groupname ?? null }));
	}

	async device(id: string): Promise<DeviceRecord> {
		const found = await this.find(id);
		if (!found) throw this.wrapper.refused('Invalid device id', commands.listdevices);
		return found;
	}

	/** The wrapper finds every device whose id contains what is asked for. */
	async find(id: string): Promise<DeviceRecord | undefined> {
		const entered = id.trim();
		const last = requireId('node', entered);
		const found = await this.wrapper.read(commands.listdevices, deviceList, { filterid: last }, { timeoutMs: LIST_TIMEOUT_MS });
		const device = found.find(({ _id }) => _id === entered || (!entered.includes('/') && lastPart(_id) === last));
		return device && withFields(device, { groupname: device.groupname ?? null });
	}

	async lastConnects(): Promise<undefined> {
		return undefined;
	}

	connectedSince(): undefined {
		return undefined;
	}

	/** What `deviceinfo` prints for people: sections and labels in English. */
	async details(id: string): Promise<object> {
		const { _id } = await this.device(id);
		return await this.wrapper.read(commands.deviceinfo, details, { id: _id });
	}

	async updateDevice(id: string, changes: DeviceChanges): Promise<void> {
		await this.change(commands.editdevice, { ...changes }, async () => ({ id: (await this.device(id))._id }));
	}

	async moveDevice(id: string, groupId: string): Promise<void> {
		const { _id: devid } = await this.device(id);
		const { _id: group } = await this.group(groupId);
		await this.wrapper.ask(commands.movetodevicegroup, { devid, id: group });
	}

	async deleteDevice(id: string): Promise<void> {
		await this.wrapper.ask(commands.removedevice, { id: (await this.device(id))._id });
	}

	async run(device: DeviceRecord, command: Command): Promise<CommandResult> {
		return await run(this.wrapper, device, command);
	}

	async power(device: DeviceRecord, action: PowerAction): Promise<string> {
		if (action !== 'wake') requireAgent(device);
		return String(await this.wrapper.ask(commands.devicepower, { id: device._id, [action]: true }));
	}

	async message(device: DeviceRecord, { title, text, as, seconds }: Message): Promise<string> {
		const command = as === 'toast' ? commands.devicetoast : commands.devicemessage;
		requireAgent(device);
		const timeout = as === 'toast' ? undefined : Math.round(seconds * 1000);
		return String(await this.wrapper.ask(command, { id: device._id, msg: text, title: title === '' ? undefined : title, timeout }));
	}

	async processes(): Promise<object[]> {
		throw notThroughRest("A device's processes are not to be had through the wrapper's REST commands");
	}

	async shares(deviceId: string): Promise<ShareRecord[]> {
		return await listShares(this.wrapper, (await this.device(deviceId))._id);
	}

	async createShare(deviceId: string, share: NewShare): Promise<CreatedShare> {
		return await createShare(this.wrapper, (await this.device(deviceId))._id, share);
	}

	async deleteShare(deviceId: string, publicId: string): Promise<void> {
		await deleteShare(this.wrapper, (await this.device(deviceId))._id, publicId);
	}

	async events({ deviceId, userId, limit }: EventFilter): Promise<EventRecord[]> {
		if (userId !== undefined) throw notThroughRest("Events of one user are not to be had through the wrapper's REST commands, which pass over that filter");
		const id = deviceId === undefined ? undefined : (await this.device(deviceId))._id;
		return await this.wrapper.read(commands.listevents, eventList, { id, limit }, { timeoutMs: LIST_TIMEOUT_MS });
	}

	async users(): Promise<UserRecord[]> {
		return await this.wrapper.read(commands.listusers, userList);
	}

	async serverInfo(): Promise<ServerInfo> {
		return await this.wrapper.read(commands.serverinfo, serverInfo);
	}

	serverNow(): Date {
		return this.http.serverNow();
	}

	commands(): readonly KnownCommand[] {
		return knownCommands;
	}

	async send(command: string, parameters: Readonly<Record<string, unknown>>): Promise<unknown> {
		return await this.wrapper.ask(commandNamed(command), parameters, { timeoutMs: LIST_TIMEOUT_MS });
	}

	/** Writes what is there and nothing else; what the wrapper cannot write is known before anything is looked up. */
	private async change(command: WrapperCommand, changes: Readonly<Record<string, unknown>>, target: () => Promise<object>): Promise<void> {
		if (Object.values(changes).every((value) => value === undefined)) return;
		this.wrapper.check(command, { id: 'any', ...changes });
		await this.wrapper.ask(command, { ...(await target()), ...changes });
	}

	private async group(id: string): Promise<GroupRecord> {
		const entered = id.trim();
		const last = requireId('mesh', entered);
		const group = (await this.groups()).find(({ _id }) => _id === entered || (!entered.includes('/') && lastPart(_id) === last));
		if (!group) throw this.wrapper.refused('Invalid group id', commands.listdevicegroups);
		return group;
	}
}

/** The last part of a full id, or of what is the last part already. @throws InputError for an id of something else */
function requireId(kind: 'node' | 'mesh', id: string): string {
	const last = lastPart(id);
	if (last === '' || (id.includes('/') && !id.startsWith(`${kind}/`))) {
		const what = kind === 'node' ? 'a device' : 'a device group';
		throw wrongValue(`"${id.slice(0, 80)}" is not the ID of ${what}`, `It begins with ${kind}/, or is the last part of one.`);
	}
	return last;
}
