import { addressOf } from '../../../shared/address';
import { normaliseMac } from '../../../shared/device';
import { choices, collection, flag, limited, optionalText, paging, text, wholeNumber } from '../../../shared/fields';
import { CONFIDENCE, EVIDENCE } from '../../../shared/fleet/types';
import type { FleetDevice } from '../../../shared/fleet/fleetDevice';
import { passingInTurns, sortedInTurns } from '../../../shared/fleet/turns';
import { naturalKey } from '../../../shared/lists';
import { byLabel } from '../../../shared/text';
import type { Fleet } from '../../client';
import { questionOf, reading } from '../../fields';
import { findDevice } from '../../finding';
import { operation } from '../../operation';
import { systems } from '../../systems';

const choicesOfSystems = systems.map(({ name, source }) => ({ name, value: source }));

const filters = collection(
	{ displayName: 'Filters', placeholder: 'Add filter', allowNone: true, isFilter: true, description: 'A device must match all of them' },
	{
		conflictsOnly: flag({ displayName: 'Conflicts Only', default: true, description: 'Whether to return only devices whose systems disagree about the name, or about whether they are online' }),
		includeArchived: flag({ displayName: 'Include Archived', default: true, description: 'Whether to also return devices that are archived in the only system that has them' }),
		matchedBy: choices({
			displayName: 'Matched By',
			allowNone: true,
			options: EVIDENCE.map((value) => ({ name: LABELS()[value], value, description: `Confidence ${CONFIDENCE[value]}` })).sort((a, b) => byLabel(a.name, b.name)),
		}),
		notSeenIn: choices({ displayName: 'Not Seen In', allowNone: true, options: choicesOfSystems, description: 'Certainly in none of these. Devices that may be in one of them are not returned.' }),
		notSeenForDays: wholeNumber({ displayName: 'Not Seen for (Days)', default: 30, min: 1, max: 36_500, description: 'Not seen by any system for this long' }),
		seenIn: choices({ displayName: 'Seen In', allowNone: true, options: choicesOfSystems, description: 'Seen in all of these' }),
		text: optionalText({ displayName: 'Search', placeholder: 'e.g. reception', description: 'Part of a name, an address or an ID, in any of the systems' }),
		unclearOnly: flag({ displayName: 'Unclear Only', default: true, description: 'Whether to return only devices that may or may not be the same as a record in another system' }),
	},
);

function LABELS(): Record<(typeof EVIDENCE)[number], string> {
	return { pair: 'Own Rule', meshId: 'MeshCentral ID', mac: 'MAC Address', serial: 'Serial Number', 'name and ip': 'Name and IP Address', name: 'Name', ip: 'IP Address' };
}

interface Chosen {
	conflictsOnly?: boolean;
	matchedBy?: readonly string[];
	notSeenIn?: readonly string[];
	notSeenForDays?: number;
	seenIn?: readonly string[];
	text?: string;
	unclearOnly?: boolean;
}

const DAY_MS = 86_400_000;

function passes(device: FleetDevice, { conflictsOnly, matchedBy = [], notSeenIn = [], notSeenForDays, seenIn = [], text: part = '', unclearOnly }: Chosen, now: number): boolean {
	const { conflicts, unclear, online, lastSeen, missingFrom } = device;
	if (conflictsOnly && conflicts.length === 0) return false;
	if (unclearOnly && unclear.length === 0) return false;
	if (matchedBy.length > 0 && !(device.matchedBy !== null && matchedBy.includes(device.matchedBy))) return false;
	if (!seenIn.every((system) => device.systems.includes(system)) || !notSeenIn.every((system) => missingFrom.includes(system))) return false;
	// Of one that nobody ever saw, nobody knows for how long.
	if (notSeenForDays !== undefined && (online === true || lastSeen === null || now - Date.parse(lastSeen) < notSeenForDays * DAY_MS)) return false;
	return part.trim() === '' || has(device, part.trim().toLowerCase());
}

function has(device: FleetDevice, part: string): boolean {
	const own = device.systems.map((system) => device[system] as { id: string; name: string | null });
	const texts = [...own, ...device.otherRecords].flatMap(({ id, name }) => [id, name ?? '']);
	// Addresses are found in every spelling.
	const spelled = [normaliseMac(part), addressOf(part)].filter((each) => each !== undefined);
	return [...device.ips, ...device.macs].some((each) => spelled.includes(each.toLowerCase())) || [...texts, ...device.ips, ...device.macs].some((each) => each.toLowerCase().includes(part));
}

/** By name; those without one at the end, by their id. */
async function inOrder(devices: readonly FleetDevice[]): Promise<FleetDevice[]> {
	return await sortedInTurns(devices, ({ name, id }) => `${name === null ? '1' : '0'}${naturalKey(name ?? '')} ${id}`);
}

async function wanted({ devices, now }: Fleet, chosen: Chosen): Promise<FleetDevice[]> {
	return await inOrder(await passingInTurns(devices, (device) => passes(device, chosen, now)));
}

export const getAll = operation({
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many devices',
	description: 'Retrieve each real device of the chosen systems once: where it is known, where it is missing, and what the systems disagree about',
	effect: 'read',
	fields: { ...reading, filters, ...paging },
	run: async ({ client, fields }) => {
		const { filters: chosen } = fields;
		const fleet = await client.fleet(questionOf({ ...fields, includeArchived: chosen.includeArchived }));
		return limited(await wanted(fleet, chosen), fields);
	},
});

export const get = operation({
	name: 'Get',
	value: 'get',
	action: 'Get device',
	description: 'Retrieve one device from all chosen systems, by its name, address or ID in any of them',
	effect: 'read',
	fields: {
		deviceId: text({ displayName: 'Device', longest: 256, placeholder: 'e.g. reception-pc', description: 'A name, a MAC address, an IP address, or the ID in any of the systems' }),
		...reading,
	},
	run: async ({ client, fields }) => await findDevice(await client.fleet({ ...questionOf(fields), includeArchived: true }), fields.deviceId),
});
