import type { INodePropertyMode } from 'n8n-workflow';
import { z } from 'zod/v4';
import { checked, textValue, type Field } from './field';

/** A way to point at something: from a list, by id, by name ... */
export interface LocatorMode {
	/** Title Case, such as "By MAC Address". */
	displayName: string;
	/** Kept in workflows: frozen once released. */
	name: string;
	placeholder?: string;
	hint?: string;
	/** For the list mode: the name of the node's list search method. */
	searchListMethod?: string;
}

const locatorValue = z.object(
	{ mode: z.string(), value: textValue.refine((entered) => entered.trim() !== '', { error: 'must not be empty' }) },
	{ error: 'must be chosen' },
);

/**
 * Points at one thing by any of several ways; its value is the thing's id, which `find` returns.
 * @param find turns what was entered into the id; throws an InputError where there is none or more than one
 */
export function locator<C>(
	labels: { displayName: string; description?: string; isDevice?: boolean },
	modes: readonly LocatorMode[],
	find: (client: C, mode: string, entered: string) => string | Promise<string>,
): Field<string, C> {
	const { isDevice, ...shown } = labels;
	return {
		properties: [
			{ ...shown, type: 'resourceLocator', default: { mode: modes[0]!.name, value: '' }, required: true, modes: modes.map(asProperty) },
		],
		isDevice,
		read: async (raw, { client }) => {
			// AI agents and older workflows give the bare value: it is an id then.
			const { mode, value } = checked(locatorValue, typeof raw === 'string' ? { mode: 'id', value: raw } : raw);
			return await find(client, mode, value.trim());
		},
	};
}

function asProperty({ searchListMethod, ...mode }: LocatorMode): INodePropertyMode {
	if (!searchListMethod) return { ...mode, type: 'string' };
	return { ...mode, type: 'list', typeOptions: { searchListMethod, searchable: true } };
}
