import { setTimeout as delay } from 'node:timers/promises';
import type { Agent } from './agent';
import { ask, hears, type Reply } from './bus';
import type { Command, ScriptOutcome, ScriptRun } from './machine';
import type { HistoryRow, Script, ScriptResults } from './rows';
import { labUser, type World } from './world';

type Results = Omit<ScriptResults, 'id'>;

export interface RunRequest {
	script: Script;
	args: string[];
	env: string[];
	username?: string;
	customField?: number | null;
	allOutput?: boolean;
	toNote?: boolean;
}

/** A script that was started: its history row is there at once, the results come when the agent reports them. */
export interface StartedRun {
	row: HistoryRow;
	/** Never settles where the agent did not hear of it. */
	reported: Promise<Results>;
}

/** Starts a script on an agent. An agent that is out of reach never runs it, also not later, and the history row stays empty. */
export function startScript(world: World, agent: Agent, request: RunRequest): StartedRun {
	const { script, args, env, username = labUser, customField = null, allOutput = false, toNote = false } = request;
	const row = world.tables.history.add({
		time: world.clock.stamp(), type: 'script_run', command: '', username, results: null, script_results: null,
		collector_all_output: allOutput, save_to_agent_note: toNote, agent: agent.id, script: script.id, custom_field: customField,
	});
	const run = { name: script.name, id: script.id, code: script.script_body, shell: script.shell };
	const reported = hears(world, agent)
		? execute(world, agent, run, args, env).then((results) => {
				world.tables.history.update(row.id, { script_results: { id: row.id, ...results } });
				return results;
			})
		: new Promise<Results>(() => undefined);
	return { row, reported };
}

/** Runs code that has no history, and waits for it. */
export function testCode(
	world: World,
	agent: Agent,
	run: ScriptRun,
	{ args, env, seconds }: { args: string[]; env: string[]; seconds: number },
): Promise<Reply<Results>> {
	return ask(world, agent, seconds, () => execute(world, agent, run, args, env));
}

/** Starts a command; its history row gets the output when the agent reports it. */
export function startCommand(world: World, agent: Agent, command: Command, username = labUser): Promise<string> {
	const row = world.tables.history.add({
		time: world.clock.stamp(), type: 'cmd_run', command: command.cmd, username, results: null, script_results: null,
		collector_all_output: false, save_to_agent_note: false, agent: agent.id, script: null, custom_field: null,
	});
	if (!hears(world, agent)) return new Promise(() => undefined);
	return runCommand(world, agent, command).then((output) => {
		world.tables.history.update(row.id, { results: output });
		return output;
	});
}

async function runCommand(world: World, agent: Agent, command: Command): Promise<string> {
	const { output, delayMs = 0 } = await world.machines.runCommand(agent, command);
	await delay(delayMs, undefined, { ref: false });
	return output;
}

async function execute(world: World, agent: Agent, run: ScriptRun, args: string[], env: string[]): Promise<Results> {
	const outcome: ScriptOutcome = await world.machines.runScript(agent, run, args, env);
	const { stdout, stderr = '', retcode = 0, execution_time = 0.1234, delayMs = 0 } = outcome;
	await delay(delayMs, undefined, { ref: false });
	return { stdout, stderr, retcode, execution_time };
}
