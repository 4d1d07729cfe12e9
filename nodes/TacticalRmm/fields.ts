import { InputError } from '../shared/errors';
import { checked, flag, listIn, objectIn, text, textValue, wholeNumber, type Field } from '../shared/fields';
import { isRecord } from '../shared/isRecord';

interface Labels {
	displayName: string;
	description?: string;
	/** One of them, as the button to add one says: "argument". */
	one: string;
}

interface ListLabels extends Labels {
	/** An entry without a text is a mistake, such as an expression that came to nothing. */
	isFilled?: boolean;
	/** What an entry itself says, where its label is not enough. */
	entry?: { description: string; placeholder: string };
}

interface Row {
	name?: unknown;
	value?: unknown;
}

/**
 * A list of texts, each entered on its own: nothing is ever split, so blanks and commas are safe. An expression in a row may give
 * an array, and each of its entries is one of the list.
 */
export function list({ isFilled, entry, ...labels }: ListLabels): Field<string[]> {
	const textIn = isFilled ? filledText : asText;
	return rows(labels, {
		inputs: [{ displayName: titleOf(labels.one), name: 'value', ...entry }],
		read: ({ value }) => (Array.isArray(value) ? value.map(textIn) : [textIn(value)]),
		alone: (value) => (isRecord(value) ? undefined : { value }),
		error: 'must be a list of texts, such as ["first", "second"]',
	});
}

/**
 * Names with their values, row by row. A row without a name may have an expression that gives an object of them, or an array of
 * "NAME=value".
 * @returns "NAME=value" each, as the server accepts them
 */
export function pairs(labels: Labels): Field<string[]> {
	const inputs = [
		{ displayName: 'Name', name: 'name' },
		{ displayName: 'Value', name: 'value' },
	];
	return rows(labels, {
		inputs,
		read: ({ name, value }) => {
			const isUnnamed = asText(name).trim() === '';
			if (isUnnamed && Array.isArray(value)) return value.map((each) => assignment(asText(each)));
			if (isUnnamed && typeof value === 'object' && value !== null) return Object.entries(value).map(([each, its]) => `${nameOf(each)}=${asText(its)}`);
			return [`${nameOf(name)}=${asText(value)}`];
		},
		alone: (value) => ({ value: isRecord(value) ? value : [value] }),
		error: 'must be an object of names and values, or a list of texts such as NAME=value',
	});
}

/** What a row holds, as its label says it. */
function titleOf(one: string): string {
	return one.replace(/(?<!\S)[a-z]/g, (letter) => letter.toUpperCase());
}

interface Rows {
	inputs: ReadonlyArray<{ displayName: string; name: string }>;
	/** What a row comes to. */
	read(row: Row): string[];
	/** The row for something that came without rows around it; undefined for what means nothing here. */
	alone(value: unknown): Row | undefined;
	/** What it takes, for all that it does not. */
	error: string;
}

function rows({ displayName, description, one }: Labels, { inputs, read, alone, error }: Rows): Field<string[]> {
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
		read: (raw) => rowsIn(raw, inputs.map(({ name }) => name), alone, error).flatMap(read),
	};
}

/** As the editor stores them, a list or an object from an expression, or JSON text of one of these. Nothing else may come to no rows at all. */
function rowsIn(raw: unknown, names: readonly string[], alone: Rows['alone'], error: string): Row[] {
	const entered = objectIn(listIn(raw ?? {}));
	if ((typeof entered === 'string' && !entered.trim()) || (isRecord(entered) && Object.keys(entered).length === 0)) return [];
	const hasRows = isRecord(entered) && Object.hasOwn(entered, 'entries');
	const given = hasRows ? entered.entries : entered;
	if (typeof given !== 'object' || given === null) throw new InputError(error);
	const isRow = (each: Record<string, unknown>) => hasRows || (Object.keys(each).length === names.length && names.every((name) => Object.hasOwn(each, name)));
	return [given].flat().map((each: unknown) => {
		if (isRecord(each) && isRow(each)) return each;
		const row = each === null ? {} : alone(each);
		if (row === undefined) throw new InputError(error);
		return row;
	});
}

function asText(value: unknown): string {
	return checked(textValue, value);
}

function filledText(value: unknown): string {
	const text = asText(value);
	if (text.trim()) return text;
	throw new InputError('has an empty entry: an expression may have come to nothing. Enter a value, or remove the entry');
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
	{ name: 'Other', value: 'custom', description: 'An interpreter that you enter below' },
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

/** What processor an agent is built for. */
export const architectures = [
	{ name: '32 Bit (386)', value: '386' },
	{ name: '64 Bit (AMD64)', value: 'amd64' },
	{ name: 'ARM', value: 'arm' },
	{ name: 'ARM64', value: 'arm64' },
] as const;

/** For what is started by the server without waiting: it says that it was, whether the agent is there or not. */
export const pingFirst = flag({
	displayName: 'Ping First',
	default: true,
	description: 'Whether to check that the agent is online before anything is started. If off, what is started for an offline agent is lost.',
});

/**
 * Several of what a locator points at, each by its ID or exact name. Their values are the ids. An entry without a text is refused: left out, it
 * would make none of a list of one, which means all or takes away what was there.
 * @param one how each is found
 */
export function several<C>(labels: Labels, one: Field<string, C>): Field<string[], C> {
	const entered = list({ ...labels, isFilled: true });
	return {
		...entered,
		read: async (raw, reading) => {
			const all = (await entered.read(raw, { ...reading, client: undefined })).map((each) => each.trim());
			return [...new Set(await Promise.all(all.map(async (each) => await one.read(each, reading))))];
		},
	};
}

/** A text that is not shown where it is entered. */
export function secretText(labels: { displayName: string; description?: string }): Field<string> {
	const field = text(labels);
	return { ...field, properties: [{ ...field.properties[0]!, typeOptions: { password: true } }] };
}
