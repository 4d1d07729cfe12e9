import type { Agent } from '../agent';
import { fellOver, json, noContact, noMatch, type Answer } from '../answers';
import { ask } from '../bus';
import { items, maybe, needed, whole, type Body } from '../body';
import { setCustomValue } from '../customFields';
import { get, post, type Routes } from '../routing';
import type { Script } from '../rows';
import { startCommand, startScript, testCode, type StartedRun } from '../runs';
import { filledArguments, filledEnvironment } from '../variables';
import type { World } from '../world';

/** Commands and scripts on one agent. */
export const runRoutes: Routes = (world) => [
	post('/agents/:agentId/cmd/', 'can_send_cmd', async ({ agent, body, user }) => {
		const seconds = whole(needed(body, 'timeout'));
		const word = String(needed(body, 'shell'));
		const shell = word === 'custom' ? String(needed(body, 'custom_shell')) : word;
		const command = { shell, cmd: String(needed(body, 'cmd')), timeout: seconds, run_as_user: Boolean(needed(body, 'run_as_user')) };
		const output = startCommand(world, agent, command, user.username);
		const reply = await ask(world, agent, seconds + 2, () => output);
		// Without the bus the word passes for the output, without the agent it does not.
		if (reply === 'timeout') return noContact;
		return json(reply === 'natsdown' ? reply : reply.value);
	}),
	post('/agents/:agentId/runscript/', 'can_run_scripts', ({ agent, body, user }) => runScript(world, agent, body, user.username)),
	post('/scripts/:agentId/test/', 'can_run_scripts', async ({ agent, body }) => {
		const shell = String(needed(body, 'shell'));
		const timeout = needed(body, 'timeout');
		needed(body, 'run_as_user');
		// Added to a number of its own, so a text will not do here.
		if (typeof timeout !== 'number') throw fellOver();
		const run = { name: null, id: null, code: String(needed(body, 'code')), shell };
		const args = filledArguments(world, agent, needed(body, 'args'), shell);
		const env = filledEnvironment(world, agent, needed(body, 'env_vars'), shell);
		const reply = await testCode(world, agent, run, { args, env, seconds: timeout });
		return json(typeof reply === 'string' ? reply : { ...reply.value, id: 0 });
	}),
	get('/agents/:agentId/terminal-defaults/', 'can_use_terminal', ({ agent }) => {
		const shell = agent.row.plat === 'windows' ? 'cmd' : 'bash';
		return json({
			agent_id: agent.agent_id, hostname: agent.hostname, plat: agent.row.plat, default_shell: agent.row.default_shell,
			resolved_default_shell: shell, effective_default_shell: shell, terminal_mode: 'new', supports_new_terminal: false,
		});
	}),
];

async function runScript(world: World, agent: Agent, body: Body, username: string): Promise<Answer> {
	const script = scriptOf(world, needed(body, 'script'));
	const output = needed(body, 'output');
	const args = filledArguments(world, agent, needed(body, 'args'), script.shell);
	const env = filledEnvironment(world, agent, needed(body, 'env_vars'), script.shell);
	needed(body, 'run_as_user');
	const seconds = whole(needed(body, 'timeout'));
	if (maybe(body, 'run_on_server')) return runOnServer(world, agent, script, username);
	const begun = `${script.name} will now be run on ${agent.hostname}`;
	const start = () => startScript(world, agent, { script, args, env, username });
	switch (output) {
		case 'wait':
			return json(await outputOf(world, agent, start(), seconds));
		case 'note': {
			const note = await outputOf(world, agent, start(), seconds);
			world.tables.notes.add({ entry_time: world.clock.stamp(), note, username, agent: agent.id });
			return json(note);
		}
		case 'collector':
			return collect(world, agent, start(), { body, seconds });
		case 'email':
			if (needed(body, 'emailMode') !== 'default') items(needed(body, 'emails'));
			start();
			return json(begun);
		default:
			// Any word that is not known is as good as "forget".
			start();
			return json(begun);
	}
}

/** The script has run by the time that a field is found to be missing or unknown. */
async function collect(world: World, agent: Agent, run: StartedRun, { body, seconds }: { body: Body; seconds: number }): Promise<Answer> {
	const output = await outputOf(world, agent, run, seconds);
	const field = world.tables.customFields.find(Number(needed(body, 'custom_field')));
	if (!field) throw fellOver();
	const place = world.placeOf(agent);
	const owner = { agent: agent.id, client: place.client, site: place.site }[field.model];
	const value = needed(body, 'save_all_output') ? output.trim() : (output.trim().split('\n').at(-1) ?? '');
	setCustomValue(world, field.model, owner, field.id, value);
	return json(output);
}

/** Standard output followed by standard error; or `timeout` and `natsdown`, which look just like an output. */
async function outputOf(world: World, agent: Agent, { reported }: StartedRun, seconds: number): Promise<string> {
	const reply = await ask(world, agent, seconds + 3, () => reported);
	return typeof reply === 'string' ? reply : reply.value.stdout + reply.value.stderr;
}

/** Runs it on the machine of the server itself; the history tells the agent, but no script. */
function runOnServer(world: World, agent: Agent, script: Script, username: string): Answer {
	const row = world.tables.history.add({
		time: world.clock.stamp(), type: 'script_run', command: '', username, results: null, script_results: null,
		collector_all_output: false, save_to_agent_note: false, agent: agent.id, script: null, custom_field: null,
	});
	const stdout = /^echo (.*)$/m.exec(script.script_body)?.[1] ?? `server ran ${script.name}`;
	const results = { stdout: `${stdout}\n`, stderr: '', execution_time: '0.0017', retcode: 0 };
	world.tables.history.update(row.id, { script_results: { id: row.id, ...results } });
	return json(results);
}

function scriptOf({ tables }: World, id: unknown): Script {
	if (id === null) throw noMatch('Script');
	return tables.scripts.get(whole(id));
}

