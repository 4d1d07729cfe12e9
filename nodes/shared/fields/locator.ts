import type { INodePropertyMode } from 'n8n-workflow';
import { InputError } from '../errors';
import { inWords } from '../text';
import { meant, objectIn, single, textValue } from './entered';
import { checked, type Field } from './field';

/** A way to point at something: from a list, by id, by name ... */
export interface LocatorMode {
	/** Title Case, such as "By MAC Address". Of the modes `list` and `id`, n8n shows names of its own: "From list" and "By ID". */
	displayName: string;
	/** Kept in workflows: frozen once released. */
	name: string;
	placeholder?: string;
	hint?: string;
	/** For the list mode: the name of the node's list search method. */
	searchListMethod?: string;
}

/**
 * Points at one thing by any of several ways; its value is the thing's id, which `find` returns.
 * @param find turns what was entered, not empty and without spaces around it, into the id; throws an InputError where there is none or
 *   more than one. The mode is one of `modes`.
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
			const { mode, value } = pointerIn(raw, modes);
			const entered = checked(textValue, value).trim();
			if (!entered) throw new InputError('must not be empty');
			return await find(client, modeOf(modes, mode).name, entered);
		},
	};
}

/** How a record that has a number for its ID is chosen. */
export interface NumberedList {
	/** One of them, as the list's placeholder and errors say: "check". */
	what: string;
	/** Name of the node's list search method. */
	searchListMethod: string;
	/** Where else its ID is found: "As 'Get Many' returns it" unless said otherwise. */
	hint?: string;
}

/** Where IDs are found, for every field that takes one. */
export const AS_LISTED = "As 'Get Many' returns it";

/** A record that has a number and often no name of its own: chosen from a list, or by that number, which is the value. */
export function numbered<C>(labels: { displayName: string; description?: string }, { what, searchListMethod, hint = AS_LISTED }: NumberedList): Field<number, C> {
	const modes = [
		{ displayName: 'From List', name: 'list', placeholder: `Choose ${/^(?!user)[aeiou]/.test(what) ? 'an' : 'a'} ${what}...`, searchListMethod },
		{ displayName: 'By ID', name: 'id', placeholder: 'e.g. 42', hint },
	];
	const { read, ...pointer } = locator<C>(labels, modes, (_client, _mode, entered) => String(numberIn(entered)));
	return { ...pointer, read: async (raw, reading) => Number(await read(raw, reading)) };
}

/** @throws InputError for what is no ID of a record */
function numberIn(entered: string): number {
	const number = /^\d+(\.0+)?$/.test(entered) ? Number(entered) : NaN;
	if (Number.isSafeInteger(number) && number > 0) return number;
	throw new InputError(entered ? `must be an ID, which is a whole number of at least 1, but is "${entered.slice(0, 60)}"` : 'must not be empty');
}

/** As the editor stores it, the same as JSON text, or the bare value, as models and older workflows give it: then without a mode. */
function pointerIn(raw: unknown, modes: readonly LocatorMode[]): { mode?: unknown; value: unknown } {
	const entered = objectIn(single(raw));
	if (typeof entered !== 'object' || entered === null) {
		if (typeof entered === 'string' || typeof entered === 'number') return { value: entered };
	} else if (Object.hasOwn(entered, 'value')) return entered as { value: unknown };
	if (typeof raw === 'string') return { value: raw };
	throw new InputError(`must be chosen from the list, be an ID as text, or be an object with a value and one of the modes ${namesOf(modes)}`);
}

/**
 * What is given without a mode, or dropped on a field that has none yet, is an id. So is what workflows call `id` where the mode of the
 * ids has another name by now: n8n's editor itself takes the first mode that is no list then.
 */
function modeOf(modes: readonly LocatorMode[], entered: unknown): LocatorMode {
	const byId = modes.find(({ name }) => name === 'id') ?? modes.find(({ searchListMethod }) => !searchListMethod) ?? modes[0]!;
	if (entered === undefined || entered === null || entered === '' || entered === 'id') return byId;
	const options = modes.map((each) => ({ name: each.displayName, value: each.name, mode: each }));
	const option = meant(options, entered);
	if (option) return option.mode;
	throw new InputError(`must have one of the modes ${namesOf(modes)}`);
}

function namesOf(modes: readonly LocatorMode[]): string {
	return inWords(modes.map(({ name }) => name), 'or');
}

function asProperty({ searchListMethod, ...mode }: LocatorMode): INodePropertyMode {
	if (!searchListMethod) return { ...mode, type: 'string' };
	return { ...mode, type: 'list', typeOptions: { searchListMethod, searchable: true } };
}
