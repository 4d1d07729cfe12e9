import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { INodeProperties, INodePropertyCollection, INodeType } from 'n8n-workflow';
import { CANNOT_BE_UNDONE } from '../../nodes/shared/operation';
import { choicesOf, frozenForms, propertiesOfOperation, withNested, type Placed } from './names';
import { actionNodes, operations, type OperationRow } from './systems';

const root = join(__dirname, '../..');
const named = actionNodes.map((node) => ({ ...node, title: node.system.name, type: node.create() }));

describe('the table of action nodes', () => {
	it('has every action node of the package', async () => {
		const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { n8n: { nodes: string[] } };
		const listed: string[] = [];
		for (const built of manifest.n8n.nodes) {
			const source = join(root, built.replace(/^dist\//, '').replace(/\.js$/, ''));
			const classes = Object.values((await import(source)) as Record<string, new () => INodeType>);
			const actions = classes.map((Node) => new Node()).filter(({ poll, trigger, webhook }) => !poll && !trigger && !webhook);
			listed.push(...actions.map(({ description }) => description.name));
		}
		expect(listed.sort()).toEqual(named.map(({ type }) => type.description.name).sort());
	});

	it.each(named)('has a sample for every operation of $title, and none too many', ({ system, samples }) => {
		const keys = system.resources.flatMap((resource) => resource.operations.map(({ value }) => `${resource.value}.${value}`));
		expect(Object.keys(samples).sort()).toEqual(keys.sort());
	});
});

describe('names that saved workflows hold are frozen: frozen-names.json is edited to add one, and none is taken away', () => {
	const frozen = JSON.parse(readFileSync(join(__dirname, 'frozen-names.json'), 'utf8')) as Record<string, unknown>;

	it('of all nodes', () => {
		expect(Object.keys(frozen).sort()).toEqual(named.map(({ type }) => type.description.name).sort());
	});

	it.each(named)('of $title', ({ type: { description }, system }) => {
		const parametersOf = (resource: string, operation: string) => frozenForms(propertiesOfOperation(description, resource, operation));
		const resources = system.resources.map(({ value, operations: all }) => [
			value,
			Object.fromEntries(all.map((operation) => [operation.value, parametersOf(value, operation.value)])),
		]);
		const credentials = (description.credentials ?? []).map(({ name }) => name);
		const current = { version: description.version, credentials, resources: Object.fromEntries(resources) as object };
		expect(current).toEqual(frozen[description.name]);
	});
});

describe.each(operations)('$title', ({ node, resource, operation }: OperationRow) => {
	const { description } = node.create();
	const shown = propertiesOfOperation(description, resource.value, operation.value);

	it('has a name in Title Case and an action in sentence case, without articles', () => {
		expect(isTitleCase(operation.name)).toBe(true);
		expect(operation.action).toMatch(/^[A-Z][a-z]+(,? ([a-z]+|[A-Z]{2,}|Windows|Chocolatey))*$/);
		// As people say it: agent checks, and not checks of agent.
		expect(operation.action).not.toMatch(/ of /);
		expect(operation.action).not.toMatch(/\b(a|an|the)\b/i);
		expect(operation.action.toLowerCase()).not.toBe(operation.name.toLowerCase());
	});

	it('is described in other words than its action, and without a full stop', () => {
		expect(operation.description).toMatch(/^[A-Z].*[^.!]$/);
		expect(operation.description.toLowerCase()).not.toBe(operation.action.toLowerCase());
		expect(operation.description.toLowerCase()).not.toBe(operation.name.toLowerCase());
	});

	it('is offered in the drop-down of its resource as it is declared', () => {
		const offered = description.properties
			.filter(({ name, displayOptions }) => name === 'operation' && displayOptions?.show?.resource?.includes(resource.value))
			.flatMap(choicesOf);
		const { name, value, action } = operation;
		expect(offered).toContainEqual({ name, value, action, description: operation.description });
	});

	it('has Parallel Items, a maximum if it counts what it affects, and Roll-Out if it can be rolled out', () => {
		const options = shown.filter(({ name }) => name === 'options').flatMap((property) => (property.options as INodeProperties[]).map(({ name }) => name));
		expect(options).toEqual([...(operation.affects ? ['refuseMoreThan'] : []), 'itemsAtOnce', ...(operation.rollsOut ? ['rollOut'] : [])]);
		// B19 Parallel Items alone is not worth a line in the form; a workflow that has it set keeps it.
		expect(shown.filter(({ name }) => name === 'options').map(({ type }) => type)).toEqual([options.length > 1 ? 'collection' : 'hidden']);
	});

	it('B22 warns of what is lost by it', () => {
		const notices = shown.filter(({ type }) => type === 'notice');
		const loses = /^(reboot|shutdown|archive|uninstallAgent)$/.test(operation.value);
		const deletes = /^delete/.test(operation.value);
		if (loses || deletes) expect(notices).toHaveLength(1);
		if (deletes) expect(notices[0]!.displayName.endsWith(CANNOT_BE_UNDONE)).toBe(true);
	});

	it('is about one device an item, and done once, if it can be rolled out', () => {
		if (!operation.rollsOut) return;
		expect(operation.effect).toBe('once');
		expect(Object.values(operation.fields).filter(({ isDevice }) => isDevice)).toHaveLength(1);
		// Anyone who may be offline can be looked for.
		expect(node.system.look !== undefined || operation.rollsOut.online === false).toBe(true);
		const { exitCode } = operation.rollsOut;
		if (exitCode !== undefined) expect(operation.fields[exitCode]!.properties[0]).toMatchObject({ type: 'boolean' });
		// What its exit code shows is read from it.
		expect(exitCode).toBe('failOnExitCode' in operation.fields ? 'failOnExitCode' : undefined);
	});
});

describe.each(named)('the words of $title', ({ type: { description }, inAnotherOrder }) => {
	const all = withNested(description.properties);
	const visible = all.filter(({ property }) => property.type !== 'notice');
	const lists = all.filter(({ property }) => choicesOf(property).length > 0);
	/** The offenders, named so that the failure says what to correct. */
	const those = (offends: (placed: Placed) => boolean, among = all) =>
		among.filter(offends).map(({ path, property }) => `${path}: ${property.displayName}`);

	it('every property has a default', () => {
		expect(those(({ property }) => property.default === undefined)).toEqual([]);
	});

	it('every label is in Title Case', () => {
		expect(those(({ property }) => !isTitleCase(property.displayName), visible)).toEqual([]);
		const inside = all.flatMap(({ property }) => [
			...choicesOf(property).map(({ name }) => name),
			...(property.modes ?? []).map(({ displayName }) => displayName),
		]);
		expect(inside.filter((name) => !isTitleCase(name))).toEqual([]);
	});

	it("every switch's description starts with Whether", () => {
		const switches = all.filter(({ property }) => property.type === 'boolean');
		expect(switches.length).toBeGreaterThan(0);
		expect(those(({ property }) => !property.description?.startsWith('Whether '), switches)).toEqual([]);
	});

	it('no description is empty or repeats its label', () => {
		expect(those(({ property }) => isIdle(property.description, property.displayName))).toEqual([]);
		const choices = lists.flatMap(({ property }) => choicesOf(property));
		expect(choices.filter(({ description: told, name }) => isIdle(told, name))).toEqual([]);
	});

	it('a description of one sentence has no full stop, one of several has', () => {
		const said = all.flatMap(({ property }) => [property.description, ...choicesOf(property).map((choice) => choice.description)]);
		expect(said.filter((text) => text && text.endsWith('.') !== /[.!?] [A-Z0-9]/.test(text))).toEqual([]);
	});

	it('a row of one field is labelled by what it holds', () => {
		const rows = all.filter(({ property }) => property.type === 'fixedCollection').flatMap(({ property }) => (property.options as INodePropertyCollection[]).map(({ values }) => values));
		expect(rows.filter((values) => values.length === 1).map(([value]) => value!.displayName).filter((label) => label === 'Value')).toEqual([]);
	});

	it('no label puts its limit behind what it limits', () => {
		expect(visible.map(({ property }) => property.displayName).filter((label) => /\bat Most\b/.test(label))).toEqual([]);
	});

	it('B8 an ID is chosen from a list, or says where it is found, and is never a number that stands there by default', () => {
		const isId = ({ displayName }: INodeProperties) => /\bIDs?\b/.test(displayName);
		expect(those(({ property }) => isId(property) && property.type === 'number')).toEqual([]);
		const toEnter = all.filter(({ property }) => isId(property) && property.type === 'string');
		const saysWhere = ({ description = '' }: INodeProperties) => /As 'Get Many' returns it|Leave empty for any|separated by commas/.test(description);
		expect(those(({ property }) => !saysWhere(property) || !property.placeholder?.startsWith('e.g. '), toEnter)).toEqual([]);
	});

	it('B9 code and JSON have an editor', () => {
		const isCode = ({ name, displayName, description = '', type }: INodeProperties) => type === 'string' && (name === 'code' || /^(Code|Body|Headers)$/.test(displayName) || /\bJSON\b/.test(description));
		// A property of the type json always has one.
		expect(those(({ property }) => isCode(property) && property.typeOptions?.editor === undefined)).toEqual([]);
	});

	it('B21 a notice is short', () => {
		const notices = all.filter(({ property }) => property.type === 'notice');
		expect(notices.map(({ property }) => property.displayName).filter((notice) => notice.length > 220)).toEqual([]);
	});

	it('every list is in alphabetical order, unless noted', () => {
		const offenders = lists.filter(({ property }) => !(property.name in inAnotherOrder));
		expect(those(({ property }) => !isSorted(choicesOf(property).map(({ name }) => name)), offenders)).toEqual([]);
		const collections = all.filter(({ property }) => property.type === 'collection');
		const labels = ({ options = [] }: INodeProperties) => (options as INodeProperties[]).map(({ displayName }) => displayName);
		expect(those(({ property }) => !isSorted(labels(property)), collections)).toEqual([]);
	});

	it('what is noted as another order exists and is one', () => {
		for (const name of Object.keys(inAnotherOrder)) {
			const found = lists.filter(({ property }) => property.name === name);
			expect(found.some(({ property }) => !isSorted(choicesOf(property).map((choice) => choice.name)))).toBe(true);
		}
	});

	it('the first choice of every list is one that it offers', () => {
		const single = lists.filter(({ property }) => property.type === 'options');
		expect(those(({ property }) => !choicesOf(property).some(({ value }) => value === property.default), single)).toEqual([]);
	});
});

function isTitleCase(text: string): boolean {
	const minor = /^(a|an|and|as|at|but|by|for|from|if|in|of|on|or|the|to|with)$/;
	const words = text.split(/[\s-]+/);
	// Proper names keep their own case, and a remark may stand in brackets.
	return words.every((word, index) => /^\(?([A-Z0-9]|macOS\b)/.test(word) || (index > 0 && index < words.length - 1 && minor.test(word)));
}

function isIdle(description: string | undefined, label: string): boolean {
	if (description === undefined) return false;
	const bare = (text: string) => text.toLowerCase().replace(/^(the|a|an) |\.$/g, '').trim();
	return bare(description) === '' || bare(description) === bare(label);
}

function isSorted(names: readonly string[]): boolean {
	return names.every((name, index) => index === 0 || names[index - 1]!.localeCompare(name) <= 0);
}
