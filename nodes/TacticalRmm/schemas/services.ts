import * as z from 'zod/v4';
import { recordOf, type Row } from '../../shared/http/record';
import { rowsOf } from '../../shared/http/rows';
import { optionalText } from './common';

/** A Windows service, live from the agent. */
const service = {
	name: z.string(),
	display_name: optionalText,
	/** running, stopped ... */
	status: optionalText,
	start_type: optionalText,
	username: optionalText,
	pid: z.number().nullish(),
	description: optionalText,
};
export type ServiceRecord = Row<typeof service>;
export const windowsService = recordOf(service);
export const serviceList = rowsOf(service);
