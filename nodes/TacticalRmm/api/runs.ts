import { alone } from '../../shared/alone';
import { BadAnswerError, RequestError } from '../../shared/errors';
import { gateOf } from '../../shared/gate';
import type { Http } from '../../shared/http/http';
import { inWords } from '../../shared/text';
import { RowGoneError } from '../runs/follower';
import { sentence } from '../schemas/common';
import type { ScriptRun } from '../schemas/history';
import type { ScriptResult } from '../schemas/scripts';
import type { HistoryApi } from './history';
import { askedOf, requireShortWait, type LiveApi } from './live';

/** A script as it is run on an agent. */
export interface RunRequest {
	/** Its id. */
	script: number;
	args: string[];
	/** "NAME=value" each. */
	env: string[];
	/** Seconds that the script may take. */
	timeout: number;
	runAsUser: boolean;
	/** Ask the agent whether it is there, and start nothing if it is not. */
	pingFirst: boolean;
}

/** What happens to the output, in the server's own words. */
export type Output =
	| { output: 'wait' | 'forget' | 'note' }
	/** To the recipients of the server's settings where none are given. */
	| { output: 'email'; emails: string[] }
	| { output: 'collector'; customField: number; wholeOutput: boolean };

/** How long after the script's own time an agent may still report. */
const GRACE_MS = 60_000;
/** Starts at the same time, of which each may wait for an agent's ping; and waits, of which each holds a worker of the server. */
const PLACES = 8;
const MARGIN_MS = 10_000;
/** The server hands over and answers at once, but waits its turn when many are started. */
const START_TIMEOUT_MS = 60_000;

/** Scripts run on agents. Nothing is ever sent twice. */
export class RunsApi {
	constructor(
		private readonly http: Http,
		private readonly live: LiveApi,
		private readonly history: HistoryApi,
	) {}

	/**
	 * Runs a script by one of the server's own ways, each of which is done when the request is answered.
	 * @returns the agent's host name where it was pinged, and the server's answer: the output where it waits for it
	 */
	async run(agentId: string, request: RunRequest, output: Output): Promise<{ name: string | null; answer: string }> {
		const waits = output.output !== 'forget' && output.output !== 'email';
		if (waits) requireShortWait(request.timeout, "Choose 'Wait With Result', which has no such limit.");
		return await this.inTurn(waits ? 'wait' : 'start', async () => {
			const name = await this.pinged(agentId, request);
			return { name, answer: await this.send(agentId, request, output, waits ? request.timeout * 1000 + MARGIN_MS : START_TIMEOUT_MS) };
		});
	}

	/**
	 * Starts a script, finds its row in the history and waits there for what it gives, however long it runs. Starts on one agent
	 * follow one another in this process, so that no two rows are mixed up.
	 */
	async runToResult(agentId: string, request: RunRequest, signal?: AbortSignal): Promise<{ name: string | null; row: ScriptRun & { script_results: ScriptResult } }> {
		const start = async () => await this.inTurn('start', async () => await this.start(agentId, request, signal));
		const { name, row } = await alone(`${this.http.key} run ${agentId}`, start);
		const until = Date.now() + request.timeout * 1000 + GRACE_MS;
		return { name, row: withResults(row) ?? (await this.reported(agentId, row.id, { until, name, signal })) };
	}

	private async start(agentId: string, request: RunRequest, signal: AbortSignal | undefined) {
		const name = await this.pinged(agentId, request);
		// Requested before anything is started: a key that may not read the history fails in time.
		const above = await this.history.highestRun();
		await this.send(agentId, request, { output: 'forget' }, START_TIMEOUT_MS);
		return { name, row: await this.startedRow(agentId, request.script, above, signal) };
	}

	private async pinged(agentId: string, { pingFirst }: RunRequest): Promise<string | null> {
		return pingFirst ? await this.live.requireOnline(agentId) : null;
	}

	private async send(agentId: string, { script, args, env, timeout, runAsUser }: RunRequest, output: Output, timeoutMs: number): Promise<string> {
		// All fields every time: the server answers a missing one with a page.
		const json = {
			output: output.output,
			emailMode: output.output === 'email' && output.emails.length > 0 ? 'custom' : 'default',
			emails: output.output === 'email' ? output.emails : [],
			custom_field: output.output === 'collector' ? output.customField : null,
			save_all_output: output.output === 'collector' && output.wholeOutput,
			script,
			args,
			env_vars: env,
			run_as_user: runAsUser,
			timeout,
		};
		const path = ['agents', agentId, 'runscript'];
		return await this.http.request({ method: 'POST', path, json, effect: 'once', rights: ['can_run_scripts'], answer: sentence, timeoutMs });
	}

	private async startedRow(agentId: string, script: number, above: number, signal: AbortSignal | undefined): Promise<ScriptRun> {
		const look = async () => await this.history.runsLike({ agentId, script, above }, Date.now() + GRACE_MS, signal);
		const found = await noted('The script was started; only looking for it in the history failed.', look);
		if (found.length === 1) return found[0]!;
		const words =
			found.length === 0
				? 'The script was started, but the history has no row for it'
				: `${found.length} runs of this script were started on this agent at the same time: history IDs ${inWords(found.map(({ id }) => String(id)))}`;
		throw new BadAnswerError(words, askedOf('POST', agentId, 'runscript'), 200, "The script runs, and its result will be in the agent's history; which row is not known.");
	}

	private async reported(agentId: string, run: number, { until, name, signal }: { until: number; name: string | null; signal?: AbortSignal }) {
		try {
			const row = await noted('The script was started; only reading its result failed.', () => this.history.result(run, until, signal));
			const done = row && withResults(row);
			if (done) return done;
		} catch (error) {
			if (!(error instanceof RowGoneError)) throw error;
			throw new BadAnswerError(
				`The run's row ${run} is gone from the history`,
				askedOf('POST', agentId, 'runscript'),
				200,
				'The script was started. Its agent was deleted meanwhile, or the history was pruned.',
			);
		}
		throw new BadAnswerError(
			`${name ?? 'The agent'} reported no result in time`,
			askedOf('POST', agentId, 'runscript'),
			200,
			`The script was started and may still be running, or the agent lost its connection. Its result, if one comes, will be in the agent's history (ID ${run}): 'Get History' of the agent shows it.`,
		);
	}

	private async inTurn<T>(what: 'start' | 'wait', task: () => Promise<T>): Promise<T> {
		return await gateOf(`${this.http.key} ${what}`, PLACES).run(task);
	}
}

function withResults(row: ScriptRun) {
	return row.script_results ? { ...row, script_results: row.script_results } : undefined;
}

/** Adds what had been done before a request failed. Many requests may wait for the one that failed: it is added once. */
async function noted<T>(note: string, task: () => Promise<T>): Promise<T> {
	try {
		return await task();
	} catch (error) {
		if (error instanceof RequestError && !error.notes.includes(note)) error.notes.push(note);
		throw error;
	}
}
