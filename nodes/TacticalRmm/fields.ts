import { InputError } from '../shared/errors';
import { checked, flag, textValue, wholeNumber, type Field } from '../shared/fields';

interface Labels {
	displayName: string;
	description?: string;
	/** One of them, as the button to add one says: "argument". */
	one: string;
}

interface Row {
	name?: unknown;
	value?: unknown;
}

/**
 * A list of texts, each entered on its own: nothing is ever split, so blanks and commas are safe. An expression in a row may give
 * an array, and each of its entries is one of the list.
 */
export function list(labels: Labels): Field<string[]> {
	return rows(labels, [{ displayName: 'Value', name: 'value' }], ({ value }) => (Array.isArray(value) ? value.map(asText) : [asText(value)]));
}

/**
 * Names with their values, row by row. A row without a name may have an expression that gives an object of them, or an array of
 * "NAME=value".
 * @returns "NAME=value" each, as the server takes them
 */
export function pairs(labels: Labels): Field<string[]> {
	const inputs = [
		{ displayName: 'Name', name: 'name' },
		{ displayName: 'Value', name: 'value' },
	];
	return rows(labels, inputs, ({ name, value }) => {
		const isUnnamed = asText(name).trim() === '';
		if (isUnnamed && Array.isArray(value)) return value.map((each) => assignment(asText(each)));
		if (isUnnamed && typeof value === 'object' && value !== null) return Object.entries(value).map(([each, its]) => `${nameOf(each)}=${asText(its)}`);
		return [`${nameOf(name)}=${asText(value)}`];
	});
}

function rows(
	{ displayName, description, one }: Labels,
	inputs: ReadonlyArray<{ displayName: string; name: string }>,
	read: (row: Row) => string[],
): Field<string[]> {
	const values = inputs.map((input) => ({ ...input, type: 'string' as const, default: '' }));
	return {
		properties: [
			{
				displayName,
				...(description && { description }),
				type: 'fixedCollection',
				typeOptions: { multipleValues: true, sortable: true },
				placeholder: `Add ${one}`,
				default: {},
				options: [{ displayName: 'Entries', name: 'entries', values }],
			},
		],
		read: (raw) => {
			const { entries = [] } = (raw ?? {}) as { entries?: Array<Row | null> };
			return entries.flatMap((row) => read(row ?? {}));
		},
	};
}

function asText(value: unknown): string {
	return checked(textValue, value);
}

function nameOf(name: unknown): string {
	const text = asText(name).trim();
	if (!text || text.includes('=')) throw new InputError('must have a name without "=" in every row');
	return text;
}

function assignment(text: string): string {
	if (!/^[^=]+=/.test(text)) throw new InputError('must have the form NAME=value in every entry');
	return text;
}

/** What the server itself waits for an agent, less a margin: its web server and workers give up after 300 s. */
export const LONGEST_WAIT_S = 295;

/** A time limit in seconds that the server waits out itself. */
export function timeout(labels: { default: number; description: string }): Field<number> {
	return wholeNumber({ displayName: 'Timeout (Seconds)', min: 1, ...labels });
}

/** What runs a command on which platform; the server takes the path of any interpreter. */
export const shells = [
	{ name: 'Bash (Linux, macOS)', value: '/bin/bash' },
	{ name: 'Command Prompt (Windows)', value: 'cmd' },
	{ name: 'Other', value: 'custom', description: 'An interpreter that is entered below' },
	{ name: 'PowerShell (Windows)', value: 'powershell' },
	{ name: 'Sh (Linux, macOS)', value: '/bin/sh' },
	{ name: 'Zsh (macOS)', value: '/bin/zsh' },
] as const;

/** Languages that scripts are stored in. */
export const scriptShells = [
	{ name: 'Command Prompt (Windows)', value: 'cmd' },
	{ name: 'Deno', value: 'deno' },
	{ name: 'Nushell', value: 'nushell' },
	{ name: 'PowerShell', value: 'powershell' },
	{ name: 'Python', value: 'python' },
	{ name: 'Shell (Linux, macOS)', value: 'shell' },
] as const;

export const platforms = [
	{ name: 'Linux', value: 'linux' },
	{ name: 'macOS', value: 'darwin' },
	{ name: 'Windows', value: 'windows' },
] as const;

export const monitoringTypes = [
	{ name: 'Server', value: 'server' },
	{ name: 'Workstation', value: 'workstation' },
] as const;

/** For what is started by the server without waiting: it says that it was, whether the agent is there or not. */
export const pingFirst = flag({
	displayName: 'Ping First',
	default: true,
	description: 'Whether to check that the agent is online before anything is started. If off, what is started for an offline agent is lost.',
});
