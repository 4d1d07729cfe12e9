import * as z from 'zod/v4';
import { optionalText } from './common';

export const ping = z.looseObject({ name: z.string(), status: z.enum(['online', 'offline']) });
export const scheduledReboot = z.looseObject({ time: z.string(), agent: z.string(), task_name: z.string() });
/** Links with a login token in them. */
export const remoteLinks = z.looseObject({ hostname: z.string(), control: z.string(), terminal: z.string(), file: z.string(), status: optionalText });
export const processes = z.array(z.looseObject({ name: z.string(), pid: z.number() }));
export const eventLog = z.array(z.looseObject({ source: optionalText, eventType: optionalText, message: optionalText }));
/** A command with a token in it, or the text of an install script. */
export const installer = z.union([z.looseObject({ cmd: z.string(), url: optionalText }), z.string()]);
