import type { INodeExecutionData } from 'n8n-workflow';
import { keepHanded, toRepeat } from '../../../nodes/shared/watch/handed';

const at = (seconds: number) => new Date(Date.UTC(2026, 0, 10, 12, 0, seconds));
const withinMs = 120_000;
const item = (eventId: string, more: object = {}): INodeExecutionData => ({ json: { event: 'deviceOffline', eventId, ...more } });
const ids = (items: readonly INodeExecutionData[]) => items.map(({ json }) => json.eventId);

describe('E13 what was handed over', () => {
	it('is repeated as it was, and says that it is a repeat', async () => {
		const kept = await keepHanded(undefined, [item('a', { raw: { x: 1 } })], { now: at(0), withinMs });
		expect(await toRepeat(kept, { now: at(119), withinMs })).toEqual([{ json: { event: 'deviceOffline', eventId: 'a', raw: { x: 1 }, repeated: true } }]);
	});

	it('is all of what was handed over in that time', async () => {
		const first = await keepHanded(undefined, [item('a')], { now: at(0), withinMs });
		const second = await keepHanded(first, [item('b'), item('c')], { now: at(60), withinMs });
		expect(ids(await toRepeat(second, { now: at(90), withinMs }))).toEqual(['a', 'b', 'c']);
		expect(ids(await toRepeat(second, { now: at(150), withinMs }))).toEqual(['b', 'c']);
		expect(ids(await toRepeat(await keepHanded(second, [item('d')], { now: at(200), withinMs }), { now: at(200), withinMs }))).toEqual(['d']);
	});

	it('is nothing later, with the option off, or of what cannot be read', async () => {
		const kept = await keepHanded(undefined, [item('a')], { now: at(0), withinMs });
		expect(await toRepeat(kept, { now: at(121), withinMs })).toEqual([]);
		expect(await toRepeat(kept, { now: at(1), withinMs: 0 })).toEqual([]);
		expect(await keepHanded(kept, [item('b')], { now: at(1), withinMs: 0 })).toBeUndefined();
		for (const broken of ['', 'text', Buffer.from('{}').toString('base64')]) expect(await toRepeat(broken, { now: at(1), withinMs })).toEqual([]);
	});

	it('stays as it is where nothing is handed over', async () => {
		const kept = await keepHanded(undefined, [item('a')], { now: at(0), withinMs });
		expect(await keepHanded(kept, [], { now: at(600), withinMs })).toBe(kept);
	});

	it("is kept without the server's records where it is much", async () => {
		const many = Array.from({ length: 500 }, (_, index) => item(`e${index}`, { raw: { text: `${index}`.repeat(300) } }));
		const kept = await keepHanded(undefined, many, { now: at(0), withinMs });
		expect(kept!.length).toBeLessThan(50_000);
		const repeated = await toRepeat(kept, { now: at(1), withinMs });
		expect(repeated).toHaveLength(500);
		for (const { json } of repeated) expect(json).not.toHaveProperty('raw');
	});
});
