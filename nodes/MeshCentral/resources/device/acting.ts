import { InputError } from '../../../shared/errors';
import { choice, text, when, wholeNumber, type Field } from '../../../shared/fields';
import { hasAgent } from '../../device';
import { deviceLocator } from '../../locator';
import { operation } from '../../operation';
import { rightsFor } from '../../rights';
import { lines } from '../texts';

export const power = operation({
	name: 'Power',
	value: 'power',
	action: 'Wake, restart or shut down device',
	description: 'Wake a device, or shut it down, restart it or put it to sleep through its agent',
	effect: 'once',
	rights: rightsFor('power', 'wake'),
	notice: "The output shows what was sent, and whether the agent confirmed it. 'Wait Until Online' shows when the device is back.",
	fields: {
		deviceId: deviceLocator,
		powerAction: choice({
			displayName: 'Action',
			default: 'wake',
			options: [
				{ name: 'Off', value: 'off', description: 'Afterwards, it must be woken, or turned on by hand' },
				{ name: 'Reset', value: 'reset', description: 'Restart it immediately' },
				{ name: 'Sleep', value: 'sleep' },
				{ name: 'Wake', value: 'wake', description: 'With Wake-on-LAN packets from the server and from other agents on its network' },
			],
		}),
	},
	affects: () => 1,
	// Who is to be woken is offline.
	rollsOut: { online: ({ fields }) => fields.powerAction !== 'wake' },
	run: async ({ client, fields }) => {
		const { powerAction: action } = fields;
		const device = await client.device(fields.deviceId);
		const { confirmed, reason, answer } = await client.power(device, action);
		return { name: device.name, action, sent: true, wasOnline: hasAgent(device), confirmed, ...(reason !== undefined && { reason }), answer, id: device._id };
	},
});

export const message = operation({
	name: 'Send Message',
	value: 'message',
	action: 'Send message to device',
	description: "Show a message on the device's screen (no read receipt)",
	effect: 'once',
	rights: rightsFor('dialog', 'toast'),
	rollsOut: {},
	fields: {
		deviceId: deviceLocator,
		messageType: choice({
			displayName: 'Show As',
			default: 'dialog',
			options: [
				{ name: 'Dialog', value: 'dialog', description: 'Stays until it is closed or the time is over' },
				{ name: 'Toast', value: 'toast', description: 'Passes by' },
			],
		}),
		title: text({ displayName: 'Title', default: 'Message', longest: 512 }),
		message: lines({ displayName: 'Message', placeholder: 'e.g. This computer restarts at 18:00' }),
		showFor: when(
			{ messageType: ['dialog'] },
			wholeNumber({ displayName: 'Show For (Seconds)', default: 120, min: 1, max: 86_400, description: 'When the dialog closes by itself' }),
		),
	},
	run: async ({ client, fields }) => {
		const { messageType: as, title, message: shown, showFor } = fields;
		const device = await client.device(fields.deviceId);
		const { confirmed, reason, answer } = await client.message(device, { title, text: shown, as, seconds: showFor ?? 0 });
		return { name: device.name, sent: true, confirmed, ...(reason !== undefined && { reason }), answer, id: device._id };
	},
});

const addressText = text({ displayName: 'URL', placeholder: 'e.g. https://status.example.com', longest: 4096 });

const webAddress: Field<string> = {
	...addressText,
	read: async (raw, reading) => {
		const entered = (await addressText.read(raw, reading)).trim();
		if (/^https?:\/\//i.test(entered) && URL.canParse(entered)) return entered;
		throw new InputError('must be a web address that begins with https:// or http://');
	},
};

export const openUrl = operation({
	name: 'Open URL',
	value: 'openUrl',
	action: 'Open URL on device',
	description: 'Open a web page in the browser of the person at the device',
	effect: 'once',
	rights: rightsFor('openUrl'),
	fields: { deviceId: deviceLocator, url: webAddress },
	run: async ({ client, fields }) => {
		const device = await client.device(fields.deviceId);
		const { confirmed, reason, answer } = await client.openUrl(device, fields.url);
		return { name: device.name, url: fields.url, sent: true, confirmed, ...(reason !== undefined && { reason }), answer, id: device._id };
	},
});
