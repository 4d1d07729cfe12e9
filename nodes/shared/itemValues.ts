import type { IDataObject } from 'n8n-workflow';

/** `={{ $json.device.id }}` or `={{ $json["device id"] }}`: one value of the item, and nothing else. */
const ONE_VALUE = /^=\{\{\s*\$json((?:\.[A-Za-z_$][\w$]*|\["[^"\\{}\n\r]*"\]|\['[^'\\{}\n\r]*'\])+)\s*\}\}$/;
/** Takes apart what {@link ONE_VALUE} has taken. */
const STEPS = /\.([A-Za-z_$][\w$]*)|\["([^"]*)"\]|\['([^']*)'\]/g;

type Path = readonly string[];
/** A parameter in which every expression is the path to a value of the item. */
type Template = { path: Path } | { parts: ReadonlyArray<readonly [string, Template]>; isList: boolean } | { fixed: unknown };

/**
 * A parameter whose expressions do no more than name values of the item, as those do that are dragged into a field. They are looked up here:
 * n8n needs 0.3 to 0.9 ms for each (2.40), on its event loop, which is more than the request costs that is made with it.
 */
export class ItemValues {
	private constructor(private readonly template: Template) {}

	/** @returns undefined for a parameter with another expression in it */
	static in(parameter: unknown): ItemValues | undefined {
		const template = templateOf(parameter);
		return template && new ItemValues(template);
	}

	/** The parameter for an item; undefined unless the item itself has all of the values, each a text, a number or a flag: n8n knows what then. */
	of(json: IDataObject): unknown {
		return filled(this.template, json);
	}
}

function templateOf(parameter: unknown): Template | undefined {
	if (typeof parameter === 'string' && parameter.startsWith('=')) {
		const path = pathIn(parameter);
		return path && { path };
	}
	if (typeof parameter !== 'object' || parameter === null) return { fixed: parameter };
	const parts: Array<readonly [string, Template]> = [];
	for (const [name, value] of Object.entries(parameter)) {
		const template = templateOf(value);
		if (!template) return undefined;
		parts.push([name, template]);
	}
	return { parts, isList: Array.isArray(parameter) };
}

function pathIn(expression: string): Path | undefined {
	const [, steps] = ONE_VALUE.exec(expression) ?? [];
	const path = steps === undefined ? undefined : [...steps.matchAll(STEPS)].map(([, name, quoted, single]) => name ?? quoted ?? single ?? '');
	// Names that every object has mean something of their own to n8n.
	return path?.some((step) => step in Object.prototype) ? undefined : path;
}

function filled(template: Template, json: IDataObject): unknown {
	if ('fixed' in template) return template.fixed;
	if ('path' in template) return valueAt(template.path, json);
	const values: Array<readonly [string, unknown]> = [];
	for (const [name, part] of template.parts) {
		const value = filled(part, json);
		if (value === undefined) return undefined;
		values.push([name, value]);
	}
	return template.isList ? values.map(([, value]) => value) : Object.fromEntries(values);
}

function valueAt(path: Path, json: IDataObject): string | number | boolean | undefined {
	let value: unknown = json;
	for (const step of path) {
		if (!isPlain(value) || !Object.hasOwn(value, step)) return undefined;
		value = value[step];
	}
	return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : undefined;
}

/** No list, and nothing such as a Date, of which n8n shows expressions something else. */
function isPlain(value: unknown): value is IDataObject {
	if (typeof value !== 'object' || value === null) return false;
	const prototype: unknown = Object.getPrototypeOf(value);
	return prototype === Object.prototype || prototype === null;
}
