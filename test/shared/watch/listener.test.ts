import { Listener } from '../../../nodes/shared/watch/listener';
import { ManualTimers, settled } from '../../support/manualTimers';

/** One time that the server was listened to. */
interface Opening {
	at: number;
	ring(): void;
	ends(error?: Error): void;
	signal: AbortSignal;
}

/** A server that is listened to; what it does when a connection begins is a test's. */
function world(onOpening: (opening: Opening) => void = ({ ring }) => ring()) {
	const timers = new ManualTimers();
	const openings: Opening[] = [];
	const rings: number[] = [];
	const ended: Array<[string | undefined, number]> = [];
	const listener = new Listener(
		async (ring, signal) => {
			const { promise, resolve, reject } = Promise.withResolvers<void>();
			const opening: Opening = { at: timers.now(), ring, signal, ends: (error) => (error ? reject(error) : resolve()) };
			signal.addEventListener('abort', () => resolve(), { once: true });
			openings.push(opening);
			onOpening(opening);
			await promise;
		},
		{ ring: () => void rings.push(timers.now()), ended: (error, inARow) => void ended.push([(error as Error | undefined)?.message, inARow]) },
		timers,
	);
	const open = () => openings.filter(({ signal }) => !signal.aborted).length;
	return { timers, listener, openings, rings, ended, open };
}

it('is open once it rings, and hands on every ring', async () => {
	const { timers, listener, openings, rings } = world();
	await listener.open();
	await timers.pass(1_000);
	openings[0]!.ring();
	await timers.pass(1_000);
	openings[0]!.ring();
	expect(rings).toEqual([0, 1_000, 2_000]);
});

it('that ends is opened again a second later, and rings then, since nobody tells what happened meanwhile', async () => {
	const { timers, listener, openings, rings, ended } = world();
	await listener.open();
	await timers.pass(600_000);
	openings[0]!.ends(new Error('the connection broke'));
	await timers.pass(1_000);
	expect(openings.map(({ at }) => at)).toEqual([0, 601_000]);
	expect(rings).toEqual([0, 601_000]);
	expect(ended).toEqual([['the connection broke', 1]]);
});

it('that connects and ends at once, over and over, is opened less and less often, up to once a minute', async () => {
	const { timers, listener, openings, ended } = world(({ ring, ends }) => (ring(), ends()));
	await listener.open();
	await timers.pass(600_000);
	const waits = openings.map(({ at }, index) => at - (openings[index - 1]?.at ?? 0)).slice(1, 9);
	expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
	expect(ended.slice(0, 3)).toEqual([[undefined, 1], [undefined, 2], [undefined, 3]]);
	await listener.close();
});

it('is opened quickly again once it has lasted', async () => {
	let isUp = false;
	const { timers, listener, openings } = world(({ ring, ends }) => (isUp ? ring() : ends(new Error('refused'))));
	await expect(listener.open()).rejects.toThrow('refused');
	await timers.pass(120_000);
	isUp = true;
	await timers.pass(180_000);
	openings.at(-1)!.ends();
	const count = openings.length;
	await timers.pass(1_000);
	expect(openings.length).toBe(count + 1);
});

it('says what kept it from being opened the first time, and tries again all the same', async () => {
	let isUp = false;
	const { timers, listener, rings } = world(({ ring, ends }) => (isUp ? ring() : ends(new Error('no such path'))));
	await expect(listener.open()).rejects.toThrow('no such path');
	isUp = true;
	await timers.pass(1_000);
	expect(rings).toHaveLength(1);
});

it('that is never open is given up after a minute, and whatever it rings later counts for nothing', async () => {
	const { timers, listener, openings, rings } = world(() => {});
	const opening = listener.open();
	opening.catch(() => {});
	await timers.pass(61_000);
	await expect(opening).rejects.toThrow('was not open within a minute');
	expect(openings[0]!.signal.aborted).toBe(true);
	openings[0]!.ring();
	expect(rings).toEqual([]);
});

describe('once it is closed', () => {
	it('nobody listens, it rings no more, and nothing is waited for', async () => {
		const { timers, listener, openings, rings, open } = world();
		await listener.open();
		await listener.close();
		openings[0]!.ring();
		await timers.pass(600_000);
		expect([open(), openings.length, rings.length, timers.pending]).toEqual([0, 1, 1, 0]);
	});

	it('it is over at once while it waits to be opened again', async () => {
		const { timers, listener, openings } = world(({ ends }) => ends(new Error('refused')));
		await listener.open().catch(() => {});
		await settled();
		await listener.close();
		await timers.pass(600_000);
		expect([openings.length, timers.pending]).toEqual([1, 0]);
	});

	it('a connection that does not want to end is waited for three seconds', async () => {
		const timers = new ManualTimers();
		const listener = new Listener(async (ring) => (ring(), await new Promise<void>(() => {})), { ring: () => {}, ended: () => {} }, timers);
		await listener.open();
		let isClosed = false;
		void listener.close().then(() => (isClosed = true));
		await timers.pass(2_900);
		expect(isClosed).toBe(false);
		await timers.pass(200);
		expect(isClosed).toBe(true);
	});
});
