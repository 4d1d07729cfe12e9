import fc from 'fast-check';
import { CancelledError, RefusedError, UnreachableError } from '../../../nodes/shared/errors';
import { LOOK_MS, runInWaves, type IfOffline, type Result, type RollOut } from '../../../nodes/shared/rollOut/run';

/** Everything that a roll-out did, and a clock that only its pauses move. */
class Fleet {
	readonly started: number[] = [];
	readonly diary: string[] = [];
	/** How often each question was asked: devices by question. */
	readonly asked: number[][] = [];
	/** ms */
	now = 1_000_000;
	running = 0;
	most = 0;
	failures = 0;
	readonly cancelling = new AbortController();
	/** Those that fail. */
	failing: (device: number) => boolean = () => false;
	/** Whether a device is online now. */
	online: (device: number) => boolean | null = () => true;
	/** Called whenever something happens; may throw, as a server that does not answer. */
	onAsk: () => void = () => {};
	onStart: (device: number) => void = () => {};
	/** How many turns of the event loop a device takes. */
	takes: (device: number) => number = () => 1;

	async rollOut(count: number, rollOut: Partial<RollOut> = {}, atOnce = 100): Promise<Array<Result<string>>> {
		const settings: RollOut = { first: 1, next: { devices: 10 }, stopAfter: 1, pauseMs: 0, ifOffline: 'fail', ...rollOut };
		return await runInWaves(count, settings, {
			run: async (device) => {
				this.started.push(device);
				this.most = Math.max(this.most, ++this.running);
				this.onStart(device);
				for (let turn = 0; turn < this.takes(device); turn++) await turnOver();
				this.running--;
				if (this.failing(device)) {
					this.failures++;
					throw new Error(`${device} failed`);
				}
				return `did ${device}`;
			},
			areOnline: async (devices) => {
				this.asked.push([...devices]);
				this.onAsk();
				await turnOver();
				return new Map(devices.map((device) => [device, this.online(device)]));
			},
			atOnce,
			pause: async (ms) => {
				this.diary.push(`pause ${ms}`);
				if (this.cancelling.signal.aborted) throw new CancelledError();
				await turnOver();
				this.now += ms;
				if (this.cancelling.signal.aborted) throw new CancelledError();
			},
			now: () => this.now,
			signal: this.cancelling.signal,
		});
	}
}

const turnOver = async () => await new Promise<void>((resolve) => setImmediate(resolve));
const outcomes = (results: Array<Result<string>>) => results.map(({ outcome }) => outcome);
const count = (results: Array<Result<string>>, outcome: string) => outcomes(results).filter((each) => each === outcome).length;
const minute = 60_000;

test('goes through all devices in waves, in their order, and gives what became of each', async () => {
	const fleet = new Fleet();
	const results = await fleet.rollOut(25);
	expect(results.map((result) => result.wave)).toEqual([1, ...Array<number>(10).fill(2), ...Array<number>(10).fill(3), ...Array<number>(4).fill(4)]);
	expect(results[7]).toEqual({ outcome: 'done', wave: 2, value: 'did 7' });
	expect(fleet.started).toEqual([...Array(25).keys()]);
	expect([fleet.most, fleet.asked, fleet.diary]).toEqual([10, [], []]);
});

test('stops after the failures that it was told, and says so of those that were not started', async () => {
	const fleet = new Fleet();
	fleet.failing = (device) => [3, 5, 14].includes(device);
	const results = await fleet.rollOut(800, { stopAfter: 3 });
	expect([count(results, 'done'), count(results, 'failed'), count(results, 'notStarted')]).toEqual([18, 3, 779]);
	expect(results[799]).toEqual({ outcome: 'notStarted', wave: null, reason: 'The roll-out stopped after 3 failures' });
});

test('inside of a wave, those that run end, and none of the others is started', async () => {
	const fleet = new Fleet();
	fleet.failing = (device) => device === 1;
	fleet.takes = (device) => (device === 1 ? 1 : 5);
	const results = await fleet.rollOut(30, { first: 20 }, 4);
	expect(outcomes(results).slice(0, 5)).toEqual(['done', 'failed', 'done', 'done', 'notStarted']);
	expect(fleet.started).toEqual([0, 1, 2, 3]);
	expect(results[4]).toEqual({ outcome: 'notStarted', wave: null, reason: 'The roll-out stopped after 1 failure' });
});

test('with 0 it goes on whatever fails', async () => {
	const fleet = new Fleet();
	fleet.failing = () => true;
	expect(count(await fleet.rollOut(40, { stopAfter: 0 }), 'failed')).toBe(40);
});

test('waits between waves, and neither before the first nor after the last', async () => {
	const fleet = new Fleet();
	await fleet.rollOut(21, { pauseMs: 5 * minute });
	expect(fleet.diary).toEqual(['pause 300000', 'pause 300000']);
});

test('waits no more after the wave that stopped it', async () => {
	const fleet = new Fleet();
	fleet.failing = () => true;
	await fleet.rollOut(21, { pauseMs: 5 * minute });
	expect(fleet.diary).toEqual([]);
});

describe('devices that are offline', () => {
	const even = (device: number) => device % 2 === 0;

	test('are run all the same if they are to fail, and nobody is asked', async () => {
		const fleet = new Fleet();
		fleet.online = even;
		expect(outcomes(await fleet.rollOut(4))).toEqual(['done', 'done', 'done', 'done']);
		expect(fleet.asked).toEqual([]);
	});

	test('are left out, and others take their place, so that waves have their size', async () => {
		const fleet = new Fleet();
		fleet.online = even;
		const results = await fleet.rollOut(60, { first: 2, next: { devices: 7 }, ifOffline: 'leaveOut' });
		expect(results.filter((_, device) => even(device)).map(({ wave }) => wave)).toEqual([1, 1, ...[2, 3, 4, 5].flatMap((wave) => Array<number>(7).fill(wave))]);
		expect(results[1]).toEqual({ outcome: 'leftOut', wave: null, reason: 'It was offline' });
		expect(count(results, 'leftOut')).toBe(30);
	});

	test('all of them: nothing is started, and few questions are asked', async () => {
		const fleet = new Fleet();
		fleet.online = () => false;
		const results = await fleet.rollOut(800, { ifOffline: 'leaveOut' });
		expect([count(results, 'leftOut'), fleet.started]).toEqual([800, []]);
		expect(fleet.asked.length).toBeLessThan(12);
	});

	test('are judged when their turn comes, and not when they were looked at with others', async () => {
		const fleet = new Fleet();
		const began = fleet.now;
		// The first four are away permanently, which makes it look further ahead; the last is there only when its turn comes.
		fleet.online = (device) => device >= 4 && (device < 7 || fleet.now > began);
		const results = await fleet.rollOut(8, { next: { devices: 1 }, pauseMs: minute, ifOffline: 'leaveOut' });
		expect(outcomes(results)).toEqual([...Array<string>(4).fill('leftOut'), 'done', 'done', 'done', 'done']);
	});

	test('are no failures', async () => {
		const fleet = new Fleet();
		fleet.online = (device) => device > 5;
		expect(count(await fleet.rollOut(10, { ifOffline: 'leaveOut' }), 'done')).toBe(4);
	});

	test('of which that is not known are run', async () => {
		const fleet = new Fleet();
		fleet.online = () => null;
		expect(count(await fleet.rollOut(5, { ifOffline: 'leaveOut' }), 'done')).toBe(5);
	});

	test('are waited for while others go on, and run in a later wave', async () => {
		const fleet = new Fleet();
		const began = fleet.now;
		fleet.online = (device) => device !== 0 || fleet.now > began + 10 * minute;
		const results = await fleet.rollOut(15, { next: { devices: 10 }, ifOffline: { waitMs: 60 * minute } });
		expect(results.map(({ wave }) => wave)).toEqual([3, 1, ...Array<number>(10).fill(2), 3, 3, 3].map((wave, device) => (device === 0 ? 4 : wave)));
		expect(fleet.now).toBeGreaterThan(began + 10 * minute);
	});

	test('that come back while waves are run have their turn with the next one, before others', async () => {
		const fleet = new Fleet();
		fleet.online = (device) => device !== 0 || fleet.started.length >= 11;
		const results = await fleet.rollOut(30, { ifOffline: { waitMs: 60 * minute } });
		expect(results[0]).toMatchObject({ outcome: 'done', wave: 3 });
		expect(fleet.started.slice(11, 13)).toEqual([0, 12]);
	});

	test('are left out once each was waited for long enough', async () => {
		const fleet = new Fleet();
		fleet.online = (device) => device > 1;
		const results = await fleet.rollOut(12, { ifOffline: { waitMs: 7 * minute } });
		expect(results[0]).toEqual({ outcome: 'leftOut', wave: null, reason: 'It was offline and did not come back within 7 min' });
		expect([count(results, 'done'), count(results, 'leftOut')]).toEqual([10, 2]);
		expect(fleet.now).toBe(1_000_000 + 7 * minute);
		expect(fleet.asked.length).toBeLessThanOrEqual(5 + (7 * minute) / LOOK_MS);
	});

	test('are not back for that alone that a question about them failed', async () => {
		const fleet = new Fleet();
		const began = fleet.now;
		const isBack = () => fleet.now >= began + 3 * minute;
		fleet.online = (device) => device > 0 || isBack() || (fleet.asked.length === 1 ? false : null);
		fleet.failing = (device) => device === 0 && !isBack();
		const results = await fleet.rollOut(12, { first: 3, ifOffline: { waitMs: 7 * minute } });
		expect(results[0]).toMatchObject({ outcome: 'done' });
	});

	test('that come and go are waited for no longer than those that stay away', async () => {
		const fleet = new Fleet();
		// There whenever it is looked for, and gone when its turn has come.
		fleet.online = () => fleet.asked.length % 2 === 0;
		fleet.onAsk = () => {
			if (fleet.asked.length > 100) throw new Error('It is asked for ever');
		};
		const results = await fleet.rollOut(1, { ifOffline: { waitMs: 7 * minute } });
		expect(results).toEqual([{ outcome: 'leftOut', wave: null, reason: 'It was offline and did not come back within 7 min' }]);
		expect(fleet.now).toBeLessThanOrEqual(1_000_000 + 7 * minute);
	});

	test('are not waited for once it has stopped', async () => {
		const fleet = new Fleet();
		fleet.online = (device) => device !== 0;
		fleet.failing = (device) => device === 1;
		const results = await fleet.rollOut(12, { ifOffline: { waitMs: 7 * minute } });
		expect(count(results, 'notStarted')).toBe(11);
		expect(fleet.diary).toEqual([]);
	});
});

describe('asking who is online', () => {
	const down = () => new UnreachableError('refused', { method: 'GET', path: '/x' }, 'no');
	const no = () => new RefusedError('not for you', { method: 'GET', path: '/x' }, 403);

	test('that fails before anything was started is the error', async () => {
		const fleet = new Fleet();
		fleet.onAsk = () => {
			throw down();
		};
		await expect(fleet.rollOut(5, { ifOffline: 'leaveOut' })).rejects.toThrow('refused');
		expect([fleet.started, fleet.diary]).toEqual([[], []]);
	});

	test('is repeated for as long as a server takes to restart', async () => {
		const fleet = new Fleet();
		fleet.onAsk = () => {
			if (fleet.asked.length > 1 && fleet.asked.length < 6) throw down();
		};
		expect(count(await fleet.rollOut(5, { ifOffline: 'leaveOut' }), 'done')).toBe(5);
		expect(fleet.diary).toEqual(Array<string>(4).fill('pause 60000'));
		expect(fleet.started).toEqual([0, 1, 2, 3, 4]);
	});

	test.each([['is down for good', down, 5], ['refuses', no, 0]])('stops the roll-out where the server %s, and what was done is not lost', async (_, failure, pauses) => {
		const fleet = new Fleet();
		fleet.onAsk = () => {
			if (fleet.asked.length > 1) throw failure();
		};
		const results = await fleet.rollOut(5, { ifOffline: 'leaveOut' });
		expect(outcomes(results)).toEqual(['done', ...Array<string>(4).fill('notStarted')]);
		expect(results[4]).toMatchObject({ reason: expect.stringContaining('it could not check which devices are online (') as string });
		expect(fleet.diary).toHaveLength(pauses);
	});
});

describe('cancelling', () => {
	test('in the wait between two waves starts none', async () => {
		const fleet = new Fleet();
		const cancelled = fleet.rollOut(20, { pauseMs: minute });
		while (fleet.diary.length === 0) await turnOver();
		fleet.cancelling.abort();
		const results = await cancelled;
		expect(outcomes(results)).toEqual(['done', ...Array<string>(19).fill('notStarted')]);
		expect(results[1]).toMatchObject({ reason: 'The execution was canceled' });
	});

	test('before the first starts none', async () => {
		const fleet = new Fleet();
		fleet.cancelling.abort();
		expect(count(await fleet.rollOut(20), 'notStarted')).toBe(20);
		expect(fleet.started).toEqual([]);
	});
});

const anyOffline: fc.Arbitrary<IfOffline> = fc.oneof(fc.constant('fail' as const), fc.constant('leaveOut' as const), fc.record({ waitMs: fc.integer({ min: 1, max: 20 * minute }) }));
const anyRollOut: fc.Arbitrary<RollOut> = fc.record({
	first: fc.integer({ min: 1, max: 12 }),
	next: fc.oneof(fc.constant('one' as const), fc.record({ devices: fc.integer({ min: 1, max: 12 }) }), fc.record({ percent: fc.integer({ min: 1, max: 100 }) })),
	stopAfter: fc.integer({ min: 0, max: 4 }),
	pauseMs: fc.constantFrom(0, minute),
	ifOffline: anyOffline,
});
/** Of one device: whether it fails, how long it takes, and from when it is online, in minutes from the beginning. */
const anyDevice = fc.record({ fails: fc.boolean(), takes: fc.integer({ min: 1, max: 4 }), onlineAfter: fc.constantFrom(0, 0, 0, 3, 1_000) });

/** What holds at every moment, and in the end. */
async function everything(devices: Array<{ fails: boolean; takes: number; onlineAfter: number }>, rollOut: RollOut, atOnce: number, cancelAfter?: number) {
	const fleet = new Fleet();
	const began = fleet.now;
	let happened = 0;
	const happens = () => {
		if (++happened === cancelAfter) fleet.cancelling.abort();
	};
	const largest = Math.max(rollOut.first, rollOut.next === 'one' ? devices.length : 'devices' in rollOut.next ? rollOut.next.devices : Math.max(1, Math.ceil((devices.length * rollOut.next.percent) / 100)));
	fleet.failing = (device) => devices[device]!.fails;
	fleet.takes = (device) => devices[device]!.takes;
	fleet.online = (device) => fleet.now >= began + devices[device]!.onlineAfter * minute;
	fleet.onAsk = happens;
	fleet.onStart = () => {
		expect(fleet.running).toBeLessThanOrEqual(Math.min(largest, atOnce));
		// Never a start after the stop, nor after the cancelling.
		expect(rollOut.stopAfter === 0 || fleet.failures < rollOut.stopAfter).toBe(true);
		expect(fleet.cancelling.signal.aborted).toBe(false);
		happens();
	};
	const results = await fleet.rollOut(devices.length, rollOut, atOnce);
	// Each device once: in the results, and as far as it was started.
	expect(Object.keys(results)).toHaveLength(devices.length);
	expect(new Set(fleet.started).size).toBe(fleet.started.length);
	const begun = results.flatMap(({ wave }, device) => (wave === null ? [] : [device]));
	expect([...fleet.started].sort((a, b) => a - b)).toEqual(begun);
	for (const [device, result] of results.entries()) {
		if (result.outcome === 'done' || result.outcome === 'failed') expect(result.outcome).toBe(devices[device]!.fails ? 'failed' : 'done');
		else if (result.outcome === 'leftOut') expect(devices[device]!.onlineAfter).toBeGreaterThan(0);
	}
	// Waves follow one another without a gap, and none is larger than it may be.
	const members = Map.groupBy(begun, (device) => results[device]!.wave!);
	const numbers = [...members.keys()].sort((a, b) => a - b);
	expect(numbers).toEqual(numbers.map((_, index) => index + 1));
	for (const [wave, all] of members) expect(all.length).toBeLessThanOrEqual(wave === 1 ? rollOut.first : largest);
	return { fleet, results, members };
}

test('whatever devices do: each once, never more than a wave at once, no start after the stop', async () => {
	await fc.assert(
		fc.asyncProperty(fc.array(anyDevice, { maxLength: 40 }), anyRollOut, fc.integer({ min: 1, max: 15 }), async (devices, rollOut, atOnce) => {
			const { results, fleet } = await everything(devices, rollOut, atOnce);
			const isStopped = rollOut.stopAfter > 0 && fleet.failures >= rollOut.stopAfter;
			expect(count(results, 'notStarted') > 0 ? isStopped : true).toBe(true);
		}),
	);
});

test('where nobody is offline and nothing fails, all waves but the last have exactly their size', async () => {
	const well = fc.array(anyDevice.map((device) => ({ ...device, fails: false, onlineAfter: 0 })), { maxLength: 60 });
	await fc.assert(
		fc.asyncProperty(well, anyRollOut, async (devices, rollOut) => {
			const { members } = await everything(devices, rollOut, 100);
			const { next } = rollOut;
			const size = next === 'one' ? devices.length : 'devices' in next ? next.devices : Math.max(1, Math.ceil((devices.length * next.percent) / 100));
			const all = [...members].sort(([a], [b]) => a - b).map(([, { length }]) => length);
			expect(all.slice(0, -1)).toEqual(all.slice(0, -1).map((_, index) => (index === 0 ? rollOut.first : size)));
		}),
	);
});

test('cancelled at any moment: nothing is started after it, what runs is awaited, and every device is accounted for', async () => {
	await fc.assert(
		fc.asyncProperty(fc.array(anyDevice, { minLength: 1, maxLength: 40 }), anyRollOut, fc.integer({ min: 1, max: 15 }), fc.integer({ min: 1, max: 40 }), async (devices, rollOut, atOnce, cancelAfter) => {
			const { fleet } = await everything(devices, rollOut, atOnce, cancelAfter);
			expect(fleet.running).toBe(0);
		}),
	);
});
