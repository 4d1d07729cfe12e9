import * as z from 'zod/v4';
import { recordOf, type Row } from '../../shared/http/record';
import { rowsOf } from '../../shared/http/rows';
import { flag, optionalText, text } from './common';

/** An alert. What comes from its agent (host name, id, client, site) is left out of one without an agent. */
const alert = {
	id: z.number(),
	hostname: optionalText,
	/** Its numeric id. */
	agent: z.number().nullish(),
	agent_id: optionalText,
	/** Name of the agent's client. */
	client: optionalText,
	/** Name of the agent's site. */
	site: optionalText,
	alert_time: text,
	/** availability, check, task, custom. */
	alert_type: text,
	/** info, warning, error. */
	severity: text,
	message: optionalText,
	snoozed: flag,
	snooze_until: optionalText,
	resolved: flag,
	resolved_on: optionalText,
	/** Raised, but not shown on the dashboard, because only an email or a text message was requested. */
	hidden: flag,
	assigned_check: z.number().nullish(),
	assigned_task: z.number().nullish(),
};
export type AlertRecord = Row<typeof alert>;
/** Whether it is resolved decides whether it is resolved once more, and whether it is reported. */
export const alertRecord = recordOf(alert, { held: ['resolved'] });
export const alertList = rowsOf(alert);
/** What is said of an alert that was deleted. */
export const notFound = z.looseObject({ detail: z.string() });
