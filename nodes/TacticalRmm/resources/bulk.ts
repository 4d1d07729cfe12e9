import { InputError } from '../../shared/errors';
import { choice, flag, text, textsOf, variants, when, type Field } from '../../shared/fields';
import { sizeOf } from '../../shared/http/rows';
import type { Resource, Run } from '../../shared/operation';
import { commandInUtf8, utf8Output } from '../../shared/powershell';
import type { Target } from '../api/bulk';
import type { TacticalRmmClient } from '../client';
import { platforms, shells, timeout } from '../fields';
import { agentByName, clientLocator, requireAgentId, siteLocator } from '../locator';
import { operation } from '../operation';
import { runFields, toRun } from '../scriptRun';
import { idsOf } from '../target';
import { noteOfMany } from '../versions';

const entered = text({
	displayName: 'Agents',
	placeholder: 'e.g. WIN-SRV-00, WIN-WS-01',
	description: 'Host names or agent IDs, separated by commas or lines, or an expression that returns a list',
	rows: 2,
});

/** Agents by host name or id; their value is the ids. */
const agents: Field<string[], TacticalRmmClient> = {
	...entered,
	read: async (raw, { client }) => {
		const all = textsOf(raw, /[\n,;]/);
		if (all.length === 0) throw new InputError("must name at least one agent; for all of them set 'Agents Of' to 'All Clients'");
		const known = new Set((await client.directory.agents()).map(({ agent_id: id }) => id));
		const ids = await Promise.all(all.map(async (each) => (known.has(each) ? requireAgentId(each) : await agentByName(client, each))));
		return [...new Set(ids)];
	},
};

/** Agents of any platform. */
const whose = {
	target: choice({
		displayName: 'Agents Of',
		default: 'agents',
		options: [
			{ name: 'All Clients', value: 'all', description: 'Every agent that the key has access to' },
			{ name: 'Listed Agents', value: 'agents' },
			{ name: 'One Client', value: 'client' },
			{ name: 'One Site', value: 'site' },
		],
	}),
	agents: when({ target: ['agents'] }, agents),
	clientId: when({ target: ['client'] }, clientLocator),
	siteId: when({ target: ['site'] }, siteLocator),
	monitoringType: choice({
		displayName: 'Monitoring Type',
		default: 'all',
		options: [
			{ name: 'All', value: 'all' },
			{ name: 'Servers', value: 'servers' },
			{ name: 'Workstations', value: 'workstations' },
		],
	}),
};

const platform = (first: 'all' | 'windows') => choice({ displayName: 'Platform', default: first, options: [{ name: 'All', value: 'all' }, ...platforms] });

const targetFields = { ...whose, platform: platform('all') };

type Chosen = Run<TacticalRmmClient, typeof targetFields>['fields'];

function targetOf({ target, agents: ids, clientId, siteId, monitoringType, platform }: Chosen): Target {
	return { target, ...(ids && { agents: ids }), ...idsOf({ clientId, siteId }), monitoringType, platform };
}

/** How many agents the order would go to: those in the list that the server would choose from. */
async function countOf(client: TacticalRmmClient, chosen: Chosen): Promise<number> {
	const { agents: ids, client: clientId, site, monitoringType, platform } = targetOf(chosen);
	if (ids) return ids.length;
	const type = monitoringType === 'servers' ? 'server' : monitoringType === 'workstations' ? 'workstation' : undefined;
	const filter = { client: clientId, site, monitoringType: type } as const;
	if (platform === 'all') return sizeOf(await client.directory.agentsIn(filter));
	const listed = await client.directory.rowsIn(filter);
	// One of which the platform could not be read may be one of them.
	return sizeOf(listed) - listed.filter(({ plat }) => plat && plat !== platform).length;
}

/** The server's sentence, and the number of agents that it names. */
function done(message: string) {
	const agents = /\b(\d+) agents/.exec(message)?.[1];
	return { message, agents: agents === undefined ? null : Number(agents) };
}

const RESULTS_NOTICE = "Results are in each agent's history: the server returns just the number of agents.";

type Shell = (typeof shells)[number]['value'];

/** The shells that agents of a platform have; the first is the default. None is on all platforms by the same name. */
function shellOn(...offered: [first: Shell, ...others: Shell[]]): Field<Shell> {
	return choice({ displayName: 'Shell', default: offered[0], description: 'What runs the command on the agents', options: shells.filter(({ value }) => offered.includes(value)) });
}

const SHELLS = new Map([
	['windows', shellOn('cmd', 'powershell', 'custom')],
	['linux', shellOn('/bin/bash', '/bin/sh', 'custom')],
	['darwin', shellOn('/bin/bash', '/bin/sh', '/bin/zsh', 'custom')],
	['all', shellOn('custom')],
]);

const path = text({ displayName: 'Custom Shell', placeholder: 'e.g. /usr/bin/fish', description: 'Path of the interpreter on the agents' });

const customShell: Field<string> = {
	...path,
	read: async (raw, reading) => {
		const entered = await path.read(raw, reading);
		if (reading.siblings.platform === 'windows' && entered.trim().startsWith('/')) throw new InputError("is a path of Linux or macOS, but 'Platform' is Windows");
		return entered;
	},
};

const runCommand = operation({
	name: 'Run Command',
	value: 'runCommand',
	action: 'Run command on many agents',
	description: 'Run a command line on many agents with one request',
	effect: 'once',
	rights: ['can_run_bulk', 'can_list_agents'],
	notice: RESULTS_NOTICE,
	fields: {
		...whose,
		platform: platform('windows'),
		shell: variants('platform', SHELLS),
		customShell: when({ shell: ['custom'] }, customShell),
		command: text({ displayName: 'Command', placeholder: 'e.g. hostname', rows: 4, description: 'One or more lines, as the shell accepts them' }),
		timeout: timeout({ default: 300, description: 'How long the command may take on each agent' }),
		runAsUser: flag({ displayName: 'Run as User', default: false, description: 'Whether to run as the logged-in user (Windows)' }),
		utf8Output: when({ shell: ['powershell'] }, utf8Output),
	},
	affects: async ({ client, fields }) => await countOf(client, fields),
	run: async ({ client, fields }) => {
		const command = fields.utf8Output ? commandInUtf8(fields.command) : fields.command;
		return done(await client.bulk.command(targetOf(fields), { ...fields, command }));
	},
});

const runScript = operation({
	name: 'Run Script',
	value: 'runScript',
	action: 'Run script on many agents',
	description: 'Run a stored script on many agents with one request',
	effect: 'once',
	rights: ['can_run_bulk', 'can_list_agents', 'can_list_scripts'],
	notice: `${RESULTS_NOTICE} To get every result here, use Agent > Run Script.`,
	fields: {
		...targetFields,
		...runFields,
		toNote: flag({ displayName: 'Save as Note', default: false, description: 'Whether the server saves the output as a note of each agent' }),
	},
	affects: async ({ client, fields }) => await countOf(client, fields),
	run: async ({ client, fields }) => {
		const { name: script, ...run } = await toRun(client, fields.scriptId, fields.overrides);
		if (fields.toNote) await client.core.requireSince(noteOfMany);
		return { script, ...done(await client.bulk.script(targetOf(fields), { ...run, toNote: fields.toNote })) };
	},
});

/** The agents that an order about Windows updates goes to, and those listed that run something else: the server would count them as well. */
async function windowsOf(client: TacticalRmmClient, chosen: Run<TacticalRmmClient, typeof whose>['fields']) {
	const fields = { ...chosen, platform: 'windows' as const };
	if (!chosen.agents) return { fields, leftOut: [] };
	const platforms = new Map((await client.directory.rowsIn({})).map((row) => [row.agent_id, row.plat]));
	const { windows = [], others = [] } = Object.groupBy(chosen.agents, (id) => (platforms.get(id) === 'windows' ? 'windows' : 'others'));
	return { fields: { ...fields, agents: windows }, leftOut: others };
}

const patch = operation({
	name: 'Patch',
	value: 'patch',
	action: 'Patch many agents',
	description: 'Scan many Windows agents for updates, or install approved updates',
	effect: 'once',
	rights: ['can_run_bulk', 'can_list_agents'],
	notice: 'Windows only: other agents are left out. The server returns just the number of agents; it does not report results.',
	fields: {
		...whose,
		patchMode: choice({
			displayName: 'Action',
			default: 'scan',
			options: [
				{ name: 'Install', value: 'install', description: 'Approve updates by patch policy, and install all approved ones; computers may restart' },
				{ name: 'Scan', value: 'scan', description: 'Scan for updates without installing them' },
			],
		}),
	},
	affects: async ({ client, fields }) => await countOf(client, (await windowsOf(client, fields)).fields),
	run: async ({ client, fields }) => {
		const { fields: chosen, leftOut } = await windowsOf(client, fields);
		if (chosen.agents?.length === 0) throw new InputError('None of the listed agents runs Windows', 'Only Windows agents have such updates. Nothing was sent.');
		const told = done(await client.bulk.patch(targetOf(chosen), fields.patchMode));
		return fields.agents ? { ...told, leftOut } : told;
	},
});

export const bulk: Resource<TacticalRmmClient> = { name: 'Bulk', value: 'bulk', operations: [runCommand, runScript, patch] };
