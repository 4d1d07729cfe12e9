import * as n8nWorkflow from 'n8n-workflow';
import * as zod from 'zod/v4';
import * as errors from '../../../nodes/shared/errors';
import type { Poll } from './life';

/** The engine of triggers as so many processes of n8n have it, each with a memory of its own. Libraries and classes of errors are shared. */
export async function processesOf(count: number): Promise<Poll[]> {
	const processes: Poll[] = [];
	for (let index = 0; index < count; index++) {
		await jest.isolateModulesAsync(async () => {
			jest.doMock('n8n-workflow', () => n8nWorkflow);
			jest.doMock('zod/v4', () => zod);
			jest.doMock('../../../nodes/shared/errors', () => errors);
			const { poll } = await import('../../../nodes/shared/watch/poll');
			processes.push(poll);
		});
	}
	return processes;
}
