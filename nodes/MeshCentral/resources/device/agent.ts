import { RequestError } from '../../../shared/errors';
import { choice, flag, text } from '../../../shared/fields';
import { deviceLocator, groupLocator } from '../../locator';
import { operation } from '../../operation';
import { rightsFor } from '../../rights';

export const uninstallAgent = operation({
	name: 'Uninstall Agent',
	value: 'uninstallAgent',
	action: 'Uninstall device agent',
	description: 'Uninstall the agent of a device, and optionally delete the device afterwards',
	effect: 'once',
	rights: rightsFor('uninstallAgent'),
	notice: 'Afterwards, MeshCentral cannot reach the device: its agent must be installed there again by other means.',
	fields: {
		deviceId: deviceLocator,
		deleteDevice: flag({
			displayName: 'Delete Device Afterwards',
			default: false,
			description: 'Whether to delete the device from MeshCentral, with its events, once its agent is gone. Otherwise, the device stays.',
		}),
	},
	affects: () => 1,
	rollsOut: {},
	run: async ({ client, fields }) => {
		const device = await client.device(fields.deviceId);
		const { confirmed, reason } = await client.uninstallAgent(device);
		const isDeleted = fields.deleteDevice && confirmed;
		try {
			if (isDeleted) await client.deleteDevice(device._id);
		} catch (error) {
			if (error instanceof RequestError) error.notes.push('The agent was uninstalled.');
			throw error;
		}
		return { name: device.name, sent: true, confirmed, ...(reason !== undefined && { reason }), ...(fields.deleteDevice && { deleted: isDeleted }), id: device._id };
	},
});

export const addLocal = operation({
	name: 'Add Local Device',
	value: 'addLocal',
	action: 'Add device to local device group',
	description: 'Add a device that MeshCentral reaches without an agent, such as by SSH or RDP, to a group for local devices',
	effect: 'once',
	rights: rightsFor('addLocalDevice'),
	fields: {
		groupId: groupLocator,
		name: text({ displayName: 'Name', placeholder: 'e.g. printer-1', longest: 256 }),
		host: text({ displayName: 'Host', placeholder: 'e.g. 192.0.2.10', longest: 256, description: 'Host name or IP address' }),
		kind: choice({
			displayName: 'Kind',
			default: 6,
			options: [
				{ name: 'Linux', value: 6, description: 'By SSH or VNC' },
				{ name: 'macOS', value: 29, description: 'By SSH or VNC' },
				{ name: 'Windows', value: 4, description: 'By RDP' },
			],
		}),
	},
	run: async ({ client, fields }) => {
		const { name, host, kind, groupId } = fields;
		const device = await client.addLocalDevice(groupId, { name, host, kind });
		return { name: device.name, host, id: device._id, groupId: device.meshid };
	},
});
