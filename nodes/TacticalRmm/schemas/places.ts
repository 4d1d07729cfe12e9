import * as z from 'zod/v4';
import { recordOf, type Row } from '../../shared/http/record';
import { rowsOf } from '../../shared/http/rows';
import { text } from './common';
import { customValues } from './customFields';

const either = recordOf({ error: z.boolean().optional(), warning: z.boolean().optional() });

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
	/** Made again every 3 minutes. */
	failing_checks: either.optional(),
	custom_fields: customValues.optional(),
};

const site = { ...place, client: z.number(), client_name: text };
export type SiteRecord = Row<typeof site>;
export const siteRecord = recordOf(site);
export const siteList = rowsOf(site);

/** A client whose list of sites cannot be read is left out: its counts come from there. */
const client = { ...place, sites: siteList };
export type ClientRecord = Row<typeof client>;
export const clientRecord = recordOf(client);
export const clientList = rowsOf(client);
