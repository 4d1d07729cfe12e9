import { InputError } from '../../../shared/errors';
import { choice, collection, dateTime, limited, optionalText, paging, simplify } from '../../../shared/fields';
import { toCheck } from '../../check';
import { toIsoTime } from '../../device';
import { agentLocator } from '../../locator';
import { naming } from '../../naming';
import { operation } from '../../operation';
import { agentPendingActionId } from '../../recordLocators';
import { cancel, toPendingAction } from '../../pendingActions';
import type { HistoryRow, ScriptRun } from '../../schemas/history';
import { toTask } from '../../task';

/** A run in short. What the agent has not reported yet is null. */
function toRun({ id, time, type, username, command, script_name: script, results, script_results: result }: HistoryRow) {
	return {
		id,
		time: toIsoTime(time),
		type,
		user: username ?? null,
		what: script || command || null,
		stdout: result?.stdout ?? results ?? null,
		stderr: result?.stderr ?? null,
		exitCode: result?.retcode ?? null,
		durationSeconds: result?.execution_time ?? null,
	};
}

export const getChecks = operation({
	name: 'Get Checks',
	value: 'getChecks',
	action: 'Get agent checks',
	description: 'List the checks of an agent, including those of its policies, with their results',
	effect: 'read',
	rights: ['can_list_checks'],
	fields: { deviceId: agentLocator, simplify },
	run: async ({ client, fields }) => {
		const checks = await client.agents.checks(fields.deviceId);
		return fields.simplify ? checks.map((check) => toCheck(check, fields.deviceId)) : checks;
	},
});

export const getTasks = operation({
	name: 'Get Tasks',
	value: 'getTasks',
	action: 'Get agent tasks',
	description: 'List the automated tasks of an agent, including those of its policies, with their results',
	effect: 'read',
	rights: ['can_list_autotasks'],
	fields: { deviceId: agentLocator, simplify },
	run: async ({ client, fields }) => {
		const tasks = await client.agents.tasks(fields.deviceId);
		return fields.simplify ? tasks.map((task) => toTask(task, fields.deviceId)) : tasks;
	},
});

export const getHistory = operation({
	name: 'Get History',
	value: 'getHistory',
	action: 'Get agent history',
	description: 'List the commands, scripts and tasks that were run on an agent, newest first, with their results',
	effect: 'read',
	rights: ['can_list_agent_history'],
	fields: {
		deviceId: agentLocator,
		historyType: choice({
			displayName: 'Type',
			default: 'any',
			options: [
				{ name: 'Any', value: 'any' },
				{ name: 'Command', value: 'cmd_run' },
				{ name: 'Script', value: 'script_run' },
				{ name: 'Task', value: 'task_run' },
			],
		}),
		...paging,
		simplify,
	},
	run: async ({ client, fields }) => {
		const { historyType, simplify: inShort } = fields;
		const rows = (await client.history.ofAgent(fields.deviceId)).filter(({ type }) => historyType === 'any' || type === historyType);
		return limited(rows, fields).map((row) => (inShort ? toRun(row) : row));
	},
});

export const getPendingActions = operation({
	name: 'Get Pending Actions',
	value: 'getPendingActions',
	action: 'Get agent pending actions',
	description: "List an agent's pending and completed actions, such as a scheduled reboot",
	effect: 'read',
	rights: ['can_list_pendingactions'],
	fields: { deviceId: agentLocator, simplify },
	run: async ({ client, fields }) => {
		const actions = await client.agents.pendingActions(fields.deviceId);
		return fields.simplify ? actions.map((action) => toPendingAction(action, fields.deviceId)) : actions;
	},
});

/** A run of a script in short. The agent's name comes from the list of those that the key may see. */
function toScriptRun(run: ScriptRun, agents: ReadonlyMap<string, string>) {
	const { script_results: result } = run;
	return {
		time: toIsoTime(run.time),
		deviceName: agents.get(run.agent_id ?? '') ?? null,
		script: run.script_name ?? null,
		user: run.username ?? null,
		stdout: result?.stdout ?? null,
		stderr: result?.stderr ?? null,
		exitCode: result?.retcode ?? null,
		durationSeconds: result?.execution_time ?? null,
		id: run.id,
		deviceId: run.agent_id,
	};
}

export const getScriptHistory = operation({
	name: 'Get Script History',
	value: 'getScriptHistory',
	action: 'Get agent script history',
	description: 'List runs of scripts on all agents, newest first, with their results',
	effect: 'read',
	rights: ['can_list_agent_history', 'can_list_agents'],
	notice: 'Tactical RMM itself does not limit this to the clients of your role. Runs on agents that your key may not see are left out.',
	fields: {
		filters: collection(
			{ displayName: 'Filters', placeholder: 'Add filter', allowNone: true, isFilter: true },
			{
				from: dateTime({ displayName: 'From', description: "Started at or after this time. Needs 'To' as well." }),
				scriptName: optionalText({ displayName: 'Script Name', placeholder: 'e.g. Clear Temp', description: 'Its exact name' }),
				to: dateTime({ displayName: 'To', description: 'Started at or before this time. Leave empty for now.' }),
			},
		),
		...paging,
		simplify,
	},
	run: async ({ client, fields }) => {
		const { from, to, scriptName } = fields.filters;
		if (to && !from) throw new InputError("'To' needs 'From'", 'Tactical RMM accepts only both together. Nothing was sent.');
		const agents = new Map((await client.directory.agents()).map(({ agent_id, hostname }) => [agent_id, hostname]));
		const limit = fields.returnAll ? undefined : fields.limit;
		const range = from && { start: from.toISOString(), end: (to ?? new Date(client.serverNow().getTime() + 1_000)).toISOString() };
		const runs = await client.history.scriptRunsOf({ limit, ...range, scriptname: scriptName?.trim() || undefined }, (run) => agents.has(run.agent_id ?? ''));
		return fields.simplify ? runs.map((run) => toScriptRun(run, agents)) : runs;
	},
});

export const runChecks = operation({
	name: 'Run Checks',
	value: 'runChecks',
	action: 'Run agent checks',
	description: 'Run all checks of an agent now; results arrive a few seconds later',
	effect: 'once',
	rights: ['can_run_checks'],
	fields: { deviceId: agentLocator },
	run: async ({ client, fields }) => await naming(client, fields.deviceId, async () => ({ message: await client.checks.run(fields.deviceId) })),
});

export const cancelPendingAction = operation({
	name: 'Cancel Pending Action',
	value: 'cancelPendingAction',
	action: 'Cancel agent pending action',
	description: 'Cancel a planned reboot of an agent, or remove another pending action from the list',
	effect: 'once',
	rights: ['can_manage_pendingactions', 'can_list_pendingactions'],
	notice: 'Only a planned reboot is canceled on the agent, which must be online. Other actions that the agent has already received continue.',
	fields: {
		deviceId: agentLocator,
		pendingActionId: agentPendingActionId,
	},
	affects: () => 1,
	affectsWhat: 'pending actions',
	run: async ({ client, fields }) => {
		const { deviceId, pendingActionId: id } = fields;
		return { ...(await cancel(client, id, (await client.agents.pendingActions(deviceId)).find((each) => each.id === id))), deviceId };
	},
});
