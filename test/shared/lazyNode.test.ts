import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import type { INodeType, INodeTypeDescription } from 'n8n-workflow';
import { describe as describeNode, lazyNode, written } from '../../nodes/shared/lazy/node';

const made: Lamp[] = [];

class Lamp {
	description = { name: 'lamp', properties: [{ name: 'colour' }] } as unknown as INodeTypeDescription;
	methods = { listSearch: { colours: async (filter: string) => [filter, 'red'] }, credentialTest: {} };
	webhookMethods = { default: { create: async () => true } };
	constructor() {
		made.push(this);
	}
	async execute(this: unknown, ...args: unknown[]) {
		return [this, ...args];
	}
}

let folder: string;
let file: string;
let loads: number;
type LazyLamp = Omit<Lamp, 'execute'> & { execute(...args: unknown[]): Promise<unknown[]> };
let LazyClass: new () => LazyLamp;

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'lazy-'));
	file = join(folder, 'descriptions.br');
	const lamp = describeNode(new Lamp() as unknown as INodeType);
	writeFileSync(file, brotliCompressSync(written({ Other: { ...lamp, functions: [] }, Lamp: lamp })));
	made.length = 0;
	loads = 0;
	LazyClass = lazyNode('Lamp', file, () => {
		loads += 1;
		return { Lamp: Lamp as unknown as new () => INodeType };
	}) as new () => LazyLamp;
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('says what the node is without loading it', () => {
	const lazy = new LazyClass();
	expect(lazy.constructor.name).toBe('Lamp');
	expect(lazy.description).toEqual({ name: 'lamp', properties: [{ name: 'colour' }] });
	expect(Object.keys(lazy.methods.listSearch)).toEqual(['colours']);
	expect(lazy.methods.credentialTest).toEqual({});
	expect(typeof lazy.webhookMethods.default.create).toBe('function');
	expect(typeof lazy.execute).toBe('function');
	expect({ loads, made: made.length }).toEqual({ loads: 0, made: 0 });
});

test('what n8n writes into a description stays in that one', () => {
	new LazyClass().description.properties.unshift({ name: 'pollTimes' } as never);
	expect(new LazyClass().description.properties).toEqual([{ name: 'colour' }]);
});

test('loads the node once, and calls it with what n8n calls it with', async () => {
	const lazy = new LazyClass();
	const execution = { an: 'execution' };
	expect(await lazy.execute.call(execution as never, 1, 2)).toEqual([execution, 1, 2]);
	expect(await lazy.methods.listSearch.colours('blue')).toEqual(['blue', 'red']);
	expect(await new LazyClass().webhookMethods.default.create()).toBe(true);
	expect({ loads, made: made.length }).toEqual({ loads: 1, made: 1 });
});

test('a node that cannot be loaded says why each time', () => {
	const Broken = lazyNode('Lamp', file, () => {
		throw new Error('no such file');
	}) as new () => LazyLamp;
	expect(() => new Broken().execute()).toThrow('no such file');
	expect(() => new Broken().execute()).toThrow('no such file');
});
