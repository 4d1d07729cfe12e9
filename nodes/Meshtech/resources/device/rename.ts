import { text } from '../../../shared/fields';
import { deviceLocator } from '../../locator';
import { operation } from '../../operation';

export const rename = operation({
	name: 'Rename',
	value: 'rename',
	action: 'Rename device',
	description: 'Change the name of a gateway in the portal',
	effect: 'idempotent',
	fields: { deviceId: deviceLocator, name: text({ displayName: 'Name', placeholder: 'e.g. warehouse-3' }) },
	run: async ({ client, fields }) => {
		await client.rename(fields.deviceId, fields.name);
		return { name: fields.name, id: fields.deviceId };
	},
});
