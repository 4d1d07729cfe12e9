import type { Agent } from '../agent';
import { json, noContact, ok, refused, Refusal, type Answer } from '../answers';
import { ask, contact, hears } from '../bus';
import { maybe, needed, type Body } from '../body';
import { describePending, localTime, pendingView } from '../pending';
import { get, patch, post, remove, type Routes } from '../routing';
import type { World } from '../world';

/** Power, reachability, recovery, remote control, and what is planned. */
export const agentActionRoutes: Routes = (world) => [
	post('/agents/:agentId/reboot/', 'can_reboot_agents', async ({ agent }) => {
		await contact(world, agent, 10, () => undefined);
		return ok;
	}),
	patch('/agents/:agentId/reboot/', 'can_reboot_agents', ({ agent, body }) => planReboot(world, agent, body)),
	post('/agents/:agentId/shutdown/', 'can_reboot_agents', async ({ agent }) => {
		await contact(world, agent, 10, () => undefined);
		return ok;
	}),
	get('/agents/:agentId/ping/', 'can_list_agents', async ({ agent }) => {
		const isOnline = hears(world, agent);
		if (!isOnline) await world.wait(world.bus === 'up' ? 7.5 : 13.5);
		return json({ name: agent.hostname, status: isOnline ? 'online' : 'offline' });
	}),
	post('/agents/:agentId/recover/', 'can_recover_agents', async ({ agent, body }) => {
		const mode = needed(body, 'mode');
		if (mode === 'tacagent') return json('Recovery will be attempted shortly');
		// Any other word does nothing and still says that all went well.
		if (mode === 'mesh') await contact(world, agent, 60, () => undefined);
		return json('Successfully completed recovery');
	}),
	post('/agents/:agentId/wmi/', 'can_edit_agent', async ({ agent }) => {
		await contact(world, agent, 20, () => undefined);
		return json('Agent WMI data refreshed successfully');
	}),
	post('/agents/:agentId/wol/', 'can_send_wol', ({ agent }) => json(`Wake-on-LAN sent to ${agent.hostname}`)),
	get('/agents/:agentId/meshcentral/', 'can_use_mesh', ({ agent }) => json(remoteLinks(world, agent))),
	post('/agents/:agentId/meshcentral/recover/', 'can_use_mesh', async ({ agent }) => {
		await contact(world, agent, 90, () => undefined);
		return json(`Repaired mesh agent on ${agent.hostname}`);
	}),
	get('/agents/:agentId/registry/', 'can_use_registry', async ({ agent }) => {
		const subkeys = ['HARDWARE', 'SAM', 'SOFTWARE', 'SYSTEM'];
		return json(await contact(world, agent, 30, () => ({ subkeys, values: [], has_more: false })));
	}),
	get('/agents/:agentId/pendingactions/', 'can_list_pendingactions', ({ agent: { id } }) => {
		const { tables } = world;
		return json(tables.ofAgent(tables.pendingActions, id).map((action) => pendingView(world, action)));
	}),
	get(
		'/logs/pendingactions/',
		'can_list_pendingactions',
		() => json(world.tables.pendingActions.all().map((action) => pendingView(world, action))),
		{ othersBreak: true },
	),
	remove('/logs/pendingactions/:id/', 'can_manage_pendingactions', async ({ params: { id = '' } }) => {
		const action = world.tables.pendingActions.get(id);
		const agent = world.agent(action.agent);
		if (action.action_type === 'schedreboot') await contact(world, agent, 10, () => undefined);
		world.tables.pendingActions.delete(id);
		return json(`${agent.hostname}: ${describePending(action)} was cancelled`);
	}),
];

/** The time is the agent's own, to the minute: seconds or a zone make it invalid. */
async function planReboot(world: World, agent: Agent, body: Body): Promise<Answer> {
	if (agent.row.plat !== 'windows') throw refused(`Not currently implemented for ${agent.row.plat}`);
	const asked = String(maybe(body, 'datetime'));
	if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(asked) || Number.isNaN(Date.parse(asked))) throw refused('Invalid date');
	const time = `${asked.replace('T', ' ')}:00`;
	if (time < localTime(world, agent.id)) throw refused('Date cannot be set in the past');
	const reply = await ask(world, agent, 10, () => undefined);
	if (typeof reply === 'string') throw refused(reply);
	const taskname = `TacticalRMM_SchedReboot_${world.newAgentId().slice(0, 10)}`;
	const entry_time = world.clock.stamp();
	const planned = { agent: agent.id, entry_time, action_type: 'schedreboot', status: 'pending' as const };
	world.tables.pendingActions.add({ ...planned, details: { time, taskname } });
	return json({ time: inEnglish(asked), agent: agent.hostname, task_name: taskname });
}

/** `January 15, 2030 at 03:30 AM`. */
function inEnglish(asked: string): string {
	const date = new Date(`${asked}Z`);
	const day = date.toLocaleString('en-US', { timeZone: 'UTC', month: 'long', day: '2-digit', year: 'numeric' });
	return `${day} at ${date.toLocaleString('en-US', { timeZone: 'UTC', hour: '2-digit', minute: '2-digit' }).replace(/\s/g, ' ')}`;
}

/** Each link holds a token with which its bearer is signed in to MeshCentral. */
function remoteLinks(world: World, agent: Agent): Record<string, unknown> {
	const site = world.tables.sites.get(agent.row.site);
	if (agent.row.mesh_node_id === '') throw new Refusal(noContact);
	const link = (mode: number) => {
		const query = `login=LOGINTOKEN${agent.id}&gotonode=${agent.row.mesh_node_id}&viewmode=${mode}&hide=31`;
		return `${world.settings.mesh_site as string}/?${query}`;
	};
	return {
		hostname: agent.hostname, control: link(11), terminal: link(12), file: link(13), status: agent.status,
		client: world.tables.clients.get(site.client).name, site: site.name,
	};
}
