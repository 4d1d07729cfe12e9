import { CANNOT_BE_UNDONE } from '../../../shared/operation';
import { naming } from '../../device';
import { deviceLocator } from '../../locator';
import { operation } from '../../operation';

const one = () => 1;

export const resetProperties = operation({
	name: 'Reset Properties',
	value: 'resetProperties',
	action: 'Reset device properties',
	description: "Reset the custom properties to the default in NetAlertX's settings",
	effect: 'idempotent',
	fields: { deviceId: deviceLocator },
	affects: one,
	run: async ({ client, fields }) => ({ ...naming(await client.resetProperties(fields.deviceId)), reset: true }),
});

export const remove = operation({
	name: 'Delete',
	value: 'delete',
	action: 'Delete device',
	description: 'Delete a device; its events stay, and a scan that finds it again adds it as new',
	effect: 'idempotent',
	notice: `Use 'Archive' to keep the device's settings and locks, which are lost here. Devices with it as their parent then have none. ${CANNOT_BE_UNDONE}`,
	fields: { deviceId: deviceLocator },
	affects: one,
	run: async ({ client, fields }) => ({ deleted: true, ...naming(await client.delete(fields.deviceId)) }),
});

export const deleteEvents = operation({
	name: 'Delete Events',
	value: 'deleteEvents',
	action: 'Delete device events',
	description: 'Delete all events of a device permanently; the device stays',
	effect: 'idempotent',
	notice: `The events of the device are lost. ${CANNOT_BE_UNDONE}`,
	fields: { deviceId: deviceLocator },
	affects: one,
	run: async ({ client, fields }) => ({ deleted: true, ...naming(await client.deleteEvents(fields.deviceId)) }),
});

export const wake = operation({
	name: 'Wake',
	value: 'wake',
	action: 'Wake device',
	description: 'Send a Wake-on-LAN packet from the NetAlertX server; it is not known whether the device woke',
	effect: 'once',
	fields: { deviceId: deviceLocator },
	affects: one,
	rollsOut: { online: false },
	run: async ({ client, fields }) => {
		const { device, message } = await client.wake(fields.deviceId);
		return { ...naming(device), message };
	},
});
