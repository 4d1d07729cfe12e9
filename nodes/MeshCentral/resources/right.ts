import { choice, choices, when } from '../../shared/fields';
import type { Resource } from '../../shared/operation';
import { changedRights, nameInLinks, requireAnAdministratorLeft, requireOnDevice, requireReadable, requireRights, requireSomebodyElse, type RightsPlace } from '../accounts';
import type { MeshCentralClient } from '../client';
import { deviceLocator, groupLocator, userGroupLocator, userLocator } from '../locator';
import { operation } from '../operation';
import { FULL, linkedTo, linksOf, PLACE_RIGHTS, rightLabels, rightsFor, rightsOf, type PlaceRight } from '../rights';

const place = {
	place: choice({
		displayName: 'Where',
		default: 'deviceGroup',
		options: [
			{ name: 'Device', value: 'device', description: 'On this device, in addition to the rights in its group' },
			{ name: 'Device Group', value: 'deviceGroup', description: 'On all devices of the group' },
		],
	}),
	groupId: when({ place: ['deviceGroup'] }, groupLocator),
	deviceId: when({ place: ['device'] }, deviceLocator),
};

const who = {
	who: choice({
		displayName: 'Who',
		default: 'user',
		options: [
			{ name: 'User', value: 'user' },
			{ name: 'User Group', value: 'userGroup' },
		],
	}),
	userId: when({ who: ['user'] }, userLocator),
	userGroupId: when({ who: ['userGroup'] }, userGroupLocator),
};

/** What takes something away reads better as a limit. */
const rightsChoice = choices({
	displayName: 'Rights',
	options: PLACE_RIGHTS.map((name) => ({ name, value: name, ...(rightLabels[name] && { description: `On MeshCentral's page: ${rightLabels[name]}` }) })).sort((a, b) => (a.name < b.name ? -1 : 1)),
	description: "Rights with 'No', 'Limited' or 'Only' in their names are restrictions",
});

interface Chosen {
	groupId?: string;
	deviceId?: string;
	userId?: string;
	userGroupId?: string;
}

/** Where it is, as it is now, with the links to it. */
async function placeOf(client: MeshCentralClient, { deviceId, groupId }: Chosen): Promise<{ place: RightsPlace; record: { _id: string; name: string }; on: 'device' | 'deviceGroup' }> {
	if (deviceId !== undefined) {
		const device = await client.device(deviceId);
		return { place: { device }, record: device, on: 'device' };
	}
	const group = await client.group(groupId!);
	return { place: { group }, record: group, on: 'deviceGroup' };
}

const whoIn = ({ userId, userGroupId }: Chosen): string => (userId ?? userGroupId)!;

const kindOf = (id: string) => (id.startsWith('ugrp/') ? 'userGroup' : 'user');

/** One whose rights cannot be read is there anyway: who may do something is what is asked. */
function holdersOf(record: { _id: string; name: string }, on: 'device' | 'deviceGroup') {
	const links = linksOf(record);
	return linkedTo(record).map((id) => ({
		name: nameInLinks(record, id),
		type: kindOf(id),
		rights: links[id] === undefined ? null : rightsOf(links[id]),
		isAdministrator: links[id] === undefined ? null : links[id] === FULL,
		on,
		placeName: record.name,
		id,
		placeId: record._id,
	}));
}

const getAll = operation({
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many rights',
	description: 'Retrieve the rights of users and user groups for a device group or a device',
	effect: 'read',
	rights: [],
	fields: place,
	run: async ({ client, fields }) => {
		const { place: found, record, on } = await placeOf(client, fields);
		const own = holdersOf(record, on);
		if (!('device' in found)) return own;
		// Not every device that an account sees is in a group that it sees.
		const group = (await client.groups()).find(({ _id }) => _id === found.device.meshid);
		return [...own, ...(group ? holdersOf(group, 'deviceGroup') : [])];
	},
});

const grant = operation({
	name: 'Grant',
	value: 'grant',
	action: 'Grant rights',
	description: 'Grant a user or user group rights for a device group or a device; existing rights stay or are replaced',
	effect: 'idempotent',
	rights: rightsFor('manageMembers'),
	fields: {
		...who,
		...place,
		mode: choice({
			displayName: 'Mode',
			default: 'add',
			options: [
				{ name: 'Add', value: 'add', description: 'Existing rights stay' },
				{ name: 'Make Full Administrator', value: 'everything', description: 'All rights in a device group' },
				{ name: 'Replace', value: 'replace', description: 'Rights that are not chosen are removed' },
			],
		}),
		rights: when({ mode: ['add', 'replace'] }, rightsChoice),
	},
	run: async ({ client, fields }) => {
		const { mode, rights: chosen = [] } = fields;
		const wanted: readonly PlaceRight[] | 'everything' = mode === 'everything' ? 'everything' : chosen;
		if (fields.deviceId !== undefined) requireOnDevice(wanted);
		const change = mode === 'add' ? { add: chosen } : { replace: wanted };
		return await changed(client, fields, (now, id) => changedRights(now, change, id));
	},
});

const revoke = operation({
	name: 'Revoke',
	value: 'revoke',
	action: 'Revoke rights',
	description: 'Revoke some or all rights of a user or user group for a device group or a device',
	effect: 'once',
	rights: rightsFor('manageMembers'),
	fields: {
		...who,
		...place,
		revoked: choice({
			displayName: 'Revoke',
			default: 'some',
			options: [
				{ name: 'All', value: 'all', description: 'It no longer sees the device group or device, unless it has access in another way' },
				{ name: 'Some', value: 'some', description: 'Rights that are not chosen stay' },
			],
		}),
		rights: when({ revoked: ['some'] }, rightsChoice),
	},
	affects: () => 1,
	affectsWhat: 'users and user groups',
	run: async ({ client, fields }) => {
		const { rights: taken } = fields;
		return await changed(client, fields, (now, id) => (now === undefined ? null : taken === undefined ? null : changedRights(now, { take: taken }, id)));
	},
});

/** Reads the rights, writes them as they shall be, and reads them again; where nothing changes, nothing is sent. */
async function changed(client: MeshCentralClient, fields: Chosen, change: (now: number | undefined, id: string) => number | null) {
	const id = whoIn(fields);
	requireSomebodyElse(id, await client.accounts.me(), 'rights');
	const { place: found, record, on } = await placeOf(client, fields);
	requireReadable(record, id);
	const now = linksOf(record)[id];
	const rights = change(now, id);
	const isChange = rights !== (now ?? null);
	let name = nameInLinks(record, id);
	if (isChange) {
		if ('group' in found) requireAnAdministratorLeft(found.group, id, rights);
		await client.accounts.setRights(found, id, rights);
		const { record: stored } = await placeOf(client, fields);
		if (now === undefined) name = nameInLinks(stored, id);
		requireRights(stored, stored.name, { who: id, rights, asked: { method: 'set', path: 'rights' } });
	}
	return { name, type: kindOf(id), rights: rights === null ? [] : rightsOf(rights), before: now === undefined ? [] : rightsOf(now), isMember: rights !== null, changed: isChange, on, placeName: record.name, id, placeId: record._id };
}

export const right: Resource<MeshCentralClient> = { name: 'Right', value: 'right', operations: [getAll, grant, revoke] };
