import { InputError } from '../../../shared/errors';
import { failOnExitCode } from '../../../shared/exitCode';
import { choice, flag, text, when } from '../../../shared/fields';
import { commandInUtf8, utf8Output } from '../../../shared/powershell';
import type { Output, RunRequest } from '../../api/runs';
import type { TacticalRmmClient } from '../../client';
import { list, LONGEST_WAIT_S, pingFirst, shells, timeout } from '../../fields';
import { agentLocator } from '../../locator';
import { nameOf } from '../../naming';
import { operation } from '../../operation';
import { endedOf, runFields, toRun, unlessItFailed } from '../../scriptRun';

/** Waiting for results holds nothing on the server, and starting goes through a gate of its own. */
const RUNS_AT_ONCE = 250;

export const runCommand = operation({
	name: 'Run Command',
	value: 'runCommand',
	action: 'Run command on agent',
	description: 'Run a command line on an agent and wait for its output',
	effect: 'once',
	rights: ['can_send_cmd', 'can_list_agents'],
	rollsOut: {},
	fields: {
		deviceId: agentLocator,
		shell: choice({
			displayName: 'Shell',
			default: 'default',
			description: 'What runs the command on the agent',
			options: [{ name: "Agent's Default", value: 'default', description: 'The one set for this agent in Tactical RMM' }, ...shells],
		}),
		customShell: when({ shell: ['custom'] }, text({ displayName: 'Custom Shell', placeholder: 'e.g. /usr/bin/fish', description: 'Path of the interpreter on the agent' })),
		command: text({ displayName: 'Command', placeholder: 'e.g. hostname', rows: 4, description: 'One or more lines, as the shell accepts them' }),
		timeout: timeout({ default: 30, description: 'How long the command may take, 295 seconds at most, because the server waits for it. For longer ones, run a script.' }),
		runAsUser: flag({ displayName: 'Run as User', default: false, description: 'Whether to run as the logged-in user (Windows)' }),
		utf8Output: when({ shell: ['default', 'powershell'] }, utf8Output),
	},
	run: async ({ client, fields }) => {
		const { deviceId: id, timeout, runAsUser } = fields;
		const { name, ...chosen } = await interpreterOf(client, id, fields);
		const command = fields.utf8Output && chosen.shell === 'powershell' ? commandInUtf8(fields.command) : fields.command;
		return { name, output: await client.live.command(id, { ...chosen, command, timeout, runAsUser }), id };
	},
});

/** Tactical RMM's words for shells other than Windows'; commands take the path. */
const PATHS: Readonly<Record<string, string>> = { bash: '/bin/bash', sh: '/bin/sh', zsh: '/bin/zsh' };

/** With the agent's name, which its record tells as well. */
async function interpreterOf(client: TacticalRmmClient, agentId: string, { shell, customShell }: { shell: string; customShell?: string }) {
	if (shell !== 'default') return { name: await nameOf(client, agentId), shell, customShell };
	const { effective_default_shell: effective, default_shell_custom: path, hostname, plat } = await client.agents.get(agentId);
	const name = hostname || null;
	if (effective === 'custom' && path) return { name, shell: effective, customShell: path };
	if (effective && effective !== 'custom') return { name, shell: plat === 'windows' ? effective : (PATHS[effective] ?? effective) };
	// Before 1.5.0 agents had none: the dashboard's form began with these.
	if (effective === undefined && plat) return { name, shell: plat === 'windows' ? 'cmd' : PATHS.bash! };
	throw new InputError(`Tactical RMM does not report the default shell of ${hostname}`, 'Choose the shell in the node. Nothing was sent.');
}

const MODES = [
	{ name: 'Email', value: 'email', description: 'Email the output from the server' },
	{ name: 'Forget', value: 'forget', description: "Start it; the result appears in the agent's history" },
	{ name: 'Save as Note', value: 'note', description: 'Wait for the output, and save it as a note of the agent' },
	{ name: 'Save to Custom Field', value: 'collector', description: 'Wait for the output, and save it to a custom field' },
	{ name: 'Wait', value: 'wait', description: 'The server waits for the output: no exit code, 295 seconds at most' },
	{ name: 'Wait With Result', value: 'result', description: 'Wait for output, errors and exit code, no matter how long it runs' },
] as const;

export const runScript = operation({
	name: 'Run Script',
	value: 'runScript',
	action: 'Run script on agent',
	description: 'Run a stored script on an agent and wait for its output, errors and exit code',
	effect: 'once',
	rights: ['can_run_scripts', 'can_list_scripts', 'can_list_agents', 'can_list_agent_history'],
	atOnce: RUNS_AT_ONCE,
	rollsOut: { exitCode: 'failOnExitCode' },
	fields: {
		deviceId: agentLocator,
		...runFields,
		mode: choice({ displayName: 'Output', default: 'result', description: "What to do with the script's output", options: MODES }),
		emails: when({ mode: ['email'] }, list({ displayName: 'Email Addresses', one: 'address', isFilled: true, description: "Leave empty for those in the server's settings" })),
		customField: when(
			{ mode: ['collector'] },
			text({ displayName: 'Custom Field', placeholder: 'e.g. Asset Number', description: 'Its name; it may belong to agents, clients or sites' }),
		),
		wholeOutput: when({ mode: ['collector'] }, flag({ displayName: 'Save Whole Output', default: false, description: 'Whether to save all of the output instead of only its last line' })),
		failOnExitCode: when({ mode: ['result'] }, failOnExitCode),
		pingFirst,
	},
	run: async ({ client, fields, signal }) => {
		const { deviceId: id, mode } = fields;
		const { name: script, ...run } = await toRun(client, fields.scriptId, fields.overrides);
		const request: RunRequest = { ...run, pingFirst: fields.pingFirst };
		// A ping tells it as well.
		const known = fields.pingFirst ? null : await nameOf(client, id);
		if (mode === 'result') {
			const { name, row } = await client.runs.runToResult(id, request, signal);
			const ended = { name: name ?? known, script, ...endedOf(row.script_results), historyId: row.id, id };
			return unlessItFailed(ended, { script, agent: ended.name ?? id, failOnExitCode: fields.failOnExitCode ?? false });
		}
		// Longer than the server itself can wait.
		if (mode === 'wait' && request.timeout > LONGEST_WAIT_S) {
			const { name, row } = await client.runs.runToResult(id, request, signal);
			return { name: name ?? known, script, output: (row.script_results.stdout ?? '') + (row.script_results.stderr ?? ''), id };
		}
		const { name, answer } = await client.runs.run(id, request, await outputOf(client, mode, fields));
		return { name: name ?? known, script, ...(mode === 'forget' || mode === 'email' ? { message: answer } : { output: answer }), id };
	},
});

async function outputOf(
	client: TacticalRmmClient,
	mode: 'email' | 'forget' | 'note' | 'collector' | 'wait',
	{ emails = [], customField = '', wholeOutput = false }: { emails?: string[]; customField?: string; wholeOutput?: boolean },
): Promise<Output> {
	if (mode === 'email') return { output: mode, emails: emails.map((address) => address.trim()).filter(Boolean) };
	if (mode !== 'collector') return { output: mode };
	// With an unknown one the server answers a page, after the script has run.
	const all = await client.customFields.list();
	const found = all.filter(({ name }) => name === customField.trim());
	if (found.length === 1) return { output: mode, customField: found[0]!.id, wholeOutput };
	throw new InputError(
		found.length === 0 ? `Tactical RMM has no custom field "${customField}"` : `Tactical RMM has ${found.length} custom fields with the name "${customField}"`,
		`There are ${all.map(({ name, model }) => `${name} (${model})`).join(', ') || 'none'}. Nothing was sent.`,
	);
}
