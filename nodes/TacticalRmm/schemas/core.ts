import * as z from 'zod/v4';
import { optionalText } from './common';

export const dashInfo = z.looseObject({
	trmm_version: z.string(),
	/** `error` where the server could not find out. */
	latest_trmm_ver: optionalText,
});
export type DashInfo = z.infer<typeof dashInfo>;
