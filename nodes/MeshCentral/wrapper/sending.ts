import { BadAnswerError, InputError } from '../../shared/errors';
import { requireSameKind } from '../guards';
import type { Permissions, Subject } from '../permissions';
import { linksOf, NEEDS, type Need } from '../rights';
import { userGroups, userList, type DeviceRecord, type GroupRecord } from '../schemas';
import { commands, type WrapperCommand } from './commands';
import { notThroughRest } from './limits';
import type { Wrapper } from './wrapper';

const SEND_TIMEOUT_MS = 60_000;

type Values = Readonly<Record<string, unknown>>;

/** What a command is looked at with before and after it is sent. */
interface Surroundings {
	wrapper: Wrapper;
	permissions: Permissions;
	/** @throws RefusedError for one that is not known */
	device(id: string): Promise<DeviceRecord>;
	group(id: string): Promise<GroupRecord>;
	groups(): Promise<GroupRecord[]>;
}

interface Checked {
	/** What the server's no may be about. */
	need?: Need;
	subject?: Subject;
	/** Reads back what the server may have dropped silently. */
	after?(): Promise<void>;
}

type Guard = (values: Values, around: Surroundings) => Promise<Checked>;

/**
 * Sends a command as it is, where an answer can be expected: of what a right is missing for, some commands never end, and each of them takes
 * one of the wrapper's five workers with it.
 */
export async function send(command: WrapperCommand, values: Values, around: Surroundings): Promise<unknown> {
	around.wrapper.check(command, values);
	const { need, subject = {}, after } = (await guards[command.name]?.(values, around)) ?? {};
	const ask = async () => await around.wrapper.ask(command, values, { timeoutMs: SEND_TIMEOUT_MS });
	const answer = need ? await around.permissions.named(need, subject, ask) : await ask();
	await after?.();
	return answer;
}

/** A full id; names are taken to be of the default domain, as by meshctrl. */
const userId = (entered: unknown): string => (String(entered).includes('/') ? String(entered) : `user//${String(entered).toLowerCase()}`);

/** By its id or its name. */
async function groupIn({ id, group }: Values, around: Surroundings): Promise<GroupRecord> {
	if (id !== undefined) return await around.group(String(id));
	const found = (await around.groups()).find(({ name }) => name === group);
	if (!found) throw around.wrapper.refused('Invalid group id', commands.listdevicegroups);
	return found;
}

/** Who or what is put into a user group, and where that is to be seen. */
interface Membership {
	/** What it needs, and whether the server answers nothing without it. */
	need: Need;
	subject: Subject;
	isSilent: boolean;
	isMember(): Promise<boolean>;
}

/** A user is a member; a device group or a device is what the members get rights for. */
async function membership({ groupid, id }: Values, around: Surroundings): Promise<Membership> {
	const [group, member] = [String(groupid), String(id)];
	if (member.startsWith('mesh/')) {
		const isMember = async () => linksOf(await around.group(member))[group] !== undefined;
		return { need: NEEDS.manageMembers, subject: { group: await around.group(member) }, isSilent: false, isMember };
	}
	if (member.startsWith('node/')) {
		const isMember = async () => linksOf(await around.device(member))[group] !== undefined;
		return { need: NEEDS.manageMembers, subject: { group: await groupOf(await around.device(member), around) }, isSilent: true, isMember };
	}
	const found = (await around.wrapper.read(commands.listusergroups, userGroups.nullable()))?.[group];
	if (!found) throw new InputError(`MeshCentral has no user group ${group.slice(0, 100)}`, "'listusergroups' lists them. Nothing was sent.");
	const isMember = async () => linksOf((await around.wrapper.read(commands.listusergroups, userGroups.nullable()))?.[group] ?? {})[member] !== undefined;
	return { need: NEEDS.userGroups, subject: {}, isSilent: false, isMember };
}

async function groupOf({ meshid, groupname }: DeviceRecord, { groups }: Surroundings): Promise<GroupRecord> {
	return (await groups()).find(({ _id }) => _id === meshid) ?? { _id: meshid, name: groupname ?? meshid };
}

function notStored({ wrapper }: Surroundings, command: WrapperCommand, what: string): BadAnswerError {
	return new BadAnswerError(`MeshCentral answered "ok" but did not store ${what}`, wrapper.asked(command), 200, 'It also answers "ok" for users and user groups that it does not know. Check their IDs.');
}

const usersOfDevice =
	(command: WrapperCommand, isThere: boolean): Guard =>
	async ({ id, userid }, around) => {
		const device = await around.device(String(id));
		const group = await groupOf(device, around);
		// Never answered without it.
		await around.permissions.require(NEEDS.manageMembers, { group }, command.name);
		const after = async () => {
			const links = linksOf(await around.device(device._id));
			if ((links[userId(userid)] !== undefined) !== isThere) throw notStored(around, command, `${userId(userid)} as a user of ${device.name}`);
		};
		return { after };
	};

const members: Guard = async (values, around) => ({ need: NEEDS.manageMembers, subject: { group: await groupIn(values, around) } });
const ofServer = (need: Need): Guard => async () => await Promise.resolve({ need });

const guards: Readonly<Record<string, Guard>> = {
	editdevicegroup: async (values, around) => {
		// Never answered without it.
		await around.permissions.require(NEEDS.updateGroup, { group: await groupIn(values, around) }, 'editdevicegroup');
		return {};
	},
	editdevice: async ({ id }, { device }) => ({ need: NEEDS.updateDevice, subject: { device: await device(String(id)) } }),
	movetodevicegroup: async ({ devid, ...values }, around) => {
		const [device, group] = [await around.device(String(devid)), await groupIn(values, around)];
		requireSameKind((await around.groups()).find(({ _id }) => _id === device.meshid), group);
		return { need: NEEDS.moveTo, subject: { group } };
	},
	listevents: async ({ id }, { device, permissions }) => {
		if (id === undefined) await permissions.requireEvents({});
		else await device(String(id));
		return {};
	},
	addusertodevicegroup: members,
	removeuserfromdevicegroup: members,
	addusertodevice: usersOfDevice(commands.addusertodevice, true),
	removeuserfromdevice: usersOfDevice(commands.removeuserfromdevice, false),
	edituser: async ({ userid }, { wrapper, permissions }) => {
		await permissions.require(NEEDS.users, {}, 'edituser');
		const account = (await wrapper.read(commands.listusers, userList)).find(({ _id }) => _id === userId(userid));
		// meshctrl cannot send it, and MeshCentral takes away what is not sent.
		if (account?.quota !== undefined) throw notThroughRest(`${account._id} has a quota, which this command would remove`);
		return { need: NEEDS.users };
	},
	adduser: ofServer(NEEDS.users),
	removeuser: ofServer(NEEDS.users),
	listusers: ofServer(NEEDS.users),
	broadcast: ofServer(NEEDS.users),
	adddevicegroup: ofServer(NEEDS.createGroup),
	addusergroup: ofServer(NEEDS.userGroups),
	removeusergroup: ofServer(NEEDS.userGroups),
	addtousergroup: async (values, around) => {
		const { need, subject, isSilent, isMember } = await membership(values, around);
		if (isSilent) await around.permissions.require(need, subject, 'addtousergroup');
		const after = async () => {
			if (!(await isMember())) throw notStored(around, commands.addtousergroup, `${String(values.id)} in the user group`);
		};
		return { need, subject, after };
	},
	removefromusergroup: async (values, around) => {
		const { need, subject, isMember } = await membership(values, around);
		// Never answered without it.
		await around.permissions.require(need, subject, 'removefromusergroup');
		if (!(await isMember())) throw new InputError(`${String(values.id)} is not in this user group`, "'listusergroups' lists its members. Nothing was sent.");
		return {};
	},
};
