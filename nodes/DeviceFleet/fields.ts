import { checked, choice, choices, flag, textValue, wholeNumber, when, type Field } from '../shared/fields';
import { InputError } from '../shared/errors';
import { parseJson } from '../shared/http/json';
import { isRecord } from '../shared/isRecord';
import type { Pair } from '../shared/fleet/types';
import type { Question } from './client';
import { accessParameter, systems } from './systems';

const options = systems.map(({ name, source }) => ({ name, value: source }));

export const systemsField = choices({
	displayName: 'Systems',
	default: ['netAlertX', 'tacticalRmm'],
	options,
	description: 'Each system needs its own credential, which you can choose once the system is selected',
});

/** How each system is reached, of those that can be reached in several ways. */
export const accessFields: Readonly<Record<string, Field<string | undefined>>> = Object.fromEntries(
	systems
		.filter(({ accesses }) => accesses.length > 1)
		.map((system) => [
			accessParameter(system),
			when(
				{ systems: [system.source] },
				choice({
					displayName: `${system.name} Authentication`,
					default: system.accesses[0]!.credential,
					options: system.accesses.map(({ name, credential, description }) => ({ name, value: credential, description })),
				}),
			),
		]),
);

const readDetails = flag({
	displayName: 'Read Details',
	default: false,
	description:
		'Whether to read the network cards and the MeshCentral ID of each agent: one request per agent, remembered for a day. This matches many more devices, and more reliably.',
});

const detailsAtMost = when(
	{ readDetails: [true] },
	wholeNumber({
		displayName: 'Maximum Agents Per Run',
		default: 500,
		min: 1,
		max: 20_000,
		description: 'How many agents of each system one run reads. The next run continues with the rest.',
	}),
);

const continueWithout = flag({
	displayName: 'Continue If a System Fails',
	default: false,
	description: 'Whether to continue without a system that cannot be reached, with a warning. No device counts as missing from it: it is not in <code>missingFrom</code>.',
});

/**
 * A table with two columns and a choice between them, or a list that an expression gives, such as rows of a data table. The list has a field of its
 * own, because n8n drops an expression instead of the table.
 */
const pairs: Field<Pair[]> = {
	properties: [
		{
			displayName: 'Matching Rules',
			type: 'fixedCollection',
			default: {},
			placeholder: 'Add rule',
			typeOptions: { multipleValues: true },
			description: 'Matches that you know better. Enter each device as a name, an ID, a MAC address or an IP address, from any system.',
			options: [
				{
					displayName: 'List of Rules',
					name: 'list',
					values: [
						{
							displayName: 'Rules',
							name: 'rules',
							type: 'json',
							default: '',
							placeholder: 'e.g. [{"one": "reception-pc", "is": "same", "other": "00:1a:2b:3c:4d:5e"}]',
							description: 'A list of rules as JSON, or an expression that returns one. Without <code>is</code>, both are the same device.',
						},
					],
				},
				{
					displayName: 'Rule',
					name: 'rule',
					values: [
						{ displayName: 'Device', name: 'one', type: 'string', default: '', placeholder: 'e.g. reception-pc' },
						{
							displayName: 'Is',
							name: 'is',
							type: 'options',
							default: 'same',
							options: [
								{ name: 'Another Device Than', value: 'apart' },
								{ name: 'The Same Device As', value: 'same' },
							],
						},
						{ displayName: 'Other Device', name: 'other', type: 'string', default: '', placeholder: 'e.g. 00:1a:2b:3c:4d:5e' },
					],
				},
			],
		},
	],
	read: (raw) => rulesIn(raw).map(asPair),
};

/** As the editor stores it, or a list, or JSON text of either. */
function rulesIn(raw: unknown): unknown[] {
	const entered = typeof raw === 'string' && raw.trim() !== '' ? parseJson(raw) : raw;
	if (entered === null || entered === '' || (entered === undefined && typeof raw !== 'string')) return [];
	if (Array.isArray(entered)) return entered;
	if (!isRecord(entered)) throw new InputError('must be a list of rules');
	if ('one' in entered || 'other' in entered) return [entered];
	const { rule = [], list = [], ...others } = entered;
	if (!Array.isArray(rule) || !Array.isArray(list) || Object.keys(others).length > 0) throw new InputError('must be a list of rules');
	return [...(rule as unknown[]), ...list.flatMap((each) => (isRecord(each) ? rulesIn(each.rules) : []))];
}

function asPair(rule: unknown): Pair {
	const { one, other, is = 'same' } = isRecord(rule) ? rule : {};
	const [first, second] = [one, other].map((side) => checked(textValue, side).trim()) as [string, string];
	if (!first || !second) throw new InputError('must name two devices in each rule');
	if (is !== 'same' && is !== 'apart') throw new InputError('must say in each rule whether the two are the same device');
	return { one: first, other: second, isSame: is === 'same' };
}

/** The fields of every operation that reads the systems. */
export const reading = { systems: systemsField, ...accessFields, readDetails, detailsAtMost, continueWithout, ownRules: pairs };

interface Entered {
	systems: readonly string[];
	readDetails: boolean;
	detailsAtMost: number | undefined;
	continueWithout: boolean;
	ownRules: readonly Pair[];
	includeArchived?: boolean;
	[access: string]: unknown;
}

/** What these fields ask for. */
export function questionOf(fields: object): Question {
	const entered = fields as Entered;
	return {
		systems: systems.map(({ source }) => source).filter((source) => entered.systems.includes(source)),
		accesses: Object.fromEntries(systems.map((system) => [system.source, entered[accessParameter(system)] as string | undefined])),
		details: entered.readDetails ? (entered.detailsAtMost ?? 0) : 0,
		continueWithout: entered.continueWithout,
		pairs: entered.ownRules,
		includeArchived: entered.includeArchived === true,
	};
}
