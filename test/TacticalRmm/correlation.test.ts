import { candidates, highestId, reachesDownTo } from '../../nodes/TacticalRmm/runs/correlation';
import { untilNextLook } from '../../nodes/TacticalRmm/runs/pace';
import { scriptRuns, type ScriptRun } from '../../nodes/TacticalRmm/schemas/history';
import { recorded } from '../support/tacticalRmmRecordings';

const row = (id: number, more: Partial<ScriptRun> = {}): ScriptRun => ({
	id,
	time: '2026-11-20T18:40:02.384248Z',
	username: 'n8n',
	script: 3,
	script_results: null,
	agent_id: 'mine',
	...more,
});
const started = { agentId: 'mine', script: 3, above: 10 };

describe('the rows that may be a run that was just started', () => {
	it.each<[string, ScriptRun[], number[]]>([
		['the one row that is new', [row(11), row(10), row(9)], [11]],
		['not one of another agent', [row(12, { agent_id: 'other' }), row(11)], [11]],
		['not one of another script', [row(12, { script: 4 }), row(11)], [11]],
		['not one of no script, as the server runs them itself', [row(12, { script: null }), row(11)], [11]],
		['also one that has its results already', [row(11, { script_results: { stdout: '', stderr: '', retcode: 0, execution_time: 1 } })], [11]],
		['two that cannot be told apart', [row(12, { username: 'jdoe' }), row(11)], [12, 11]],
		['none', [row(10)], []],
	])('%s', (_, rows, expected) => {
		expect(candidates(rows, started).map(({ id }) => id)).toEqual(expected);
	});

	it('are only those of its own user, once that is known', () => {
		const rows = [row(12, { username: 'jdoe' }), row(11)];
		expect(candidates(rows, { ...started, username: 'n8n' }).map(({ id }) => id)).toEqual([11]);
	});
});

describe('whether a list that was cut holds all that is above an id', () => {
	it.each<[string, number[], number, number, boolean]>([
		['it was not cut', [12, 11], 25, 10, true],
		['it was cut below the id', [13, 12, 10], 3, 10, true],
		['it was cut above the id', [13, 12, 11], 3, 10, false],
		['it is empty', [], 25, 10, true],
	])('%s', (_, ids, limit, above, expected) => {
		expect(reachesDownTo(ids.map((id) => row(id)), limit, above)).toBe(expected);
	});
});

it('the highest id is found in any order, and is 0 where nothing ever ran', () => {
	expect(highestId([row(7), row(9), row(8)])).toBe(9);
	expect(highestId([])).toBe(0);
});

it('the recorded history is read, seconds in text too', () => {
	const [run] = scriptRuns.parse(recorded('agent-scripthistory'));
	expect(run).toMatchObject({ id: 79, script: 1, script_results: { retcode: 0, execution_time: 0.1234 } });
	const [onServer] = scriptRuns.parse(recorded('agent-scripthistory-range-datetime'));
	expect(onServer).toMatchObject({ id: 77, script: null, script_results: { execution_time: 0.0017 } });
});

describe('the next look comes', () => {
	it.each([
		['after a quarter of a second for what was just started', 0, 5, 250],
		['after a tenth of its age', 20_000, 5, 2_000],
		['after 5 s at most for what takes long', 3_600_000, 5, 5_000],
		['later where looking itself takes long', 0, 900, 9_000],
	])('%s', (_, age, last, expected) => {
		expect(untilNextLook(age, last)).toBe(expected);
	});
});
