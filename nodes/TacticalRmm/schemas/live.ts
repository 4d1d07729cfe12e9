import * as z from 'zod/v4';
import { recordOf, type Row } from '../../shared/http/record';
import { rowsOf } from '../../shared/http/rows';
import { optionalText, text } from './common';

export const ping = z.looseObject({ name: z.string(), status: z.enum(['online', 'offline']) });
export const scheduledReboot = recordOf({ time: text, agent: text, task_name: text });
/** Links with a login token in them. */
export const remoteLinks = z.looseObject({ hostname: z.string(), control: z.string(), terminal: z.string(), file: z.string(), status: optionalText });
const process = {
	name: text,
	pid: z.number(),
	membytes: z.number().nullish(),
	username: optionalText,
	/** Text with its sign: `0.4%`. */
	cpu_percent: optionalText,
};
export type ProcessRecord = Row<typeof process>;
export const processes = rowsOf(process);
export const eventLog = rowsOf({ source: optionalText, eventType: optionalText, message: optionalText });
/** A command with a token in it, or the text of an install script. */
export const installer = z.union([z.looseObject({ cmd: z.string(), url: optionalText }), z.string()]);
