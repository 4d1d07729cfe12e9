import { InputError } from '../../shared/errors';
import { betweenCommas, listIn, meant, SWITCH_WORDS, switchOf, textValue } from '../../shared/fields/entered';
import type { Http } from '../../shared/http/http';
import { byName } from '../../shared/named';
import { ReadOnce } from '../../shared/readOnce';
import { inWords } from '../../shared/text';
import { customFieldList, customFieldRecord, type CustomFieldRecord } from '../schemas/customFields';
import { ifReadable } from './ifReadable';
import { RecordsApi } from './records';

/** What has custom fields. */
export type CustomFieldModel = CustomFieldRecord['model'];

/** A value as the server accepts it: which of the three depends on the field's type. */
export interface CustomFieldValue {
	/** Id of the field. */
	field: number;
	string_value?: string;
	bool_value?: boolean;
	multiple_value?: string[];
}

/** Custom fields: the server speaks of them by number, users by name. */
export class CustomFieldsApi {
	/** To translate by: read once for as long as this client lives. */
	private readonly definitions = new ReadOnce();

	/** Their definitions. */
	readonly records: RecordsApi<CustomFieldRecord>;

	constructor(http: Http) {
		this.records = new RecordsApi(http, {
			what: 'custom field',
			path: ['core', 'customfields'],
			rights: { read: 'can_view_customfields', write: 'can_manage_customfields' },
			list: customFieldList,
			one: customFieldRecord,
		});
	}

	/** All that are defined, or those of one model. */
	async list(model?: CustomFieldModel): Promise<CustomFieldRecord[]> {
		const all = await this.records.list();
		return model === undefined ? all : all.filter((each) => each.model === model);
	}

	/**
	 * Values by name, of the rows that an agent, client or site carries: only what was set once is among them.
	 * @returns null where the key may not see the definitions, and the names are not available
	 */
	async named(model: CustomFieldModel, rows: ReadonlyArray<{ field: number; value?: unknown }> = []): Promise<Record<string, unknown> | null> {
		if (rows.length === 0) return {};
		const names = await this.names(model);
		return names && Object.fromEntries(rows.map(({ field, value }) => [names.get(field) ?? String(field), value ?? null]));
	}

	/** Names of the fields of a model by their ids; null where the key may not see them. */
	async names(model: CustomFieldModel): Promise<ReadonlyMap<number, string> | null> {
		return (await ifReadable(async () => await this.requireNames(model))) ?? null;
	}

	/** The same, where they are what is requested. @throws ForbiddenError where the key may not see them */
	async requireNames(model: CustomFieldModel): Promise<ReadonlyMap<number, string>> {
		return new Map((await this.known(model)).map(({ id, name }) => [id, name]));
	}

	/**
	 * Values by name, made ready to be sent.
	 * @throws InputError for names that are not defined, and values that do not fit the field's type
	 */
	async toSend(model: CustomFieldModel, values: Readonly<Record<string, unknown>>): Promise<CustomFieldValue[]> {
		const entries = Object.entries(values);
		if (entries.length === 0) return [];
		const definitions = await this.known(model);
		return entries.map(([name, value]) => asSent(definitionOf(definitions, model, name), value));
	}

	private async known(model: CustomFieldModel): Promise<CustomFieldRecord[]> {
		const definitions = await this.definitions.get('all', async () => await this.list());
		return definitions.filter((each) => each.model === model);
	}
}

function definitionOf(definitions: readonly CustomFieldRecord[], model: CustomFieldModel, name: string): CustomFieldRecord {
	const [found, ...others] = byName(definitions, name.trim(), (each) => each.name);
	if (found && others.length === 0) return found;
	const known = definitions.map((each) => each.name);
	throw new InputError(
		`Tactical RMM has no custom field "${name}" for ${model}s`,
		known.length > 0 ? `There are ${inWords(known)}. Nothing was sent.` : `None is defined there (Settings > Global Settings > Custom Fields). Nothing was sent.`,
	);
}

/** Nothing at all empties the field. */
function asSent(definition: CustomFieldRecord, value: unknown): CustomFieldValue {
	const { id: field, type } = definition;
	if (type === 'checkbox') return { field, bool_value: asFlag(definition, value) };
	if (type === 'multiple') return { field, multiple_value: asChoices(definition, value) };
	return { field, string_value: asText(definition, value) };
}

function asFlag({ name }: CustomFieldRecord, value: unknown): boolean {
	const isOn = value === '' || value === null ? false : switchOf(value);
	if (isOn !== undefined) return isOn;
	throw unfit(name, `a checkbox: true or false (${SWITCH_WORDS})`);
}

function asChoices({ name, options }: CustomFieldRecord, value: unknown): string[] {
	const known = options ?? [];
	const entered = listIn(value);
	const list = typeof entered === 'string' ? betweenCommas(entered, known) : entered === null ? [] : [entered].flat();
	const chosen = list.filter((each) => each !== '').map((each) => optionOf(known, each));
	if (chosen.every((each) => each !== undefined)) return chosen;
	throw unfit(name, `one or more of ${inWords(known)}`);
}

function optionOf(known: readonly string[], entered: unknown): string | undefined {
	return meant(known.map((option) => ({ name: option, value: option })), entered)?.value;
}

function asText({ name, type, options }: CustomFieldRecord, value: unknown): string {
	const read = textValue.safeParse(value instanceof Date ? value.toISOString() : value);
	if (!read.success) throw unfit(name, 'text or a number');
	const text = read.data;
	if (type === 'number' && text.trim() && !Number.isFinite(Number(text))) throw unfit(name, 'a number');
	if (type === 'datetime' && text.trim() && Number.isNaN(Date.parse(text))) throw unfit(name, 'a date and time, such as 2026-01-31T08:00');
	if (type !== 'single' || !text) return text;
	const option = optionOf(options ?? [], text);
	if (option === undefined) throw unfit(name, `one of ${inWords(options ?? [], 'or')}`);
	return option;
}

function unfit(name: string, what: string): InputError {
	return new InputError(`The custom field "${name}" accepts ${what}`, 'Check its value in the node. Nothing was sent.');
}
