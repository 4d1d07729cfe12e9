import { leftOutOf, sizeOf } from '../../shared/http/rows';
import { isoOf } from '../../shared/time';
import type { Occurrence } from '../../shared/watch/types';
import type { TacticalRmmClient } from '../client';
import { toIsoTime } from '../device';
import type { ScriptRun } from '../schemas/history';
import type { Known } from './agents';
import { carried, carry } from './carried';

const KIND = 'scripts';
const HOUR_MS = 60 * 60_000;
/** How long a run may take; one that has not reported by then never will. */
const LONGEST_RUN_MS = 24 * HOUR_MS;
/** A run that takes long is looked for whenever a tenth of its time has passed: the history has to be read down to it. */
const LOOK_AFTER_SHARE = 0.1;
/** Rows read at the first look. */
const FIRST_LIMIT = 100;
const SPARE = 25;

/** A run that has not reported yet. */
interface Unfinished {
	id: number;
	/** ISO 8601. */
	started: string;
	/** When it was last looked for. */
	looked: string;
}

interface Memory {
	/** Highest id of all runs so far. */
	highest: number;
	unfinished: Unfinished[];
}

/** Runs that have reported since the last look, and what the next one has to know. */
export interface RunsSeen {
	finished: ScriptRun[];
	open: string[];
	/** Runs that had not reported by the last look. */
	late: ReadonlySet<number>;
}

/** One look at the history of scripts: rows are there once a script is started, and what came of it later. */
export async function lookAtScripts(client: TacticalRmmClient, open: readonly string[]): Promise<RunsSeen> {
	const before = carried<Memory>(open, KIND)?.content;
	const newest = await client.history.scriptRuns(before ? SPARE : FIRST_LIMIT);
	// By the server's clock, which its answers tell.
	const now = client.serverNow();
	const at = now.toISOString();
	const waited = (before?.unfinished ?? []).filter(({ started }) => now.getTime() - Date.parse(started) < LONGEST_RUN_MS);
	const due = waited.filter((run) => isDue(run, now));
	const rows = before ? await downTo(client, Math.min(before.highest + 1, ...due.map(({ id }) => id)), newest, SPARE) : newest;
	const unfinished = new Map(waited.map((run) => [run.id, run]));
	const isNew = ({ id }: ScriptRun) => unfinished.has(id) || id > (before?.highest ?? 0);
	const finished = rows.filter((row) => row.script_results !== null && isNew(row));
	for (const row of rows) {
		if (row.script_results !== null) unfinished.delete(row.id);
		else if (isNew(row)) unfinished.set(row.id, { id: row.id, started: toIsoTime(row.time) ?? at, looked: at });
	}
	// What was read down to and is not there any more was deleted, unless it is among the rows that could not be read.
	const read = new Set(rows.map(({ id }) => id));
	for (const { id } of due) if (!read.has(id) && leftOutOf(rows).count === 0) unfinished.delete(id);
	const memory: Memory = { highest: rows.reduce((most, { id }) => Math.max(most, id), before?.highest ?? 0), unfinished: [...unfinished.values()] };
	return { finished, open: [carry(KIND, memory, { at, open })], late: new Set(waited.map(({ id }) => id)) };
}

function isDue({ started, looked }: Unfinished, now: Date): boolean {
	const [age, since] = [started, looked].map((time) => now.getTime() - Date.parse(time)) as [number, number];
	return since >= age * LOOK_AFTER_SHARE;
}

/**
 * All rows from this id on, newest first; the server can be asked for a number of rows only.
 * @param rows the newest of them, as many as `limit` says
 */
async function downTo(client: TacticalRmmClient, id: number, rows: ScriptRun[], limit: number): Promise<ScriptRun[]> {
	if (sizeOf(rows) < limit || rows.some((row) => row.id < id)) return rows;
	// Ids are those of commands as well: there are no more rows than numbers in between.
	const more = Math.max(4 * limit, rows[0]!.id - id + SPARE);
	return await downTo(client, id, await client.history.scriptRuns(more), more);
}

/** A run that has ended, as it is reported. @param known agents by id: those that are not among them are not the key's to see */
export function scriptFinished(row: ScriptRun, known: ReadonlyMap<string, Known>, { from, late }: { from: string; late: ReadonlySet<number> }): Occurrence[] {
	const agent = known.get(row.agent_id ?? '');
	if (!agent) return [];
	const { stdout, stderr, retcode: exitCode, execution_time: durationSeconds } = row.script_results!;
	const began = Date.parse(row.time ?? '');
	// How long it took is the agent's own word.
	const ended = isoOf(began + (durationSeconds ?? 0) * 1000) ?? isoOf(began) ?? from;
	return [
		{
			event: 'scriptFinished',
			key: String(row.id),
			// A result that an agent kept to itself for long counts as of its report.
			at: late.has(row.id) && ended < from ? from : ended,
			device: agent.device,
			details: {
				script: {
					runId: row.id,
					scriptId: row.script,
					name: typeof row.script_name === 'string' ? row.script_name : null,
					exitCode,
					stdout,
					stderr,
					durationSeconds,
					startedAt: toIsoTime(row.time),
					startedBy: row.username ?? null,
				},
			},
			values: agent.values,
			raw: row,
		},
	];
}
