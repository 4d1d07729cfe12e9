import { inNewProcess } from '../../support/newProcess';
import type { Poll } from './life';

/** The engine of triggers as so many processes of n8n have it. */
export async function processesOf(count: number): Promise<Poll[]> {
	const processes: Poll[] = [];
	for (let index = 0; index < count; index++) {
		processes.push(await inNewProcess(async () => (await import('../../../nodes/shared/watch/poll')).poll));
	}
	return processes;
}
