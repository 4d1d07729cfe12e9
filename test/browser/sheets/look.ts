/** What is read of an open form and its table, at once, inside the page (see inPage.ts). */
import type { INodeParameterResourceLocator, INodeParameters, INodeProperties } from 'n8n-workflow';
import type { Shown } from '../inPage';

interface Box {
	readonly left: number;
	readonly right: number;
	readonly top: number;
	readonly bottom: number;
}

/** A part of the page that takes room. */
export interface Placed {
	readonly innerText: string;
	readonly offsetParent: object | null;
	readonly dataset: Readonly<Record<string, string | undefined>>;
	/** Of its content, and of what is seen of it. */
	readonly scrollWidth: number;
	readonly clientWidth: number;
	getBoundingClientRect(): Box;
	closest(selector: string): Placed | null;
	querySelector(selector: string): Placed | null;
	querySelectorAll(selector: string): Iterable<Placed>;
}

/** What n8n marks in a form, and where its parts stand. */
export interface Marks {
	/** Parameters with a warning sign, which is how n8n marks missing values. */
	issues: string[];
	/** Labels that n8n cuts off, because they are longer than their line. */
	cut: string[];
	/** Of the fields, with the credential. */
	form: Box;
	/** Columns of the output from left to right; undefined without one. */
	table?: { box: Box; columns: string[]; inSight: string[] };
}

export function marksIn(root: Placed): Marks {
	const boxOf = (part: Placed): Box => {
		const { left, right, top, bottom } = part.getBoundingClientRect();
		return { left, right, top, bottom };
	};
	const issues = [...root.querySelectorAll('[data-test-id="parameter-issues"]')].filter((each) => each.offsetParent !== null).map((each) => {
		const id = each.closest('[data-test-id^="parameter-input-"], [data-test-id^="resource-locator-"]')?.dataset.testId ?? '';
		return id.replace(/^(parameter-input|resource-locator)-/, '');
	});
	const titles = [...root.querySelectorAll('[data-test-id="node-parameters"] label [class*="_title_"]'), ...root.querySelectorAll('[data-test-id="node-parameters"] label [class*="_title_"] *')];
	const cut = titles.filter((each) => each.offsetParent !== null && each.clientWidth > 0 && each.scrollWidth > each.clientWidth + 1).map((each) => each.innerText.trim());
	const parts = [...root.querySelectorAll('[data-test-id="node-parameters"] label, [data-test-id="node-parameters"] input, [data-test-id="node-parameters"] .parameter-item, [data-test-id="node-parameters"] [data-test-id="parameter-item"], [data-test-id="node-credentials-slot"], .n8n-notice')]
		.filter((each) => each.offsetParent !== null)
		.map(boxOf);
	const parameters = boxOf(root.querySelector('[data-test-id="node-parameters"]')!);
	const form = { left: parameters.left - 16, right: parameters.right + 16, top: Math.min(...parts.map(({ top }) => top)) - 8, bottom: Math.max(...parts.map(({ bottom }) => bottom)) + 12 };
	const panel = root.querySelector('[data-test-id="output-panel"]');
	const table = panel?.querySelector('table');
	if (!panel || !table) return { issues, cut, form };
	const { right, left } = boxOf(panel);
	const headers = [...table.querySelectorAll('th')].filter((each) => each.innerText.trim() !== '');
	const columns = headers.map((each) => each.innerText.trim());
	const inSight = headers.filter((each) => boxOf(each).right <= right + 1).map((each) => each.innerText.trim());
	return { issues, cut, form, table: { box: { left, right, top: boxOf(table).top - 4, bottom: boxOf(table).bottom + 8 }, columns, inSight } };
}

/** What is wrong with an empty form, in words; nothing if all is well. */
export function complaintsAbout(seen: Shown, marks: Marks, shown: readonly INodeProperties[], parameters: INodeParameters): string[] {
	const { issues } = marks;
	const missing = shown.filter((property) => property.required && isEmpty(parameters[property.name] ?? property.default)).map(({ name }) => name);
	return [
		...unreadable(seen, marks),
		...shown.filter(isPointless).map(({ displayName }) => `${displayName} offers nothing to add that is worth a menu`),
		...issues.filter((name) => !missing.includes(name)).map((name) => `${name} is marked before anything was entered, and is not required`),
		...missing.filter((name) => !issues.includes(name)).map((name) => `${name} is required and not marked`),
	];
}

/** n8n says "No properties" in every menu of fields; one that holds nothing, or nothing but how many items run at once, is a promise that is not kept. */
function isPointless({ type, name, options = [] }: INodeProperties): boolean {
	return type === 'collection' && options.every((option) => name === 'options' && option.name === 'itemsAtOnce');
}

/** What nobody can read or choose. */
export function unreadable({ text, labels, chosen }: Shown, { cut }: Marks): string[] {
	const words = /undefined|\[object Object\]|\bNaN\b/.exec(text);
	return [
		...(words ? [`it says "${words[0]}"`] : []),
		...cut.map((label) => `the label "${label}" is cut off`),
		...(labels.includes('') ? ['a field has no label'] : []),
		...Object.entries(chosen).filter(([, value]) => value === '').map(([name]) => `nothing is chosen as ${name}`),
	];
}

function isEmpty(value: unknown): boolean {
	if (typeof value === 'object' && value !== null && 'mode' in value) return isEmpty((value as INodeParameterResourceLocator).value);
	return value === '' || value === undefined || value === null || (Array.isArray(value) && value.length === 0);
}

const states = ['online', 'status'];

/** What of a table of devices is out of sight. */
export function hiddenIn({ table }: Marks): string[] {
	if (!table?.columns.includes('name')) return [];
	const wanted = ['name', ...states.filter((state) => table.columns.includes(state)).slice(0, 1)];
	return wanted.filter((column) => !table.inSight.includes(column)).map((column) => `the column ${column} is out of sight, behind ${table.inSight.join(', ')}`);
}
