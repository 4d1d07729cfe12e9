import { sizeOf } from '../../shared/http/rows';
import type { ScriptRun } from '../schemas/history';

/** What is known of a run that was just started: the server gives no id for it. */
export interface Started {
	agentId: string;
	script: number;
	/** Highest id of all script runs before it was started. */
	above: number;
	/** The user whose key it is, where an earlier run told it. */
	username?: string;
}

/**
 * The rows of the history that may be this run: of the agent, with the script, started after the highest id before, and by the
 * key's own user where that is known. The history tells no arguments, so one row is certain and several are not.
 */
export function candidates(rows: readonly ScriptRun[], { agentId, script, above, username }: Started): ScriptRun[] {
	return rows.filter((row) => row.agent_id === agentId && row.script === script && row.id > above && (username === undefined || row.username === username));
}

/** Whether a list cut off at `limit`, newest first, surely holds all rows with ids above this one. */
export function reachesDownTo(rows: readonly ScriptRun[], limit: number, above: number): boolean {
	return sizeOf(rows) < limit || rows.some(({ id }) => id <= above);
}

export function highestId(rows: readonly ScriptRun[]): number {
	return rows.reduce((highest, { id }) => Math.max(highest, id), 0);
}
