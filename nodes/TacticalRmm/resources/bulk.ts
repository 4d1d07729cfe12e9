import { InputError } from '../../shared/errors';
import { choice, flag, optionalText, text, textsOf, when, type Field } from '../../shared/fields';
import { sizeOf } from '../../shared/http/rows';
import type { Resource, Run } from '../../shared/operation';
import type { Target } from '../api/bulk';
import type { TacticalRmmClient } from '../client';
import { shells, timeout } from '../fields';
import { agentByName, clientLocator, requireAgentId, siteLocator } from '../locator';
import { operation } from '../operation';
import { runFields, toRun } from '../scriptRun';
import { idsOf } from '../target';

const entered = optionalText({
	displayName: 'Agents',
	placeholder: 'e.g. WIN-SRV-00, WIN-WS-01',
	description: 'Host names or agent IDs, separated by commas or lines, or a list from an expression',
	rows: 2,
});

/** Agents by host name or id; their value is the ids. */
const agents: Field<string[], TacticalRmmClient> = {
	...entered,
	read: async (raw, { client }) => {
		const all = textsOf(raw, /[\n,;]/);
		if (all.length === 0) throw new InputError("must name at least one agent; for all of them choose 'All Agents'");
		const known = new Set((await client.directory.agents()).map(({ agent_id: id }) => id));
		const ids = await Promise.all(all.map(async (each) => (known.has(each) ? requireAgentId(each) : await agentByName(client, each))));
		return [...new Set(ids)];
	},
};

const targetFields = {
	target: choice({
		displayName: 'Agents Of',
		default: 'agents',
		options: [
			{ name: 'All Clients', value: 'all', description: 'Every agent that the key may reach' },
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
	platform: choice({
		displayName: 'Platform',
		default: 'all',
		options: [
			{ name: 'All', value: 'all' },
			{ name: 'Linux', value: 'linux' },
			{ name: 'macOS', value: 'darwin' },
			{ name: 'Windows', value: 'windows' },
		],
	}),
};

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
	const listed = await client.agents.list(filter);
	// One of which the platform could not be read may be one of them.
	return sizeOf(listed) - listed.filter(({ plat }) => plat && plat !== platform).length;
}

/** The server's sentence, and the number of agents that it names. */
function done(message: string) {
	const agents = /\b(\d+) agents/.exec(message)?.[1];
	return { message, agents: agents === undefined ? null : Number(agents) };
}

const RESULTS_NOTICE = "The server hands this to its job queue and says only how many agents it is for. Results, and which agents were offline, are in each agent's history.";

const runCommand = operation({
	name: 'Run Command',
	value: 'runCommand',
	action: 'Run command on many agents',
	description: 'Start a command line on many agents with one request',
	effect: 'once',
	notice: RESULTS_NOTICE,
	fields: {
		...targetFields,
		shell: choice({ displayName: 'Shell', default: 'cmd', description: 'What runs the command on the agents', options: shells }),
		customShell: when({ shell: ['custom'] }, text({ displayName: 'Custom Shell', placeholder: 'e.g. /usr/bin/fish', description: 'Path of the interpreter on the agents' })),
		command: text({ displayName: 'Command', placeholder: 'e.g. hostname' }),
		timeout: timeout({ default: 300, description: 'How long the command may take on each agent' }),
		runAsUser: flag({ displayName: 'Run as User', default: false, description: 'Whether it runs as the user who is logged in (Windows)' }),
	},
	affects: async ({ client, fields }) => await countOf(client, fields),
	run: async ({ client, fields }) => done(await client.bulk.command(targetOf(fields), fields)),
});

const runScript = operation({
	name: 'Run Script',
	value: 'runScript',
	action: 'Run script on many agents',
	description: 'Start a stored script on many agents with one request',
	effect: 'once',
	notice: `${RESULTS_NOTICE} To get every result, use 'Run Script' of the agent with one item for each.`,
	fields: {
		...targetFields,
		...runFields,
		toNote: flag({ displayName: 'Save as Note', default: false, description: 'Whether the server saves the output as a note of each agent' }),
	},
	affects: async ({ client, fields }) => await countOf(client, fields),
	run: async ({ client, fields }) => {
		const { name: script, ...run } = await toRun(client, fields.scriptId, fields.overrides);
		return { script, ...done(await client.bulk.script(targetOf(fields), { ...run, toNote: fields.toNote })) };
	},
});

const patch = operation({
	name: 'Patch',
	value: 'patch',
	action: 'Patch many agents',
	description: 'Scan many agents for Windows updates, or have approved ones installed',
	effect: 'once',
	notice: 'The server says only how many agents it is for. Only Windows has such updates.',
	fields: {
		...targetFields,
		patchMode: choice({
			displayName: 'Do',
			default: 'scan',
			options: [
				{ name: 'Install', value: 'install', description: 'Approve what the patch policy approves, and install all that is approved; computers may restart' },
				{ name: 'Scan', value: 'scan', description: 'Look for updates, and install nothing' },
			],
		}),
	},
	affects: async ({ client, fields }) => await countOf(client, fields),
	run: async ({ client, fields }) => done(await client.bulk.patch(targetOf(fields), fields.patchMode)),
});

export const bulk: Resource<TacticalRmmClient> = { name: 'Bulk', value: 'bulk', operations: [runCommand, runScript, patch] };
