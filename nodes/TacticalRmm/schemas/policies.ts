import * as z from 'zod/v4';
import { recordOf, type Row } from '../../shared/http/record';
import { rowsOf } from '../../shared/http/rows';
import { flag, name, optionalText } from './common';

const policy = {
	id: z.number(),
	name,
	desc: optionalText,
	/** One that is not has no effect. */
	active: flag,
	/** Its checks count instead of an agent's own of the same target. */
	enforced: flag,
	/** Only in lists: how many agents it is in force on. */
	agents_count: z.number().nullish(),
	default_server_policy: z.boolean().nullish(),
	default_workstation_policy: z.boolean().nullish(),
	/** Only of one by its ID. */
	alert_template: z.number().nullish(),
};
export type PolicyRecord = Row<typeof policy>;
export const policyRecord = recordOf(policy);
export const policyList = rowsOf(policy);

const related = { id: z.number(), name };
const relatedAgent = { id: z.number().nullish(), hostname: name, agent_id: optionalText };
const relatedList = rowsOf(related);

/** Where a policy is assigned; of one that does not exist, it is an empty name and nothing else. */
export const policyRelated = z.looseObject({
	pk: z.number().optional(),
	name: z.string(),
	server_clients: relatedList.optional(),
	server_sites: relatedList.optional(),
	workstation_clients: relatedList.optional(),
	workstation_sites: relatedList.optional(),
	agents: rowsOf(relatedAgent).optional(),
	is_default_server_policy: z.boolean().optional(),
	is_default_workstation_policy: z.boolean().optional(),
});
export type PolicyRelated = z.output<typeof policyRelated>;

/** What came of a policy's check on one agent. */
const checkStatus = {
	id: z.number(),
	hostname: name,
	agent: z.number().nullish(),
	status: optionalText,
	alert_severity: optionalText,
	more_info: optionalText,
	last_run: optionalText,
	fail_count: z.number().nullish(),
	retcode: z.number().nullish(),
	stdout: optionalText,
	stderr: optionalText,
};
export type CheckStatus = Row<typeof checkStatus>;
export const checkStatuses = rowsOf(checkStatus);

/** What came of a policy's task on one agent. */
const taskStatus = {
	id: z.number(),
	hostname: name,
	agent: z.number().nullish(),
	status: optionalText,
	sync_status: optionalText,
	last_run: optionalText,
	retcode: z.number().nullish(),
	stdout: optionalText,
	stderr: optionalText,
};
export type TaskStatus = Row<typeof taskStatus>;
export const taskStatuses = rowsOf(taskStatus);
