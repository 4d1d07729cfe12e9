import { InputError } from '../../../shared/errors';
import { choice, collection, flag, limited, optionalText, paging, simplify, when, type ValuesOf } from '../../../shared/fields';
import { unreadIn } from '../../../shared/http/record';
import { byName } from '../../../shared/named';
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

const stateFilters = {
	customField: optionalText({ displayName: 'Custom Field', placeholder: 'e.g. Priority', description: "Name of a custom field that must have the value in 'Custom Field Value'" }),
	customFieldValue: optionalText({ displayName: 'Custom Field Value', placeholder: 'e.g. high', description: 'Not case-sensitive. Leave empty for agents whose custom field is empty or was never set. Of several options, one is enough.' }),
	failingChecks: flag({ displayName: 'Failing Checks', default: true, description: 'Whether to return agents with failing checks (on) or without (off). Tactical RMM counts them every 3 minutes.' }),
	inMaintenance: flag({ displayName: 'In Maintenance', default: true, description: 'Whether to return agents in maintenance (on) or not in maintenance (off)' }),
	loggedInUser: optionalText({ displayName: 'Logged-in User', placeholder: 'e.g. jdoe', description: 'Not case-sensitive. Known only for agents that are online.' }),
	needsReboot: flag({ displayName: 'Needs Reboot', default: true, description: 'Whether to return agents that need a restart (on) or do not (off)' }),
	outdated: flag({ displayName: 'Outdated', default: true, description: 'Whether to return agents with an older version than the newest that the server knows (on) or with the newest (off)' }),
	patchesPending: flag({ displayName: 'Patches Pending', default: true, description: 'Whether to return agents with approved Windows updates that are not installed (on) or without (off)' }),
};

const filters = collection({ displayName: 'Filters', placeholder: 'Add filter', description: 'An agent must match all of them', allowNone: true, isFilter: true }, stateFilters);

type States = ValuesOf<{ filters: typeof filters }>['filters'];

/** Whether an agent passes. A state that could not be read is neither: such an agent passes no filter that uses it. */
async function passing(client: TacticalRmmClient, states: States): Promise<(agent: AgentRow) => boolean> {
	const { customField, customFieldValue, failingChecks, inMaintenance, loggedInUser, needsReboot, outdated, patchesPending } = states;
	if (customFieldValue !== undefined && !customField?.trim()) throw new InputError("'Custom Field Value' needs 'Custom Field'", 'Add it to the filters. Nothing was sent.');
	if (customField !== undefined && customFieldValue === undefined) throw new InputError("'Custom Field' needs 'Custom Field Value'", 'Add it to the filters. Nothing was sent.');
	const field = customField === undefined ? undefined : await fieldNamed(client, customField);
	const newest = outdated === undefined ? undefined : await client.agents.newestVersion();
	const isAs = (wanted: boolean | undefined, is: unknown) => wanted === undefined || is === wanted;
	const user = loggedInUser?.trim().toLowerCase();
	return (agent) =>
		isAs(needsReboot, agent.needs_reboot) &&
		isAs(patchesPending, agent.has_patches_pending) &&
		isAs(inMaintenance, agent.maintenance_mode) &&
		isAs(failingChecks, agent.checks?.has_failing_checks) &&
		(user === undefined || (agent.logged_username ?? '').toLowerCase() === user) &&
		(newest === undefined || isAs(outdated, agent.version ? isOlder(agent.version, newest) : undefined)) &&
		(field === undefined || hasValue(agent, field, customFieldValue!));
}

async function fieldNamed(client: TacticalRmmClient, name: string): Promise<number> {
	const found = byName([...(await client.customFields.requireNames('agent'))], name, ([, its]) => its);
	if (found.length === 1) return found[0]![0];
	throw new InputError(`Tactical RMM has no custom field "${name}" for agents`, 'Check the spelling. Nothing was sent.');
}

/** Only what was set once is there; a field whose values could not be read is not known to be empty. */
function hasValue(agent: AgentRow, field: number, wanted: string): boolean {
	if (unreadIn(agent).includes('custom_fields')) return false;
	const value = agent.custom_fields?.find((each) => each.field === field)?.value;
	const values = (Array.isArray(value) ? value : [value ?? '']).map((each) => String(each).trim().toLowerCase());
	const meant = wanted.trim().toLowerCase();
	return values.includes(meant) || (meant === '' && values.length === 0);
}

/** Versions of numbers with dots, such as 2.10.1. */
function isOlder(version: string, other: string): boolean {
	const [mine, theirs] = [version, other].map((each) => each.split('.').map(Number)) as [number[], number[]];
	for (let index = 0; index < Math.max(mine.length, theirs.length); index++) {
		const difference = (mine[index] ?? 0) - (theirs[index] ?? 0);
		if (difference !== 0) return difference < 0;
	}
	return false;
}

export const getAll = operation({
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many agents',
	description: 'Retrieve all agents, or those of a client or site, by status, platform, type and state',
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
				{ name: 'Offline', value: 'offline', description: 'No contact for 4 minutes (or as set for the agent)' },
				{ name: 'Offline or Overdue', value: 'silent' },
				{ name: 'Online', value: 'online' },
				{ name: 'Overdue', value: 'overdue', description: 'No contact for 30 minutes (or as set for the agent)' },
			],
		}),
		platform: choice({ displayName: 'Platform', default: 'any', options: [any, ...platforms] }),
		filters,
		...paging,
		simplify,
		idsOnly: when(
			{ simplify: [false] },
			flag({
				displayName: 'IDs and Names Only',
				default: false,
				description:
					'Whether to request the short list: IDs, host name, client and site. For thousands of agents, it is a tenth of the size and much faster. It contains neither status nor platform.',
			}),
		),
	},
	run: async ({ client, fields }) => {
		const { platform, idsOnly } = fields;
		const statuses: readonly string[] | undefined = STATUSES[fields.status];
		const filter = { ...idsOf(fields), ...(fields.monitoringType !== 'any' && { monitoringType: fields.monitoringType }) };
		if (idsOnly) {
			if (statuses || platform !== 'any' || Object.keys(fields.filters).length > 0) {
				throw new InputError("'IDs and Names Only' cannot be combined with 'Status', 'Platform' or 'Filters'", 'The short list does not contain them. Turn it off, or set both to Any and remove the filters.');
			}
			return limited(await inPlace(client, filter, await client.agents.names(filter)), fields);
		}
		const isFiltered = statuses !== undefined || platform !== 'any' || Object.keys(fields.filters).length > 0;
		const few = fields.simplify && !fields.returnAll && !isFiltered ? await fewOfMany(client, filter, fields.limit!) : undefined;
		const inShort = (agents: ReadonlyArray<AgentRow | AgentRecord>) => agents.map((agent) => simplified(agent, client.serverNow()));
		if (few) return inShort(few);
		const all = await inPlace(client, filter, await client.agents.list(filter));
		const passes = await passing(client, fields.filters);
		const wanted = all.filter((agent) => (!statuses || statuses.includes(agent.status ?? '')) && (platform === 'any' || agent.plat === platform) && passes(agent));
		const found = limited(wanted, fields);
		return fields.simplify ? inShort(found) : await Promise.all(found.map(async (agent) => await withNames(client, agent)));
	},
});
