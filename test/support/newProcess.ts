import * as n8nWorkflow from 'n8n-workflow';
import * as undici from 'undici';
import * as zod from 'zod/v4';
import * as errors from '../../nodes/shared/errors';

/** Ends connections of the processes that were started. */
const endings: Array<() => Promise<void>> = [];

/**
 * Loads something as a new process of n8n does: its modules have a memory, sessions and connections of their own. Libraries and classes of
 * errors are shared with the test. What the modules load later would not belong to it: `load` has to load all that is needed.
 */
export async function inNewProcess<T>(load: () => Promise<T>): Promise<T> {
	const loaded: T[] = [];
	await jest.isolateModulesAsync(async () => {
		jest.doMock('n8n-workflow', () => n8nWorkflow);
		jest.doMock('undici', () => undici);
		jest.doMock('zod/v4', () => zod);
		jest.doMock('../../nodes/shared/errors', () => errors);
		loaded.push(await load());
		const { closeAgents } = await import('../../nodes/shared/http/agents');
		endings.push(closeAgents);
	});
	return loaded[0]!;
}

/** Closes what all of them have open. */
export async function endProcesses(): Promise<void> {
	await Promise.all(endings.splice(0).map(async (end) => await end()));
}
