import type { HistoryApi } from '../../nodes/TacticalRmm/api/history';
import type { SoftwareApi } from '../../nodes/TacticalRmm/api/software';
import { UninstallsApi } from '../../nodes/TacticalRmm/api/uninstalls';
import type { HistoryRow } from '../../nodes/TacticalRmm/schemas/history';
import { RefusedError } from '../../nodes/shared/errors';
import type { Http } from '../../nodes/shared/http/http';
import { failureOf } from '../support/http';

const agentId = 'OhbVrpoiVgRVIfLBcbfnoGMbJmTPSIAoCLrZaWZk';
const command = 'Uninstall.exe /S';
const row = (id: number, more: Partial<HistoryRow> = {}): HistoryRow => ({ id, time: '', type: 'cmd_run', command, results: null, ...more });
/** The minute of grace is over at once. */
const uninstall = { name: '7-Zip', command, timeout: -59.8, runAsUser: false };

/** Uninstalls over a history that is given, look by look; the last look stays. */
function uninstalls(...looks: Array<HistoryRow[] | Error>) {
	let sent = 0;
	const history = {
		ofAgent: async () => {
			const look = looks.length > 1 ? looks.shift()! : looks[0]!;
			return look instanceof Error ? await Promise.reject(look) : await Promise.resolve(look);
		},
	};
	const software = { uninstall: async () => await Promise.resolve(`started ${++sent}`) };
	const api = new UninstallsApi({ key: 'key' } as unknown as Http, history as unknown as HistoryApi, software as unknown as SoftwareApi);
	return { run: async () => await api.run(agentId, uninstall), sent: () => sent };
}

it('T8 gives the output of the row that is new, and of no other', async () => {
	const others = [row(3, { results: 'of another day' }), row(5, { command: 'whoami', results: 'system' }), row(6, { type: 'script_run', results: 'x' })];
	const { run } = uninstalls([row(3, { results: 'of another day' })], [row(7, { results: 'done' }), ...others]);
	expect(await run()).toEqual({ message: 'started 1', historyId: 7, output: 'done' });
});

it.each<[string, HistoryRow[], RegExp]>([
	['no row', [], /^The command was started, but the agent's history has no row for it$/],
	['two rows', [row(8), row(7)], /^This command was started 2 times on this agent at the same time: history IDs 8 and 7$/],
])('T8 finds %s: it was started, and nothing is guessed', async (_, rows, words) => {
	const { run, sent } = uninstalls([], rows);
	expect((await failureOf<Error>(run())).message).toMatch(words);
	expect(sent()).toBe(1);
});

it('T8 a command that reports nothing was started, and may wait in a window', async () => {
	const { run, sent } = uninstalls([], [row(7)]);
	const error = await failureOf<RefusedError>(run());
	expect(error.message).toBe('The agent reported no output in time');
	expect(error.outcome).toMatch(/returned status 200$/);
	expect(error.advice).toMatch(/The command was started\. It may still be running, or waiting for input in a window.*\(ID 7\)/);
	expect(sent()).toBe(1);
});

it('T8 a row that is gone, and a history that may not be read any more, say that it was started', async () => {
	expect((await failureOf<RefusedError>(uninstalls([], [row(7)], []).run())).message).toBe("The command's row 7 is gone from the history");
	const refused = new RefusedError('No', { method: 'GET', path: '/x' }, 403);
	expect((await failureOf<RefusedError>(uninstalls([], [row(7)], refused).run())).notes).toEqual(['The command was started; only reading its output failed.']);
});
