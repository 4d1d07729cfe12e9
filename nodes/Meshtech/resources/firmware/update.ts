import { RequestError } from '../../../shared/errors';
import { choice, collection, flag, optionalText, when, wholeNumber, type Field } from '../../../shared/fields';
import { JOB_TYPE } from '../../assumptions';
import type { MeshtechClient } from '../../client';
import { unknownDevice } from '../../device';
import { jobTypeWords } from '../../fields';
import { deviceIds, versionLocator, versionsOf } from '../../locator';
import { narrowingFilters, passes } from '../../matching';
import { operation } from '../../operation';
import { entryOf, isOpen, settleIfNoCandidate, type RollOutSettings } from '../../rollOut/plan';
import { rollOut } from '../../rollOut/run';
import type { DeviceRecord } from '../../schemas';
import { pollInterval } from '../../waiting';

const settings = {
	allowDowngrade: flag({ displayName: 'Allow Downgrade', default: false, description: 'Whether devices with a newer version get the older one. If off, they are skipped and reported.' }),
	allowMixedModels: flag({
		displayName: 'Allow Several Models',
		default: false,
		description: 'Whether the devices may be of several models. If off, this is an error, because firmware belongs to one model.',
	}),
	includeOffline: flag({
		displayName: 'Include Disconnected',
		default: false,
		description: 'Whether to include devices that are not connected. If off, they are only reported.',
	}),
	jobType: optionalText({ ...jobTypeWords, default: JOB_TYPE }),
	pollInterval: pollInterval(30),
	waveTimeout: wholeNumber({
		displayName: 'Wait for a Wave (Minutes)',
		default: 60,
		min: 1,
		max: 10_080,
		description: 'After that, devices without the version count as failures. A download in the background takes 10 to 15 minutes; many at once take longer.',
	}),
};

const fields = {
	devices: choice({
		displayName: 'Devices',
		default: 'matching',
		options: [
			{ name: 'Listed Devices', value: 'listed' },
			{ name: 'Matching Devices', value: 'matching', description: 'All that match the filters' },
		],
	}),
	filters: when({ devices: ['matching'] }, narrowingFilters('At least one is required. To update all devices, filter by name with an asterisk.')),
	deviceIds: when({ devices: ['listed'] }, deviceIds()),
	firmwareVersion: versionLocator,
	waves: choice({
		displayName: 'Waves',
		default: 'number',
		description: 'The next wave starts once every device of the previous one has the version or has failed',
		options: [
			{ name: 'All at Once', value: 'one' },
			{ name: 'By Number of Devices', value: 'number' },
			{ name: 'By Percent of Devices', value: 'percent' },
		],
	}),
	waveSize: when({ waves: ['number'] }, wholeNumber({ displayName: 'Devices in a Wave', default: 10, min: 1 })),
	wavePercent: when({ waves: ['percent'] }, wholeNumber({ displayName: 'Percent in a Wave', default: 10, min: 1, max: 100, description: 'Of all chosen devices' })),
	stopAfterFailures: wholeNumber({
		displayName: 'Stop After Failures',
		default: 1,
		min: 0,
		description: 'After this many failed devices, no further wave is started. Enter 0 to continue regardless.',
	}),
	dryRun: flag({ displayName: 'Dry Run', default: false, description: 'Whether to only show what would be done, without sending anything' }),
	settings: collection({ displayName: 'Roll-Out Settings', placeholder: 'Add setting', allowNone: true }, settings),
};

type Values = { [K in keyof typeof fields]: (typeof fields)[K] extends Field<infer T> ? T : never };

/** What was counted is what is updated: devices that match only later are not part of the run. */
const counted = new WeakMap<object, ReadonlySet<string>>();

export const update = operation({
	name: 'Update Devices',
	value: 'update',
	action: 'Update device firmware',
	description: 'Install a firmware version on gateways, wave by wave, and report the outcome for each; gateways restart',
	effect: 'once',
	effectOf: ({ fields: { dryRun } }) => (dryRun ? 'read' : 'once'),
	// What is dragged onto 'Device IDs' from a list of gateways is one roll-out, and not one a gateway, each its own first wave.
	gathers: 'deviceIds',
	// One roll-out after the other: each may take hours, and two of them may share devices.
	atOnce: 1,
	notice:
		'Waits until every device has finished. Running it again continues where it left off. Meshtech does not document how to create jobs; if it fails, adjust it in the credential under Advanced.',
	fields,
	affects: async ({ client, fields: values }) => {
		// An item that names a device that there is not fails here, by itself, and not with all that it would be one roll-out with.
		if (values.deviceIds) known(await client.allDevices(), values.deviceIds);
		if (values.dryRun) return 0;
		if (values.deviceIds) return values.deviceIds.length;
		const records = await chosen(client, values);
		counted.set(values, new Set(records.map(({ id }) => id)));
		const entries = records.map(entryOf);
		for (const entry of entries) settleIfNoCandidate(entry, settingsOf(values));
		return entries.filter(isOpen).length;
	},
	run: async ({ client, fields: values }) => {
		const records = await chosen(client, values);
		const allowed = counted.get(values);
		if (values.dryRun) await remarkOnUnknown(client, values.firmwareVersion);
		return await rollOut(client, allowed ? records.filter(({ id }) => allowed.has(id)) : records, settingsOf(values));
	},
});

/** A plan looks the same for a version that there is and for one that was mistyped. Where the list of versions is missing, nobody knows. */
async function remarkOnUnknown(client: MeshtechClient, version: string): Promise<void> {
	const { installable, running } = await versionsOf(client).catch(ifUnanswered);
	if (installable === undefined || installable.includes(version) || running?.has(version)) return;
	const text = `No gateway runs ${version}, and it is not in the list of versions. Check 'Target Version' before you turn off 'Dry Run'`;
	client.remark({ text, sort: `unknown version ${version}`, isWhole: true });
}

/** The plan itself needs neither list of versions. @throws what is no failed request */
function ifUnanswered(error: unknown): Partial<Awaited<ReturnType<typeof versionsOf>>> {
	if (error instanceof RequestError) return {};
	throw error;
}

/** Those that are intended, as they are now. */
async function chosen(client: MeshtechClient, { deviceIds: ids, filters: filter }: Values): Promise<DeviceRecord[]> {
	const listed = await client.listing();
	if (!ids) return [...listed.values()].filter((record) => passes(filter!, record));
	return known(listed, ids);
}

/** @throws InputError for one that is not listed */
function known(listed: ReadonlyMap<string, DeviceRecord>, ids: readonly string[]): DeviceRecord[] {
	return ids.map((id) => {
		const record = listed.get(id);
		if (!record) throw unknownDevice(id);
		return record;
	});
}

function settingsOf({ firmwareVersion, waveSize, wavePercent, stopAfterFailures, dryRun, settings: more }: Values): RollOutSettings {
	return {
		target: firmwareVersion,
		type: more.jobType?.trim() || JOB_TYPE,
		waves: waveSize !== undefined ? { devices: waveSize } : wavePercent !== undefined ? { percent: wavePercent } : 'one',
		stopAfter: stopAfterFailures,
		waveTimeoutMs: (more.waveTimeout ?? 60) * 60_000,
		pollMs: (more.pollInterval ?? 30) * 1000,
		dryRun,
		includeOffline: more.includeOffline ?? false,
		allowDowngrade: more.allowDowngrade ?? false,
		allowMixedModels: more.allowMixedModels ?? false,
	};
}
