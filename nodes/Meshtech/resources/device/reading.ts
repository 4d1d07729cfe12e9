import { paging, simplify } from '../../../shared/fields';
import type { MeshtechClient } from '../../client';
import { simplified } from '../../device';
import { deviceLocator } from '../../locator';
import { filters, passes } from '../../matching';
import { operation } from '../../operation';
import type { DeviceRecord } from '../../schemas';

function shown(client: MeshtechClient, record: DeviceRecord, { simplify }: { simplify: boolean }): object {
	return simplify ? simplified(record, client.serverNow()) : record;
}

export const get = operation({
	name: 'Get',
	value: 'get',
	action: 'Get device',
	description: 'Retrieve one gateway with its state, labels and firmware version',
	effect: 'read',
	fields: { deviceId: deviceLocator, simplify },
	run: async ({ client, fields }) => shown(client, await client.device(fields.deviceId), fields),
});

export const getAll = operation({
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many devices',
	description: 'Retrieve all gateways, filtered by label, model, firmware version, name or connection',
	effect: 'read',
	fields: {
		filters: filters('Applied by this node to the complete list. Not case-sensitive.'),
		...paging,
		simplify,
	},
	run: async ({ client, fields }) => {
		const found = await client.devices((record) => passes(fields.filters, record), fields.limit);
		return found.map((record) => shown(client, record, fields));
	},
});
