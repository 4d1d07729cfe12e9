import type { Device } from '../../shared/device';
import { ForbiddenError, RefusedError } from '../../shared/errors';
import { leftOutOf } from '../../shared/http/rows';
import { isoOf } from '../../shared/time';
import type { Sighting, Value, Whereabouts } from '../../shared/watch/types';
import { statusOf, unreadOf } from '../../shared/watch/unread';
import type { TacticalRmmClient } from '../client';
import { SOURCE, toDevice, toIsoTime } from '../device';
import type { AgentName, AgentRecord, AgentRow } from '../schemas/agents';

/** The one column that needs another list: it has the numbers of fields only. */
export const CUSTOM_FIELDS = 'custom_fields';
/** The prefix of a custom field's name in reported changes. */
const CUSTOM_FIELD = 'customFields.';

/**
 * The columns that the chosen ones stand for: every custom field is compared by itself. One that was defined or renamed since is watched from
 * then on.
 */
export async function watchedOf(client: TacticalRmmClient, chosen: readonly string[]): Promise<string[]> {
	if (!chosen.includes(CUSTOM_FIELDS)) return [...chosen];
	const names = await client.customFields.requireNames('agent');
	return [...chosen.filter((field) => field !== CUSTOM_FIELDS), ...[...names.values()].map((name) => CUSTOM_FIELD + name)];
}

/** Whether names of custom fields are needed for these columns. */
export function needNames(fields: readonly string[]): boolean {
	return fields.some(isCustom);
}

const isCustom = (field: string): boolean => field.startsWith(CUSTOM_FIELD);

/** Columns of the list of agents that can be watched: neither what the clock alone changes, nor what goes away while an agent is offline. */
export const watchable = [
	{ name: 'Agent Version', value: 'version' },
	{ name: 'Client', value: 'client_name' },
	{ name: 'CPU', value: 'cpu_model' },
	{ name: 'Custom Fields', value: CUSTOM_FIELDS },
	{ name: 'Description', value: 'description' },
	{ name: 'Disks', value: 'physical_disks' },
	{ name: 'Graphics', value: 'graphics' },
	{ name: 'Host Name', value: 'hostname' },
	{ name: 'Local IPs', value: 'local_ips' },
	{ name: 'Maintenance Mode', value: 'maintenance_mode' },
	{ name: 'Make and Model', value: 'make_model' },
	{ name: 'Monitoring Type', value: 'monitoring_type' },
	{ name: 'Operating System', value: 'operating_system' },
	{ name: 'Public IP', value: 'public_ip' },
	{ name: 'Serial Number', value: 'serial_number' },
	{ name: 'Site', value: 'site_name' },
];
export const watchedByDefault = ['client_name', 'description', 'hostname', 'monitoring_type', 'operating_system', 'serial_number', 'site_name'];

/** When the computer was started, in seconds since the epoch. */
export const BOOT_TIME = 'boot_time';
/** Agents count it back from how long the computer has been running. */
export const BOOT_TIME_EXACT_TO_MS = 2 * 60_000;

/** What an agent itself reports soon after it was installed. */
export const filledIn = ['cpu_model', 'graphics', 'hostname', 'local_ips', 'make_model', 'operating_system', 'physical_disks', 'public_ip', 'serial_number', 'version'];

/** What is known of an agent to tell of what happens on it. */
export interface Known {
	device: Device;
	/** What filters look at. */
	values: Readonly<Record<string, Value>>;
}

/**
 * An agent of the whole list. `status` is made by the server of its last sign of life.
 * @param fields columns whose values are wanted
 * @param names of custom fields by their numbers
 */
export function sightingOf(row: AgentRow, fields: readonly string[], names: ReadonlyMap<number, string> = new Map()): Sighting {
	const values: Record<string, Value> = {};
	const custom = names.size > 0 ? customFieldsOf(row, names) : {};
	for (const name of fields) values[name] = isCustom(name) ? (custom[name] ?? null) : asValue(name, row[name]);
	const device = toDevice(row);
	return {
		device,
		status: statusOf(device.online),
		unread: unreadOf(row, SHOWN_AS)?.flatMap((name) => (name === CUSTOM_FIELDS ? fields.filter(isCustom) : name)),
		// An agent's id is made at random when it is installed, and never comes back.
		born: '',
		values,
		raw: row,
	};
}

/** Columns by what is shown of them; `client` and `site` are names in the short list. */
const SHOWN_AS = {
	hostname: ['name'],
	local_ips: ['ip'],
	client_name: ['group'],
	site_name: ['group'],
	client: ['client_name', 'group'],
	site: ['site_name', 'group'],
};

/** An agent of the short list: nothing is known of its state. */
export function sightingOfName(row: AgentName): Sighting {
	const { agent_id: id, hostname, client, site } = row;
	const group = [client, site].filter(Boolean).join(' / ') || null;
	const device: Device = { name: hostname || null, online: null, lastSeen: null, ip: null, mac: null, os: null, version: null, group, id, source: SOURCE };
	return { device, status: null, born: '', values: { hostname, client_name: client, site_name: site }, unread: unreadOf(row, SHOWN_AS), raw: row };
}

/** Lists are in no promised order, so that they are sorted before they are compared. */
function asValue(name: string, column: unknown): Value {
	if (typeof column === 'boolean') return Number(column);
	if (name === BOOT_TIME) return typeof column === 'number' ? isoOf(column * 1000) : null;
	if (typeof column === 'number') return column;
	const isList = Array.isArray(column) || name === 'local_ips';
	if (isList) return (Array.isArray(column) ? column.map(String) : String(column ?? '').split(',')).map((each) => each.trim()).sort().join(', ');
	return typeof column === 'string' ? column : null;
}

/** Values by `customFields.<name>`, as far as they were ever set: `print, web` for several options. */
function customFieldsOf({ custom_fields: rows = [] }: AgentRow, names: ReadonlyMap<number, string>): Record<string, Value> {
	const asText = (value: unknown) => (Array.isArray(value) ? value.map(String).sort().join(', ') : String(value ?? ''));
	return Object.fromEntries(rows.map(({ field, value }) => [CUSTOM_FIELD + (names.get(field) ?? field), asText(value)]));
}

/** Where an agent is that the list does not have: deleted, or moved out of what is watched. */
export async function whereaboutsOf(client: TacticalRmmClient, id: string, scope: { client?: number; site?: number }): Promise<Whereabouts> {
	const { where, record } = await lookFor(client, id, scope);
	const isElsewhere = where === 'out of sight' && record !== undefined;
	return isElsewhere ? { movedTo: toDevice({ ...record, client_name: record.client }) } : where;
}

/** One agent in the form of the list's rows; undefined for one that is gone, that the key may not see, or that is in another place. */
export async function agentInSight(client: TacticalRmmClient, id: string, scope: { client?: number; site?: number }): Promise<AgentRow | undefined> {
	const { where, record } = await lookFor(client, id, scope);
	return where === 'present' && record ? { ...record, client_name: record.client } : undefined;
}

/** When an agent was installed; only its own record has that. */
export async function bornOf(client: TacticalRmmClient, id: string): Promise<string | undefined> {
	const { created_time: created } = await client.agents.get(id);
	return (typeof created === 'string' && toIsoTime(created)) || undefined;
}

async function lookFor(client: TacticalRmmClient, id: string, scope: { client?: number; site?: number }): Promise<{ where: 'gone' | 'present' | 'out of sight'; record?: AgentRecord }> {
	try {
		const record = await client.agents.get(id);
		return { where: (await isWithin(client, record, scope)) ? 'present' : 'out of sight', record };
	} catch (error) {
		if (error instanceof RefusedError && error.status === 404) return { where: 'gone' };
		if (!(error instanceof ForbiddenError)) throw error;
		// Said of an agent outside of the role's clients and sites, and of every agent where the right is missing.
		await client.agents.requireRight();
		return { where: 'out of sight' };
	}
}

async function isWithin(client: TacticalRmmClient, { site }: AgentRecord, scope: { client?: number; site?: number }): Promise<boolean> {
	if (scope.site !== undefined) return site === scope.site;
	if (scope.client === undefined) return true;
	const { sites } = await client.clients.get(scope.client);
	// A site that could not be read may be the one.
	return sites.some((each) => each.id === site) || leftOutOf(sites).count > 0;
}
