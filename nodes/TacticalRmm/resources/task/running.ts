import { InputError } from '../../../shared/errors';
import { choice, when } from '../../../shared/fields';
import type { TacticalRmmClient } from '../../client';
import { agentLocator } from '../../locator';
import { operation } from '../../operation';
import { taskId } from '../../recordLocators';

export const run = operation({
	name: 'Run',
	value: 'run',
	action: 'Run task',
	description: 'Run an automated task now on one agent, or on all agents of its policy',
	effect: 'once',
	rights: ['can_run_autotasks', 'can_list_autotasks'],
	fields: {
		taskId,
		runOn: choice({
			displayName: 'Run On',
			default: 'own',
			options: [
				{ name: 'Agent', value: 'agent', description: 'One of the agents with the task, for example for a policy task' },
				{ name: 'All Agents of Its Policy', value: 'policy', description: 'For a policy task; needs the right to manage policies' },
				{ name: "Task's Own Agent", value: 'own', description: 'For a task of a single agent' },
			],
		}),
		deviceId: when({ runOn: ['agent'] }, agentLocator),
	},
	rollsOut: {},
	affects: async ({ client, fields }) => (fields.runOn === 'policy' ? await agentsOf(client, await policyOf(client, fields.taskId)) : 1),
	run: async ({ client, fields }) => {
		const { taskId: id, deviceId } = fields;
		if (fields.runOn === 'policy') {
			const policyId = await policyOf(client, id);
			return { id, policyId, message: await client.tasks.runEverywhere(id) };
		}
		if (deviceId === undefined) await requireOwnAgent(client, id);
		else await requireOnAgent(client, id, deviceId);
		return { id, deviceId: deviceId ?? null, message: await client.tasks.run(id, deviceId) };
	},
});

/** Without an agent, a policy's task would be run on nobody knows which. */
async function requireOwnAgent(client: TacticalRmmClient, id: number): Promise<void> {
	const { name, policy } = await client.tasks.get(id);
	if (typeof policy !== 'number') return;
	throw new InputError(`The task "${name ?? id}" belongs to policy ${policy} and has no single agent`, "Set 'Run On' to 'Agent' and choose one. Nothing was sent.");
}

async function requireOnAgent(client: TacticalRmmClient, id: number, deviceId: string): Promise<void> {
	if ((await client.agents.tasks(deviceId)).some((task) => task.id === id)) return;
	throw new InputError(`The agent has no task with the ID ${id}`, "'Get Many' lists the tasks of this agent with their IDs. Nothing was sent.");
}

/** The server says that all will run, and nothing does, of a task that is unknown or an agent's own. */
async function policyOf(client: TacticalRmmClient, id: number): Promise<number> {
	const { name, policy } = await client.tasks.get(id);
	if (typeof policy === 'number') return policy;
	throw new InputError(`The task "${name ?? id}" belongs to no policy`, "Set 'Run On' to 'Task's Own Agent'. Nothing was sent.");
}

async function agentsOf(client: TacticalRmmClient, policy: number): Promise<number> {
	return (await client.policies.list()).find(({ id }) => id === policy)?.agents_count ?? 1;
}
