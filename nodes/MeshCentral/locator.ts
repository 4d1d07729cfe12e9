import { InputError } from '../shared/errors';
import { locator, type LocatorMode } from '../shared/fields';
import { byName, firstOf, inAnyCase, onlyOne } from '../shared/named';
import { inOrder, showing, withDetails } from '../shared/lists';
import type { FormValue, ListEntry } from '../shared/system';
import { inWords } from '../shared/text';
import type { MeshCentralClient } from './client';
import { isOnline, lastPart } from './device';
import type { DeviceRecord, GroupRecord, UserGroupRecord, UserRecord } from './schemas';

/** Ways to point at a device or a group. */
function modes(what: string, searchListMethod: string, idPlaceholder: string, namePlaceholder: string): LocatorMode[] {
	return [
		{ displayName: 'From List', name: 'list', placeholder: `Choose a ${what}...`, searchListMethod },
		{ displayName: 'By ID', name: 'id', placeholder: idPlaceholder, hint: 'The full ID or its last part. An exact name works too.' },
		{ displayName: 'By Name', name: 'name', placeholder: namePlaceholder },
	];
}

/** The device an operation is about: chosen from the list, or found by id or display name. */
export const deviceLocator = locator<MeshCentralClient>(
	{ displayName: 'Device', isDevice: true },
	modes('device', 'searchDevices', 'e.g. node//b36v9T3XZTP6TdWhy5EuZHzog4SepUZ13UDRq5XqY89HUBZ$c3Fiu5yUj3s54mMK', 'e.g. web-server-1'),
	async (client, mode, entered) => {
		if (mode === 'name') return deviceNamed(entered, await listOf(client, entered), byName);
		return idIn('node', entered) ?? deviceNamed(entered, await listOf(client, entered), inAnyCase);
	},
);

/** A device group: chosen from the list, or found by id or name. */
export const groupLocator = locator<MeshCentralClient>(
	{ displayName: 'Device Group' },
	modes('device group', 'searchGroups', 'e.g. mesh//5hzWS2ug6Q1ZI61DmxtoYMvQnDVpHkt5SCOlr@ZIX380yBL2mBCpHvWTB1JKR5eR', 'e.g. Web Servers'),
	async (client, mode, entered) => {
		if (mode === 'name') return groupNamed(entered, await client.groups(), byName);
		return idIn('mesh', entered) ?? groupNamed(entered, await client.groups(), inAnyCase);
	},
);

/** An account: chosen from the list, or found by its ID or name, in whatever capitals. The list needs the right to manage users; a whole ID does not. */
export const userLocator = locator<MeshCentralClient>(
	{ displayName: 'User' },
	modes('user', 'searchUsers', 'e.g. user//alice', 'e.g. alice'),
	async (client, mode, entered) => {
		// The server keeps IDs in small letters, and names as they were entered.
		if (mode !== 'name' && /^user\/[^/]*\/[^/]+$/.test(entered)) return entered.toLowerCase();
		if (/^(node|mesh|ugrp)\//.test(entered)) throw new InputError(`"${entered.slice(0, 80)}" is not the ID of a user`, 'One looks like user//alice.');
		const found = byName(await client.users(), entered, nameOf);
		return onlyOne(found, { product: 'MeshCentral', what: 'user', entered, labelOf: ({ _id }: UserRecord) => _id, choose: 'its ID' })._id;
	},
);

/** A group of users: chosen from the list, or found by its ID or name. */
export const userGroupLocator = locator<MeshCentralClient>(
	{ displayName: 'User Group' },
	modes('user group', 'searchUserGroups', 'e.g. ugrp//JoRmYIZ6P8aVo0jWUoTl0fddm8yFUb15NXf9Bvkx9f5luiqZSM1DILBA03j1OpTM', 'e.g. Technicians'),
	async (client, mode, entered) => {
		if (/^(node|mesh|user)\//.test(entered)) throw new InputError(`"${entered.slice(0, 80)}" is not the ID of a user group`, 'One begins with ugrp/.');
		if (mode !== 'name' && /^ugrp\/[^/]*\/[^/]+$/.test(entered)) return entered;
		const groups = await client.accounts.userGroups();
		const byId = mode === 'name' ? undefined : groups.find(({ _id }) => lastPart(_id) === entered);
		if (byId) return byId._id;
		const found = (mode === 'name' ? byName : inAnyCase)(groups, entered, nameOf);
		return onlyOne(found, { product: 'MeshCentral', what: 'user group', by: mode === 'name' ? 'name' : 'ID or name', entered, labelOf: ({ _id }: UserGroupRecord) => _id, choose: 'its ID' })._id;
	},
);

/** The list behind the user locator. */
export async function searchUsers(client: MeshCentralClient, filter: string): Promise<ListEntry[]> {
	const found = (await client.users()).filter(({ name, realname, email }) => containsIn(filter, [name, realname, email]));
	return inOrder(found.map(({ name, realname, _id }) => ({ name: realname && realname !== name ? `${name} (${realname})` : name, value: _id })));
}

/** The list behind the user group locator. */
export async function searchUserGroups(client: MeshCentralClient, filter: string): Promise<ListEntry[]> {
	const found = (await client.accounts.userGroups()).filter(({ name, desc }) => containsIn(filter, [name, desc]));
	return inOrder(found.map(({ name, _id }) => ({ name, value: _id })));
}

/** The list behind the device locator: what contains the filter in its names, address or group, by name. */
export async function searchDevices(client: MeshCentralClient, filter: string): Promise<ListEntry[]> {
	const found = (await client.candidates({ text: filter })).filter(({ name, rname, ip, groupname }) => containsIn(filter, [name, rname, ip, groupname]));
	return inOrder(found.map((record) => ({ name: labelOf(record), value: record._id })));
}

/** The list behind the group locator. */
export async function searchGroups(client: MeshCentralClient, filter: string): Promise<ListEntry[]> {
	const found = (await client.groups()).filter(({ name, desc }) => containsIn(filter, [name, desc]));
	return inOrder(found.map(({ name, _id }) => ({ name, value: _id })));
}

/** A link that shares a device, of the device in the form. Its value is the link's ID. */
export const shareLocator = locator<MeshCentralClient>(
	{ displayName: 'Share Link' },
	[
		{ displayName: 'From List', name: 'list', placeholder: 'Choose a share link...', searchListMethod: 'searchShares' },
		{ displayName: 'By ID', name: 'id', placeholder: 'e.g. cPUb4BEnhKrK', hint: "As 'Create' and 'Get Many' return it" },
	],
	(_client, _mode, entered) => entered,
);

/** The list behind it. */
export async function searchShares(client: MeshCentralClient, filter: string, formValue: FormValue): Promise<ListEntry[]> {
	const device = await deviceIn(client, formValue);
	const shares = await client.shares(device);
	const entries = shares.map(({ guestName, publicid, expireTime }) => ({
		name: withDetails(guestName, publicid, typeof expireTime === 'number' && expireTime > 0 && `until ${new Date(expireTime).toISOString().slice(0, 16).replace('T', ' ')} UTC`),
		value: publicid,
	}));
	return inOrder(showing(entries, filter));
}

/** The device that is chosen in the form. @throws InputError where none is, or an expression that only items can fill */
async function deviceIn(client: MeshCentralClient, formValue: FormValue): Promise<string> {
	try {
		const id = await deviceLocator.read(formValue('deviceId') ?? '', { client, siblings: {}, timezone: 'UTC' });
		return (await client.device(id))._id;
	} catch (error) {
		if (!(error instanceof InputError)) throw error;
		throw new InputError("This list belongs to the device in 'Device'", 'Choose a device there first. If the device comes from an expression, enter the ID instead of choosing it.');
	}
}

/** A command of the server, by its own name for it. */
export const commandLocator = locator<MeshCentralClient>(
	{ displayName: 'Command' },
	[
		{ displayName: 'From List', name: 'list', placeholder: 'Choose a command...', searchListMethod: 'searchCommands' },
		{ displayName: 'By Name', name: 'name', placeholder: 'e.g. usergroups', hint: "As 'Get Many' returns it" },
	],
	(_client, _mode, entered) => entered,
);

/** The list behind it: what 'Send' can send over the way that is chosen. */
export async function searchCommands(client: MeshCentralClient, filter: string): Promise<ListEntry[]> {
	const allowed = client.commands().filter((each) => each.allowed);
	return await Promise.resolve(inOrder(showing(allowed.map(({ name }) => ({ name, value: name })), filter)));
}

/** Without regard to upper and lower case. */
export function containsIn(wanted: string, values: ReadonlyArray<string | null | undefined>): boolean {
	const text = wanted.trim().toLowerCase();
	return values.some((value) => (value ?? '').toLowerCase().includes(text));
}

/** The devices among which one is named: a client reads a list once, so that a hundred items that name theirs ask for it once. */
async function listOf(client: MeshCentralClient, name: string): Promise<DeviceRecord[]> {
	return await client.candidates({ name });
}

const KINDS = { node: 'device', mesh: 'device group', user: 'user' } as const;
/** `node/<domain>/<64 characters>`, or the last part alone. */
const ID = /^(?:(node|mesh|user)\/[^/]*\/)?[A-Za-z0-9@$]{32,}$/;

/**
 * What was entered, if the server can have such an id; undefined for what can be a name only.
 * @throws InputError for the id of something else, and for what was intended as an id and is none
 */
function idIn(kind: 'node' | 'mesh', entered: string): string | undefined {
	const match = ID.exec(entered);
	if (!match && !/^(node|mesh|user)\//.test(entered)) return undefined;
	const isOf = (match?.[1] ?? kind) as keyof typeof KINDS;
	if (match && isOf === kind) return entered;
	throw new InputError(
		`"${entered.slice(0, 80)}" is not the ID of a ${KINDS[kind]}`,
		match ? `It is the ID of a ${KINDS[isOf]}.` : `One looks like ${kind}//... and is in the output of 'Get Many'.`,
	);
}

function deviceNamed(name: string, devices: readonly DeviceRecord[], match: typeof byName): string {
	const found = match(devices, name, nameOf);
	if (found.length === 1) return found[0]!._id;
	if (found.length > 1) throw ambiguous(`${found.length} devices have the name "${name}"`, found.map((record) => `${labelOf(record)} ${lastPart(record._id)}`));
	const hosts = devices.filter(({ rname }) => rname?.toLowerCase() === name.toLowerCase());
	throw new InputError(
		`MeshCentral has no device with the ${wordFor(match)} "${name}"`,
		hosts.length > 0
			? `It is the host name of ${inWords(firstOf(hosts.map(labelOf)))}; use the name that MeshCentral shows.`
			: 'Check the spelling, or choose the device from the list.',
	);
}

function groupNamed(name: string, groups: readonly GroupRecord[], match: typeof byName): string {
	const found = match(groups, name, nameOf);
	if (found.length === 1) return found[0]!._id;
	if (found.length > 1) throw ambiguous(`${found.length} device groups have the name "${name}"`, found.map(({ _id }) => _id));
	throw new InputError(`MeshCentral has no device group with the ${wordFor(match)} "${name}"`, 'Check the spelling, or choose the group from the list.');
}

/** What was looked for. */
const wordFor = (match: typeof byName) => (match === byName ? 'name' : 'ID or name');

const nameOf = ({ name }: { name: string }): string => name;

function ambiguous(message: string, candidates: readonly string[]): InputError {
	return new InputError(message, `They are ${inWords(firstOf(candidates))}. Choose one by its ID or from the list.`);
}

/** "web-1 (host ip-10-0-0-5, 10.0.0.5, Web Servers, offline)", each part where it says something. */
function labelOf(record: DeviceRecord): string {
	const { name, rname, ip, groupname } = record;
	const parts = [rname && rname !== name ? `host ${rname}` : '', ip, groupname, isOnline(record) === false ? 'offline' : ''];
	return `${name || '(no name)'} (${parts.filter(Boolean).join(', ') || 'online'})`;
}

