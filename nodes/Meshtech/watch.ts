import { flag } from '../shared/fields';
import type { Occurrence, Proof, Sighting } from '../shared/watch/types';
import { statusOf, unreadOf } from '../shared/watch/unread';
import { watchOf } from '../shared/watch/watch';
import { toJob } from './assumptions';
import type { MeshtechClient } from './client';
import { toDevice, toIsoTime } from './device';
import { fits, textFilters, valuesOf } from './matching';
import { AssumptionError } from './assumptionError';
import type { DeviceRecord } from './schemas';
import { meshtech } from './system';

const more = {
	reportBounces: flag({
		displayName: 'Report Short Losses',
		default: false,
		description:
			'Whether to report offline and online when only the connection time has changed, not the state. Meshtech does not document what changes this time: leave it off if every poll reports something.',
	}),
};

/** Meshtech as it is watched: everything by the documented list of devices; only finished jobs rest on an assumption. */
export const meshtechWatch = watchOf<MeshtechClient>()({
	system: meshtech,
	events: [
		{ name: 'Device Added', value: 'deviceAdded', description: 'A gateway is in the list for the first time' },
		{ name: 'Device Flapping', value: 'deviceFlapping', description: 'A gateway keeps going offline and coming back; no more of this is reported until it is stable' },
		{ name: 'Device Offline', value: 'deviceOffline', description: 'A gateway lost its connection' },
		{ name: 'Device Online', value: 'deviceOnline', description: 'A gateway that was offline is back' },
		{ name: 'Device Removed', value: 'deviceRemoved', description: 'A gateway is no longer in the list, such as after it was released from the account' },
		{ name: 'Device Renamed', value: 'deviceRenamed', description: 'A gateway was renamed; reports the name before and after' },
		{ name: 'Firmware Changed', value: 'firmwareChanged', description: 'A gateway runs another version; reports the version before and after' },
		{ name: 'Job Finished', value: 'jobFinished', description: "A job has ended. Its path is not documented by Meshtech: if this fails, set the path in the credential under Advanced." },
		{ name: 'Labels Changed', value: 'labelsChanged', description: 'The labels of a gateway have changed; reports those before and after' },
		{ name: 'Mass Change', value: 'massChange', description: 'More than half of all gateways went offline or disappeared at once (sent instead of single events)' },
		{ name: 'Mass Change Ended', value: 'massChangeOver', description: 'A mass change has ended; reports how many gateways are back, and which are not' },
	],
	watchable: [],
	watchedByDefault: [],
	filters: textFilters,
	filteredBy: () => ['labelList', 'modelNumber', 'friendlyName', 'firmwareVersion'],
	// A job is about no single device: filters do not hold it back.
	passes: (filters, values) => Object.keys(values).length === 0 || fits(filters, values),
	provedByLog: ['jobFinished'],
	turns: {
		deviceRenamed: { field: 'friendlyName' },
		firmwareChanged: { field: 'firmwareVersion' },
		labelsChanged: { field: 'labels' },
	},
	more,

	async look(client, { events, chosen }) {
		const records = [...(await client.listing()).values()];
		// A log, even an empty one, says that times in the list are no proof of a change: what moves them is not documented.
		const proofs = chosen.reportBounces === true ? records.flatMap(bounce) : [];
		const occurrences = events.has('jobFinished') ? await finishedJobs(client) : undefined;
		return { sightings: records.map(toSighting), proofs, occurrences, now: client.serverNow().toISOString() };
	},

	/** By a second complete listing: pages shift while they are read, and a single device's route is not documented. */
	async whereabouts(client, id) {
		const listing = await client.listing();
		return listing.has(id) || listing.unreadable > 0 ? 'present' : 'gone';
	},
});

/** Fields by what is shown of them. */
const SHOWN_AS = { friendlyName: ['name'], labels: ['labelList', 'group'] };

function toSighting(record: DeviceRecord): Sighting {
	const device = toDevice(record);
	return {
		device,
		status: statusOf(device.online),
		unread: unreadOf(record, SHOWN_AS),
		// Nothing in the list tells one life of a device from the next.
		born: '',
		values: valuesOf(record),
		raw: record,
	};
}

/** That a device changed to what it is now, at the time shown: if it was so before already, it was otherwise in between. */
function bounce({ id, connectivity }: DeviceRecord): Proof[] {
	const at = toIsoTime(connectivity?.timestamp);
	if (!at || typeof connectivity?.connected !== 'boolean') return [];
	const [before, after] = connectivity.connected ? (['offline', 'online'] as const) : (['online', 'offline'] as const);
	return [
		{ id, key: `${at}:before`, at, says: { status: before } },
		{ id, key: at, at, says: { status: after } },
	];
}

async function finishedJobs(client: MeshtechClient): Promise<Occurrence[]> {
	const answered = await client.jobs().catch((error: unknown) => {
		if (error instanceof AssumptionError) error.notes.push("All other events work without it: remove 'Job Finished' until it is corrected.");
		throw error;
	});
	const jobs = answered.map((raw) => ({ raw, job: toJob(raw) }));
	const now = client.serverNow().toISOString();
	return jobs.flatMap(({ raw, job }) =>
		job.id === null || job.end === null
			? []
			: [{ event: 'jobFinished' as const, key: job.id, at: job.endedAt ?? now, device: null, details: { job }, values: {}, raw }],
	);
}

