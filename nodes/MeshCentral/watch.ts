import { choice, choices, names, optionalText, when } from '../shared/fields';
import { fitsPattern, hasOneOf, listed } from '../shared/watch/filters';
import type { EventName, Sighting } from '../shared/watch/types';
import { statusOf, unreadOf } from '../shared/watch/unread';
import { watchOf, type Wants } from '../shared/watch/watch';
import type { MeshCentralClient } from './client';
import { isOnline, lastPart, platformOf, toDevice } from './device';
import { groupLocator } from './locator';
import { nameLists } from './nameLists';
import { isoTime } from './resources/times';
import type { DeviceRecord } from './schemas';
import { meshCentral } from './system';

/** What users set about a device, and what its agent tells; not what changes with every connection. */
const watchable = [
	{ name: 'Consent', value: 'consent' },
	{ name: 'Description', value: 'desc' },
	{ name: 'Host Name', value: 'rname' },
	{ name: 'Icon', value: 'icon' },
	{ name: 'Name', value: 'name' },
	{ name: 'Operating System', value: 'osdesc' },
	{ name: 'Tags', value: 'tags' },
];

const filters = {
	namePattern: optionalText({ displayName: 'Name', placeholder: 'e.g. pc-*', description: 'An asterisk stands for any text, a question mark for one character' }),
	platforms: choices({
		displayName: 'Platforms',
		allowNone: true,
		options: [
			{ name: 'Linux and Others', value: 'linux' },
			{ name: 'macOS', value: 'macos' },
			{ name: 'Windows', value: 'windows' },
		],
	}),
	tags: names({ displayName: 'Tags' }, nameLists.tags),
};

/** Another choice is another set of devices. */
const scope = {
	watchIn: choice({
		displayName: 'Watch',
		default: 'all',
		options: [
			{ name: 'All Device Groups', value: 'all' },
			{ name: 'One Device Group', value: 'group' },
		],
	}),
	groupId: when({ watchIn: ['group'] }, groupLocator),
};

/** Events for which it has to be known when a device was last connected. */
const PRESENCE: readonly EventName[] = ['deviceFlapping', 'deviceOffline', 'deviceOnline', 'massChange', 'massChangeOver'];

/** MeshCentral as it is watched: the list of devices, with the time of each one's last connection as proof. */
export const meshCentralWatch = watchOf<MeshCentralClient>()({
	system: meshCentral,
	events: [
		{ name: 'Device Added', value: 'deviceAdded', description: 'A device is registered for the first time, or again after it was deleted' },
		{ name: 'Device Changed', value: 'deviceChanged', description: 'A watched field has another value' },
		{ name: 'Device Flapping', value: 'deviceFlapping', description: 'A device comes and goes; nothing more of that is reported until it is stable' },
		{ name: 'Device Moved', value: 'deviceMoved', description: 'A device was moved to another device group, or into or out of the one that is watched' },
		{ name: 'Device Offline', value: 'deviceOffline', description: "A device has been disconnected for two minutes, or for as long as 'Offline for at Least' says" },
		{ name: 'Device Online', value: 'deviceOnline', description: 'A device that was offline is connected again' },
		{ name: 'Device Removed', value: 'deviceRemoved', description: 'A device was deleted in MeshCentral' },
		{ name: 'Mass Change', value: 'massChange', description: 'More than half of all devices are gone or offline at once; one event in place of theirs' },
		{ name: 'Mass Change Over', value: 'massChangeOver', description: 'A mass change has ended: how many devices are back, and which are not' },
	],
	watchable,
	watchedByDefault: ['name', 'desc', 'tags', 'osdesc'],
	filledIn: ['name', 'osdesc', 'rname'],
	filters,
	filteredBy: ['name', 'platform', 'tagList'],
	passes: ({ namePattern, platforms = [], tags }, values) =>
		fitsPattern(namePattern, values.name) && hasOneOf(tags, values.tagList, values.tags) && (platforms.length === 0 || platforms.some((platform) => platform === values.platform)),
	provedByLog: [],
	turns: { deviceMoved: { field: 'meshid', shows: 'group' } },
	scope,
	isPart: ({ groupId }) => groupId !== undefined,
	seesByRights: true,
	// After a restart of the server every device is offline until its agent is back.
	offlineForByDefault: 2,

	async look(client, wants) {
		const needsTimes = PRESENCE.some((event) => wants.events.has(event));
		// One after the other: a time from before the disconnection that the list shows would look like a return in between, at the next look.
		const devices = await client.devices(groupOf(wants));
		const lastConnects = needsTimes ? await client.lastConnects() : undefined;
		const since = client.connectedSince()?.toISOString();
		const sightings = devices.map((record) => toSighting(record, lastConnects?.get(record._id), since));
		return { sightings: [...new Map(sightings.map((sighting) => [sighting.device.id, sighting])).values()], now: client.serverNow().toISOString() };
	},

	async whereabouts(client, id, wants) {
		const record = await client.find(id);
		const group = groupOf(wants);
		if (!record) return 'gone';
		return group === undefined || lastPart(record.meshid) === lastPart(group) ? 'present' : { movedTo: toDevice(record) };
	},
});

function groupOf({ chosen }: Wants): string | undefined {
	return chosen.groupId as string | undefined;
}

/**
 * @param since from when on we have been connected: the server was surely up since then. It takes note of a disconnection only while
 *   it is up, so an outage counts from there at the earliest.
 */
function toSighting(record: DeviceRecord, lastConnect: number | undefined, since: string | undefined): Sighting {
	const { firstconnect, meshid, name, rname, desc, tags, icon, osdesc, consent } = record;
	return {
		device: toDevice(record, lastConnect),
		status: statusOf(isOnline(record)),
		unread: unreadOf(record, { name: ['name'], ip: ['ip'], osdesc: ['platform'] }),
		...(since !== undefined && { offlineFrom: since }),
		born: isoTime(firstconnect) ?? '',
		values: {
			meshid,
			name,
			rname: rname ?? '',
			desc: desc ?? '',
			tags: (tags ?? []).join(', '),
			tagList: listed(tags ?? []),
			icon: icon ?? 0,
			osdesc: osdesc ?? '',
			consent: consent ?? 0,
			platform: platformOf(record),
		},
		raw: record,
	};
}
