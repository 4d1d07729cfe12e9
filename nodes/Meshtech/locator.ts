import { InputError } from '../shared/errors';
import { locator, optionalText, textsOf, type Field } from '../shared/fields';
import { byName, inAnyCase, onlyOne } from '../shared/named';
import type { ListEntry } from '../shared/system';
import type { MeshtechClient } from './client';
import { called, isDocumentedId, labelsOf, toDeviceId } from './device';
import type { DeviceRecord } from './schemas';

/** The gateway an operation is about: chosen from the list, or found by its id or name. */
export const deviceLocator = locator<MeshtechClient>(
	{ displayName: 'Device', isDevice: true },
	[
		{ displayName: 'From List', name: 'list', placeholder: 'Choose a device...', searchListMethod: 'searchDevices' },
		{ displayName: 'By ID', name: 'id', placeholder: 'e.g. bmac-c0141f68fc3d', hint: 'Its Bluetooth address is fine as well, in any common form, and so is its exact name' },
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
	return found.map((record) => ({ name: called(record), value: record.id })).sort((a, b) => a.name.localeCompare(b.name));
}

/** Several devices by id: a list from an expression, or text with commas, blanks or lines between them. */
export const deviceIds = (labels: { allowNone?: boolean; description?: string } = {}): Field<string[]> => ({
	...optionalText({
		displayName: 'Device IDs',
		placeholder: 'e.g. bmac-c0141f68fc3d, bmac-ff30c49c590d',
		description: labels.description ?? 'One or several, separated by commas, or a list from an expression',
		rows: 2,
	}),
	read: (raw) => {
		const ids = [...new Set(textsOf(raw, /[\s,;]+/).map(toDeviceId))];
		if (ids.length === 0 && !labels.allowNone) throw new InputError('must name at least one device');
		return ids;
	},
});
