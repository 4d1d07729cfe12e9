import { paging, simplify } from '../../../shared/fields';
import { toFirmware } from '../../assumptions';
import { ASSUMED_NOTICE } from '../../fields';
import { filters, passes } from '../../matching';
import { operation } from '../../operation';
import type { DeviceRecord } from '../../schemas';
import { compareVersions } from '../../version';

export const getAll = operation({
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many firmware versions',
	description: 'Retrieve all firmware versions that can be installed',
	effect: 'read',
	notice: ASSUMED_NOTICE,
	fields: { ...paging, simplify },
	run: async ({ client, fields }) => {
		const firmwares = await client.firmwares(fields.limit);
		return fields.simplify ? firmwares.map(toFirmware) : firmwares;
	},
});

export const getSummary = operation({
	name: 'Get Version Summary',
	value: 'getSummary',
	action: 'Get firmware version summary',
	description: 'Count the gateways by firmware version, newest version first',
	effect: 'read',
	fields: { filters: filters('Count only these devices. Not case-sensitive.') },
	run: async ({ client, fields }) => {
		const devices = await client.devices((record) => passes(fields.filters, record));
		const byVersion = Map.groupBy(devices, ({ firmwareVersion }) => firmwareVersion || null);
		return [...byVersion].map(([version, group]) => summaryOf(version, group, devices.length)).sort((a, b) => compareVersions(b.version ?? '', a.version ?? ''));
	},
});

/** @param total of all versions together */
function summaryOf(version: string | null, devices: readonly DeviceRecord[], total: number) {
	const byModel = Map.groupBy(devices, ({ modelNumber }) => modelNumber ?? 'unknown');
	return {
		version,
		devices: devices.length,
		percent: Math.round((devices.length / total) * 1000) / 10,
		online: devices.filter(({ connectivity }) => connectivity?.connected === true).length,
		models: Object.fromEntries([...byModel].map(([model, group]) => [model, group.length])),
	};
}
