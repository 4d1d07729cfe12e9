import { failOnExitCode } from '../../shared/exitCode';
import { choice, choices, collection, flag, limited, optionalText, paging, simplify, text, when, wholeNumber } from '../../shared/fields';
import { CANNOT_BE_UNDONE, type Resource } from '../../shared/operation';
import { scriptInUtf8, utf8Output } from '../../shared/powershell';
import type { TacticalRmmClient } from '../client';
import { list, pairs, platforms, scriptShells, timeout } from '../fields';
import { agentLocator, scriptLocator } from '../locator';
import { nameAmong, naming } from '../naming';
import { operation } from '../operation';
import type { ScriptRecord, ScriptRow } from '../schemas/scripts';
import { endedOf, unlessItFailed } from '../scriptRun';
import { heldAs, updatedOf } from '../stored';

/** A script in short: what it is and how it runs, without its code. */
function toScript(script: ScriptRow | ScriptRecord) {
	return {
		id: script.id,
		name: script.name,
		description: script.description ?? null,
		shell: script.shell,
		category: script.category ?? null,
		args: script.args ?? [],
		env: script.env_vars ?? [],
		timeoutSeconds: script.default_timeout,
		runAsUser: script.run_as_user,
		platforms: script.supported_platforms ?? [],
	};
}

const code = (description: string) => text({ displayName: 'Code', description, rows: 8, editor: 'jsEditor' });

const shell = choice({ displayName: 'Shell', default: 'powershell', description: 'The language of the code', options: scriptShells });

const columns = {
	args: list({ displayName: 'Arguments', one: 'argument', description: 'Default arguments; add each one separately' }),
	category: optionalText({ displayName: 'Category', placeholder: 'e.g. Maintenance' }),
	description: optionalText({ displayName: 'Description' }),
	env: pairs({ displayName: 'Environment Variables', one: 'variable', description: 'Default environment variables' }),
	favorite: flag({ displayName: 'Favorite', default: false, description: 'Whether it is among the favorites' }),
	hidden: flag({ displayName: 'Hidden', default: false, description: 'Whether lists hide it' }),
	platforms: choices({ displayName: 'Platforms', options: platforms, allowNone: true, description: 'Where it can run. Leave empty for everywhere.' }),
	runAsUser: flag({ displayName: 'Run as User', default: false, description: 'Whether to run as the logged-in user (Windows)' }),
	syntax: optionalText({ displayName: 'Syntax', placeholder: 'e.g. -Path <string>', description: 'Help text for its arguments' }),
	timeout: wholeNumber({ displayName: 'Timeout (Seconds)', default: 90, min: 1, description: 'Default time limit' }),
};

const columnsOfOne = { ...columns, code: code('The complete code; it replaces the stored code'), name: text({ displayName: 'Name' }), shell };

const SERVER_NAMES: Readonly<Record<keyof typeof columnsOfOne, string>> = {
	args: 'args',
	category: 'category',
	code: 'script_body',
	description: 'description',
	env: 'env_vars',
	favorite: 'favorite',
	hidden: 'hidden',
	name: 'name',
	platforms: 'supported_platforms',
	runAsUser: 'run_as_user',
	shell: 'shell',
	syntax: 'syntax',
	timeout: 'default_timeout',
};

function asSent(values: { [K in keyof typeof columnsOfOne]?: unknown }): Record<string, unknown> {
	return Object.fromEntries(Object.entries(values).map(([name, value]) => [SERVER_NAMES[name as keyof typeof columnsOfOne], value]));
}

/** The server's record with the name first, as a table is read. */
const nameFirst = <T extends { name: unknown }>({ name, ...rest }: T) => ({ name, ...rest });

const get = operation({
	name: 'Get',
	value: 'get',
	action: 'Get script',
	description: 'Retrieve one script with its code and default settings',
	effect: 'read',
	rights: ['can_list_scripts'],
	fields: { scriptId: scriptLocator },
	run: async ({ client, fields }) => nameFirst(await client.scripts.get(Number(fields.scriptId))),
});

const getAll = operation({
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many scripts',
	description: 'Retrieve all stored scripts, without their code',
	effect: 'read',
	rights: ['can_list_scripts'],
	fields: {
		community: flag({ displayName: 'Include Community Scripts', default: true, description: 'Whether to include scripts that come with Tactical RMM' }),
		hidden: flag({ displayName: 'Include Hidden Scripts', default: false, description: 'Whether to include hidden scripts' }),
		...paging,
		simplify,
	},
	run: async ({ client, fields }) => limited(await client.scripts.list(fields), fields).map((script) => (fields.simplify ? toScript(script) : script)),
});

const create = operation({
	name: 'Create',
	value: 'create',
	action: 'Create script',
	description: 'Store a new script on the server',
	effect: 'once',
	rights: ['can_manage_scripts', 'can_list_scripts'],
	fields: {
		name: text({ displayName: 'Name', placeholder: 'e.g. Clear Temp' }),
		shell,
		code: code('The code to run on the agents'),
		additionalFields: collection({ displayName: 'Additional Fields', placeholder: 'Add field', allowNone: true }, columns),
	},
	run: async ({ client, fields }) => {
		const { name, shell, code, additionalFields } = fields;
		return nameFirst(await client.scripts.create({ ...asSent({ ...additionalFields, shell, code }), name }));
	},
});

const update = operation({
	name: 'Update',
	value: 'update',
	action: 'Update script',
	description: 'Change parts of a script; everything else stays unchanged',
	effect: 'idempotent',
	rights: ['can_manage_scripts', 'can_list_scripts'],
	notice: "Of scripts that come with Tactical RMM, only 'Favorite' and 'Hidden' can be changed.",
	fields: {
		scriptId: scriptLocator,
		updateFields: collection({ displayName: 'Update Fields', placeholder: 'Add field', description: 'Only these fields are changed' }, columnsOfOne),
	},
	run: async ({ client, fields }) => {
		const id = Number(fields.scriptId);
		const entered = fields.updateFields;
		const script = await client.scripts.update(id, asSent(entered));
		return updatedOf(id, entered, script, { holds: heldAs(SERVER_NAMES) });
	},
});

const remove = operation({
	name: 'Delete',
	value: 'delete',
	action: 'Delete script',
	description: 'Delete a stored script permanently',
	effect: 'once',
	notice: `Save its code first with 'Download': it is lost with the script. ${CANNOT_BE_UNDONE}`,
	rights: ['can_manage_scripts'],
	fields: { scriptId: scriptLocator },
	affects: () => 1,
	affectsWhat: 'scripts',
	run: async ({ client, fields }) => {
		const id = Number(fields.scriptId);
		const name = await nameAmong(async () => await client.directory.scripts(), id);
		return { deleted: true, name, message: await client.scripts.delete(id), id };
	},
});

const test = operation({
	name: 'Test on Agent',
	value: 'test',
	action: 'Test script on agent',
	description: 'Run code on an agent without storing it, and return the output, errors and exit code',
	effect: 'once',
	rights: ['can_run_scripts'],
	rollsOut: { exitCode: 'failOnExitCode' },
	fields: {
		deviceId: agentLocator,
		codeOf: choice({
			displayName: 'Code From',
			default: 'entered',
			options: [
				{ name: 'Stored Script', value: 'stored', description: 'Its current code' },
				{ name: 'This Field', value: 'entered', description: 'Entered below' },
			],
		}),
		scriptId: when({ codeOf: ['stored'] }, scriptLocator),
		shell: when({ codeOf: ['entered'] }, shell),
		code: when({ codeOf: ['entered'] }, code('The code to run on the agent')),
		args: list({ displayName: 'Arguments', one: 'argument', description: 'Add each one separately; they are not split at spaces' }),
		env: pairs({ displayName: 'Environment Variables', one: 'variable' }),
		timeout: timeout({ default: 90, description: 'How long it may take, 295 seconds at most, because the server waits for it' }),
		runAsUser: flag({ displayName: 'Run as User', default: false, description: 'Whether to run as the logged-in user (Windows)' }),
		failOnExitCode,
		utf8Output,
	},
	run: async ({ client, fields }) => {
		const { deviceId: id, scriptId, args, env, timeout, runAsUser } = fields;
		const stored = scriptId === undefined ? undefined : await client.scripts.toRun(Number(scriptId));
		const [code, shell] = [stored?.script_body ?? fields.code!, stored?.shell ?? fields.shell!];
		const written = fields.utf8Output && shell === 'powershell' ? scriptInUtf8(code) : code;
		const ended = await naming(client, id, async () => endedOf(await client.scripts.test(id, { code: written, shell, args, env, timeout, runAsUser })));
		return unlessItFailed(ended, { script: stored?.name, agent: ended.name ?? id, failOnExitCode: fields.failOnExitCode });
	},
});

const download = operation({
	name: 'Download',
	value: 'download',
	action: 'Download script',
	description: 'Retrieve the code of a script as it runs, with a file name',
	effect: 'read',
	rights: ['can_list_scripts'],
	fields: {
		scriptId: scriptLocator,
		withSnippets: flag({ displayName: 'Fill In Snippets', default: true, description: 'Whether to replace snippet names with their code; unknown names stay' }),
	},
	run: async ({ client, fields }) => {
		const id = Number(fields.scriptId);
		const { filename: fileName, code } = await client.scripts.download(id, fields.withSnippets);
		return { id, fileName, code };
	},
});

export const script: Resource<TacticalRmmClient> = { name: 'Script', value: 'script', operations: [getAll, get, create, update, remove, test, download] };
