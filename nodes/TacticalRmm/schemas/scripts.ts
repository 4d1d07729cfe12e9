import * as z from 'zod/v4';
import { optionalText } from './common';

const columns = {
	id: z.number(),
	name: z.string(),
	description: optionalText,
	shell: z.string(),
	category: optionalText,
	/** What a run gets where nothing else is given; the server does not fill them in by itself. */
	args: z.array(z.string()).nullable(),
	env_vars: z.array(z.string()).nullable(),
	/** Seconds. */
	default_timeout: z.number(),
	run_as_user: z.boolean(),
	supported_platforms: z.array(z.string()).nullable(),
};

/** A row of the list, which has no code. */
export const scriptRow = z.looseObject({ ...columns, script_type: z.string() });
export type ScriptRow = z.infer<typeof scriptRow>;
export const scriptList = z.array(scriptRow);

export const scriptRecord = z.looseObject({ ...columns, script_body: z.string() });
export type ScriptRecord = z.infer<typeof scriptRecord>;

/** Seconds: a number, and text where the script ran on the server itself. */
const seconds = z.union([z.number(), z.string().transform(Number)]);

/** What a run gave. */
export const scriptResult = z.looseObject({ stdout: z.string(), stderr: z.string(), retcode: z.number(), execution_time: seconds });
export type ScriptResult = z.infer<typeof scriptResult>;
