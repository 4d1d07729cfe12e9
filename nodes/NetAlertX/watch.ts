import { flag, names, optionalText } from '../shared/fields';
import { isIpv6 } from '../shared/address';
import { byLabel } from '../shared/text';
import { byTime } from '../shared/time';
import { fitsPattern, isOneOf } from '../shared/watch/filters';
import { byId } from '../shared/watch/sightings';
import type { Proof, Sighting, Value } from '../shared/watch/types';
import { unreadOf } from '../shared/watch/unread';
import { watchOf } from '../shared/watch/watch';
import type { NetAlertXClient } from './client';
import { columns, type Column } from './columns';
import { addressesOf, firstSeenOf, hoursSince, known, mayBeAsleep, toDevice, toIsoTime } from './device';
import { canBeAskedFor, idOf, isRandom } from './mac';
import { nameLists } from './nameLists';
import type { DeviceRecord, EventRecord } from './schemas';
import { netAlertX } from './system';

/** What a user sets about a device, and what scans find out about it; not what changes with every scan. */
const watchable = (Object.keys(columns) as Column[]).map((value) => ({ name: columns[value].properties[0]!.displayName, value }));
const filters = {
	favoritesOnly: flag({ displayName: 'Favorites Only', default: true, description: 'Whether to report only devices that are marked as favorites' }),
	groups: names({ displayName: 'Groups' }, nameLists.groups),
	leaveOutArchived: flag({ displayName: 'Leave Out Archived', default: true, description: 'Whether to leave out devices that are archived' }),
	leaveOutRandom: flag({
		displayName: 'Leave Out Random MACs',
		default: true,
		description: 'Whether to leave out devices with a random MAC address, as phones use; those that NetAlertX is set to treat as not random are still reported',
	}),
	leaveOutSleeping: flag({
		displayName: 'Leave Out Sleeping',
		default: true,
		description: "Whether to leave out devices that are asleep: away for a while, with 'Can Sleep' on in NetAlertX. A device that stays away for longer is reported then.",
	}),
	namePattern: optionalText({ displayName: 'Name', placeholder: 'e.g. printer-*', description: 'Wildcards: * for any text, ? for one character' }),
	owners: names({ displayName: 'Owners' }, nameLists.owners),
	sites: names({ displayName: 'Sites' }, nameLists.sites),
	types: names({ displayName: 'Types' }, nameLists.types),
	vendors: names({ displayName: 'Vendors' }, nameLists.vendors),
	vlans: names({ displayName: 'VLANs' }, nameLists.vlans),
};

/** What each filter looks at. Beside columns: whether the device sleeps, and whether it made up its MAC address, each 1 or 0. */
const lookedAtBy: Readonly<Record<keyof typeof filters, string>> = {
	favoritesOnly: 'devFavorite',
	groups: 'devGroup',
	leaveOutArchived: 'devIsArchived',
	leaveOutRandom: 'randomMac',
	leaveOutSleeping: 'sleeping',
	namePattern: 'devName',
	owners: 'devOwner',
	sites: 'devSite',
	types: 'devType',
	vendors: 'devVendor',
	vlans: 'devVlan',
};

/** How far back the log is read before anything is known. */
const HOURS_AT_FIRST = 2;

/** NetAlertX as it is watched: presence and addresses are proved by its event log, everything else by the list of devices. */
export const netAlertXWatch = watchOf<NetAlertXClient>()({
	system: netAlertX,
	events: [
		{ name: 'Device Added', value: 'deviceAdded', description: 'A device appears on the network for the first time' },
		{ name: 'Device Changed', value: 'deviceChanged', description: 'A watched field has changed' },
		{ name: 'Device Down', value: 'deviceDown', description: "A device with 'Alert Down' turned on in NetAlertX went offline" },
		{ name: 'Device Flapping', value: 'deviceFlapping', description: 'A device keeps going offline and coming back; no more of this is reported until it is stable' },
		{ name: 'Device Offline', value: 'deviceOffline', description: 'A device that was online is no longer found by the scans' },
		{ name: 'Device Online', value: 'deviceOnline', description: 'A device that was offline is back' },
		{ name: 'Device Removed', value: 'deviceRemoved', description: 'A device was deleted in NetAlertX' },
		{ name: 'IP Changed', value: 'ipChanged', description: 'A device has another IP address of the same kind (IPv4 or IPv6); reports the address before and after' },
		{ name: 'Mass Change', value: 'massChange', description: 'More than half of all devices went offline or disappeared at once (sent instead of single events)' },
		{ name: 'Mass Change Ended', value: 'massChangeOver', description: 'A mass change has ended; reports how many devices are back, and which are not' },
	],
	watchable: [...watchable].sort((a, b) => byLabel(a.name, b.name)),
	watchedByDefault: ['devName', 'devOwner', 'devType', 'devVendor', 'devGroup', 'devLocation'],
	filledIn: ['devName', 'devParentMAC', 'devParentPort', 'devSSID', 'devVendor', 'devVlan'],
	filters,
	// Lists hold thousands of devices: nothing is kept of them that nobody asks for.
	filteredBy: (chosen) => (Object.keys(lookedAtBy) as Array<keyof typeof filters>).filter((name) => chosen[name] !== undefined).map((name) => lookedAtBy[name]),
	passes: ({ favoritesOnly, groups, leaveOutArchived, leaveOutRandom, leaveOutSleeping, namePattern, owners, sites, types, vendors, vlans }, values) =>
		(!favoritesOnly || values.devFavorite === 1) &&
		(!leaveOutArchived || values.devIsArchived !== 1) &&
		(!leaveOutRandom || values.randomMac !== 1) &&
		(!leaveOutSleeping || values.sleeping !== 1) &&
		isOneOf(groups, values.devGroup) &&
		isOneOf(owners, values.devOwner) &&
		isOneOf(sites, values.devSite) &&
		isOneOf(types, values.devType) &&
		isOneOf(vendors, values.devVendor) &&
		isOneOf(vlans, values.devVlan) &&
		fitsPattern(namePattern, values.devName),
	provedByLog: ['deviceOnline', 'deviceOffline', 'deviceDown', 'deviceFlapping', 'ipChanged', 'massChange', 'massChangeOver'],
	// The address of a device is its IPv4 address, if it has one. This is its other one.
	turns: { ipChanged: { field: 'ipv6' } },
	isChange: (field, from, to) => (field === 'ip' ? isSameKind(from, to) : asValue(from) !== asValue(to)),

	/** The list first and the log after it: what the list shows then is in the log already. */
	async look(client, { logFrom, fields, filters: { leaveOutSleeping, leaveOutRandom } }) {
		const devices = await client.allDevices();
		const asleep = leaveOutSleeping && devices.some(mayBeAsleep) ? await client.sleeping() : NOBODY;
		const notRandom = leaveOutRandom ? await client.notRandom() : [];
		const listed = devices.map(sightingsWith({ fields, asleep, notRandom }));
		if (logFrom === undefined) return { sightings: listed, now: client.serverNow().toISOString() };
		const hours = logFrom ? hoursSince(new Date(logFrom), client.serverNow()) : HOURS_AT_FIRST;
		const proofs = toProofs(await client.events({ hours }));
		const about = (proof: Proof) => isAboutAddress(proof, byId(listed).get(proof.id));
		return { sightings: dated(listed, proofs), proofs: proofs.filter(about), now: client.serverNow().toISOString() };
	},

	/** Where no question is only about this device, the list has the word: it is complete. */
	async whereabouts(client, id) {
		// States of before may hold the device without a MAC address: it is not reported as removed, since it was no device.
		if (id === '') return 'out of sight';
		if (!canBeAskedFor(id)) return 'gone';
		return (await client.exists(id)) ? 'present' : 'gone';
	},
});

const NOBODY: ReadonlySet<string> = new Set();

/** Columns by what is shown of them. */
const SHOWN_AS = { devName: ['name'], devLastIP: ['ip'], devPrimaryIPv4: ['ip'], devPrimaryIPv6: ['ip', 'ipv6'], devGroup: ['group'] };

interface Beside {
	fields: readonly string[];
	asleep: ReadonlySet<string>;
	notRandom: readonly string[];
}

function sightingsWith({ fields, asleep, notRandom }: Beside): (record: DeviceRecord) => Sighting {
	/** What no column says by itself. */
	const computed: Readonly<Record<string, (record: DeviceRecord, id: string) => Value>> = {
		ipv6: (record) => addressesOf(record).ipv6,
		sleeping: (_, id) => Number(asleep.has(id)),
		randomMac: (_, id) => Number(isRandom(id, notRandom)),
	};
	const fromColumns = fields.filter((name) => !Object.hasOwn(computed, name));
	const others = fields.filter((name) => Object.hasOwn(computed, name));
	// A copy of what has all fields already takes a fraction of the time in which they are added one by one.
	const empty: Readonly<Record<string, Value>> = Object.fromEntries(fields.map((name) => [name, null]));
	return (record) => {
		const { devPresentLastScan: present, devFirstConnection } = record;
		const device = toDevice(record);
		const values = { ...empty };
		for (const name of fromColumns) values[name] = asValue(record[name]);
		for (const name of others) values[name] = computed[name]!(record, device.id);
		return {
			device,
			status: present === null ? null : present === 1 ? 'online' : 'offline',
			born: firstSeenOf(devFirstConnection ?? null) ?? '',
			values,
			unread: unreadOf(record, SHOWN_AS),
			raw: record,
		};
	};
}

/** Raw rows have nulls where the view has '', and NetAlertX has words for what it does not know: all of them are nothing to anyone who watches. */
function asValue(stored: unknown): Value {
	return typeof stored === 'number' ? stored : known(stored);
}

/** An address that takes the place of one of the other kind is no change: a device has one of each. */
function isSameKind(from: Value, to: Value): boolean {
	return from === null || to === null || isIpv6(String(from)) === isIpv6(String(to));
}

/** An IPv6 address of a device that is known by its IPv4 address has not become its address. */
function isAboutAddress({ says }: Proof, sighting: Sighting | undefined): boolean {
	const ip = sighting?.device.ip;
	return !('ip' in says) || !ip || isIpv6(says.ip) === isIpv6(ip);
}

/** With the time at which the log says that a device got the IPv6 address that it has beside its IPv4 address. */
function dated(sightings: readonly Sighting[], proofs: readonly Proof[]): readonly Sighting[] {
	const times = new Map(proofs.flatMap(({ id, at, says }) => ('ip' in says ? [[`${id} ${says.ip}`, at] as const] : [])));
	if (times.size === 0) return sightings;
	return sightings.map((sighting) => {
		const { ipv6 } = sighting.values;
		const at = ipv6 ? times.get(`${sighting.device.id} ${ipv6}`) : undefined;
		return at === undefined ? sighting : { ...sighting, since: { ipv6: at } };
	});
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
		return [{ key, id: idOf(eveMac), at, says: status ? { status } : { ip: eveIp ?? '' } }];
	});
	// Newest first as they come: turned round, what shares a second stays in the order in which it was written.
	return proofs.reverse().sort(byTime);
}
