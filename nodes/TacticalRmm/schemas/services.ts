import * as z from 'zod/v4';
import { optionalText } from './common';

/** A Windows service, live from the agent. */
export const windowsService = z.looseObject({
	name: z.string(),
	display_name: optionalText,
	/** running, stopped ... */
	status: optionalText,
	start_type: optionalText,
	username: optionalText,
	pid: z.number().nullish(),
	description: optionalText,
});
export type ServiceRecord = z.infer<typeof windowsService>;
export const serviceList = z.array(windowsService);
