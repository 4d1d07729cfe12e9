import { BadAnswerError } from '../../nodes/shared/errors';
import { pagesOf, type Page } from '../../nodes/Meshtech/paging';
import { failureOf } from '../support/http';
import { startPortal, type Running } from '../support/meshtech';
import type { MeshtechOptions } from '../simulators/meshtech';

/** Reads the pages given by token; `first` is requested without one. */
async function read(pages: Record<string, Page<string>>): Promise<string[]> {
	const found: string[] = [];
	const ask = async (token = 'first') => await Promise.resolve(pages[token]!);
	for await (const page of pagesOf({ asked: { method: 'GET', path: '/devices' }, nextToken: 'NextToken' }, ask, (item) => item)) found.push(...page);
	return found;
}

describe('pages', () => {
	it.each<[string, Record<string, Page<string>>, string[]]>([
		['one page', { first: { items: ['a', 'b'] } }, ['a', 'b']],
		['none', { first: { items: [], nextToken: null } }, []],
		['several', { first: { items: ['a'], nextToken: 't' }, t: { items: ['b'], nextToken: 'u' }, u: { items: ['c'], nextToken: '' } }, ['a', 'b', 'c']],
		['an entry that comes twice', { first: { items: ['a', 'b'], nextToken: 't' }, t: { items: ['b', 'c'] } }, ['a', 'b', 'c']],
		['a token for an empty last page', { first: { items: ['a'], nextToken: 't' }, t: { items: [] } }, ['a']],
		['empty pages in between', { first: { items: [], nextToken: 't' }, t: { items: [], nextToken: 'u' }, u: { items: ['a'] } }, ['a']],
	])('%s', async (_, pages, expected) => {
		expect(await read(pages)).toEqual(expected);
	});

	it.each<[string, Record<string, Page<string>>]>([
		['a token that was there before', { first: { items: ['a'], nextToken: 't' }, t: { items: ['b'], nextToken: 't' } }],
		['a token of two pages before', { first: { items: ['a'], nextToken: 't' }, t: { items: ['b'], nextToken: 'u' }, u: { items: ['c'], nextToken: 't' } }],
		['a page that was there before', { first: { items: ['a', 'b'], nextToken: 't' }, t: { items: ['a', 'b'], nextToken: 'u' } }],
		['the first page again, and then the end', { first: { items: ['a', 'b'], nextToken: 't' }, t: { items: ['a', 'b'], nextToken: null } }],
	])('with %s end in an error that tells what is assumed', async (_, pages) => {
		const error = await failureOf<BadAnswerError>(read(pages));
		expect(error).toBeInstanceOf(BadAnswerError);
		expect(error.message).toMatch(/pages repeat/);
		expect(error.advice).toMatch(/'NextToken' is assumed.*Advanced > Parameter for the Next Page/s);
	});

	it('without end and without anything in them are given up', async () => {
		let asked = 0;
		const ask = async () => await Promise.resolve({ items: [], nextToken: String(++asked) });
		const reading = async () => {
			for await (const page of pagesOf({ asked: { method: 'GET', path: '/devices' }, nextToken: 'NextToken' }, ask, String)) expect(page).toEqual([]);
		};
		await expect(reading()).rejects.toThrow(/pages repeat/);
		expect(asked).toBe(100);
	});
});

describe('the list of devices', () => {
	let running: Running;
	const start = async (options?: MeshtechOptions) => (running = await startPortal(options));
	afterEach(async () => await running.stop());

	it.each([1, 100, 101, 250])('of %i comes whole', async (devices) => {
		const { client } = await start({ devices });
		expect((await client().listing()).size).toBe(devices);
	});

	it('has no device twice, though one comes on two pages', async () => {
		const { client, simulator } = await start({ devices: 150 });
		simulator.fleet.add(simulator.fleet.list()[0]!);
		const devices = await client().devices(() => true);
		expect(new Set(devices.map(({ id }) => id)).size).toBe(devices.length);
		expect(devices).toHaveLength(150);
	});

	it.each(['ignoresToken', 'repeatsToken'] as const)('of a server that %s ends in an error after two pages', async (paging) => {
		const { client, sent } = await start({ devices: 250, paging });
		await expect(client().listing()).rejects.toThrow(/pages repeat/);
		expect(sent()).toHaveLength(2);
	});

	it('is read only as far as needed', async () => {
		const { client, sent } = await start({ devices: 250 });
		expect(await client().devices(() => true, 100)).toHaveLength(100);
		expect(sent()).toHaveLength(1);
	});

	it('is read once for all who ask at the same time, and anew for those who ask later', async () => {
		const { client, sent } = await start();
		const one = client();
		await Promise.all(Array.from({ length: 20 }, async () => await one.listing()));
		expect(sent()).toHaveLength(1);
		await one.listing();
		expect(sent()).toHaveLength(2);
	});
});
