import { Runs } from '../../demo/runs';
import type { SavedWorkflow } from '../e2e/n8n/types';
import { FakeClock } from './fakeClock';

function runsWith(statuses: Array<string | Error>, start: () => Promise<string> = async () => await Promise.resolve('7')) {
	const clock = new FakeClock();
	const starts = jest.fn(start);
	const executionStatus = async () => {
		const status = statuses.length > 1 ? statuses.shift()! : statuses[0]!;
		if (status instanceof Error) throw status;
		return await Promise.resolve(status);
	};
	const runs = new Runs({ workflow: async (id) => await Promise.resolve({ id } as SavedWorkflow), start: starts, executionStatus }, clock);
	const passes = async (seconds: number) => {
		for (let second = 0; second < seconds; second++) {
			clock.pass(1_000);
			await new Promise((resolve) => setImmediate(resolve));
		}
	};
	return { runs, starts, passes };
}

test.each([
	['done', ['running', 'success'], { state: 'done' }],
	['done, after n8n could not be asked once', [new Error('away'), 'success'], { state: 'done' }],
	['done, after a short wait', ['waiting', 'waiting', 'success'], { state: 'done' }],
	['waiting for somebody', ['running', 'waiting'], { state: 'waiting' }],
	['failed', ['running', 'error'], { state: 'failed', why: 'see its executions in n8n' }],
])('is %s', async (_, statuses, run) => {
	const { runs, passes } = runsWith(statuses);
	await runs.start('w1', 'By Hand');
	expect(runs.of('w1')).toEqual({ at: 0, state: 'running' });
	await passes(5);
	expect(runs.of('w1')).toEqual({ at: 0, ...run });
	expect(runs.of('w2')).toBeUndefined();
});

test('is not started a second time while it runs, and again afterwards', async () => {
	const { runs, starts, passes } = runsWith(['running', 'success']);
	await runs.start('w1', 'By Hand');
	await runs.start('w1', 'By Hand');
	expect(starts).toHaveBeenCalledTimes(1);
	await passes(3);
	await runs.start('w1', 'By Hand');
	expect(starts).toHaveBeenCalledTimes(2);
});

test('what n8n refuses is told', async () => {
	const { runs } = runsWith(['success'], async () => await Promise.reject(new Error('no such trigger')));
	await runs.start('w1', 'By Hand');
	expect(runs.of('w1')).toMatchObject({ state: 'failed', why: 'no such trigger' });
});
