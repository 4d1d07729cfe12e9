import { choice, choices, names, optionalText, when, type Field, type Names } from '../shared/fields';
import { fitsPattern, hasOneOf, listed } from '../shared/watch/filters';
import type { EventName, Sighting, Value } from '../shared/watch/types';
import { statusOf, unreadOf } from '../shared/watch/unread';
import { watchOf, type Wants } from '../shared/watch/watch';
import type { MeshCentralClient } from './client';
import { hasAgent, isOnline, lastPart, platformOf, toDevice, type Connection } from './device';
import { groupLocator } from './locator';
import { nameLists } from './nameLists';
import { isAboutPeople, lookAtPeople, passesPeople, peopleEvents, peopleFilters } from './people';
import { countAsOnline } from './resources/countAs';
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
	leaveOutOwn: peopleFilters.leaveOutOwn,
	namePattern: optionalText({ displayName: 'Name', placeholder: 'e.g. pc-*', description: 'Wildcards: * for any text, ? for one character' }),
	platforms: choices({
		displayName: 'Platforms',
		allowNone: true,
		options: [
			{ name: 'Linux and Others', value: 'linux' },
			{ name: 'macOS', value: 'macos' },
			{ name: 'Windows', value: 'windows' },
		],
	}),
	sessionKinds: peopleFilters.sessionKinds,
	tags: names({ displayName: 'Tags' }, nameLists.tags),
	userPattern: peopleFilters.userPattern,
};

/** What counts as online, or undefined for what does unless chosen otherwise: so that a trigger without the choice is what it was before. */
const countAs: Field<Connection | undefined> = {
	...countAsOnline,
	read: async (raw, reading) => {
		const chosen = await countAsOnline.read(raw, reading);
		return chosen === 'agent' ? undefined : chosen;
	},
};

/** Another choice is another set of devices, or another meaning of online: nothing that was kept says anything of it. */
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
	countAsOnline: countAs,
};

/** Agents work it out of the time and of how long the computer has been running, so that a corrected clock moves it (read in their source). */
const BOOT_TIME_EXACT_TO_MS = 2 * 60_000;

/** Events for which it has to be known when a device was last connected. */
const PRESENCE: readonly EventName[] = ['deviceFlapping', 'deviceOffline', 'deviceOnline', 'massChange', 'massChangeOver'];

interface DeviceFilters {
	namePattern?: string;
	platforms?: readonly string[];
	tags?: Names;
}

function passesDevice({ namePattern, platforms = [], tags }: DeviceFilters, values: Readonly<Record<string, Value>>): boolean {
	return fitsPattern(namePattern, values.name) && hasOneOf(tags, values.tagList, values.tags) && (platforms.length === 0 || platforms.some((platform) => platform === values.platform));
}

/** MeshCentral as it is watched: the list of devices, with the time of each one's last connection as proof. */
export const meshCentralWatch = watchOf<MeshCentralClient>()({
	system: meshCentral,
	events: [
		...peopleEvents.slice(0, 1),
		{ name: 'Device Added', value: 'deviceAdded', description: 'A device is registered for the first time, or again after it was deleted' },
		{ name: 'Device Changed', value: 'deviceChanged', description: 'A watched field has changed' },
		{ name: 'Device Flapping', value: 'deviceFlapping', description: 'A device keeps going offline and coming back; no more of this is reported until it is stable' },
		{ name: 'Device Moved', value: 'deviceMoved', description: 'A device was moved to another device group, or into or out of the one that is watched' },
		{ name: 'Device Offline', value: 'deviceOffline', description: "A device has been disconnected for two minutes, or for the time set in 'Offline for at Least'" },
		{ name: 'Device Online', value: 'deviceOnline', description: 'A device that was offline is connected again' },
		{ name: 'Device Removed', value: 'deviceRemoved', description: 'A device was deleted in MeshCentral' },
		{ name: 'Device Restarted', value: 'deviceRestarted', description: 'The agent reports a later start of its computer (only agents that report their hardware)' },
		{ name: 'Mass Change', value: 'massChange', description: 'More than half of all devices went offline or disappeared at once (sent instead of single events)' },
		{ name: 'Mass Change Ended', value: 'massChangeOver', description: 'A mass change has ended; reports how many devices are back, and which are not' },
		...peopleEvents.slice(1),
	],
	chosenByDefault: ['deviceAdded'],
	watchable,
	watchedByDefault: ['name', 'desc', 'tags', 'osdesc'],
	filledIn: ['name', 'osdesc', 'rname'],
	filters,
	filteredBy: () => ['name', 'platform', 'tagList'],
	passes: (chosen, values) => (isAboutPeople(values) ? passesPeople(chosen, values) && (values.name === null || passesDevice(chosen, values)) : passesDevice(chosen, values)),
	provedByLog: peopleEvents.map(({ value }) => value),
	turns: { deviceMoved: { field: 'meshid', shows: 'group' }, deviceRestarted: { field: 'bootTime', laterBy: BOOT_TIME_EXACT_TO_MS } },
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
		const since = client.connectedSince();
		const seen = { since: since?.toISOString(), settled: settledAt(devices, since), countAs: wants.chosen.countAsOnline as Connection | undefined };
		const sightings = devices.map((record) => toSighting(record, lastConnects?.get(record._id), seen));
		const occurrences = wants.logFrom === undefined ? undefined : await lookAtPeople(client, wants, sightings, groupOf(wants) !== undefined);
		return { sightings, ...(occurrences && { occurrences }), now: client.serverNow().toISOString() };
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

/** After a restart of the server all agents connect again: within seconds (measured: 4), and later the longer it was down, as each tries again less often. */
const SETTLED_AFTER_MS = 5 * 60_000;

/**
 * From when on a new connection of an agent is its own doing, ms since the epoch: the server was up without a break since the oldest
 * connection there is, ours or an agent's, and those that its restart had broken are back by then. undefined where there is none.
 */
function settledAt(devices: readonly DeviceRecord[], since: Date | undefined): number | undefined {
	const begun = devices.flatMap((record) => (hasAgent(record) && typeof record.agct === 'number' ? [record.agct] : []));
	const up = begun.reduce((oldest, at) => Math.min(oldest, at), since?.getTime() ?? Infinity);
	return up === Infinity ? undefined : up + SETTLED_AFTER_MS;
}

/** Began with the server itself: not later than anything, so that it proves nothing, and earlier than whatever begins after it. */
const WITH_THE_SERVER = '';

/** When the connection of an agent began; undefined where nothing tells, as of any other connection. */
function onlineSince(record: DeviceRecord, { settled, countAs }: Seen): string | undefined {
	const { agct } = record;
	if (countAs === 'any' || !hasAgent(record) || typeof agct !== 'number' || settled === undefined) return undefined;
	return agct > settled ? isoTime(agct)! : WITH_THE_SERVER;
}

/** What is known at a look beside the devices. */
interface Seen {
	/**
	 * From when on we have been connected: the server was surely up since then. It takes note of a disconnection only while it is up, so an
	 * outage counts from there at the earliest.
	 */
	since: string | undefined;
	/** See {@link settledAt}. */
	settled: number | undefined;
	countAs: Connection | undefined;
}

/** Fields by what is shown of them. */
const SHOWN_AS = { name: ['name'], ip: ['ip'], osdesc: ['platform'], tags: ['tagList'] };

function toSighting(record: DeviceRecord, lastConnect: number | undefined, seen: Seen): Sighting {
	const { firstconnect, meshid, name, rname, desc, tags, icon, osdesc, consent, lastbootuptime } = record;
	const begun = onlineSince(record, seen);
	return {
		device: toDevice(record, lastConnect, seen.countAs),
		status: statusOf(isOnline(record, seen.countAs)),
		unread: unreadOf(record, SHOWN_AS),
		...(seen.since !== undefined && { offlineFrom: seen.since }),
		...(begun !== undefined && { onlineSince: begun }),
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
			// Only agents that report hardware say it.
			bootTime: typeof lastbootuptime === 'number' && lastbootuptime > 0 ? isoTime(lastbootuptime) : null,
		},
		raw: record,
	};
}
