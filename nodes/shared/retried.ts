import type { IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod/v4';

/**
 * n8n's Retry of a failed execution goes on from the state that it left: the node that failed runs again with all its items, what comes after
 * it runs for the first time, and what came before it does not run again (read in n8n 2.40: executions/execution.service `retry`,
 * workflow-execute `handleNodeExecutionError`). An execution that was killed leaves an older state, or its very beginning: then nodes run
 * again that went well, and nothing in the retry tells. So what the failed execution recorded is looked at, and what it does not prove is not
 * believed.
 */

/** What our own error leaves in the failed execution, for a retry of it: nothing that it was about was done. */
export const NOTHING_DONE = 'nothingDone';

/** Made at the first retry, and not when n8n loads its nodes. */
function executionType() {
	const task = z.looseObject({
		/** Counts the runs of one uninterrupted execution: a retry, and one that goes on after a wait, begin at 0 again. */
		executionIndex: z.number(),
		/** ms since the epoch. */
		startTime: z.number(),
		executionStatus: z.string().optional(),
		error: z.looseObject({ context: z.looseObject({ [NOTHING_DONE]: z.boolean().optional() }).optional() }).optional(),
	});
	return z.looseObject({
		resultData: z.looseObject({ lastNodeExecuted: z.string(), runData: z.record(z.string(), z.array(task)) }),
		executionData: z.looseObject({
			nodeExecutionStack: z.array(z.looseObject({ node: z.looseObject({ name: z.string() }) })).min(1),
			runtimeData: z.looseObject({ establishedAt: z.number() }),
		}),
	});
}
type Execution = z.infer<ReturnType<typeof executionType>>;

/** n8n needs longer to start again after it was killed. */
const AT_ONCE_MS = 5_000;

/**
 * Whether this run may be the second one for the same items, because a user pressed Retry.
 * @returns false where it is certain that nothing of it was done before
 */
export async function isMaybeRepeated(context: IExecuteFunctions): Promise<boolean> {
	if (context.getMode() !== 'retry') return false;
	const failed = await failedExecution(context);
	if (!failed || !endedInOrder(failed)) return true;
	const { name, type } = context.getNode();
	const runs = Object.hasOwn(failed.resultData.runData, name) ? failed.resultData.runData[name]! : [];
	// An agent that runs again may call its tools again, with the same words.
	if (type.endsWith('Tool')) return runs.length > 0;
	const index = context.getWorkflowDataProxy(0).$runIndex as unknown;
	if (typeof index !== 'number') return true;
	if (index >= runs.length) return false;
	const isTheOneThatFailed = failed.resultData.lastNodeExecuted === name && index === runs.length - 1;
	return !(isTheOneThatFailed && runs[index]!.error?.context?.[NOTHING_DONE] === true);
}

/** As n8n has it in its database. Which one it is, is known to the hooks of the retry, which are not part of what n8n promises to nodes. */
async function failedExecution(context: IExecuteFunctions): Promise<Execution | undefined> {
	const { additionalData } = context as { additionalData?: { hooks?: { retryOf?: unknown } } };
	const id = additionalData?.hooks?.retryOf;
	if (typeof id !== 'string' || typeof context.getExecutionDataById !== 'function') return undefined;
	try {
		const result = executionType().safeParse(await context.getExecutionDataById(id));
		return result.success ? result.data : undefined;
	} catch {
		return undefined;
	}
}

/** It ran in one go, from its beginning to a node that failed, which is where the retry begins. */
function endedInOrder({ resultData: { lastNodeExecuted, runData }, executionData: { nodeExecutionStack, runtimeData } }: Execution): boolean {
	const last = Object.hasOwn(runData, lastNodeExecuted) ? runData[lastNodeExecuted]!.at(-1) : undefined;
	if (last?.error === undefined || last.executionStatus !== 'error' || nodeExecutionStack[0]!.node.name !== lastNodeExecuted) return false;
	const all = Object.values(runData).flat();
	const first = all.find(({ executionIndex }) => executionIndex === 0);
	if (!first || new Set(all.map(({ executionIndex }) => executionIndex)).size < all.length) return false;
	const waited = first.startTime - runtimeData.establishedAt;
	return waited >= 0 && waited < AT_ONCE_MS;
}
