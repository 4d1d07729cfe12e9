import * as z from 'zod/v4';
import { recordOf, type Row } from '../../shared/http/record';
import { optionalText } from './common';

const server = {
	trmm_version: z.string(),
	/** `error` where the server could not find out. */
	latest_trmm_ver: optionalText,
};
export const dashInfo = recordOf(server);
export type DashInfo = Row<typeof server>;
