import * as z from 'zod/v4';
import type { Row } from '../../shared/http/record';
import { rowsOf } from '../../shared/http/rows';
import { flag, optionalText } from './common';

/** A Windows update as it is for one agent. */
const windowsUpdate = {
	id: z.number(),
	kb: optionalText,
	title: optionalText,
	/** Microsoft's word: Critical, Important, Moderate, Low, or ''. */
	severity: optionalText,
	categories: z.array(z.string()).nullish(),
	installed: flag,
	downloaded: z.boolean().nullish(),
	/** `MM DD YYYY HH:MM`, in the server's time zone. */
	date_installed: optionalText,
	/** approve, ignore, nothing, inherit: what was decided about it. */
	action: optionalText,
	/** success, failed, n/a: what came of the last attempt. */
	result: optionalText,
};
export type WindowsUpdateRecord = Row<typeof windowsUpdate>;
export const windowsUpdateList = rowsOf(windowsUpdate);
