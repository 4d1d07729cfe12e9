import { InputError } from '../../../shared/errors';
import { choice, enteredOnce, flag, groups, json, specified, text, when, type Field } from '../../../shared/fields';
import { isRecord } from '../../../shared/isRecord';
import type { TacticalRmmClient } from '../../client';
import { shells, timeout } from '../../fields';
import { runFields, toRun } from '../../scriptRun';

const ACTIONS = 'Actions';

/** What a task does, as the server accepts it. */
export type Action = Readonly<Record<string, unknown>>;

const entered = json({
	displayName: 'Actions as JSON',
	default: '[]',
	description:
		'A list of actions, one after the other, such as [{"type": "cmd", "shell": "cmd", "command": "hostname", "timeout": 30}, {"type": "script", "script": 3, "script_args": [], "env_vars": [], "timeout": 90}]',
});

const isTexts = (value: unknown) => Array.isArray(value) && value.every((each) => typeof each === 'string');
const isSeconds = (value: unknown) => Number.isInteger(value) && (value as number) > 0;

/** Several actions. What the server accepts and later fails at is refused here: a command without a shell, a kind that is unknown, a script that is not there. */
export const actionsAsJson: Field<Action[], TacticalRmmClient> = {
	...entered,
	read: async (raw, { client, ...reading }) => {
		const list: unknown = (await entered.read(raw, { ...reading, client: undefined })) ?? [];
		if (!Array.isArray(list) || !list.every(isRecord)) throw new InputError('must be a JSON list of actions');
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

/** A command or a script with what it is run with, shown by the kind that is chosen. */
const oneAction = (kind: string) => ({
	scriptId: when({ [kind]: ['script'] }, runFields.scriptId),
	overrides: when({ [kind]: ['script'] }, runFields.overrides),
	shell: when({ [kind]: ['command'] }, choice({ displayName: 'Shell', default: 'cmd', description: 'What runs the command on the agents', options: shells.filter(({ value }) => value !== 'custom') })),
	command: when({ [kind]: ['command'] }, text({ displayName: 'Command', placeholder: 'e.g. hostname', rows: 4, description: 'One or more lines, as the shell accepts them' })),
	timeout: when({ [kind]: ['command'] }, timeout({ default: 300, description: 'How long the command may take' })),
	runAsUser: when({ [kind]: ['command'] }, flag({ displayName: 'Run as User', default: false, description: 'Whether to run as the logged-in user (Windows)' })),
});

const rows = groups(
	{ displayName: ACTIONS, placeholder: 'Add action', description: 'They run one after the other' },
	{ name: 'actions', one: 'Action' },
	{
		actionType: choice({
			displayName: 'Type',
			default: 'script',
			options: [
				{ name: 'Run Command', value: 'command' },
				{ name: 'Run Script', value: 'script' },
			],
		}),
		...oneAction('actionType'),
	},
);

/** The same, row by row. */
export const actionRows: Field<Action[], TacticalRmmClient> = {
	...rows,
	read: async (raw, reading) => await Promise.all((await rows.read(raw, reading)).map(async (row) => await actionOf(reading.client, row))),
};

const several = specified(ACTIONS, 'specifyActions', actionRows, actionsAsJson);

/** Fields for what a new task does. */
export const actionFields = {
	actionsOf: choice({
		displayName: 'Action',
		default: 'script',
		options: [
			{ name: 'Command', value: 'command' },
			{ name: 'Script', value: 'script' },
			{ name: 'Several', value: 'several', description: 'One after the other' },
		],
	}),
	...oneAction('actionsOf'),
	specifyActions: when({ actionsOf: ['several'] }, several.specify),
	actionRows: when({ actionsOf: ['several'], specifyActions: ['fields'] }, several.inFields),
	actions: when({ actionsOf: ['several'] }, several.asJson),
};

interface Entered {
	scriptId?: string;
	overrides?: { args?: string[]; env?: string[]; runAsUser?: boolean; timeout?: number };
	shell?: string;
	command?: string;
	timeout?: number;
	runAsUser?: boolean;
}

async function actionOf(client: TacticalRmmClient, { scriptId, overrides = {}, shell, command, timeout: seconds, runAsUser }: Entered): Promise<Action> {
	if (scriptId === undefined) return { type: 'cmd', command, shell, timeout: seconds, run_as_user: runAsUser };
	const { name, script, args, env, timeout: limit, runAsUser: asUser } = await toRun(client, scriptId, overrides);
	return { type: 'script', name, script, script_args: args, env_vars: env, timeout: limit, run_as_user: asUser };
}

export async function actionsOf(client: TacticalRmmClient, entered: Entered & { actionRows?: Action[]; actions?: Action[] }): Promise<readonly Action[]> {
	if (entered.actions === undefined) return [await actionOf(client, entered)];
	return requireActions(enteredOnce(ACTIONS, entered.actionRows, entered.actions));
}

/** @throws InputError for none, which the server accepts in part */
export function requireActions(actions: readonly Action[]): readonly Action[] {
	if (actions.length > 0) return actions;
	throw new InputError(`'${ACTIONS}' must have at least one action`, 'Nothing was sent.');
}
