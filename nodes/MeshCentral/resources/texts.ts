import { InputError } from '../../shared/errors';
import { optionalText, text, type Field } from '../../shared/fields';

/** Text of several lines that must not be empty, kept as it was entered. */
export function lines(labels: { displayName: string; placeholder?: string; description?: string }): Field<string> {
	const field = optionalText({ ...labels, rows: 4 });
	return {
		properties: field.properties.map((property) => ({ ...property, required: true })),
		read: async (raw, reading) => {
			const entered = await field.read(raw, reading);
			if (entered.trim() === '') throw new InputError('must not be empty');
			return entered;
		},
	};
}

/** A name that can be changed, for a collection: n8n would ask for what is marked as required there even while nobody added it. */
export function newName(longest: number): Field<string> {
	const field = text({ displayName: 'Name', longest });
	return { ...field, properties: field.properties.map((property) => ({ ...property, required: false })) };
}
