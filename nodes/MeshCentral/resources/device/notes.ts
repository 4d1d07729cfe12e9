import { choice } from '../../../shared/fields';
import { deviceLocator } from '../../locator';
import { operation } from '../../operation';
import { rightsFor } from '../../rights';
import { lines } from '../texts';

export const getNote = operation({
	name: 'Get Note',
	value: 'getNote',
	action: 'Get device note',
	description: "Retrieve the text under 'Notes' of a device; null if there is none",
	effect: 'read',
	rights: [],
	fields: { deviceId: deviceLocator },
	run: async ({ client, fields }) => {
		const device = await client.device(fields.deviceId);
		return { name: device.name, note: await client.note(device), id: device._id };
	},
});

export const addNote = operation({
	name: 'Add Note',
	value: 'addNote',
	action: 'Add note to device',
	description: "Add to the 'Notes' of a device, or replace them",
	// Added twice, it stands there twice.
	effect: 'once',
	rights: rightsFor('setNotes'),
	fields: {
		deviceId: deviceLocator,
		note: lines({ displayName: 'Note', placeholder: 'e.g. New disk on 27 November' }),
		placement: choice({
			displayName: 'Placement',
			default: 'below',
			options: [
				{ name: 'Below', value: 'below', description: 'On a new line below the existing text' },
				{ name: 'Replace', value: 'instead', description: 'The existing text is lost' },
			],
		}),
	},
	run: async ({ client, fields }) => {
		const device = await client.device(fields.deviceId);
		const isBelow = fields.placement === 'below';
		const note = await client.changeNote(device, (before) => (isBelow && before ? `${before}\n${fields.note}` : fields.note));
		return { name: device.name, note, id: device._id };
	},
});
