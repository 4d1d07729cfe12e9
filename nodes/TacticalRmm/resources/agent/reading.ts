import { InputError } from '../../../shared/errors';
import { choice, flag, limited, paging, simplify, when } from '../../../shared/fields';
import type { TacticalRmmClient } from '../../client';
import { toDevice } from '../../device';
import { monitoringTypes, platforms } from '../../fields';
import { agentLocator } from '../../locator';
import { operation } from '../../operation';
import type { AgentRecord, AgentRow } from '../../schemas/agents';
import { idsOf, within } from '../../target';

const any = { name: 'Any', value: 'any' } as const;

/** What the server answered, with the custom fields by name beside it. */
async function withNames<T extends AgentRow | AgentRecord>(client: TacticalRmmClient, agent: T) {
	const customFields = await client.customFields.named('agent', agent.custom_fields);
	return customFields === null ? agent : { ...agent, customFields };
}

export const get = operation({
	name: 'Get',
	value: 'get',
	action: 'Get agent',
	description: 'Retrieve one agent with its status, system and custom fields',
	effect: 'read',
	fields: { deviceId: agentLocator, simplify },
	run: async ({ client, fields }) => {
		const agent = await client.agents.get(fields.deviceId);
		return fields.simplify ? toDevice(agent) : await withNames(client, agent);
	},
});

/** The statuses that a choice stands for. */
const STATUSES = { any: undefined, online: ['online'], offline: ['offline'], overdue: ['overdue'], silent: ['offline', 'overdue'] } as const;

export const getAll = operation({
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many agents',
	description: 'Retrieve all agents, or those of a client or site, by status, platform and type',
	effect: 'read',
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
			return limited(await client.agents.names(filter), fields);
		}
		const all = await client.agents.list(filter);
		const wanted = all.filter((agent) => (!statuses || statuses.includes(agent.status ?? '')) && (platform === 'any' || agent.plat === platform));
		const found = limited(wanted, fields);
		return fields.simplify ? found.map(toDevice) : await Promise.all(found.map(async (agent) => await withNames(client, agent)));
	},
});
