import { InputError } from '../../../shared/errors';
import { choice, flag, json, text, when, type Field } from '../../../shared/fields';
import { isRecord } from '../../../shared/isRecord';
import type { TacticalRmmClient } from '../../client';
import { shells, timeout } from '../../fields';
import { runFields, toRun } from '../../scriptRun';

/** What a task does, as the server takes it. */
export type Action = Readonly<Record<string, unknown>>;

const entered = json({
	displayName: 'Actions',
	default: '[]',
	description:
		'As a JSON list, one after the other, such as [{"type": "cmd", "shell": "cmd", "command": "hostname", "timeout": 30}, {"type": "script", "script": 3, "script_args": [], "env_vars": [], "timeout": 90}]',
});

const isTexts = (value: unknown) => Array.isArray(value) && value.every((each) => typeof each === 'string');
const isSeconds = (value: unknown) => Number.isInteger(value) && (value as number) > 0;

/** Several actions. What the server takes and later falls over is refused here: a command without a shell, a kind that is unknown, a script that is not there. */
export const actionList: Field<Action[], TacticalRmmClient> = {
	...entered,
	read: async (raw, { client, ...reading }) => {
		const list: unknown = await entered.read(raw, { ...reading, client: undefined });
		if (!Array.isArray(list) || list.length === 0 || !list.every(isRecord)) throw new InputError('must be a JSON list of at least one action');
		return await Promise.all(list.map(async (action) => await whole(client, action)));
	},
};

async function whole(client: TacticalRmmClient, action: Record<string, unknown>): Promise<Action> {
	if (!isSeconds(action.timeout)) throw new InputError('must have a timeout in seconds in every action');
	if (action.type === 'cmd') {
		if (typeof action.command !== 'string' || !action.command.trim()) throw new InputError('must have a command in every action of the type cmd');
		if (typeof action.shell !== 'string' || !action.shell.trim()) throw new InputError('must have a shell in every action of the type cmd, such as cmd, powershell or /bin/bash');
		return { run_as_user: false, ...action };
	}
	if (action.type !== 'script') throw new InputError('must have the type cmd or script in every action');
	const { script_args: args = [], env_vars: env = [] } = action;
	if (!Number.isInteger(action.script)) throw new InputError('must have the ID of the script as a number in every action of the type script');
	if (!isTexts(args) || !isTexts(env)) throw new InputError('must have script_args and env_vars as lists of texts');
	const { name } = await client.scripts.toRun(action.script as number);
	return { name, run_as_user: false, ...action, script_args: args, env_vars: env };
}

/** Fields for what a new task does. */
export const actionFields = {
	actionsOf: choice({
		displayName: 'Action',
		default: 'script',
		options: [
			{ name: 'Command', value: 'command' },
			{ name: 'Script', value: 'script' },
			{ name: 'Several', value: 'several', description: 'As a JSON list' },
		],
	}),
	scriptId: when({ actionsOf: ['script'] }, runFields.scriptId),
	overrides: when({ actionsOf: ['script'] }, runFields.overrides),
	shell: when({ actionsOf: ['command'] }, choice({ displayName: 'Shell', default: 'cmd', description: 'What runs the command on the agents', options: shells.filter(({ value }) => value !== 'custom') })),
	command: when({ actionsOf: ['command'] }, text({ displayName: 'Command', placeholder: 'e.g. hostname', rows: 4, description: 'One or more lines, as the shell accepts them' })),
	timeout: when({ actionsOf: ['command'] }, timeout({ default: 300, description: 'How long the command may take' })),
	runAsUser: when({ actionsOf: ['command'] }, flag({ displayName: 'Run as User', default: false, description: 'Whether to run as the logged-in user (Windows)' })),
	actions: when({ actionsOf: ['several'] }, actionList),
};

interface Entered {
	scriptId?: string;
	overrides?: { args?: string[]; env?: string[]; runAsUser?: boolean; timeout?: number };
	shell?: string;
	command?: string;
	timeout?: number;
	runAsUser?: boolean;
	actions?: Action[];
}

export async function actionsOf(client: TacticalRmmClient, { actions, scriptId, overrides = {}, shell, command, timeout: seconds, runAsUser }: Entered): Promise<readonly Action[]> {
	if (actions) return actions;
	if (scriptId === undefined) return [{ type: 'cmd', command, shell, timeout: seconds, run_as_user: runAsUser }];
	const { name, script, args, env, timeout: limit, runAsUser: asUser } = await toRun(client, scriptId, overrides);
	return [{ type: 'script', name, script, script_args: args, env_vars: env, timeout: limit, run_as_user: asUser }];
}
