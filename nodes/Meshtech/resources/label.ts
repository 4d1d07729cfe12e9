import { limited, paging, text } from '../../shared/fields';
import type { Resource } from '../../shared/operation';
import type { MeshtechClient } from '../client';
import { labelsOf } from '../device';
import { operation } from '../operation';

const create = operation({
	name: 'Create',
	value: 'create',
	action: 'Create label',
	description: 'Create a label without assigning it to a gateway',
	effect: 'once',
	fields: { label: text({ displayName: 'Label', placeholder: 'e.g. Kyiv-office', description: 'The portal calls it a tag' }) },
	run: async ({ client, fields }) => {
		await client.createLabel(fields.label);
		return { label: fields.label, created: true };
	},
});

const getAll = operation({
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many labels',
	description: 'Retrieve all labels in use, with the number of gateways for each',
	effect: 'read',
	notice: 'Read from the list of devices: labels that no device has are not shown.',
	fields: paging,
	run: async ({ client, fields }) => {
		const counts = new Map<string, number>();
		for (const device of await client.devices(() => true)) {
			for (const label of labelsOf(device)) counts.set(label, (counts.get(label) ?? 0) + 1);
		}
		const labels = [...counts].map(([label, devices]) => ({ label, devices })).sort((a, b) => a.label.localeCompare(b.label));
		return limited(labels, fields);
	},
});

export const label: Resource<MeshtechClient> = { name: 'Label', value: 'label', operations: [getAll, create] };
