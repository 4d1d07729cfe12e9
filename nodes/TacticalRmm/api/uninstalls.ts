import { alone } from '../../shared/alone';
import { BadAnswerError, RequestError } from '../../shared/errors';
import type { Http } from '../../shared/http/http';
import { pause } from '../../shared/pause';
import { inWords } from '../../shared/text';
import { isPassing } from '../passing';
import { untilNextLook } from '../runs/pace';
import type { HistoryRow } from '../schemas/history';
import type { HistoryApi } from './history';
import type { SoftwareApi, Uninstall } from './software';

/** How long after the command's own time an agent may still report. */
const GRACE_MS = 60_000;
const STARTED = 'The command was started; only reading its output failed.';

/** What an uninstall gave. */
export interface Uninstalled {
	/** Id of its row in the agent's history. */
	historyId: number;
	/** What the command printed; its exit code is not reported. */
	output: string;
}

/** Programs that are uninstalled and waited for: the server only starts the command, and its output is in the agent's history. */
export class UninstallsApi {
	constructor(
		private readonly http: Http,
		private readonly history: HistoryApi,
		private readonly software: SoftwareApi,
	) {}

	/**
	 * Starts the command once, and finds its row among those that are new in the agent's history; one start on an agent follows another in
	 * this process, so that no two rows are mixed up.
	 */
	async run(agentId: string, uninstall: Uninstall, signal?: AbortSignal): Promise<Uninstalled & { message: string }> {
		const until = Date.now() + uninstall.timeout * 1000 + GRACE_MS;
		const { message, row } = await alone(`${this.http.key} run ${agentId}`, async () => {
			// Requested before anything is started: a key that may not read the history fails in time.
			const before = new Set((await this.history.ofAgent(agentId)).map(({ id }) => id));
			const message = await this.software.uninstall(agentId, uninstall);
			return { message, row: await this.startedRow(agentId, uninstall.command, before, { until, signal }) };
		});
		return { message, historyId: row.id, output: row.results ?? (await this.reported(agentId, row.id, { until, signal })) };
	}

	private async startedRow(agentId: string, command: string, before: ReadonlySet<number>, { until, signal }: Waiting): Promise<HistoryRow> {
		const rows = await this.patiently(agentId, { until, signal });
		const found = rows.filter((row) => row.type === 'cmd_run' && row.command === command && !before.has(row.id));
		if (found.length === 1) return found[0]!;
		const words =
			found.length === 0
				? "The command was started, but the agent's history has no row for it"
				: `This command was started ${found.length} times on this agent at the same time: history IDs ${inWords(found.map(({ id }) => String(id)))}`;
		throw new BadAnswerError(words, asked(agentId), 200, "Its output will be in the agent's history: 'Get History' of the agent shows it.");
	}

	private async reported(agentId: string, id: number, { until, signal }: Waiting): Promise<string> {
		const since = Date.now();
		let lastLookMs = 0;
		while (Date.now() < until) {
			await pause(untilNextLook(Date.now() - since, lastLookMs), signal);
			const began = Date.now();
			const row = (await this.patiently(agentId, { until, signal })).find((each) => each.id === id);
			lastLookMs = Date.now() - began;
			if (!row) throw new BadAnswerError(`The command's row ${id} is gone from the history`, asked(agentId), 200, 'The command was started. Its agent was deleted meanwhile, or the history was pruned.');
			if (typeof row.results === 'string') return row.results;
		}
		throw new BadAnswerError(
			'The agent reported no output in time',
			asked(agentId),
			200,
			`The command was started. It may still be running, or waiting for input in a window: add the program's silent switch, such as /S or /quiet. Its output, if any comes, will be in the agent's history (ID ${id}).`,
		);
	}

	/** The agent's history; failures that pass are waited out. */
	private async patiently(agentId: string, { until, signal }: Waiting): Promise<HistoryRow[]> {
		for (let failures = 1; ; failures++) {
			try {
				return await this.history.ofAgent(agentId);
			} catch (error) {
				if (!isPassing(error) || Date.now() > until) {
					if (error instanceof RequestError) error.notes.push(STARTED);
					throw error;
				}
				await pause(Math.min(failures, 5) * 1000, signal);
			}
		}
	}
}

interface Waiting {
	/** Until when, ms since the epoch. */
	until: number;
	signal: AbortSignal | undefined;
}

function asked(agentId: string) {
	return { method: 'POST', path: `/software/${agentId}/uninstall/` };
}
