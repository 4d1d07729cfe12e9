import { ASSUMED_NOTICE } from '../../fields';
import { deviceLocator, labelLocator } from '../../locator';
import { operation } from '../../operation';

export const addLabel = operation({
	name: 'Add Label',
	value: 'addLabel',
	action: 'Add label to device',
	description: 'Add a label to a gateway; labels group gateways',
	effect: 'idempotent',
	notice: ASSUMED_NOTICE,
	fields: { deviceId: deviceLocator, label: labelLocator },
	run: async ({ client, fields }) => {
		const { friendlyName } = await client.device(fields.deviceId);
		await client.addLabel(fields.deviceId, fields.label);
		return { name: friendlyName || null, label: fields.label, added: true, id: fields.deviceId };
	},
});

export const removeLabel = operation({
	name: 'Remove Label',
	value: 'removeLabel',
	action: 'Remove label from device',
	description: 'Remove a label from a gateway; the label itself stays',
	effect: 'idempotent',
	fields: { deviceId: deviceLocator, label: labelLocator },
	run: async ({ client, fields }) => {
		const { friendlyName } = await client.device(fields.deviceId);
		await client.removeLabel(fields.deviceId, fields.label);
		return { name: friendlyName || null, label: fields.label, removed: true, id: fields.deviceId };
	},
});
