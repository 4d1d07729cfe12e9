import * as z from 'zod/v4';
import { customValue } from './customFields';

const either = z.looseObject({ error: z.boolean().optional(), warning: z.boolean().optional() });

/** What clients and sites have in common: their own settings of policies and alerts, which agents below inherit. */
const place = {
	id: z.number(),
	name: z.string(),
	/** Ids; null where none is set. */
	server_policy: z.number().nullish(),
	workstation_policy: z.number().nullish(),
	alert_template: z.number().nullish(),
	block_policy_inheritance: z.boolean().optional(),
	/** Only in lists, and in a client's sites. */
	agent_count: z.number().optional(),
	/** Whether any of its agents is in maintenance; only where agent_count is. */
	maintenance_mode: z.boolean().optional(),
	/** Made anew every 3 minutes. */
	failing_checks: either.optional(),
	custom_fields: z.array(customValue).optional(),
};

export const siteRecord = z.looseObject({ ...place, client: z.number(), client_name: z.string() });
export type SiteRecord = z.infer<typeof siteRecord>;
export const siteList = z.array(siteRecord);

export const clientRecord = z.looseObject({ ...place, sites: z.array(siteRecord) });
export type ClientRecord = z.infer<typeof clientRecord>;
export const clientList = z.array(clientRecord);
