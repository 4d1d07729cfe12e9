import * as z from 'zod/v4';
import { namingText, recordOf, type Row } from '../../shared/http/record';
import { listOf, rowsOf } from '../../shared/http/rows';
import { name, number, optionalText, text } from './common';
import { customValues } from './customFields';

const inEveryForm = {
	agent_id: namingText,
	hostname: name,
	operating_system: optionalText,
	version: optionalText,
	plat: optionalText,
	monitoring_type: optionalText,
	/** ISO 8601 in UTC; null where the agent never said hello. */
	last_seen: optionalText,
};

const inListAndRecord = {
	...inEveryForm,
	/** Made by the server of `last_seen`: online, offline, overdue; null is neither. */
	status: text,
	site_name: optionalText,
	/** Comma-separated. */
	local_ips: optionalText,
	custom_fields: customValues.optional(),
};

/** A row of `/agents/`: names of client and site, and neither their ids nor its own numeric one. */
const agentRow = {
	...inListAndRecord,
	client_name: optionalText,
	needs_reboot: z.boolean().nullish(),
	has_patches_pending: z.boolean().nullish(),
	maintenance_mode: z.boolean().nullish(),
	/** `-` where the agent is offline. */
	logged_username: optionalText,
	/** Counted every 3 minutes. */
	checks: recordOf({ has_failing_checks: z.boolean().nullish() }).nullish(),
};
export type AgentRow = Row<typeof agentRow>;
export const agentList = rowsOf(agentRow);

/** A row of `/agents/?detail=false`. */
const agentName = { id: number, agent_id: namingText, hostname: name, client: name, site: name };
export type AgentName = Row<typeof agentName>;
export const agentNames = rowsOf(agentName);

/** `/agents/<agent_id>/`: the name of the client, and the id of the site. */
const wholeAgent = {
	...inListAndRecord,
	client: text,
	/** Tells whether the agent is in what is watched. */
	site: z.number(),
	/** IANA name. */
	timezone: optionalText,
	effective_default_shell: optionalText,
	default_shell_custom: optionalText,
	wmi_detail: z.unknown().optional(),
};
export type AgentRecord = Row<typeof wholeAgent>;
export const agentRecord = recordOf(wholeAgent);

/** A row of the beta API: numeric ids of site and policy, and no status. */
const betaAgent = { ...inEveryForm, id: number, offline_time: number, wmi_detail: z.unknown().optional() };
export type BetaAgent = Row<typeof betaAgent>;
export const betaPage = z.looseObject({ next: z.string().nullable(), results: rowsOf(betaAgent, { isPage: true }) });

/** Rows of checks, tasks and pending actions, as far as the short forms use them. */
const checkResult = recordOf({
	id: z.number().optional(),
	status: optionalText,
	last_run: optionalText,
	more_info: optionalText,
	retcode: z.number().nullish(),
	stdout: optionalText,
});
const agentCheck = {
	id: z.number(),
	readable_desc: optionalText,
	check_type: text,
	policy: z.unknown().optional(),
	/** `{}` where it never ran. */
	check_result: checkResult.default(() => ({})),
};
export const agentChecks = rowsOf(agentCheck);
export type AgentCheck = Row<typeof agentCheck>;

const taskResult = recordOf({ status: optionalText, last_run: optionalText, retcode: z.number().nullish(), stdout: optionalText, stderr: optionalText });
const agentTask = {
	id: z.number(),
	name: optionalText,
	schedule: optionalText,
	task_type: optionalText,
	enabled: z.boolean().optional(),
	task_result: taskResult.default(() => ({})),
};
export const agentTasks = rowsOf(agentTask);
export type AgentTask = Row<typeof agentTask>;

/** The newest version of the agent that the server knows, the first of the list. */
export const agentVersions = z.looseObject({ versions: listOf(z.string()) });
