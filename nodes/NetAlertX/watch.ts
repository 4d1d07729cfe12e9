import { flag, names, optionalText } from '../shared/fields';
import { byLabel } from '../shared/text';
import { byTime } from '../shared/time';
import { fitsPattern, isOneOf } from '../shared/watch/filters';
import type { Proof, Sighting, Value } from '../shared/watch/types';
import { unreadOf } from '../shared/watch/unread';
import { watchOf } from '../shared/watch/watch';
import type { NetAlertXClient } from './client';
import { columns, type Column } from './columns';
import { hoursSince, toDevice, toIsoTime } from './device';
import { nameLists } from './nameLists';
import type { DeviceRecord, EventRecord } from './schemas';
import { netAlertX } from './system';

/** What a user sets about a device, and what scans find out about it; not what changes with every scan. */
const watchable = (Object.keys(columns) as Column[]).map((value) => ({ name: columns[value].properties[0]!.displayName, value }));
const filteredBy = ['devType', 'devGroup', 'devOwner', 'devFavorite', 'devName'];

const filters = {
	favoritesOnly: flag({ displayName: 'Favorites Only', default: true, description: 'Whether to report only devices that are marked as favorites' }),
	groups: names({ displayName: 'Groups' }, nameLists.groups),
	namePattern: optionalText({ displayName: 'Name', placeholder: 'e.g. printer-*', description: 'An asterisk stands for any text, a question mark for one character' }),
	owners: names({ displayName: 'Owners' }, nameLists.owners),
	types: names({ displayName: 'Types' }, nameLists.types),
};

/** How far back the log is read before anything is known. */
const HOURS_AT_FIRST = 2;

/** NetAlertX as it is watched: presence and addresses are proved by its event log, everything else by the list of devices. */
export const netAlertXWatch = watchOf<NetAlertXClient>()({
	system: netAlertX,
	events: [
		{ name: 'Device Added', value: 'deviceAdded', description: 'A device is on the network for the first time' },
		{ name: 'Device Changed', value: 'deviceChanged', description: 'A watched field has another value' },
		{ name: 'Device Down', value: 'deviceDown', description: "A device with 'Alert Down' switched on in NetAlertX went offline" },
		{ name: 'Device Flapping', value: 'deviceFlapping', description: 'A device comes and goes; nothing more of that is reported until it is stable' },
		{ name: 'Device Offline', value: 'deviceOffline', description: 'A device that was online is no longer found by the scans' },
		{ name: 'Device Online', value: 'deviceOnline', description: 'A device that was offline is back' },
		{ name: 'Device Removed', value: 'deviceRemoved', description: 'A device was deleted in NetAlertX' },
		{ name: 'IP Changed', value: 'ipChanged', description: 'A device has another IP address, with the addresses before and after' },
		{ name: 'Mass Change', value: 'massChange', description: 'More than half of all devices are gone or offline at once; one event in place of theirs' },
		{ name: 'Mass Change Over', value: 'massChangeOver', description: 'A mass change has ended: how many devices are back, and which are not' },
	],
	watchable: [...watchable].sort((a, b) => byLabel(a.name, b.name)),
	watchedByDefault: ['devName', 'devOwner', 'devType', 'devVendor', 'devGroup', 'devLocation'],
	filledIn: ['devName', 'devParentMAC', 'devParentPort', 'devSSID', 'devVendor', 'devVlan'],
	filters,
	filteredBy,
	passes: ({ favoritesOnly, groups, namePattern, owners, types }, values) =>
		(!favoritesOnly || values.devFavorite === 1) &&
		isOneOf(groups, values.devGroup) &&
		isOneOf(owners, values.devOwner) &&
		isOneOf(types, values.devType) &&
		fitsPattern(namePattern, values.devName),
	provedByLog: ['deviceOnline', 'deviceOffline', 'deviceDown', 'deviceFlapping', 'ipChanged', 'massChange', 'massChangeOver'],

	/** The list first and the log after it: what the list shows then is in the log already. */
	async look(client, { logFrom, fields }) {
		const devices = await client.allDevices();
		const sightings = [...new Map(devices.map((record) => toSighting(record, fields)).map((sighting) => [sighting.device.id, sighting])).values()];
		if (logFrom === undefined) return { sightings, now: client.serverNow().toISOString() };
		const hours = logFrom ? hoursSince(new Date(logFrom), client.serverNow()) : HOURS_AT_FIRST;
		const events = await client.events({ hours });
		return { sightings, proofs: toProofs(events), now: client.serverNow().toISOString() };
	},

	async whereabouts(client, id) {
		return (await client.exists(id)) ? 'present' : 'gone';
	},
});

function toSighting(record: DeviceRecord, fields: readonly string[]): Sighting {
	const { devPresentLastScan: present, devFirstConnection } = record;
	const values: Record<string, Value> = {};
	for (const name of fields) values[name] = asValue(record[name]);
	return {
		device: toDevice(record),
		status: present === null ? null : present === 1 ? 'online' : 'offline',
		born: toIsoTime(devFirstConnection) ?? '',
		values,
		unread: unreadOf(record, { devName: ['name'], devLastIP: ['ip'], devGroup: ['group'] }),
		raw: record,
	};
}

/** Raw rows have nulls where the view has '': the same to whoever watches. */
function asValue(stored: unknown): Value {
	return typeof stored === 'string' || typeof stored === 'number' ? stored : '';
}

const STATUS_OF: Readonly<Record<string, 'online' | 'offline' | 'down'>> = {
	Connected: 'online',
	'Down Reconnected': 'online',
	Disconnected: 'offline',
	'Device Down': 'down',
};

/** The log as proofs, oldest first. It has no ids: what, when and where make a key, one second fine as scans are. */
function toProofs(events: readonly EventRecord[]): Proof[] {
	const proofs = events.flatMap(({ eveMac, eveIp, eveDateTime, eveEventType }): Proof[] => {
		const at = toIsoTime(eveDateTime);
		const status = Object.hasOwn(STATUS_OF, eveEventType) ? STATUS_OF[eveEventType] : undefined;
		if (!at || !eveMac || (!status && eveEventType !== 'IP Changed')) return [];
		const key = `${at}:${eveEventType.replaceAll(' ', '')}:${eveIp ?? ''}`;
		return [{ key, id: eveMac.toLowerCase(), at, says: status ? { status } : { ip: eveIp ?? '' } }];
	});
	// Newest first as they come: turned round, what shares a second stays in the order in which it was written.
	return proofs.reverse().sort(byTime);
}
