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

/** Bytes at their most, above what there was before, garbage that was not yet collected included. */
export interface Peak {
	heap: number;
	/** With what lies outside of the heap: buffers. */
	withBuffers: number;
}

/** Needs `--expose-gc`. */
export async function peakMemory(task: () => Promise<void>): Promise<Peak> {
	const used = (): Peak => {
		const { heapUsed, external } = process.memoryUsage();
		return { heap: heapUsed, withBuffers: heapUsed + external };
	};
	globalThis.gc!();
	const before = used();
	const most = { ...before };
	const look = () => {
		const now = used();
		most.heap = Math.max(most.heap, now.heap);
		most.withBuffers = Math.max(most.withBuffers, now.withBuffers);
	};
	const watch = setInterval(look, 5);
	try {
		await task();
	} finally {
		clearInterval(watch);
		look();
	}
	return { heap: most.heap - before.heap, withBuffers: most.withBuffers - before.withBuffers };
}
