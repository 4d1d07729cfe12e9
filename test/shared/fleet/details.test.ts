import { CancelledError, ForbiddenError } from '../../../nodes/shared/errors';
import { forgetDetails, withDetails } from '../../../nodes/shared/fleet/details';
import type { FleetDetails, FleetSource } from '../../../nodes/shared/fleet/source';
import { agent, NOW } from './records';

const agents = (count: number) => Array.from({ length: count }, (_, index) => agent(`a${index}`, { name: `pc-${index}` }));
const refused = { method: 'GET', path: '/agents/' };

/** A system that answers like this; what was asked. */
function source(answer: (id: string) => Promise<FleetDetails>): { source: FleetSource<null>; asked: string[] } {
	const asked: string[] = [];
	return { asked, source: { rowsAre: 'agents', list: async () => await Promise.resolve([]), details: async (_, { id }) => (asked.push(id), await answer(id)) } };
}

beforeEach(forgetDetails);

it('asks for each once a day, anew after an update of the agent, and for no more than it may', async () => {
	const system = source(async () => await Promise.resolve({ macs: ['00:1A:2B:00:00:01'], meshId: null }));
	const read = async (records = agents(3), now = NOW, most = 2) => await withDetails(records, { source: system.source, client: null, scope: 's', most, now });
	expect(await read()).toMatchObject({ left: 1, failed: 0, records: [{ macs: ['00:1A:2B:00:00:01'] }, { macs: ['00:1A:2B:00:00:01'] }, { macs: [] }] });
	expect(await read()).toMatchObject({ left: 0 });
	expect(system.asked).toEqual(['a0', 'a1', 'a2']);
	await read(agents(3), NOW + 23 * 3_600_000);
	expect(system.asked).toHaveLength(3);
	const [first, ...others] = agents(3);
	await read([{ ...first!, device: { ...first!.device, version: '2.0' } }, ...others]);
	expect(system.asked).toHaveLength(4);
	await read(agents(3), NOW + 25 * 3_600_000);
	expect(system.asked).toHaveLength(6);
});

it('does without those of one that fails, and stops at a missing right', async () => {
	const failing = source(async (id) => (id === 'a1' ? await Promise.reject(new Error('timed out')) : await Promise.resolve({ macs: ['00:1A:2B:00:00:01'] })));
	expect(await withDetails(agents(3), { source: failing.source, client: null, scope: 's', most: 9, now: NOW })).toMatchObject({ failed: 1, why: 'timed out', left: 0 });
	const forbidden = source(async () => await Promise.reject(new ForbiddenError('may not', refused, 403)));
	expect(await withDetails(agents(50), { source: forbidden.source, client: null, scope: 't', most: 50, now: NOW })).toMatchObject({ failed: 50, why: 'may not' });
	expect(forbidden.asked.length).toBeLessThanOrEqual(6);
});

it('is cancelled with the execution', async () => {
	const cancelled = source(async () => await Promise.reject(new CancelledError()));
	await expect(withDetails(agents(2), { source: cancelled.source, client: null, scope: 's', most: 9, now: NOW })).rejects.toThrow(CancelledError);
});

it('goes on without those that take too long, and has them the next time', async () => {
	const slow = Promise.withResolvers<FleetDetails>();
	const system = source(async (id) => (id === 'a0' ? await slow.promise : await Promise.resolve({ macs: ['00:1A:2B:00:00:02'] })));
	const read = async () => await withDetails(agents(2), { source: system.source, client: null, scope: 's', most: 9, now: NOW, patienceMs: 50 });
	expect((await read()).records.map(({ macs }) => macs.length)).toEqual([0, 1]);
	slow.resolve({ macs: ['00:1A:2B:00:00:01'] });
	expect((await read()).records.map(({ macs }) => macs.length)).toEqual([1, 1]);
});

it('says what was never read, and not what fails by itself; what an agent told before its update counts until it is read again', async () => {
	const system = source(async (id) => (id === 'a1' ? await Promise.reject(new Error('timed out')) : await Promise.resolve({ macs: ['00:1A:2B:00:00:01'] })));
	const read = async (most: number, records = agents(4), scope = 's') => await withDetails(records, { source: system.source, client: null, scope, most, now: NOW });
	expect(await read(2)).toMatchObject({ isUnread: true });
	expect(await read(9)).toMatchObject({ isUnread: false, failed: 1 });
	const updated = agents(4).map((each) => ({ ...each, device: { ...each.device, version: '2.0' } }));
	expect((await read(1, updated)).records[3]).toMatchObject({ macs: ['00:1A:2B:00:00:01'] });
	const down = source(async () => await Promise.reject(new Error('out of order')));
	expect(await withDetails(agents(4), { source: down.source, client: null, scope: 'down', most: 9, now: NOW })).toMatchObject({ isUnread: true });
	const forbidden = source(async () => await Promise.reject(new ForbiddenError('may not', refused, 403)));
	expect(await withDetails(agents(4), { source: forbidden.source, client: null, scope: 'forbidden', most: 2, now: NOW })).toMatchObject({ isUnread: false });
});
