import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../../test/e2e/n8n/wait';
import { Random } from '../../test/simulators/support/random';
import type { LiveNode } from '../../test/support/liveNode';
import { alone, type Figure } from '../figure';

/** How often something happens that has to be reported at once, how many bursts there are, and how many changes each has. */
export const given = { happenings: 50, bursts: 7, changes: 200 } as const;

export interface LiveCosts {
	/** From what happened to the item, ms. */
	tookMs: number[];
	/** Of each burst. */
	looks: number[];
	/** From the last change of each burst to its item, ms. */
	lastMs: number[];
}

/** A live trigger that is active, and the server that it follows. */
export interface Followed {
	trigger: LiveNode;
	/** Devices, of which each changes once in a burst. */
	ids: readonly string[];
	/** Looks so far. */
	looks(): number;
	/** Something happens of which one item tells. */
	happen(nr: number): void;
	/** A device changes, of which one item tells. */
	change(id: string, burst: number): void;
}

const BURST_MS = 5_000;
/** After a look the next one waits for its second: what happens meanwhile belongs to the bursts. */
const QUIET_MS = 1_200;

/** How soon the trigger reports what happens, and how often it looks while much happens. */
export async function follow({ trigger, ids, looks, happen, change }: Followed): Promise<LiveCosts> {
	const random = new Random(1);
	/** @returns ms since then, once so many items have been emitted */
	const told = async (count: number, since: number) => {
		await until('the item', () => trigger.emitted.length >= count, { everyMs: 1, deadlineMs: 30_000 });
		return performance.now() - since;
	};
	const tookMs: number[] = [];
	for (let nr = 1; nr <= given.happenings; nr++) {
		await sleep(QUIET_MS + random.below(400));
		const before = trigger.emitted.length;
		const begun = performance.now();
		happen(nr);
		tookMs.push(await told(before + 1, begun));
	}
	const burst = async (nr: number) => {
		await sleep(QUIET_MS);
		const before = { looks: looks(), emitted: trigger.emitted.length };
		for (const id of ids) {
			change(id, nr);
			await sleep(BURST_MS / ids.length);
		}
		const lastMs = await told(before.emitted + ids.length, performance.now());
		// None comes after it, and nothing was reported twice.
		await sleep(2 * QUIET_MS);
		const emitted = trigger.emitted.slice(before.emitted).map(({ json }) => (json.device as { id: string }).id);
		if (new Set(emitted).size !== ids.length || emitted.length !== ids.length) throw new Error(`${ids.length} changes, and ${emitted.length} items about ${new Set(emitted).size} devices`);
		return { looks: looks() - before.looks, lastMs };
	};
	const all: Array<Awaited<ReturnType<typeof burst>>> = [];
	for (let nr = 1; nr <= given.bursts; nr++) all.push(await burst(nr));
	return { tookMs, looks: all.map((each) => each.looks), lastMs: all.map((each) => each.lastMs) };
}

/** @param happening "from a scan to the item" */
export function liveFigures(name: string, happening: string, { tookMs, looks, lastMs }: LiveCosts): Figure[] {
	const withinASecond = { of: 'value', is: 'at most', target: 1_000 } as const;
	return [
		alone({ name: `${name}: ${happening}`, unit: 'ms', values: tookMs, goal: withinASecond }),
		alone({ name: `${name}: the worst of ${given.happenings}`, unit: 'ms', values: [Math.max(...tookMs)], goal: withinASecond }),
		alone({ name: `${name}: looks in a burst of ${given.changes} changes within 5 s`, unit: 'looks', values: looks, goal: { of: 'value', is: 'at most', target: 20 } }),
		alone({ name: `${name}: from the last change of a burst to its item`, unit: 'ms', values: lastMs }),
	];
}
