import { choice, limited, paging, simplify } from '../../../shared/fields';
import { toCheck } from '../../check';
import { toIsoTime } from '../../device';
import { agentLocator } from '../../locator';
import { operation } from '../../operation';
import type { HistoryRow } from '../../schemas/history';
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
		executionTime: result?.execution_time ?? null,
	};
}

export const getChecks = operation({
	name: 'Get Checks',
	value: 'getChecks',
	action: 'Get checks of agent',
	description: 'List the checks of an agent, those of its policies too, with their results',
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
	action: 'Get tasks of agent',
	description: 'List the automated tasks of an agent, those of its policies too, with their results',
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
	action: 'Get history of agent',
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
	action: 'Get pending actions of agent',
	description: 'List what an agent still has to do, such as a scheduled reboot, and what of it is done',
	effect: 'read',
	rights: ['can_list_pendingactions'],
	fields: { deviceId: agentLocator },
	run: async ({ client, fields }) => await client.agents.pendingActions(fields.deviceId),
});
