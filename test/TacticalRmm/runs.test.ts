import type { HistoryApi } from '../../nodes/TacticalRmm/api/history';
import type { LiveApi } from '../../nodes/TacticalRmm/api/live';
import { RunsApi } from '../../nodes/TacticalRmm/api/runs';
import type { ScriptRun } from '../../nodes/TacticalRmm/schemas/history';
import { RefusedError, type BadAnswerError } from '../../nodes/shared/errors';
import type { Http } from '../../nodes/shared/http/http';
import { failureOf } from '../support/http';

const agentId = 'a'.repeat(40);
const request = { script: 3, args: [], env: [], timeout: 60, runAsUser: false, pingFirst: true };
const row: ScriptRun = { id: 11, time: '', username: 'n8n', script: 3, script_results: null, agent_id: agentId };

/** Runs over an agent that answers and a history that is given. */
function runs(history: Partial<HistoryApi>) {
	const sent: unknown[] = [];
	const http = { key: 'key', request: async ({ json }: { json: unknown }) => await Promise.resolve(sent.push(json) && 'started') };
	const live = { requireOnline: async () => await Promise.resolve('WIN-SRV-00') };
	const known = { highestRun: async () => await Promise.resolve(10), runsLike: async () => await Promise.resolve([row]), ...history };
	return { sent, api: new RunsApi(http as unknown as Http, live as unknown as LiveApi, known as unknown as HistoryApi) };
}

it('waits as long as the script may take and a minute more, and then says where its result will be', async () => {
	let waited = 0;
	const { api, sent } = runs({ result: async (_, until) => await Promise.resolve(void (waited = until - Date.now())) });
	const error = await failureOf<BadAnswerError>(api.runToResult(agentId, request));
	expect(Math.round(waited / 1000)).toBe(120);
	expect(error.message).toBe('WIN-SRV-00 reported no result in time');
	expect(error.advice).toMatch(/may still be running.*history \(ID 11\).*'Get History'/);
	// T12 It was answered, and only its result is missing.
	expect(error.outcome).toMatch(/^POST \/agents\/a+\/runscript\/ returned status 200$/);
	expect(sent).toHaveLength(1);
});

it('looks for runs above the highest id before, and no further where the result is there at once', async () => {
	const done = { ...row, script_results: { stdout: 'out', stderr: '', retcode: 0, execution_time: 1 } };
	const runsLike = jest.fn(async () => await Promise.resolve([done]));
	const { api } = runs({ runsLike, result: async () => await Promise.reject(new Error('not asked for')) });
	expect(await api.runToResult(agentId, { ...request, pingFirst: false })).toEqual({ name: null, row: done });
	expect(runsLike).toHaveBeenCalledWith({ agentId, script: 3, above: 10 }, expect.any(Number), undefined);
});

it('says that it was started where the history has no row for it', async () => {
	const { api, sent } = runs({ runsLike: async () => await Promise.resolve([]) });
	expect((await failureOf<Error>(api.runToResult(agentId, request))).message).toBe('The script was started, but the history has no row for it');
	expect(sent).toHaveLength(1);
});

it.each<[string, Partial<HistoryApi>]>([
	['the look for its row', { runsLike: async () => await Promise.reject(new RefusedError('no', { method: 'GET', path: '/x/' }, 403)) }],
	['reading its result', { result: async () => await Promise.reject(new RefusedError('no', { method: 'GET', path: '/x/' }, 403)) }],
])('notes that the script was started where %s fails, once for all who wait', async (_, history) => {
	const failures = ['b', 'c'].map(async (letter) => await failureOf<RefusedError>(runs(history).api.runToResult(letter.repeat(40), request)));
	for (const { notes } of await Promise.all(failures)) expect(notes).toEqual([expect.stringMatching(/^The script was started; only/)]);
});

it('starts eight at a time, whatever the number of agents', async () => {
	let starting = 0;
	let most = 0;
	const highestRun = async () => {
		most = Math.max(most, ++starting);
		await new Promise(setImmediate);
		starting--;
		return 10;
	};
	const { api, sent } = runs({ highestRun, result: async () => await Promise.resolve({ ...row, script_results: { stdout: '', stderr: '', retcode: 0, execution_time: 1 } }) });
	await Promise.all(Array.from({ length: 40 }, async (_, index) => await api.runToResult(`agent${index}`, request)));
	expect(sent).toHaveLength(40);
	expect(most).toBe(8);
});
