import type { Agent } from '../agent';
import { json, ok, refused } from '../answers';
import { contact } from '../bus';
import { needed, whole } from '../body';
import { get, post, put, type Routes } from '../routing';
import { startCommand } from '../runs';
import type { World } from '../world';

const packages = ['7zip', 'firefox', 'googlechrome'];

/** What is installed, as of the agent's last scan. */
export const softwareRoutes: Routes = (world) => {
	const { software } = world.tables;
	return [
		get('/software/', 'can_list_software', () => json(software.all()), { othersBreak: true }),
		get('/software/chocos/', undefined, () => json(packages.map((name) => ({ name })))),
		get('/software/:agentId/', 'can_list_software', ({ agent }) => {
			const [scanned] = world.tables.ofAgent(software, agent.id);
			// Never scanned is an empty list where there would be an object.
			return json(scanned ?? []);
		}),
		put('/software/:agentId/', 'can_manage_software', async ({ agent }) => {
			mustBeWindows(agent);
			await contact(world, agent, 15, () => undefined);
			if (world.tables.ofAgent(software, agent.id).length === 0) software.add({ agent: agent.id, software: [] });
			return ok;
		}),
		post('/software/:agentId/', 'can_manage_software', async ({ agent, body }) => {
			mustBeWindows(agent);
			const name = String(needed(body, 'name'));
			await contact(world, agent, 2, () => undefined);
			planInstallation(world, agent, name);
			const look = 'Check the Pending Actions menu to see the status/output';
			return json(`${name} will be installed shortly on ${agent.hostname}. ${look}`);
		}),
		post('/software/:agentId/uninstall/', ['can_manage_software', 'can_send_cmd'], ({ agent, body, user }) => {
			mustBeWindows(agent);
			const [name, cmd = ''] = ['name', 'command', 'run_as_user'].map((field) => String(needed(body, field)));
			const command = { shell: 'cmd', cmd, timeout: whole(needed(body, 'timeout')), run_as_user: Boolean(needed(body, 'run_as_user')) };
			// Nothing waits for it: what it printed is in the history, once the agent has reported.
			void startCommand(world, agent, command, user.username);
			return json(`${name} will now be uninstalled on ${agent.hostname}.`);
		}),
	];
};

function mustBeWindows({ row: { plat } }: Agent): void {
	if (plat !== 'windows') throw refused(`Not available for ${plat}`);
}

/** The agent installs it some time later and then the pending action tells the outcome. */
function planInstallation(world: World, agent: Agent, name: string): void {
	const { pendingActions } = world.tables;
	const details = { name, output: null as string | null, installed: false };
	const planned = { agent: agent.id, entry_time: world.clock.stamp(), action_type: 'chocoinstall', status: 'pending' as const };
	const action = pendingActions.add({ ...planned, details });
	const output = `The install of ${name} was successful.\n Chocolatey installed 1/1 packages.`;
	void world.wait(10).then(() => {
		if (!pendingActions.find(action.id)) return;
		pendingActions.update(action.id, { status: 'completed', details: { name, output, installed: true } });
	});
}
