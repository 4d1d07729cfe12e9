import type { INodeExecutionData } from 'n8n-workflow';
import { without } from '../without';
import type { WatchContext } from './context';
import { toRepeat } from './handed';
import type { Memory } from './memory';
import { readRepeatAfterRestart } from './settings';
import { readSaved, type Saved } from './state';

/** Whether n8n registers the trigger because it has started, or because this process takes over from another. */
export function isStartOfN8n(context: WatchContext): boolean {
	return ['init', 'leadershipChange'].includes(context.getActivationMode());
}

/** What is handed over once more, after a start of n8n soon after it was handed over: with what is new, or alone where the server cannot be asked. */
export class Repeat {
	private constructor(
		private readonly context: WatchContext,
		private readonly memory: Memory,
		private readonly key: string,
		private readonly kept: Saved | undefined,
		readonly items: readonly INodeExecutionData[],
	) {}

	static async of(context: WatchContext, memory: Memory, key: string, isFirst: boolean): Promise<Repeat> {
		const isStart = isFirst && isStartOfN8n(context) && !memory.knows(key);
		const kept = isStart ? readSaved(context.getWorkflowStaticData('node').watch) : undefined;
		const isOurs = kept?.node === context.getNode().id;
		const items = isOurs ? await toRepeat(kept.handed, { now: new Date(), withinMs: readRepeatAfterRestart(context) }) : [];
		return new Repeat(context, memory, key, kept, items);
	}

	/** It is noted that they were repeated, so that they are not repeated again. */
	alone(): INodeExecutionData[] {
		const { context, memory, key, kept, items } = this;
		if (items.length === 0) return [];
		const saved: Saved = { ...without(kept!, 'handed'), revision: kept!.revision + 1, savedAt: new Date().toISOString() };
		context.getWorkflowStaticData('node').watch = saved;
		memory.keep(key, kept, saved);
		return [...items];
	}
}
