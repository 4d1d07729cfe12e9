import * as z from 'zod/v4';
import { recordOf, type Row } from '../../shared/http/record';
import { rowsOf } from '../../shared/http/rows';
import { flag, number, optionalText, text, texts } from './common';

const columns = {
	id: z.number(),
	name: z.string(),
	description: optionalText,
	shell: text,
	category: optionalText,
	/** What a run gets where nothing else is given; the server does not fill them in by itself. */
	args: texts,
	env_vars: texts,
	/** Seconds. */
	default_timeout: number,
	run_as_user: flag,
	supported_platforms: texts,
};

/** A row of the list, which has no code. */
const scriptRow = { ...columns, script_type: text };
export type ScriptRow = Row<typeof scriptRow>;
export const scriptList = rowsOf(scriptRow);

/** With what it is run with: a run must not go without any of it because it could not be read. */
const wholeScript = { ...columns, shell: z.string(), default_timeout: z.number(), run_as_user: z.boolean(), script_body: z.string() };
export type ScriptRecord = Row<typeof wholeScript>;
export const scriptRecord = recordOf(wholeScript, { held: ['args', 'env_vars'] });

/** Seconds: a number, and text where the script ran on the server itself. */
const seconds = z.union([z.number(), z.string().transform(Number).pipe(z.number())]).nullable();

/** What a run gave. */
const result = { stdout: text, stderr: text, retcode: number, execution_time: seconds };
export const scriptResult = recordOf(result);
export type ScriptResult = Row<typeof result>;

/** Its name ends as fits its shell. */
export const downloadedScript = z.looseObject({ filename: z.string(), code: z.string() });
