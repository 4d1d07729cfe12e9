import * as z from 'zod/v4';
import { optionalText } from './common';

/** An alert. What comes from its agent (host name, id, client, site) is left out of one without an agent. */
export const alertRecord = z.looseObject({
	id: z.number(),
	hostname: optionalText,
	agent_id: optionalText,
	/** Name of the agent's client. */
	client: optionalText,
	/** Name of the agent's site. */
	site: optionalText,
	alert_time: z.string(),
	/** availability, check, task, custom. */
	alert_type: z.string(),
	/** info, warning, error. */
	severity: z.string(),
	message: optionalText,
	snoozed: z.boolean(),
	snooze_until: optionalText,
	resolved: z.boolean(),
	resolved_on: optionalText,
	/** Raised, and not shown on the dashboard, since only an email or a text was asked for. */
	hidden: z.boolean(),
	assigned_check: z.number().nullish(),
	assigned_task: z.number().nullish(),
});
export type AlertRecord = z.infer<typeof alertRecord>;
export const alertList = z.array(alertRecord);
/** What is said of an alert that was deleted. */
export const notFound = z.looseObject({ detail: z.string() });
