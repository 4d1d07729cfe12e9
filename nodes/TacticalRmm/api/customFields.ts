import { ForbiddenError, InputError } from '../../shared/errors';
import type { Http } from '../../shared/http/http';
import { inWords } from '../../shared/text';
import { customFieldList, type CustomFieldRecord } from '../schemas/customFields';

/** What has custom fields. */
export type CustomFieldModel = CustomFieldRecord['model'];

/** A value as the server takes it: which of the three depends on the field's type. */
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
	private definitions?: Promise<CustomFieldRecord[]>;

	constructor(private readonly http: Http) {}

	/** All that are defined, or those of one model. */
	async list(model?: CustomFieldModel): Promise<CustomFieldRecord[]> {
		const all = await this.http.request({ method: 'GET', path: ['core', 'customfields'], effect: 'read', rights: ['can_view_customfields'], answer: customFieldList });
		return model === undefined ? all : all.filter((each) => each.model === model);
	}

	/**
	 * Values by name, of the rows that an agent, client or site carries: only what was set once is among them.
	 * @returns null where the key may not see the definitions, and the names are not to be had
	 */
	async named(model: CustomFieldModel, rows: ReadonlyArray<{ field: number; value?: unknown }> = []): Promise<Record<string, unknown> | null> {
		if (rows.length === 0) return {};
		const names = await this.names(model);
		return names && Object.fromEntries(rows.map(({ field, value }) => [names.get(field) ?? String(field), value ?? null]));
	}

	/** Names of the fields of a model by their ids; null where the key may not see them. */
	async names(model: CustomFieldModel): Promise<ReadonlyMap<number, string> | null> {
		try {
			return await this.requireNames(model);
		} catch (error) {
			if (error instanceof ForbiddenError) return null;
			throw error;
		}
	}

	/** The same, where they are what is asked for. @throws ForbiddenError where the key may not see them */
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
		this.definitions ??= this.list();
		try {
			return (await this.definitions).filter((each) => each.model === model);
		} catch (error) {
			this.definitions = undefined;
			throw error;
		}
	}
}

function definitionOf(definitions: readonly CustomFieldRecord[], model: CustomFieldModel, name: string): CustomFieldRecord {
	const found = definitions.find((each) => each.name === name) ?? definitions.find((each) => each.name.toLowerCase() === name.trim().toLowerCase());
	if (found) return found;
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
	if (value === true || value === 1 || value === 'true' || value === '1') return true;
	if (value === false || value === 0 || value === 'false' || value === '0' || value === '' || value === null) return false;
	throw unfit(name, 'a checkbox: true or false');
}

function asChoices({ name, options }: CustomFieldRecord, value: unknown): string[] {
	const known = options ?? [];
	// An option may have a comma in it.
	const list = typeof value === 'string' && !known.includes(value) ? value.split(',') : value === null ? [] : [value].flat();
	const chosen = list.map((each) => String(each).trim()).filter(Boolean);
	if (chosen.every((each) => known.includes(each))) return chosen;
	throw unfit(name, `one or more of ${inWords(known)}`);
}

function asText({ name, type, options }: CustomFieldRecord, value: unknown): string {
	if (value === null || value === undefined) return '';
	if (typeof value === 'object' && !(value instanceof Date)) throw unfit(name, 'text or a number');
	const text = value instanceof Date ? value.toISOString() : String(value as string | number | boolean);
	if (type === 'number' && text.trim() && Number.isNaN(Number(text))) throw unfit(name, 'a number');
	if (type === 'datetime' && text.trim() && Number.isNaN(Date.parse(text))) throw unfit(name, 'a date and time, such as 2026-01-31T08:00');
	if (type === 'single' && text && !(options ?? []).includes(text)) throw unfit(name, `one of ${inWords(options ?? [], 'or')}`);
	return text;
}

function unfit(name: string, what: string): InputError {
	return new InputError(`The custom field "${name}" takes ${what}`, 'Check its value in the node. Nothing was sent.');
}
