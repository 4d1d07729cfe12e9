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

/** An email address, or nothing where that is allowed. */
export function emailText(labels: { displayName: string; placeholder?: string; description?: string; mayBeEmpty?: boolean }): Field<string> {
	const { mayBeEmpty, ...shown } = labels;
	const field = optionalText(shown);
	return {
		properties: field.properties.map((property) => ({ ...property, ...(!mayBeEmpty && { required: true }) })),
		read: async (raw, reading) => {
			const entered = (await field.read(raw, reading)).trim();
			if ((entered === '' && mayBeEmpty) || /^[^\s@]+@[^\s@]+$/.test(entered)) return entered;
			throw new InputError('must be an email address');
		},
	};
}

/** A name that can be changed, for a collection: n8n would ask for what is marked as required there even while nobody added it. */
export function newName(longest: number): Field<string> {
	const field = text({ displayName: 'Name', longest });
	return { ...field, properties: field.properties.map((property) => ({ ...property, required: false })) };
}
