import { RunFollower, RowGoneError } from '../../nodes/TacticalRmm/runs/follower';
import type { ScriptRun } from '../../nodes/TacticalRmm/schemas/history';
import { CancelledError, RefusedError, UnreachableError } from '../../nodes/shared/errors';
import { failureOf } from '../support/http';

jest.mock('../../nodes/TacticalRmm/runs/pace', () => ({ untilNextLook: () => 1 }));

const asked = { method: 'GET', path: '/agents/scripthistory/' };
const results = (stdout: string) => ({ stdout, stderr: '', retcode: 0, execution_time: 1 });
const row = (id: number, done?: string): ScriptRun => ({
	id,
	time: '',
	username: 'n8n',
	script: 3,
	agent_id: 'mine',
	script_results: done === undefined ? null : results(done),
});

/** A history whose looks answer one after the other as given; the last answer stays. */
function history(...looks: Array<ScriptRun[] | Error>) {
	const lowest: number[] = [];
	const read = async (downTo: number): Promise<ScriptRun[]> => {
		const look = looks[Math.min(lowest.push(downTo), looks.length) - 1]!;
		return await (look instanceof Error ? Promise.reject(look) : Promise.resolve(look));
	};
	return { lowest, read };
}
const later = () => Date.now() + 60_000;

it('waits until the results are there', async () => {
	const { read, lowest } = history([row(11)], [row(11)], [row(11, 'done')]);
	const run = await new RunFollower().result(11, { until: later(), signal: undefined, read });
	expect(run?.script_results).toEqual(results('done'));
	expect(lowest).toHaveLength(3);
});

it('asks once for all who wait, down to the oldest, and gives each its own', async () => {
	const all = Array.from({ length: 100 }, (_, index) => index + 1);
	const { read, lowest } = history(all.map((id) => row(id)), all.map((id) => row(id, `of ${id}`)));
	const follower = new RunFollower();
	const runs = await Promise.all(all.map(async (id) => await follower.result(id, { until: later(), signal: undefined, read })));
	expect(runs.map((run) => run?.script_results?.stdout)).toEqual(all.map((id) => `of ${id}`));
	expect(lowest).toEqual([1, 1]);
});

it('looks once more at the end of the time, and gives nothing where nothing came', async () => {
	const { read, lowest } = history([row(11)]);
	expect(await new RunFollower().result(11, { until: Date.now() - 1, signal: undefined, read })).toBeUndefined();
	expect(lowest).toEqual([11]);
});

it.each([
	['the server restarts', new RefusedError('Bad Gateway', asked, 502)],
	['the connection breaks', new UnreachableError('reset', asked, 'unknown')],
])('goes on waiting while %s', async (_, passing) => {
	const { read } = history(passing, [row(11, 'done')]);
	expect(await new RunFollower().result(11, { until: later(), signal: undefined, read })).toMatchObject({ id: 11 });
});

it('gives up at the end of the time while the server stays away', async () => {
	const { read } = history(new RefusedError('Bad Gateway', asked, 502));
	expect(await new RunFollower().result(11, { until: Date.now() - 1, signal: undefined, read })).toBeUndefined();
});

it('tells all who wait of a no', async () => {
	const refused = new RefusedError('You do not have permission', asked, 403);
	const { read } = history(refused);
	const follower = new RunFollower();
	const failures = [11, 12].map(async (id) => await failureOf(follower.result(id, { until: later(), signal: undefined, read })));
	expect(await Promise.all(failures)).toEqual([refused, refused]);
});

it('tells of a row that is gone', async () => {
	const { read } = history([row(12)]);
	expect(await failureOf(new RunFollower().result(11, { until: later(), signal: undefined, read }))).toBeInstanceOf(RowGoneError);
});

it('ends for one whose execution is cancelled, and goes on for the others over their own connection', async () => {
	const cancelled = new AbortController();
	const follower = new RunFollower();
	const first = history([row(11), row(12)]);
	const one = failureOf(follower.result(11, { until: later(), signal: cancelled.signal, read: first.read }));
	const second = history([row(11), row(12)], [row(11), row(12, 'done')]);
	const other = follower.result(12, { until: later(), signal: undefined, read: second.read });
	cancelled.abort();
	expect(await one).toBeInstanceOf(CancelledError);
	expect(await other).toMatchObject({ id: 12 });
	expect(second.lowest.length).toBeGreaterThan(0);
});

it('goes on for the others when the one whose connection was used is cancelled in the midst of it', async () => {
	const follower = new RunFollower();
	const first = history(new CancelledError());
	const one = failureOf(follower.result(11, { until: later(), signal: undefined, read: first.read }));
	const second = history([row(12, 'done')]);
	const other = follower.result(12, { until: later(), signal: undefined, read: second.read });
	expect(await one).toBeInstanceOf(CancelledError);
	expect(await other).toMatchObject({ id: 12 });
});

it('starts again for whoever comes after all were told', async () => {
	const follower = new RunFollower();
	const { read } = history([row(11, 'first'), row(12, 'second')]);
	for (const id of [11, 12]) expect(await follower.result(id, { until: later(), signal: undefined, read })).toMatchObject({ id });
});
