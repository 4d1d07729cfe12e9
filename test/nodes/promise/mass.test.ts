/** Most devices gone at once, by the whole poll: a second look has to remember the first, although n8n keeps nothing of a poll that told nothing. */
import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';
import { savings } from '../../support/poller';
import { COUNT, Crowd, everybody, nobody } from './crowd';
import { fakeDate } from './fakeDate';
import type { Poll } from './life';
import { processesOf } from './processes';

const MOST_MOMENTS = 10;
/** Away are few, half of them, or nearly all. */
const crowds = fc.constantFrom(1, 5, 9).chain((tenths) => fc.array(fc.nat(9).map((dice) => dice < tenths), { minLength: COUNT, maxLength: COUNT }));
const histories = fc.array(fc.record({ away: crowds, isKilled: fc.nat(3).map((dice) => dice === 0) }), { maxLength: MOST_MOMENTS });

let processes: Poll[];
beforeAll(async () => {
	processes = await processesOf(MOST_MOMENTS + 1);
});
beforeEach(fakeDate);
afterEach(() => jest.useRealTimers());

describe.each(savings)('most devices offline at once, n8n polling as "%s"', (saving) => {
	it('are told in one event at the second look, and so is their return', async () => {
		const crowd = await Crowd.watched(saving, processes);
		crowd.becomes(everybody);
		expect([await crowd.poll(), await crowd.poll(), await crowd.poll()]).toEqual([[], ['massChange'], []]);
		crowd.becomes(nobody);
		expect([await crowd.poll(), await crowd.poll()]).toEqual([['massChangeOver'], []]);
	});

	it('are told once, where n8n is killed between the looks and after them', async () => {
		const crowd = await Crowd.watched(saving, processes);
		crowd.becomes(everybody);
		await crowd.poll();
		await crowd.restart();
		await crowd.poll();
		await crowd.poll();
		await crowd.restart();
		await crowd.poll();
		expect(crowd.poller.emitted.map(({ json }) => json.event)).toEqual(['massChange']);
	});

	it('are told again where they were back and went again, also if n8n was killed and remembers only the first time', async () => {
		const crowd = await Crowd.watched(saving, processes);
		crowd.becomes(everybody);
		expect([await crowd.poll(), await crowd.poll()]).toEqual([[], ['massChange']]);
		crowd.becomes(nobody);
		expect(await crowd.poll()).toEqual(['massChangeOver']);
		crowd.becomes(everybody);
		const told = [...(await crowd.restart()), ...(await crowd.poll()), ...(await crowd.poll())];
		expect(told).toEqual(['massChange']);
		expect(new Set(crowd.poller.emitted.map(({ json }) => json.eventId)).size).toBe(3);
		expect(await crowd.poll()).toEqual([]);
	});

	it("are told in time, where n8n's clock is set back meanwhile", async () => {
		const crowd = await Crowd.watched(saving, processes);
		crowd.becomes(everybody);
		crowd.n8nWrongBy = -60;
		expect([await crowd.poll(), await crowd.poll(), await crowd.poll()]).toEqual([[], ['massChange'], []]);
	});

	it('are never told one by one, and whatever becomes of n8n, what happens later is told once', async () => {
		await fc.assert(
			fc.asyncProperty(histories, async (moments) => {
				const crowd = await Crowd.watched(saving, processes);
				for (const { away, isKilled } of moments) {
					crowd.becomes(away);
					const before = crowd.poller.emitted.length;
					await (isKilled ? crowd.restart() : crowd.poll());
					const offline = crowd.poller.emitted.slice(before).filter(({ json }) => json.event === 'deviceOffline');
					expect(new Set(offline.map(({ json }) => (json.device as IDataObject).id)).size).toBeLessThanOrEqual(COUNT / 2);
				}
				crowd.becomes(nobody);
				for (let poll = 0; poll < 3; poll++) await crowd.poll();
				// One that began is over, and before that no other begins.
				const masses = crowd.poller.emitted.map(({ json }) => json.event).filter((event) => String(event).startsWith('massChange'));
				expect(masses).toEqual(masses.map((_, index) => (index % 2 === 0 ? 'massChange' : 'massChangeOver')));
				crowd.becomes(nobody.map((_, index) => index === 7));
				expect([await crowd.poll(), await crowd.poll()]).toEqual([['deviceOffline'], []]);
				crowd.becomes(nobody);
				expect([await crowd.poll(), await crowd.poll()]).toEqual([['deviceOnline'], []]);
				const ids = crowd.poller.emitted.map(({ json }) => json.eventId);
				expect(new Set(ids).size).toBe(ids.length);
			}),
			{ numRuns: Number(process.env.HISTORIES ?? 8) },
		);
	});
});
