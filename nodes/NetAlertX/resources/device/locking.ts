import { choice, choices, flag, text, textsOf, when, type Field } from '../../../shared/fields';
import { InputError } from '../../../shared/errors';
import { labelOf, lockableFields } from '../../columns';
import { naming } from '../../device';
import { deviceLocator } from '../../locator';
import { requireMac } from '../../mac';
import { operation } from '../../operation';

const lockableField = choice({ displayName: 'Field', default: 'devName', options: lockableFields });

interface Words {
	name: string;
	value: string;
	action: string;
	description: string;
}

const setsLock = (lock: boolean, words: Words) =>
	operation({
		...words,
		effect: 'idempotent',
		fields: { deviceId: deviceLocator, fieldName: lockableField },
		run: async ({ client, fields }) => {
			const { device, fieldName, locked } = await client.lockField(fields.deviceId, fields.fieldName, lock);
			return { ...naming(device), field: labelOf(fieldName), locked };
		},
	});

export const lockField = setsLock(true, {
	name: 'Lock Field',
	value: 'lockField',
	action: 'Lock device field',
	description: 'Prevent scans and plugins from overwriting a field',
});

export const unlockField = setsLock(false, {
	name: 'Unlock Field',
	value: 'unlockField',
	action: 'Unlock device field',
	description: 'Allow scans and plugins to overwrite a field again',
});

/** Several MAC addresses: a list from an expression, or text with commas, blanks or lines between them. */
const macList: Field<string[]> = {
	...text({
		displayName: 'MAC Addresses',
		placeholder: 'e.g. aa:bb:cc:dd:ee:ff, 11:22:33:44:55:66',
		description: 'One or several, separated by commas, or an expression that returns a list',
		rows: 2,
	}),
	read: (raw) => {
		const macs = [...new Set(textsOf(raw, /[\s,;]+/).map(requireMac))];
		if (macs.length === 0) throw new InputError("must name at least one device; for all of them choose 'All Devices'");
		return macs;
	},
};

export const unlockFields = operation({
	name: 'Unlock Fields in Bulk',
	value: 'unlockFields',
	action: 'Unlock device fields in bulk',
	description: 'Allow scans and plugins to overwrite fields of several devices again',
	effect: 'idempotent',
	atOnce: 1,
	fields: {
		devices: choice({
			displayName: 'Devices',
			default: 'listed',
			options: [
				{ name: 'All Devices', value: 'all', description: 'Every device of this NetAlertX' },
				{ name: 'Listed Devices', value: 'listed' },
			],
		}),
		macs: when({ devices: ['listed'] }, macList),
		whichFields: choice({
			displayName: 'Fields',
			default: 'chosen',
			options: [
				{ name: 'All Fields', value: 'all', description: 'All ten fields that can be locked' },
				{ name: 'Chosen Fields', value: 'chosen' },
			],
		}),
		fieldNames: when({ whichFields: ['chosen'] }, choices({ displayName: 'Field Names', options: lockableFields })),
		clearAll: flag({
			displayName: 'Clear All Sources',
			default: false,
			description: 'Whether to also clear which plugin a value came from, not only that it was locked or set by a user',
		}),
	},
	affects: async ({ client, fields }) => fields.macs?.length ?? (await client.allDevices()).length,
	run: async ({ client, fields }) => {
		const { devicesAffected, fieldsAffected } = await client.unlockFields(fields.macs ?? 'all', fields.fieldNames ?? 'all', fields.clearAll);
		return { devicesAffected, fieldsAffected: fieldsAffected.map(labelOf) };
	},
});
