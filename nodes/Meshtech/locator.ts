import { InputError } from '../shared/errors';
import { locator, optionalText, text, textsOf, type Field } from '../shared/fields';
import { byName, inAnyCase, onlyOne } from '../shared/named';
import { inOrder, showing, withDetails } from '../shared/lists';
import type { ListEntry } from '../shared/system';
import { ifPossible } from './assumptionError';
import { toFirmware, toJob } from './assumptions';
import type { MeshtechClient } from './client';
import { called, isDocumentedId, labelsOf, toDeviceId } from './device';
import { requireVersion } from './fields';
import type { DeviceRecord } from './schemas';
import { compareVersions, isVersion } from './version';

/** The gateway an operation is about: chosen from the list, or found by its id or name. */
export const deviceLocator = locator<MeshtechClient>(
	{ displayName: 'Device', isDevice: true },
	[
		{ displayName: 'From List', name: 'list', placeholder: 'Choose a device...', searchListMethod: 'searchDevices' },
		{ displayName: 'By ID', name: 'id', placeholder: 'e.g. bmac-c0141f68fc3d', hint: 'Its Bluetooth address in any common notation, or its exact name, works too' },
		{ displayName: 'By Name', name: 'name', placeholder: 'e.g. MT10225' },
	],
	async (client, mode, entered) => {
		const id = toDeviceId(entered);
		if (mode !== 'name' && isDocumentedId(id)) return id;
		const devices = await client.allDevices();
		if (mode !== 'name' && devices.has(id)) return id;
		const [match, by] = mode === 'name' ? ([byName, 'name'] as const) : ([inAnyCase, 'ID or name'] as const);
		const found = match([...devices.values()], entered, ({ friendlyName }) => friendlyName);
		return onlyOne(found, { product: 'Meshtech', what: 'device', by, entered, labelOf: called, choose: 'its ID' }).id;
	},
);

/** The list behind the locator: what contains the filter in its name, id, labels or model, by name. */
export async function searchDevices(client: MeshtechClient, filter: string): Promise<ListEntry[]> {
	const wanted = filter.toLowerCase();
	const texts = (record: DeviceRecord) => [record.friendlyName, record.id, record.modelNumber, ...labelsOf(record)];
	const found = [...(await client.allDevices()).values()].filter((record) => texts(record).some((text) => (text ?? '').toLowerCase().includes(wanted)));
	return inOrder(found.map((record) => ({ name: labelOf(record), value: record.id })));
}

function labelOf({ id, friendlyName, connectivity }: DeviceRecord): string {
	return withDetails(friendlyName || id, friendlyName && id, connectivity?.connected === false && 'offline');
}

/** A firmware version: one that can be installed or that a gateway runs, or any that is entered. */
export const versionLocator = locator<MeshtechClient>(
	{ displayName: 'Target Version', description: 'Devices that run it already are skipped and reported' },
	[
		{ displayName: 'From List', name: 'list', placeholder: 'Choose a version...', searchListMethod: 'searchVersions' },
		{ displayName: 'By Version', name: 'version', placeholder: 'e.g. 3.4.1' },
	],
	(_client, _mode, entered) => requireVersion(entered),
);

/** The list behind it, newest first. Which firmware there is, is assumed: where that route is missing, it has what the gateways run. */
export async function searchVersions(client: MeshtechClient, filter: string): Promise<ListEntry[]> {
	const { installable, running } = await versionsOf(client);
	const versions = [...new Set([...(installable ?? []), ...running.keys()])].filter((version) => isVersion(version) && version.includes(filter));
	const labelOf = (version: string) => `${version} (${running.get(version)?.length ?? 0} run it)`;
	return versions.sort((a, b) => compareVersions(b, a)).map((version) => ({ name: labelOf(version), value: version }));
}

/** What can be installed, undefined where the assumed route is missing, and the devices by the version that they run. */
export async function versionsOf(client: MeshtechClient) {
	const [firmwares, devices] = await Promise.all([ifPossible(client.firmwares()), client.allDevices()]);
	const running = Map.groupBy(devices.values(), ({ firmwareVersion }) => firmwareVersion ?? '');
	return { installable: firmwares?.map((record) => toFirmware(record).version ?? ''), running };
}

/** A label: one that a gateway has, or any that is entered. */
export const labelLocator = locator<MeshtechClient>(
	{ displayName: 'Label', description: 'The portal calls it a tag' },
	[
		{ displayName: 'From List', name: 'list', placeholder: 'Choose a label...', searchListMethod: 'searchLabels' },
		{ displayName: 'By Name', name: 'name', placeholder: 'e.g. Kyiv-office' },
	],
	(_client, _mode, entered) => entered,
);

/** The list behind it, with how many gateways have each. */
export async function searchLabels(client: MeshtechClient, filter: string): Promise<ListEntry[]> {
	const counts = Map.groupBy([...(await client.allDevices()).values()].flatMap(labelsOf), (label) => label);
	return inOrder(showing([...counts].map(([label, its]) => ({ name: withDetails(label, `${its.length} have it`), value: label })), filter));
}

/** A job, by the ID that the server gave it. */
export const jobLocator = locator<MeshtechClient>(
	{ displayName: 'Job' },
	[
		{ displayName: 'From List', name: 'list', placeholder: 'Choose a job...', searchListMethod: 'searchJobs' },
		{ displayName: 'By ID', name: 'id', placeholder: 'e.g. 4711', hint: "As 'Create' and 'Get Many' return it" },
	],
	(_client, _mode, entered) => entered,
);

/** Rows of the list of jobs. */
const MOST_JOBS = 200;

/** The list behind it, as the server gives it. That route is assumed: its error says so where it is missing. */
export async function searchJobs(client: MeshtechClient, filter: string): Promise<ListEntry[]> {
	const jobs = (await client.jobs(MOST_JOBS)).map(toJob);
	return showing(jobs.flatMap(({ id, type, firmwareVersion, status }) => (id ? [{ name: withDetails(type ?? 'Job', id, firmwareVersion, status), value: id }] : [])), filter);
}

/** Several devices by id: a list from an expression, or text with commas, blanks or lines between them. */
export const deviceIds = (labels: { allowNone?: boolean; description?: string } = {}): Field<string[]> => ({
	...(labels.allowNone ? optionalText : text)({
		displayName: 'Device IDs',
		placeholder: 'e.g. bmac-c0141f68fc3d, bmac-ff30c49c590d',
		description: labels.description ?? 'One or several, separated by commas, or an expression that returns a list',
		rows: 2,
	}),
	read: (raw) => {
		const ids = [...new Set(textsOf(raw, /[\s,;]+/).map(toDeviceId))];
		if (ids.length === 0 && !labels.allowNone) throw new InputError('must name at least one device');
		return ids;
	},
});
