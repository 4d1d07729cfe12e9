import { WithFiles } from '../../../shared/binary';
import { BadAnswerError, InputError } from '../../../shared/errors';
import { choice, flag, limited, optionalText, paging, simplify, text, when } from '../../../shared/fields';
import { byLabel } from '../../../shared/text';
import { changeable, labelOf, offered } from '../../columns';
import type { NetAlertXClient } from '../../client';
import { rowsIn, withoutFormulas } from '../../csv';
import { naming, toIsoTime } from '../../device';
import { deviceLocator } from '../../locator';
import { operation } from '../../operation';
import type { DeviceRecord, HistoryRecord } from '../../schemas';

/** Of these, NetAlertX keeps no history. */
const UNTRACKED: readonly string[] = ['devIsNew', 'devAlertEvents', 'devCustomProps'];
const changedColumns = offered(changeable.filter((column) => !UNTRACKED.includes(column)));

/** One change of one column, with the device as it is called now: the log itself names it by NetAlertX's internal ID. */
function toChanges({ devGUID, timestamp, changedBy, changes }: HistoryRecord, device: DeviceRecord | undefined) {
	const { name, ip, id } = device ? naming(device) : { name: null, ip: null, id: null };
	const time = toIsoTime(timestamp);
	return changes.map(({ changedColumn: column, oldValue: from, newValue: to }) => ({ name, time, changedBy, field: labelOf(column), from, to, ip, column, id, guid: devGUID }));
}

export const getHistory = operation({
	name: 'Get History',
	value: 'getHistory',
	action: 'Get device history',
	description: 'Retrieve the changes of one device or all devices by users and plugins, newest first',
	effect: 'read',
	notice: 'NetAlertX keeps this log for a day, or as set in DEV_HIST_DAYS. With 0, there is no log.',
	fields: {
		historyOf: choice({
			displayName: 'History Of',
			default: 'one',
			options: [
				{ name: 'All Devices', value: 'all' },
				{ name: 'One Device', value: 'one' },
			],
		}),
		deviceId: when({ historyOf: ['one'] }, deviceLocator),
		changedField: choice({
			displayName: 'Field',
			default: 'any',
			options: [{ name: 'Any', value: 'any' }, ...changedColumns].sort((a, b) => byLabel(a.name, b.name)),
		}),
		changedBy: optionalText({ displayName: 'Changed By', placeholder: 'e.g. USER', description: 'A plugin such as ARPSCAN, or USER, in NetAlertX\'s own words. Leave empty for all.' }),
		...paging,
		simplify,
	},
	run: async ({ client, fields }) => {
		const { deviceId, changedField, changedBy } = fields;
		const device = deviceId === undefined ? undefined : await client.device(deviceId);
		const guid = device && guidOf(device);
		const filter = { guid, column: changedField === 'any' ? undefined : changedField, changedBy: changedBy.trim() || undefined };
		const rows = await client.history.changes(filter, fields.returnAll ? Infinity : fields.limit!);
		if (!fields.simplify) return rows;
		const named = device ? new Map([[guid, device]]) : await byGuid(client);
		return limited(rows.flatMap((row) => toChanges(row, named.get(row.devGUID ?? undefined))), fields);
	},
});

/** Without it, NetAlertX would answer the history of all devices. */
function guidOf(device: DeviceRecord): string {
	const { devGUID: guid } = device;
	if (typeof guid === 'string' && guid.trim() !== '') return guid;
	throw new InputError(`NetAlertX has no internal ID (GUID) of ${naming(device).name ?? device.devMac}`, 'Its history is stored under that ID. Nothing was requested.');
}

/** A copy has the internal ID of its original: the history of both is one. The first that has it gives its name. */
async function byGuid(client: NetAlertXClient): Promise<ReadonlyMap<unknown, DeviceRecord>> {
	const devices = await client.allDevices();
	return new Map(devices.map((device): [unknown, DeviceRecord] => [device.devGUID, device]).reverse());
}

export const exportCsv = operation({
	name: 'Export as CSV',
	value: 'exportCsv',
	action: 'Export devices as CSV file',
	description: 'Export all devices, including archived ones, with all columns as a CSV file',
	effect: 'read',
	fields: {
		fileName: text({ displayName: 'File Name', default: 'devices.csv', longest: 200 }),
		binaryPropertyName: text({ displayName: 'Put Output File in Field', default: 'data', longest: 200, description: 'Name of the output field for the file' }),
		escapeFormulas: flag({
			displayName: 'Escape Formulas',
			default: true,
			description: 'Whether to put an apostrophe before values that a spreadsheet would run as a formula, because devices choose their own names. Turn this off for a file to import into NetAlertX.',
		}),
	},
	run: async ({ client, fields, files }) => {
		const exported = await client.exportCsv();
		const rows = rowsIn(exported);
		if (!rows || (rows.length > 0 && rows[0]![0] !== 'devMac')) {
			throw new BadAnswerError('NetAlertX did not answer with its device table as CSV', { method: 'GET', path: '/devices/export/csv' }, 200, 'It may be another version, or something between n8n and NetAlertX answered.');
		}
		const content = Buffer.from(fields.escapeFormulas ? withoutFormulas(rows) : exported, 'utf8');
		const fileName = fields.fileName.trim().replaceAll(/[/\\]/g, '-');
		const file = await files.keep(once(content), fileName);
		return new WithFiles({ fileName, devices: Math.max(0, rows.length - 1), columns: rows[0]?.length ?? 0, bytes: content.length }, { [fields.binaryPropertyName.trim()]: file });
	},
});

async function* once(content: Uint8Array): AsyncGenerator<Uint8Array> {
	yield await Promise.resolve(content);
}

export const getOpenPorts = operation({
	name: 'Get Open Ports',
	value: 'getOpenPorts',
	action: 'Get open ports on device',
	description: 'List the ports that the last Nmap scan found open, one item per port; a device that was never scanned has none',
	effect: 'read',
	fields: { deviceId: deviceLocator },
	run: async ({ client, fields }) => {
		const { device, ports } = await client.openPorts(fields.deviceId);
		const { name, ip, id } = naming(device);
		return ports.map(({ port, service }) => ({ name, ip, port: Number(port), service: service || null, id }));
	},
});
