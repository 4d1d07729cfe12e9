import * as z from 'zod/v4';
import type { Row } from '../../shared/http/record';
import { rowsOf } from '../../shared/http/rows';
import { optionalText, text } from './common';
import { scriptResult } from './scripts';

/** A row of `/agents/scripthistory/`. The row is there as soon as a script is started, the results once the agent has reported. */
const scriptRun = {
	id: z.number(),
	time: text,
	username: optionalText,
	script: z.number().nullable(),
	script_results: scriptResult.nullable(),
	script_name: optionalText,
	agent_id: text,
};
export type ScriptRun = Row<typeof scriptRun>;
export const scriptRuns = rowsOf(scriptRun);

/** A row of an agent's history: a command, a script, or a task. */
const historyRow = {
	id: z.number(),
	time: text,
	type: text,
	command: optionalText,
	username: optionalText,
	script: z.number().nullish(),
	script_name: optionalText,
	/** A command's output; null until the agent has reported. */
	results: optionalText,
	script_results: scriptResult.nullish(),
};
export type HistoryRow = Row<typeof historyRow>;
export const historyRows = rowsOf(historyRow);
