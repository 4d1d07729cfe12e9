import { InputError } from '../../../shared/errors';
import { choice, flag, limited, paging, simplify, when } from '../../../shared/fields';
import type { AgentFilter } from '../../api/agentFilter';
import type { TacticalRmmClient } from '../../client';
import { simplified } from '../../device';
import { monitoringTypes, platforms } from '../../fields';
import { agentLocator } from '../../locator';
import { operation } from '../../operation';
import type { AgentRecord, AgentRow } from '../../schemas/agents';
import { idsOf, inPlace, within } from '../../target';

const any = { name: 'Any', value: 'any' } as const;

/** What the server answered, with the custom fields by name beside it. */
async function withNames<T extends AgentRow | AgentRecord>(client: TacticalRmmClient, agent: T) {
	const customFields = await client.customFields.named('agent', agent.custom_fields);
	return customFields === null ? agent : { ...agent, customFields };
}

/** A record comes with the names of all time zones there are, 600 of them, for the form of the web interface. */
function withoutZones(record: AgentRecord): AgentRecord {
	const agent = { ...record };
	delete agent.all_timezones;
	return agent;
}

export const get = operation({
	name: 'Get',
	value: 'get',
	action: 'Get agent',
	description: 'Retrieve one agent with its status, addresses, operating system and user; without Simplify, everything, with its custom fields',
	effect: 'read',
	rights: ['can_list_agents'],
	fields: { deviceId: agentLocator, simplify },
	run: async ({ client, fields }) => {
		const agent = await client.agents.get(fields.deviceId);
		return fields.simplify ? simplified(agent, client.serverNow()) : await withNames(client, withoutZones(agent));
	},
});

/** The statuses that a choice stands for. */
const STATUSES = { any: undefined, online: ['online'], offline: ['offline'], overdue: ['overdue'], silent: ['offline', 'overdue'] } as const;

/** With more agents than this for each that is wanted, the short list and one record each are less than the list: 0.13 KB and 15 KB against 1 KB. */
const MANY = 20;

/**
 * The first agents of a long list, without reading it: the server has no limit of its own. One that was deleted meanwhile is passed over.
 * @returns undefined where the list is not that long
 */
async function fewOfMany(client: TacticalRmmClient, filter: AgentFilter, limit: number): Promise<AgentRecord[] | undefined> {
	const names = await inPlace(client, filter, await client.directory.agentsIn(filter));
	if (names.length <= limit * MANY) return undefined;
	const found: AgentRecord[] = [];
	for (let next = 0; found.length < limit && next < names.length; ) {
		const wanted = names.slice(next, next + limit - found.length);
		next += wanted.length;
		const records = await Promise.all(wanted.map(async ({ agent_id: id }) => await client.agents.find(id)));
		found.push(...records.filter((record) => record !== undefined));
	}
	return found;
}

export const getAll = operation({
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many agents',
	description: 'Retrieve all agents, or those of a client or site, by status, platform and type',
	effect: 'read',
	rights: ['can_list_agents'],
	fields: {
		...within,
		monitoringType: choice({ displayName: 'Monitoring Type', default: 'any', options: [any, ...monitoringTypes] }),
		status: choice({
			displayName: 'Status',
			default: 'any',
			options: [
				any,
				{ name: 'Offline', value: 'offline', description: 'Not heard of for a while: 4 minutes, unless the agent is set otherwise' },
				{ name: 'Offline or Overdue', value: 'silent' },
				{ name: 'Online', value: 'online' },
				{ name: 'Overdue', value: 'overdue', description: 'Not heard of for long: 30 minutes, unless the agent is set otherwise' },
			],
		}),
		platform: choice({ displayName: 'Platform', default: 'any', options: [any, ...platforms] }),
		...paging,
		simplify,
		idsOnly: when(
			{ simplify: [false] },
			flag({
				displayName: 'IDs and Names Only',
				default: false,
				description:
					'Whether to ask for the short list: IDs, host name, client and site. With thousands of agents it is a tenth as long and much quicker. It knows neither status nor platform.',
			}),
		),
	},
	run: async ({ client, fields }) => {
		const { platform, idsOnly } = fields;
		const statuses: readonly string[] | undefined = STATUSES[fields.status];
		const filter = { ...idsOf(fields), ...(fields.monitoringType !== 'any' && { monitoringType: fields.monitoringType }) };
		if (idsOnly) {
			if (statuses || platform !== 'any') {
				throw new InputError("'IDs and Names Only' goes together with neither 'Status' nor 'Platform'", 'The short list does not know them. Switch it off, or set both to Any.');
			}
			return limited(await inPlace(client, filter, await client.agents.names(filter)), fields);
		}
		const isFiltered = statuses !== undefined || platform !== 'any';
		const few = fields.simplify && !fields.returnAll && !isFiltered ? await fewOfMany(client, filter, fields.limit!) : undefined;
		const inShort = (agents: ReadonlyArray<AgentRow | AgentRecord>) => agents.map((agent) => simplified(agent, client.serverNow()));
		if (few) return inShort(few);
		const all = await inPlace(client, filter, await client.agents.list(filter));
		const wanted = all.filter((agent) => (!statuses || statuses.includes(agent.status ?? '')) && (platform === 'any' || agent.plat === platform));
		const found = limited(wanted, fields);
		return fields.simplify ? inShort(found) : await Promise.all(found.map(async (agent) => await withNames(client, agent)));
	},
});
