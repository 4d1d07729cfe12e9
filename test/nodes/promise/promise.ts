/**
 * What docs/triggers.md promises of triggers, of the whole poll: n8n's own context for polls, its three ways to save, restarts and kills at any
 * moment, failing and overlapping polls, states that are lost or old; on a system with a log, one without, and one with records.
 */
import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';
import { savings, type Saving } from '../../support/poller';
import { Alarms } from './alarms';
import { fakeDate } from './fakeDate';
import { Fleet } from './fleet';
import { Lan } from './lan';
import { Life, turns, type LifeOptions, type Poll, type Step, type Turn } from './life';
import { processesOf } from './processes';
import { deed, type AnyWorld } from './world';

const worlds: ReadonlyArray<[name: string, make: () => AnyWorld]> = [
	['a system with a log (NetAlertX)', () => new Lan() as AnyWorld],
	['a system without a log (MeshCentral)', () => new Fleet() as AnyWorld],
	['a system with records (Tactical RMM)', () => new Alarms() as AnyWorld],
];
const cases = worlds.flatMap(([name, make]) => savings.map((saving) => [name, saving, make] as const));

/** Starts of n8n in one history; one process more may take over from another. */
const PROCESSES = 12;
/** All of what can happen to one device between two polls is reported together, whatever the limit. */
const MOST_OF_ONE_DEVICE = 12;
const ENDS_PROCESS: ReadonlySet<Turn> = new Set<Turn>(['killed', 'killed, and the server away at the start', 'killed while telling', 'an old state put back', 'the state lost']);
/** After which what was reported before may be reported again, or not at all. */
const DISTURBS: ReadonlySet<Turn> = new Set<Turn>(['killed while telling', 'an old state put back', 'the state lost']);

let processes: Poll[];

/** Histories of these turns; no more of them end n8n than there are processes. */
function histories(of: readonly Turn[], more: Partial<Record<'serverWrongBy' | 'n8nWrongBy', fc.Arbitrary<number | undefined>>> = {}, things?: fc.Arbitrary<number>): fc.Arbitrary<Step[]> {
	const step = fc.record({
		deeds: fc.array(deed(fc, things), { maxLength: 3 }),
		minutes: fc.constantFrom(1, 1, 1, 5, 45, 180),
		turn: fc.oneof({ weight: 3, arbitrary: fc.constant<Turn>('poll') }, { weight: 4, arbitrary: fc.constantFrom(...of) }),
		answers: fc.nat(99),
		...more,
	}) as fc.Arbitrary<Step>;
	const isEnd = ({ turn }: Step) => ENDS_PROCESS.has(turn);
	return fc.array(step, { maxLength: 25 }).map((steps) => {
		let ends = 0;
		return steps.map((each) => (isEnd(each) && ++ends >= PROCESSES ? { ...each, turn: 'poll' as const } : each));
	});
}

async function lived(make: () => AnyWorld, saving: Saving, steps: readonly Step[], more?: LifeOptions): Promise<Life> {
	const life = new Life(make(), saving, processes, more);
	await life.begins();
	for (const step of steps) await life.lives(step);
	return life;
}

const calm = turns.filter((turn) => !DISTURBS.has(turn));
/** Of a device that is left out, what waits for longer than an hour is no longer read. */
const complete = calm.filter((turn) => turn !== 'a list with a gap');

/** The first poll of the schedule: with durable cursors, n8n does not keep what the activation's poll saw. */
const pollAtOnce: Step = { deeds: [], minutes: 1, turn: 'poll', answers: 0 };
const nothingDeleted = fc.constantFrom(0, 10, 12, 13);

/** All of it in each of n8n's ways to poll, with so many histories each. */
export function describePromise(numRuns: number): void {
	const runs = { numRuns };
	beforeAll(async () => {
		processes = await processesOf(PROCESSES + 1);
	}, 60_000);
	beforeEach(fakeDate);
	afterEach(() => jest.useRealTimers());

	describe.each(cases)('%s, n8n polling as "%s"', (_, saving, make) => {
		test('every poll tells exactly what has happened since the look that its state was made of, whatever becomes of n8n, polls and states', async () => {
			await fc.assert(
				fc.asyncProperty(histories(turns), async (steps) => void (await lived(make, saving, steps))),
				runs,
			);
		});

		test('n8n undisturbed, or killed while no execution runs, everything is told once, under an id of its own', async () => {
			await fc.assert(
				fc.asyncProperty(histories(calm), async (steps) => {
					const { ids } = await lived(make, saving, steps);
					expect(new Set(ids).size).toBe(ids.length);
				}),
				runs,
			);
		});

		test("n8n's clock is an hour wrong, and jumps", async () => {
			const n8nWrongBy = fc.constantFrom(undefined, 0, 60, -60, 24 * 60);
			await fc.assert(
				fc.asyncProperty(histories(turns, { n8nWrongBy }), async (steps) => void (await lived(make, saving, steps))),
				runs,
			);
		});
	});

	describe.each(cases.filter(([, , make]) => !(make() instanceof Fleet)))("%s, n8n polling as \"%s\"", (_, saving, make) => {
		test("the server's clock is nearly an hour wrong, and jumps there and back", async () => {
			// Of a device that was deleted and is found again, only a clock that goes on tells the lives apart.
			const things = fc.constantFrom(0, 2, 3, 4);
			const serverWrongBy = fc.constantFrom(undefined, undefined, 0, 25, 55);
			await fc.assert(
				fc.asyncProperty(histories(calm, { serverWrongBy }, things), async (steps) => {
					const world = make();
					// How long something lasts by a clock that is set, nobody can say.
					const triggerOn = (world.parameters.triggerOn as string[]).filter((event) => event !== 'alertStillOpen');
					await lived(() => world, saving, steps, { parameters: { triggerOn } });
				}),
				runs,
			);
		});

		test('over Maximum Items the rest comes with the next polls, each once', async () => {
			const parameters = { triggerOn: ['deviceAdded', 'deviceOffline', 'deviceOnline', 'deviceDown', 'alertRaised', 'alertResolved'], options: { maximumItems: 2 } };
			await fc.assert(
				fc.asyncProperty(histories(complete, {}, nothingDeleted), async (steps) => {
					const world = make();
					const first = world.look();
					const life = await lived(() => world, saving, [pollAtOnce, ...steps], { parameters: chosenOf(world, parameters), most: MOST_OF_ONE_DEVICE });
					await life.settles();
					expect(life.told.sort()).toEqual(world.toTell(first, world.look()).filter((line) => !line.startsWith('alertStillOpen')));
					expect(new Set(life.ids).size).toBe(life.ids.length);
				}),
				runs,
			);
		});
	});
}

/** Of the chosen events, those that this system has. */
function chosenOf({ parameters }: AnyWorld, { triggerOn, options }: { triggerOn: string[]; options: IDataObject }): IDataObject {
	return { triggerOn: triggerOn.filter((event) => (parameters.triggerOn as string[]).includes(event)), options };
}
