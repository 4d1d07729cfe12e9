import * as z from 'zod/v4';
import { optionalText } from './common';
import { scriptResult } from './scripts';

/** A row of `/agents/scripthistory/`. The row is there as soon as a script is started, the results once the agent has reported. */
export const scriptRun = z.looseObject({
	id: z.number(),
	time: z.string(),
	username: optionalText,
	script: z.number().nullable(),
	script_results: scriptResult.nullable(),
	agent_id: z.string(),
});
export type ScriptRun = z.infer<typeof scriptRun>;
export const scriptRuns = z.array(scriptRun);

/** A row of an agent's history: a command, a script, or a task. */
export const historyRow = z.looseObject({
	id: z.number(),
	time: z.string(),
	type: z.string(),
	command: optionalText,
	username: optionalText,
	script: z.number().nullish(),
	script_name: optionalText,
	/** A command's output; null until the agent has reported. */
	results: optionalText,
	script_results: scriptResult.nullish(),
});
export type HistoryRow = z.infer<typeof historyRow>;
export const historyRows = z.array(historyRow);
