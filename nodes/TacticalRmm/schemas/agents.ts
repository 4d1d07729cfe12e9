import * as z from 'zod/v4';
import { optionalText } from './common';

/** An agent's custom field that was set once; its name stands in the definitions only. */
const customValue = z.looseObject({ field: z.number(), value: z.unknown() });

const inEveryForm = {
	agent_id: z.string(),
	hostname: z.string(),
	operating_system: optionalText,
	version: optionalText,
	plat: optionalText,
	monitoring_type: optionalText,
	/** ISO 8601 in UTC; null where the agent never said hello. */
	last_seen: optionalText,
};

const inListAndRecord = {
	...inEveryForm,
	/** Made by the server of `last_seen`: online, offline, overdue. */
	status: z.string(),
	site_name: optionalText,
	/** Comma-separated. */
	local_ips: optionalText,
	custom_fields: z.array(customValue).optional(),
};

/** A row of `/agents/`: names of client and site, and neither their ids nor its own numeric one. */
export const agentRow = z.looseObject({ ...inListAndRecord, client_name: optionalText });
export type AgentRow = z.infer<typeof agentRow>;
export const agentList = z.array(agentRow);

/** A row of `/agents/?detail=false`. */
export const agentName = z.looseObject({ id: z.number(), agent_id: z.string(), hostname: z.string(), client: z.string(), site: z.string() });
export type AgentName = z.infer<typeof agentName>;
export const agentNames = z.array(agentName);

/** `/agents/<agent_id>/`: the name of the client, and the id of the site. */
export const agentRecord = z.looseObject({
	...inListAndRecord,
	client: z.string(),
	site: z.number(),
	/** IANA name. */
	timezone: optionalText,
	effective_default_shell: optionalText,
	default_shell_custom: optionalText,
	wmi_detail: z.unknown().optional(),
});
export type AgentRecord = z.infer<typeof agentRecord>;

/** A row of the beta API: numeric ids of site and policy, and no status. */
export const betaAgent = z.looseObject({ ...inEveryForm, id: z.number(), offline_time: z.number(), wmi_detail: z.unknown().optional() });
export type BetaAgent = z.infer<typeof betaAgent>;
export const betaPage = z.looseObject({ count: z.number(), next: z.string().nullable(), results: z.array(betaAgent) });

/** Rows of checks, tasks and pending actions, as far as the short forms use them. */
export const agentCheck = z.looseObject({
	id: z.number(),
	readable_desc: optionalText,
	check_type: z.string(),
	policy: z.unknown().optional(),
	/** `{}` where it never ran. */
	check_result: z.looseObject({
		id: z.number().optional(),
		status: optionalText,
		last_run: optionalText,
		more_info: optionalText,
		retcode: z.number().nullish(),
		stdout: optionalText,
	}),
});
export const agentChecks = z.array(agentCheck);
export type AgentCheck = z.infer<typeof agentCheck>;

export const agentTask = z.looseObject({
	id: z.number(),
	name: optionalText,
	schedule: optionalText,
	task_type: optionalText,
	enabled: z.boolean().optional(),
	task_result: z.looseObject({ status: optionalText, last_run: optionalText, retcode: z.number().nullish(), stdout: optionalText, stderr: optionalText }),
});
export const agentTasks = z.array(agentTask);
export type AgentTask = z.infer<typeof agentTask>;

export const pendingActions = z.array(z.looseObject({ id: z.number(), action_type: z.string(), status: z.string() }));
