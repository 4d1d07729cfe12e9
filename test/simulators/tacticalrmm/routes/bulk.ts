import type { Agent } from '../agent';
import { fellOver, json, ok, refused, type Answer } from '../answers';
import { has, items, maybe, needed, whole, type Body } from '../body';
import { setCustomValue } from '../customFields';
import { agentsIn } from '../places';
import { get, post, type Routes } from '../routing';
import { startCommand, startScript } from '../runs';
import { filledArguments, filledEnvironment } from '../variables';
import type { World } from '../world';

/** What is done to many agents with one request; results appear in the history alone. */
export const bulkRoutes: Routes = (world) => [
	post('/agents/actions/bulk/', 'can_run_bulk', ({ body, user }) => bulkAction(world, body, user.username)),
	post('/agents/maintenance/bulk/', 'can_edit_agent', ({ body }) => maintenance(world, body)),
	post('/agents/update/', 'can_update_agents', ({ body }) => {
		const agents = items(needed(body, 'agent_ids')).flatMap((id) => world.findAgent(String(id)) ?? []);
		agents.filter(({ row }) => isOlder(row.version, world.latestAgentVersion)).forEach((agent) => planUpdate(world, agent));
		return ok;
	}),
	get('/agents/bulkrecovery/', 'can_recover_agents', () => json('Agents will now be recovered')),
	post('/agents/installer/', 'can_install_agents', ({ body }) => installer(world, body)),
];

function bulkAction(world: World, body: Body, username: string): Answer {
	const mode = needed(body, 'mode');
	const target = needed(body, 'target');
	const kind = needed(body, 'monType');
	const plat = needed(body, 'osType');
	if (target === 'agents' && items(needed(body, 'agents')).length === 0) throw refused('Must select at least 1 agent');
	const agents = targets(world, target, body).filter(
		({ row }) => (kind === 'all' || `${row.monitoring_type}s` === kind) && (plat === 'all' || row.plat === plat),
	);
	if (agents.length === 0) throw refused('No agents were found meeting the selected criteria');
	const count = `${agents.length} agents`;
	const look = 'Check the History tab on the agent to view the results.';
	switch (mode) {
		case 'command':
			runEverywhere(world, agents, body, username);
			return json(`Command will now be run on ${count}. ${look}`);
		case 'script':
			return json(`${scriptEverywhere(world, agents, body, username)} will now be run on ${count}. ${look}`);
		case 'patch':
			return json(
				needed(body, 'patchMode') === 'scan' ? `Patch status scan will now run on ${count}` : `Pending updates will now be installed on ${count}`,
			);
		default:
			throw refused('Something went wrong');
	}
}

function targets(world: World, target: unknown, body: Body): Agent[] {
	switch (target) {
		case 'agents':
			return items(needed(body, 'agents')).flatMap((id) => world.findAgent(String(id)) ?? []);
		case 'client':
			return agentsIn(world, { client: whole(needed(body, 'client')) });
		case 'site':
			return agentsIn(world, { site: whole(needed(body, 'site')) });
		case 'all':
			return world.agents();
		default:
			throw refused('Something went wrong');
	}
}

function runEverywhere(world: World, agents: Agent[], body: Body, username: string): void {
	const shell = String(needed(body, 'shell'));
	const command = {
		shell: shell === 'custom' ? String(needed(body, 'custom_shell')) : shell, cmd: String(needed(body, 'cmd')),
		timeout: whole(needed(body, 'timeout')), run_as_user: Boolean(needed(body, 'run_as_user')),
	};
	agents.forEach((agent) => void startCommand(world, agent, command, username));
}

/** The name of the script, which was started everywhere. */
function scriptEverywhere(world: World, agents: Agent[], body: Body, username: string): string {
	const script = world.tables.scripts.get(whole(needed(body, 'script')));
	const [args, env] = [needed(body, 'args'), needed(body, 'env_vars')];
	whole(needed(body, 'timeout'));
	needed(body, 'run_as_user');
	const keeping = ['custom_field', 'collector_all_output', 'save_to_agent_note'];
	const named = keeping.filter((name) => has(body, name));
	if (named.length > 0 && named.length < keeping.length) throw fellOver();
	const [customField, allOutput, toNote] = keeping.map((name) => maybe(body, name));
	for (const agent of agents) {
		const run = startScript(world, agent, {
			script, args: filledArguments(world, agent, args, script.shell), env: filledEnvironment(world, agent, env, script.shell), username,
			customField: (customField as number | null | undefined) ?? null, allOutput: Boolean(allOutput), toNote: Boolean(toNote),
		});
		void run.reported.then(({ stdout, stderr }) => {
			const output = stdout + stderr;
			if (toNote) world.tables.notes.add({ entry_time: world.clock.stamp(), note: output, username, agent: agent.id });
			const value = allOutput ? output.trim() : (output.trim().split('\n').at(-1) ?? '');
			if (customField) setCustomValue(world, 'agent', agent.id, Number(customField), value);
		});
	}
	return script.name;
}

function maintenance(world: World, body: Body): Answer {
	const type = needed(body, 'type');
	const on = needed(body, 'action');
	if (type !== 'Client' && type !== 'Site') throw refused('Invalid data');
	const id = whole(needed(body, 'id'));
	const agents = agentsIn(world, type === 'Client' ? { client: id } : { site: id });
	if (typeof on !== 'boolean') throw fellOver();
	agents.forEach((agent) => agent.set({ maintenance_mode: on }));
	if (agents.length === 0) {
		return json('No agents have been put in maintenance mode. You might not have permissions to the resources.');
	}
	return json(`Maintenance mode has been ${on ? 'enabled' : 'disabled'} on ${agents.length} agents`);
}

function isOlder(version: string, other: string): boolean {
	return version.localeCompare(other, 'en', { numeric: true }) < 0;
}

function download(world: World): { url: string; inno: string } {
	const version = world.latestAgentVersion;
	const inno = `tacticalagent-v${version}-windows-amd64.exe`;
	return { url: `https://github.com/amidaware/rmmagent/releases/download/v${version}/${inno}`, inno };
}

function planUpdate(world: World, agent: Agent): void {
	const details = { ...download(world), version: world.latestAgentVersion };
	const planned = { agent: agent.id, entry_time: world.clock.stamp(), action_type: 'agentupdate', status: 'pending' as const };
	world.tables.pendingActions.add({ ...planned, details });
}

const installFields = ['installMethod', 'client', 'site', 'expires', 'agenttype', 'power', 'rdp', 'ping', 'goarch', 'api', 'plat'];

/** Only the manual way is known without a token for signed agents; the command holds a secret. */
function installer(world: World, body: Body): Answer {
	const [method, client, site, , kind, , , , , api, plat] = installFields.map((name) => needed(body, name));
	if (plat !== 'windows') {
		const where = 'https://docs.tacticalrmm.com/code_signing/';
		throw refused(`Linux/Mac agents require code signing. Please see ${where} for more info.`);
	}
	if (method !== 'manual') throw fellOver();
	const { url, inno } = download(world);
	const program = '"C:\\Program Files\\TacticalAgent\\tacticalrmm.exe"';
	const flags = `--api ${String(api)} --client-id ${String(client)} --site-id ${String(site)} --agent-type ${String(kind)}`;
	const cmd = `${inno} /VERYSILENT /SUPPRESSMSGBOXES && ping 127.0.0.1 -n 7 && ${program} -m install ${flags} --auth INSTALLERTOKEN`;
	return json({ cmd, url });
}
