import { InputError } from '../../shared/errors';
import { choice, limited, paging, simplify, when, wholeNumber } from '../../shared/fields';
import type { Resource } from '../../shared/operation';
import type { TacticalRmmClient } from '../client';
import { agentLocator } from '../locator';
import { operation } from '../operation';
import type { AgentTask } from '../schemas/agents';
import type { TaskRecord } from '../schemas/tasks';
import { toTask } from '../task';

const getAll = operation({
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many tasks',
	description: 'Retrieve the automated tasks of an agent with their results, or those of a policy or of all without results',
	effect: 'read',
	rights: ['can_list_autotasks'],
	fields: {
		tasksOf: choice({
			displayName: 'Tasks Of',
			default: 'agent',
			options: [
				{ name: 'Agent', value: 'agent', description: 'With their results' },
				{ name: 'All', value: 'all', description: 'As they are set, without results' },
				{ name: 'Policy', value: 'policy', description: 'As they are set, without results' },
			],
		}),
		deviceId: when({ tasksOf: ['agent'] }, agentLocator),
		policyId: when({ tasksOf: ['policy'] }, wholeNumber({ displayName: 'Policy ID', default: 1, min: 1 })),
		...paging,
		simplify,
	},
	run: async ({ client, fields }) => {
		const { deviceId, policyId } = fields;
		const tasks: Array<AgentTask | TaskRecord> = deviceId === undefined ? await client.tasks.list(policyId) : await client.agents.tasks(deviceId);
		return limited(tasks, fields).map((task) => (fields.simplify ? toTask(task, deviceId) : task));
	},
});

const run = operation({
	name: 'Run',
	value: 'run',
	action: 'Run task',
	description: 'Run an automated task now, on one agent',
	effect: 'once',
	rights: ['can_run_autotasks', 'can_list_autotasks'],
	fields: {
		taskId: wholeNumber({ displayName: 'Task ID', default: 0, min: 1, description: "As 'Get Many' gives it" }),
		runOn: choice({
			displayName: 'Run On',
			default: 'own',
			options: [
				{ name: "Agent", value: 'agent', description: 'One of the agents that have the task, as for a task of a policy' },
				{ name: "Task's Own Agent", value: 'own', description: 'For a task that is set on one agent' },
			],
		}),
		deviceId: when({ runOn: ['agent'] }, agentLocator),
	},
	affects: () => 1,
	rollsOut: {},
	run: async ({ client, fields }) => {
		const { taskId: id, deviceId } = fields;
		if (deviceId === undefined) await requireOwnAgent(client, id);
		else await requireOnAgent(client, id, deviceId);
		return { id, deviceId: deviceId ?? null, message: await client.tasks.run(id, deviceId) };
	},
});

/** Without an agent, a policy's task would be run on nobody knows which. */
async function requireOwnAgent(client: TacticalRmmClient, id: number): Promise<void> {
	const { name, policy } = await client.tasks.get(id);
	if (typeof policy !== 'number') return;
	throw new InputError(`The task "${name ?? id}" belongs to policy ${policy} and has no agent of its own`, "Set 'Run On' to 'Agent' and choose one. Nothing was sent.");
}

async function requireOnAgent(client: TacticalRmmClient, id: number, deviceId: string): Promise<void> {
	if ((await client.agents.tasks(deviceId)).some((task) => task.id === id)) return;
	throw new InputError(`The agent has no task with the ID ${id}`, "Its tasks and their IDs are what 'Get Many' gives for this agent. Nothing was sent.");
}

export const task: Resource<TacticalRmmClient> = { name: 'Task', value: 'task', operations: [getAll, run] };
