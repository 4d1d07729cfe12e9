import { choice, limited, paging, simplify, when } from '../../../shared/fields';
import { agentLocator, policyLocator } from '../../locator';
import { operation } from '../../operation';
import { taskId } from '../../recordLocators';
import type { AgentTask } from '../../schemas/agents';
import type { TaskRecord } from '../../schemas/tasks';
import { toTask } from '../../task';

export const getAll = operation({
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many tasks',
	description: 'Retrieve the automated tasks of an agent with their results, or those of a policy or all without results',
	effect: 'read',
	rights: ['can_list_autotasks'],
	fields: {
		tasksOf: choice({
			displayName: 'Tasks Of',
			default: 'agent',
			options: [
				{ name: 'Agent', value: 'agent', description: 'With their results' },
				{ name: 'All', value: 'all', description: 'Their settings, without results' },
				{ name: 'Policy', value: 'policy', description: 'Their settings, without results' },
			],
		}),
		deviceId: when({ tasksOf: ['agent'] }, agentLocator),
		policyId: when({ tasksOf: ['policy'] }, policyLocator),
		...paging,
		simplify,
	},
	run: async ({ client, fields }) => {
		const { deviceId, policyId } = fields;
		const tasks: Array<AgentTask | TaskRecord> = deviceId === undefined ? await client.tasks.list(policyId === undefined ? undefined : Number(policyId)) : await client.agents.tasks(deviceId);
		return limited(tasks, fields).map((task) => (fields.simplify ? toTask(task, deviceId) : task));
	},
});

export const get = operation({
	name: 'Get',
	value: 'get',
	action: 'Get task',
	description: 'Retrieve the settings of one automated task, without results',
	effect: 'read',
	rights: ['can_list_autotasks'],
	fields: { taskId, simplify },
	run: async ({ client, fields }) => {
		const task = await client.tasks.get(fields.taskId);
		return fields.simplify ? toTask(task, undefined) : task;
	},
});
