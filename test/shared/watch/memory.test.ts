import { Memory } from '../../../nodes/shared/watch/memory';
import type { Saved } from '../../../nodes/shared/watch/state';

const saved = (revision: number, more: Partial<Saved> = {}): Saved => ({
	version: 1,
	node: 'n',
	scope: 's',
	asker: 'a',
	config: '{}',
	revision,
	savedAt: '2026-01-10T12:00:00.000Z',
	packed: '',
	...more,
});

afterEach(() => jest.restoreAllMocks());

describe('one poll at a time', () => {
	it('holds off a second one until the first has ended', () => {
		const memory = new Memory();
		const turn = memory.begin('w n', 1000);
		expect(turn).toBeDefined();
		expect(memory.begin('w n', 1000)).toBeUndefined();
		expect(memory.begin('other n', 1000)).toBeDefined();
		memory.end('w n', turn!);
		expect(memory.begin('w n', 1000)).toBeDefined();
	});

	it('lets the next one go ahead when the first takes longer than it may', () => {
		const clock = jest.spyOn(performance, 'now').mockReturnValue(1);
		const memory = new Memory();
		memory.begin('w n', 1000);
		clock.mockReturnValue(1000);
		expect(memory.begin('w n', 1000)).toBeUndefined();
		clock.mockReturnValue(1001);
		expect(memory.begin('w n', 1000)).toBeDefined();
	});

	it('a poll that ends too late does not let a third one in beside the second', () => {
		const clock = jest.spyOn(performance, 'now').mockReturnValue(1);
		const memory = new Memory();
		const late = memory.begin('w n', 1000);
		clock.mockReturnValue(1501);
		expect(memory.begin('w n', 1000)).toBeDefined();
		memory.end('w n', late!);
		expect(memory.begin('w n', 1000)).toBeUndefined();
	});
});

describe('what is remembered beside the state that n8n keeps', () => {
	it('is used while n8n has what it was made from, or itself', () => {
		const memory = new Memory();
		const mine = saved(6);
		memory.keep('w n', saved(5), mine);
		expect(memory.freshest('w n', saved(5))).toBe(mine);
		expect(memory.freshest('w n', saved(6))).toBe(mine);
	});

	it.each([
		['an older revision', saved(4)],
		['a newer revision', saved(7)],
		['the state of another node of that name', saved(6, { node: 'other' })],
	])('is not used beside %s', (_, fromN8n) => {
		const memory = new Memory();
		memory.keep('w n', saved(5), saved(6));
		expect(memory.freshest('w n', fromN8n)).toBe(fromN8n);
	});

	it('is another for each trigger', () => {
		const memory = new Memory();
		memory.keep('w n', saved(5), saved(6));
		const fromN8n = saved(6);
		expect(memory.freshest('copy n', fromN8n)).toBe(fromN8n);
	});

	it.each(['2026-01-10T11:00:00.000Z', '2026-01-10T13:00:00.000Z'])('is not used beside a copy of the same revision that another process saved, at %s by its clock', (savedAt) => {
		const memory = new Memory();
		memory.keep('w n', saved(6), saved(6, { packed: 'mine' }));
		const fromN8n = saved(6, { savedAt, packed: 'theirs' });
		expect(memory.freshest('w n', fromN8n)).toBe(fromN8n);
	});

	it("is used although n8n's clock was set back since n8n's copy was made", () => {
		const memory = new Memory();
		const mine = saved(6, { savedAt: '2026-01-10T11:00:00.000Z' });
		memory.keep('w n', saved(6), mine);
		expect(memory.freshest('w n', saved(6))).toBe(mine);
	});
});
