/** What is looked up in an item is what n8n's own evaluation gives, and everything else is left to n8n. */
import fc from 'fast-check';
import { Workflow, type IDataObject, type IExecuteFunctions, type INodeParameters } from 'n8n-workflow';
import { deviceFleet } from '../../nodes/DeviceFleet/system';
import { meshCentral } from '../../nodes/MeshCentral/system';
import { meshtech } from '../../nodes/Meshtech/system';
import { netAlertX } from '../../nodes/NetAlertX/system';
import { propertiesOf } from '../../nodes/shared/describe';
import { text } from '../../nodes/shared/fields';
import { ItemValues } from '../../nodes/shared/itemValues';
import type { Operation } from '../../nodes/shared/operation';
import { Reader } from '../../nodes/shared/reader';
import { tacticalRmm } from '../../nodes/TacticalRmm/system';
import { nodeTypes } from '../support/engine';

const type = { description: { displayName: 'N', name: 'n', group: ['transform'], version: 1, description: '', defaults: {}, inputs: [], outputs: [], properties: [] } };
const workflow = new Workflow({
	id: 'w',
	nodes: [{ id: 'n', name: 'N', type: 'n', typeVersion: 1, position: [0, 0], parameters: {} }],
	connections: {},
	active: false,
	nodeTypes: nodeTypes({ n: type as never }),
	settings: {},
});
const evaluated = (parameter: unknown, json: unknown): unknown =>
	workflow.expression.getParameterValue(parameter as string, null, 0, 0, 'N', [{ json: json as IDataObject }], 'manual', {});
/** What n8n refuses, such as `$json.prototype`, is refused by it for each item: nothing proves what is looked up. */
const REFUSED = Symbol('refused by n8n');
const evaluatedOrRefused = (parameter: unknown, json: unknown): unknown => {
	try {
		return evaluated(parameter, json);
	} catch {
		return REFUSED;
	}
};
const lookedUp = (parameter: unknown, json: unknown) => ItemValues.in(parameter)?.of(json as IDataObject);

const json = {
	id: 'aa:bb', count: 5, none: 0, on: true, off: false, empty: '', nothing: null, 'with space': 'x', 'ünï-code': 'y', "o'clock": 'z', $cost: 3, _under: 'u',
	device: { id: 'd', deep: { name: 'n', 'a-b': 'c' } }, list: ['first'], text: '={{ 1 + 1 }}', '': 'named by nothing', '0': 'zero', length: 7, name: 'own', 'a.b': 'dotted',
};

describe('is the same as what n8n makes of it', () => {
	it.each([
		'={{ $json.id }}', '={{$json.id}}', '={{  $json.count\n}}', '={{ $json.none }}', '={{ $json.on }}', '={{ $json.off }}', '={{ $json.empty }}', '={{ $json["with space"] }}',
		"={{ $json['ünï-code'] }}", '={{ $json["o\'clock"] }}', '={{ $json.$cost }}', '={{ $json._under }}', '={{ $json.device.id }}', '={{ $json.device.deep.name }}',
		'={{ $json["device"].deep["a-b"] }}', '={{ $json.text }}', '={{ $json[""] }}', '={{ $json["0"] }}', '={{ $json.length }}', '={{ $json.name }}', '={{ $json["a.b"] }}',
	])('%s', (expression) => {
		const value = lookedUp(expression, json);
		expect(value).not.toBeUndefined();
		expect(value).toBe(evaluated(expression, json));
	});

	it('in a locator, a collection and a list', () => {
		const parameter = { __rl: true, mode: 'id', value: '={{ $json.id }}', cachedResultName: 'nas', rows: [{ name: 'x', value: '={{ $json.count }}' }, { name: '={{ $json.device.id }}', value: null }], none: {} };
		expect(lookedUp(parameter, json)).toEqual(evaluated(parameter, json));
		expect(lookedUp(parameter, json)).toMatchObject({ value: 'aa:bb', rows: [{ value: 5 }, { name: 'd' }] });
	});

	it('with any names and values, where there is something to look up at all', () => {
		const name = fc.oneof(fc.string(), fc.constantFrom('constructor', '__proto__', 'prototype', 'toString', 'length', 'id', 'a"b', "a'b", 'a\\b', 'a}}b', '$json'));
		const value = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null), fc.double({ noNaN: true, noDefaultInfinity: true }));
		const spelled = fc.constantFrom((each: string) => `.${each}`, (each: string) => `["${each}"]`, (each: string) => `['${each}']`);
		fc.assert(
			fc.property(fc.array(fc.tuple(name, spelled), { minLength: 1, maxLength: 3 }), value, fc.constantFrom('', ' ', '\n'), (path, end, space) => {
				const expression = `={{${space}$json${path.map(([each, as]) => as(each)).join('')}${space}}}`;
				const item = path.reduceRight<unknown>((inner, [each]) => JSON.parse(`{${JSON.stringify(each)}:${JSON.stringify(inner)}}`) as unknown, end);
				const found = lookedUp(expression, item);
				if (found !== undefined) expect([found, REFUSED]).toContain(evaluatedOrRefused(expression, item));
			}),
			{ numRuns: 2_000 },
		);
	});
});

describe('is left to n8n', () => {
	it.each([
		'={{ $json.id.toUpperCase() }}', '={{ $json.id }} ', '= {{ $json.id }}', '={{ $json.id }}{{ $json.id }}', '=x{{ $json.id }}', '={{ $json.count + 1 }}', '={{ $json }}', '={{ $json.list[0] }}',
		'={{ $("Node").item.json.id }}', '={{ $now }}', '={{ $json?.id }}', '={{ $json.constructor }}', '={{ $json["__proto__"] }}', '={{ $json.toString }}', '={{ $json.a-b }}', '={{ $json["a\\"b"] }}',
		'={{ // $json.id\n$json.id }}', '={{ $json.id; }}', '=', '={{}}', '=text',
	])('the expression %s', (expression) => {
		expect(ItemValues.in(expression)).toBeUndefined();
		expect(ItemValues.in({ mode: 'id', value: expression })).toBeUndefined();
	});

	it.each(['={{ $json.nobody }}', '={{ $json.nothing }}', '={{ $json.device }}', '={{ $json.list }}', '={{ $json.id.more }}', '={{ $json.nothing.more }}', '={{ $json.list.length }}'])(
		'%s of an item that has no text, number or flag there itself', (expression) => {
			expect(lookedUp(expression, json)).toBeUndefined();
		},
	);
});

it('is no Date or list on the way, whatever it has of its own', () => {
	const odd = Object.assign(new Date(), { id: 'own' });
	expect(lookedUp('={{ $json.odd.id }}', { odd })).toBeUndefined();
	expect(lookedUp('={{ $json.odd.id }}', { odd: Object.assign(['x'], { id: 'own' }) })).toBeUndefined();
});

it('is what n8n hands on: it checks and converts no value of our fields by its own types', () => {
	const typed = (properties: unknown) => /"validateType"|"resourceMapper"/.test(JSON.stringify(properties));
	for (const system of [netAlertX, tacticalRmm, meshCentral, meshtech, deviceFleet]) expect([system.name, typed(propertiesOf(system as never))]).toEqual([system.name, false]);
});

describe('a reader', () => {
	const operation = { fields: { name: text({ displayName: 'Name' }) } } as unknown as Operation<undefined>;
	const read = async (items: IDataObject[], parameters: INodeParameters, n8n: (item: number) => unknown) => {
		const getNodeParameter = jest.fn((_: string, item: number) => n8n(item));
		const context = { getNode: () => ({ parameters }), getTimezone: () => 'UTC', getInputData: () => items.map((each) => ({ json: each })), getNodeParameter } as unknown as IExecuteFunctions;
		const reader = new Reader(context, operation, undefined);
		const values: unknown[] = [];
		for (const item of items.keys()) values.push((await reader.read(item)).fields.name);
		return { values, evaluated: getNodeParameter.mock.calls.map(([, item]) => item) };
	};
	const items = ['a', 'b', 'c', 'd'].map((id) => ({ id }));

	it('has n8n evaluate the first of what names a value of the item, and looks the others up', async () => {
		expect(await read(items, { name: '={{ $json.id }}' }, (item) => items[item]!.id)).toEqual({ values: ['a', 'b', 'c', 'd'], evaluated: [0] });
	});

	it('looks nothing up where n8n came to another value', async () => {
		expect(await read(items, { name: '={{ $json.id }}' }, (item) => `n8n ${item}`)).toEqual({ values: ['n8n 0', 'n8n 1', 'n8n 2', 'n8n 3'], evaluated: [0, 1, 2, 3] });
	});

	it('looks nothing up where n8n refuses the expression', async () => {
		const refused = read(items, { name: '={{ $json.id }}' }, () => {
			throw new Error('for security');
		});
		await expect(refused).rejects.toThrow('for security');
	});

	it('has n8n evaluate where an item lacks the value, and is not proved by that', async () => {
		const some: IDataObject[] = [{}, { id: 'b' }, { id: 'c' }, { id: null }];
		expect(await read(some, { name: '={{ $json.id }}' }, (item) => some[item]!.id ?? 'none')).toEqual({ values: ['none', 'b', 'c', 'none'], evaluated: [0, 1, 3] });
	});

	it('has n8n evaluate everything else for each item, and once what holds no expression', async () => {
		expect((await read(items, { name: '={{ $json.id + "" }}' }, (item) => items[item]!.id)).evaluated).toEqual([0, 1, 2, 3]);
		expect((await read(items, { name: 'fixed' }, () => 'fixed')).evaluated).toEqual([0]);
	});
});
