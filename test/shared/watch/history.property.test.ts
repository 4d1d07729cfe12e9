import fc from 'fast-check';
import { baseline, diff, missing, type DiffOptions } from '../../../nodes/shared/watch/diff';
import { pack, unpack } from '../../../nodes/shared/watch/packing';
import type { State } from '../../../nodes/shared/watch/state';
import type { Snapshot, WatchEvent } from '../../../nodes/shared/watch/types';
import { deeds, devices, steady, WatchedWorld, type Deed } from '../../support/watchedWorld';
import { usual } from '../../support/watcher';

interface Step {
	done: Array<[Deed, string]>;
	minutes: number;
	poll: 'none' | 'fails' | 'is saved' | 'is not saved' | 'sees an old listing';
	most: number;
}

const step: fc.Arbitrary<Step> = fc.record({
	done: fc.array(fc.tuple(fc.constantFrom(...deeds), fc.constantFrom(...devices)), { maxLength: 4 }),
	minutes: fc.constantFrom(1, 1, 5, 45, 180),
	poll: fc.constantFrom('none', 'fails', 'is saved', 'is saved', 'is saved', 'is not saved', 'sees an old listing'),
	most: fc.integer({ min: 1, max: 5 }),
});
const history = fc.array(step, { maxLength: 30 });
const waits = fc.constantFrom(0, 10);

/** A trigger that looks at the world and remembers only what was saved. */
class Poller {
	readonly told: WatchEvent[] = [];
	reverted = false;
	state: State;

	constructor(
		private readonly world: WatchedWorld,
		private readonly waitMinutes: number,
	) {
		this.state = baseline(world.snapshot({ logFrom: '1970-01-01T00:00:00.000Z' }), usual);
	}

	async poll(how: Step['poll'], most: number): Promise<WatchEvent[]> {
		if (how === 'none' || how === 'fails') return [];
		const snapshot = this.world.snapshot({ logFrom: this.state.feedFrom, skewed: how === 'sees an old listing' });
		const { events, next } = this.compared(snapshot, most);
		this.told.push(...events);
		if (how === 'is not saved') this.reverted ||= events.length > 0;
		else this.state = await unpack(await pack(next));
		return events;
	}

	/** Compared twice, with frozen arguments and the listing in another order: the same comes out. */
	private compared(snapshot: Snapshot, most: number) {
		const whereabouts = this.world.whereabouts(missing(this.state, snapshot.sightings).map(({ id }) => id));
		const options: DiffOptions = { ...usual, most, offlineForMs: this.waitMinutes * 60_000, whereabouts };
		const before = structuredClone(this.state);
		for (const entity of this.state.entities.values()) frozen(entity);
		const difference = diff(this.state, frozen(snapshot), options);
		const again = diff(this.state, { ...snapshot, sightings: [...snapshot.sightings!].reverse() }, options);
		expect(again).toEqual(difference);
		expect(this.state).toEqual(before);
		return difference;
	}
}

function frozen<T>(value: T): T {
	if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) for (const each of Object.values(Object.freeze(value))) frozen(each);
	return value;
}

async function lived(steps: readonly Step[], waitMinutes: number) {
	const world = new WatchedWorld();
	const poller = new Poller(world, waitMinutes);
	for (const { done, minutes, poll, most } of steps) {
		for (const [deed, id] of done) world.do(deed, id);
		world.scan(minutes);
		await poller.poll(poll, most);
	}
	return { world, poller };
}

/** Nothing happens any more, and the trigger looks until it has nothing to tell. @returns how many looks that took */
async function standStill(world: WatchedWorld, poller: Poller, most: number): Promise<number> {
	// As many scans as there are devices that may have to wait for their turn, each with time enough for every wait to end.
	for (let turn = 0; turn < devices.length; turn++) {
		world.scan(60);
		await poller.poll('is saved', most);
	}
	let looks = 1;
	while ((await poller.poll('is saved', most)).length > 0) looks++;
	return looks;
}

const unique = <T>(values: readonly T[]): T[] => [...new Set(values)];
const runs = { numRuns: Number(process.env.HISTORIES ?? 120) };

test('of steady devices everything that happened is told, once and in order, and nothing else', async () => {
	await fc.assert(
		fc.asyncProperty(history, waits, async (steps, wait) => {
			const { world, poller } = await lived(steps, wait);
			await standStill(world, poller, 5);
			for (const device of steady) {
				for (const event of ['deviceAdded', 'deviceOffline', 'deviceOnline', 'deviceDown', 'ipChanged']) {
					// A new device's first addresses are part of its being new.
					if (event === 'ipChanged' && device === 'late') continue;
					const happened = world.truth.filter((each) => each.device === device && each.event === event && each.outage.minutes >= wait);
					const told = poller.told.filter((each) => each.device?.id === device && each.event === event).map(({ eventId }) => eventId);
					expect(unique(told)).toEqual(happened.map(({ eventId }) => eventId));
					if (!poller.reverted) expect(told).toHaveLength(happened.length);
				}
			}
		}),
		runs,
	);
});

test('no device is told twice in a row to be online, or offline', async () => {
	await fc.assert(
		fc.asyncProperty(history, waits, async (steps, wait) => {
			const { world, poller } = await lived(steps, wait);
			await standStill(world, poller, 5);
			fc.pre(!poller.reverted);
			for (const device of devices) {
				const lives = poller.told.filter(({ device: of }) => of?.id === device).map(({ event }) => event);
				let last = 'deviceOnline';
				for (const event of lives) {
					if (event === 'deviceAdded') last = '';
					if (event !== 'deviceOnline' && event !== 'deviceOffline') continue;
					expect(event).not.toBe(last);
					last = event;
				}
			}
		}),
		runs,
	);
});

test('an eventId is told twice only if what was told could not be saved', async () => {
	await fc.assert(
		fc.asyncProperty(history, waits, async (steps, wait) => {
			const saved = steps.map((each): Step => (each.poll === 'is not saved' ? { ...each, poll: 'is saved' } : each));
			const { world, poller } = await lived(saved, wait);
			await standStill(world, poller, 5);
			const ids = poller.told.map(({ eventId }) => eventId);
			expect(unique(ids)).toEqual(ids);
		}),
		runs,
	);
});

test('what a change says it was before is what was told last', async () => {
	await fc.assert(
		fc.asyncProperty(history, async (steps) => {
			const { world, poller } = await lived(steps, 0);
			await standStill(world, poller, 5);
			fc.pre(!poller.reverted);
			for (const device of steady) {
				for (const field of ['ip', 'place']) {
					const changes = poller.told.flatMap((each) => (each.device?.id === device ? each.changes.filter((change) => change.field === field) : []));
					for (const [index, { from, to }] of changes.entries()) {
						expect(from).not.toBe(to);
						if (index > 0) expect(from).toBe(changes[index - 1]!.to);
					}
				}
			}
		}),
		runs,
	);
});

test('once the world stands still, a few looks later what was told is how it is, and nothing more is told', async () => {
	await fc.assert(
		fc.asyncProperty(history, waits, fc.integer({ min: 1, max: 5 }), async (steps, wait, most) => {
			const { world, poller } = await lived(steps, wait);
			const looks = await standStill(world, poller, most);
			expect(looks).toBeLessThanOrEqual(devices.length);
			const kept = [...poller.state.entities.values()].map(({ id, told, ip, values, pending }) => ({ id, told, ip, place: values.place, pending }));
			const real = [...world.rows].map(([id, { online, ip, place }]) => ({ id, told: online ? 'online' : 'offline', ip, place, pending: null }));
			const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1);
			expect(kept.sort(byId)).toEqual(real.sort(byId));
			expect(await poller.poll('is saved', most)).toEqual([]);
		}),
		runs,
	);
});
