import { COMPLETE_LIST } from '../../shared/http/call';
import type { Http } from '../../shared/http/http';
import { sizeOf } from '../../shared/http/rows';
import { pause } from '../../shared/pause';
import { isPassing } from '../passing';
import { followerOf } from '../runs/follower';
import { candidates, highestId, reachesDownTo, type Started } from '../runs/correlation';
import { historyRows, scriptRuns, type HistoryRow, type ScriptRun } from '../schemas/history';

/** Rows hold all that the scripts printed. */
const TIMEOUT_MS = 60_000;
const FIRST_LIMIT = 25;
const PATIENCE_MS = 1_000;

/** By server and key: the user that the key acts as, once a run has told it. */
const usernames = new Map<string, string>();

/**
 * What was run on agents, and what came of it. Runs of scripts are read from the history of all agents, because that one has a
 * limit and comes newest first; the history of one agent comes whole. It is not narrowed by the role's clients and sites, but
 * only rows of agents that were requested are ever used.
 */
export class HistoryApi {
	constructor(private readonly http: Http) {}

	/** All of one agent, newest first: commands, scripts and tasks. */
	async ofAgent(agentId: string): Promise<HistoryRow[]> {
		const path = ['agents', agentId, 'history'];
		const rows = await this.http.request({ method: 'GET', path, effect: 'read', rights: ['can_list_agent_history'], answer: historyRows, limit: COMPLETE_LIST, timeoutMs: TIMEOUT_MS });
		return [...rows].sort((a, b) => b.id - a.id);
	}

	/** The newest script runs of all agents. */
	async scriptRuns(limit: number): Promise<ScriptRun[]> {
		const path = ['agents', 'scripthistory'];
		return await this.http.request({ method: 'GET', path, query: { limit }, effect: 'read', rights: ['can_list_agent_history'], answer: scriptRuns, limit: COMPLETE_LIST, timeoutMs: TIMEOUT_MS });
	}

	/**
	 * Runs of scripts that are wanted, newest first. The server limits before anything is left out here: more are requested until there are
	 * enough.
	 * @param query start and end only together
	 */
	async scriptRunsOf(query: { limit?: number; start?: string; end?: string; scriptname?: string }, isWanted: (run: ScriptRun) => boolean): Promise<ScriptRun[]> {
		const path = ['agents', 'scripthistory'];
		for (let limit = query.limit; ; limit = limit! * 4) {
			const all = await this.http.request({ method: 'GET', path, query: { ...query, limit }, effect: 'read', rights: ['can_list_agent_history'], answer: scriptRuns, limit: COMPLETE_LIST, timeoutMs: TIMEOUT_MS });
			const wanted = all.filter(isWanted).slice(0, query.limit);
			if (limit === undefined || sizeOf(all) < limit || wanted.length === query.limit) return wanted;
		}
	}

	/** Highest id of all script runs so far; 0 where there was none. */
	async highestRun(): Promise<number> {
		return highestId(await this.scriptRuns(1));
	}

	/**
	 * The rows that may be a run that was just started; one in all but rare cases. The server may restart meanwhile.
	 * @param until ms since the epoch
	 */
	async runsLike(started: Started, until: number, signal?: AbortSignal): Promise<ScriptRun[]> {
		const username = usernames.get(this.http.key);
		const rows = await patiently(until, signal, async () => await this.runsDownTo(started.above));
		const own = candidates(rows, { ...started, username });
		// The user may have another name by now.
		const found = own.length > 0 ? own : candidates(rows, started);
		const by = found.length === 1 ? found[0]!.username : undefined;
		if (by) usernames.set(this.http.key, by);
		return found;
	}

	/** The row of a run once the agent has reported; undefined where it has not by then (ms since the epoch). */
	async result(run: number, until: number, signal?: AbortSignal): Promise<ScriptRun | undefined> {
		const read = async (downTo: number, expected: number) => await this.runsDownTo(downTo - 1, expected);
		return await followerOf(this.http.key).result(run, { until, signal, read });
	}

	/** All script runs with an id above this one, and maybe more. @param expected how many there are at least */
	private async runsDownTo(above: number, expected = 0): Promise<ScriptRun[]> {
		for (let limit = expected + FIRST_LIMIT; ; limit *= 4) {
			const rows = await this.scriptRuns(limit);
			if (reachesDownTo(rows, limit, above)) return rows;
		}
	}
}

/** Reads again after failures that pass, until then. */
async function patiently<T>(until: number, signal: AbortSignal | undefined, read: () => Promise<T>): Promise<T> {
	for (;;) {
		try {
			return await read();
		} catch (error) {
			if (!isPassing(error) || Date.now() + PATIENCE_MS > until) throw error;
			await pause(PATIENCE_MS, signal);
		}
	}
}
