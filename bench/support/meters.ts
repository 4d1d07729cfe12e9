import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { GCProfiler } from 'node:v8';

/** How long something took, and for how long in one stretch it kept the event loop to itself. */
export interface Blocking {
	ms: number;
	blockedMs: number;
}

/** Collections of garbage count for whom they meet, as they do in n8n. */
export async function blocking(task: () => void | Promise<void>): Promise<Blocking> {
	const delay = monitorEventLoopDelay({ resolution: 1 });
	delay.enable();
	await sleep(10);
	delay.reset();
	// It starts to count with the turn after.
	await sleep(5);
	const from = performance.now();
	await task();
	const ms = performance.now() - from;
	await sleep(10);
	delay.disable();
	return { ms, blockedMs: delay.max / 1e6 };
}

/** How many bytes the heap grew at most meanwhile, garbage that was not yet collected included. Needs `--expose-gc`. */
export async function peakHeap(task: () => Promise<void>): Promise<number> {
	globalThis.gc!();
	const before = process.memoryUsage().heapUsed;
	const profiler = new GCProfiler();
	profiler.start();
	await task();
	const after = process.memoryUsage().heapUsed;
	const collections = profiler.stop()?.statistics ?? [];
	return Math.max(after, ...collections.map(({ beforeGC }) => beforeGC.heapStatistics.usedHeapSize)) - before;
}

/** What a process holds on to. */
export interface Census {
	/** Bytes, after collections. */
	heap: number;
	/** Sockets and timers that keep it alive. */
	open: number;
}

/** Counts what is left once garbage is collected; the least of a few looks. Needs `--expose-gc`. */
export async function census(): Promise<Census> {
	let heap = Infinity;
	for (let look = 0; look < 5; look++) {
		await sleep(20);
		globalThis.gc!();
		heap = Math.min(heap, process.memoryUsage().heapUsed);
	}
	const open = process.getActiveResourcesInfo().filter((resource) => /TCPSocket|TLS|Timeout|Immediate/.test(resource)).length;
	return { heap, open };
}

/** How many bytes the heap and what lies outside of it (buffers) grew at most meanwhile, garbage that was not yet collected included. Needs `--expose-gc`. */
export async function peakMemory(task: () => Promise<void>): Promise<number> {
	const used = () => {
		const { heapUsed, external } = process.memoryUsage();
		return heapUsed + external;
	};
	globalThis.gc!();
	const before = used();
	let most = before;
	const look = setInterval(() => (most = Math.max(most, used())), 5);
	try {
		await task();
	} finally {
		clearInterval(look);
	}
	return Math.max(most, used()) - before;
}
