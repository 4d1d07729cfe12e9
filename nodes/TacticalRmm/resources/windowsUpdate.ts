import { InputError } from '../../shared/errors';
import { choice, choices, collection, limited, paging, simplify, when } from '../../shared/fields';
import type { Resource } from '../../shared/operation';
import type { TacticalRmmClient } from '../client';
import { fleetUpdates, reportOn } from '../fleetUpdates';
import { agentLocator, agentOfList, clientLocator, siteLocator } from '../locator';
import { nameOf, naming } from '../naming';
import { operation } from '../operation';
import { updateId } from '../recordLocators';
import { nameOfPlatform, onWindows } from '../windowsOnly';
import type { QueriedUpdate } from '../schemas/reports';
import { idsOf, within } from '../target';
import type { WindowsUpdateRecord } from '../schemas/windowsUpdates';

/** What stands for updates that Microsoft has not rated. */
const UNRATED = 'none';

/** An update in short. */
function toUpdate(record: WindowsUpdateRecord | QueriedUpdate, deviceId: string) {
	const { id, kb, title, severity, categories, installed, downloaded, action, result, date_installed } = record as WindowsUpdateRecord;
	return {
		kb: kb ?? null,
		title: title ?? null,
		severity: severity || null,
		installed,
		downloaded: downloaded ?? null,
		action: action ?? null,
		result: result ?? null,
		dateInstalled: date_installed ?? null,
		categories: categories ?? [],
		id,
		deviceId,
	};
}

const getAll = operation({
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many Windows updates',
	description: 'Retrieve the Windows updates of an agent, a client, a site or all agents, as of the last scans',
	effect: 'read',
	rights: ['can_manage_winupdates'],
	fields: {
		updatesOf: choice({
			displayName: 'Updates Of',
			default: 'agent',
			options: [
				{ name: 'Agent', value: 'agent' },
				{ name: 'All', value: 'all', description: 'One query if the key may manage reports, otherwise one request per agent' },
				{ name: 'Client', value: 'client', description: 'One query if the key may manage reports, otherwise one request per agent' },
				{ name: 'Site', value: 'site', description: 'One query if the key may manage reports, otherwise one request per agent' },
			],
		}),
		deviceId: when({ updatesOf: ['agent'] }, agentLocator),
		clientId: when({ updatesOf: ['client'] }, clientLocator),
		siteId: when({ updatesOf: ['site'] }, siteLocator),
		filters: collection(
			{ displayName: 'Filters', placeholder: 'Add filter', allowNone: true, isFilter: true },
			{
				actions: choices({
					displayName: 'Actions',
					allowNone: true,
					description: 'The action set for the updates',
					options: [
						{ name: 'Approve', value: 'approve' },
						{ name: 'Ignore', value: 'ignore' },
						{ name: 'Inherit', value: 'inherit' },
						{ name: 'Nothing', value: 'nothing' },
					],
				}),
				installed: choice({
					displayName: 'Installed',
					default: 'no',
					options: [
						{ name: 'Installed', value: 'yes' },
						{ name: 'Not Installed', value: 'no' },
					],
				}),
				severities: choices({
					displayName: 'Severities',
					allowNone: true,
					description: "Microsoft's rating",
					options: [
						{ name: 'Critical', value: 'Critical' },
						{ name: 'Important', value: 'Important' },
						{ name: 'Low', value: 'Low' },
						{ name: 'Moderate', value: 'Moderate' },
						{ name: 'Unrated', value: UNRATED },
					],
				}),
			},
		),
		...paging,
		simplify,
	},
	run: async ({ client, fields, signal }) => {
		const { deviceId } = fields;
		const { actions = [], installed, severities = [] } = fields.filters;
		const isOneOf = (wanted: readonly string[], value: string) => wanted.length === 0 || wanted.includes(value);
		const all = deviceId === undefined ? await ofFleet(client, fields, installed === 'no', signal) : await ofOne(client, deviceId);
		const wanted = all.filter(
			({ update }) =>
				isOneOf(actions, update.action ?? '') &&
				isOneOf(severities, update.severity || UNRATED) &&
				(installed === undefined || update.installed === (installed === 'yes')),
		);
		return limited(wanted, fields).map(({ update, owner }) => {
			if (!fields.simplify) return { ...update, ...('deviceName' in owner && owner) };
			const { deviceId, ...named } = owner;
			return { ...named, ...toUpdate(update, deviceId) };
		});
	},
});

/** Whose updates they are: of one agent it is known who it is, of many their names are reported. */
interface Owned {
	update: WindowsUpdateRecord | QueriedUpdate;
	owner: { deviceId: string; deviceName?: string; client?: string; site?: string };
}

async function ofOne(client: TacticalRmmClient, deviceId: string): Promise<Owned[]> {
	const all = await onWindows(client, deviceId, 'Windows updates', await client.windowsUpdates.list(deviceId));
	return all.map((update) => ({ update, owner: { deviceId } }));
}

async function ofFleet(client: TacticalRmmClient, place: { clientId?: string; siteId?: string }, missingOnly: boolean, signal: AbortSignal | undefined): Promise<Owned[]> {
	const { updates } = await fleetUpdates(client, idsOf(place), missingOnly, signal);
	return updates.map(({ update, agent }) => ({ update, owner: { deviceId: agent.agent_id, deviceName: agent.hostname, client: agent.client, site: agent.site } }));
}

const getReport = operation({
	name: 'Get Report',
	value: 'getReport',
	action: 'Get Windows update report',
	description: 'Count the missing Windows updates of each client by severity and age',
	effect: 'read',
	rights: ['can_manage_winupdates', 'can_list_agents'],
	notice: 'Without the right to manage reports, the Windows agents are read one after the other. The age is based on the month in the title of an update.',
	fields: { ...within },
	run: async ({ client, fields, signal }) => {
		const { agents, updates } = await fleetUpdates(client, idsOf(fields), true, signal);
		const ofClients = Map.groupBy(agents, ({ client: name }) => name);
		const missing = Map.groupBy(updates, ({ agent }) => agent.client);
		return [...ofClients].sort(([a], [b]) => a.localeCompare(b)).map(([name, its]) => reportOn(name, its, missing.get(name) ?? [], client.serverNow()));
	},
});

const scan = operation({
	name: 'Scan',
	value: 'scan',
	action: 'Scan for Windows updates',
	description: 'Start a scan for Windows updates on an agent; the list is updated some minutes later, and it is not known whether the agent was reached',
	effect: 'once',
	rights: ['can_manage_winupdates'],
	fields: { deviceId: agentLocator },
	run: async ({ client, fields }) => await naming(client, fields.deviceId, async () => ({ message: await client.windowsUpdates.scan(fields.deviceId) })),
});

const install = operation({
	name: 'Install',
	value: 'install',
	action: 'Install approved Windows updates',
	description: 'Install approved Windows updates on an agent, and restart it if its patch policy says so',
	effect: 'once',
	rights: ['can_manage_winupdates', 'can_list_agents'],
	notice: 'Tactical RMM first approves updates by patch policy. It is not known whether the agent was reached.',
	fields: { deviceId: agentLocator },
	affects: () => 1,
	rollsOut: {},
	run: async ({ client, fields }) => {
		// The server says yes for every platform, and nothing happens.
		const { hostname, plat } = await client.agents.get(fields.deviceId);
		if (plat !== 'windows') throw new InputError(`${hostname} runs ${plat ? nameOfPlatform(plat) : 'another system'} and cannot install Windows updates`, 'Nothing was sent.');
		return { name: hostname, message: await client.windowsUpdates.install(fields.deviceId), id: fields.deviceId };
	},
});

const setAction = operation({
	name: 'Set Action',
	value: 'setAction',
	action: 'Set Windows update action',
	description: 'Set whether a Windows update is installed on an agent',
	effect: 'idempotent',
	rights: ['can_manage_winupdates'],
	fields: {
		deviceId: agentOfList,
		updateId,
		updateAction: choice({
			displayName: 'Action',
			default: 'approve',
			options: [
				{ name: 'Approve', value: 'approve', description: "Install it with the next 'Install'" },
				{ name: 'Ignore', value: 'ignore', description: 'Never install it' },
				{ name: 'Inherit', value: 'inherit', description: 'Follow the patch policy' },
				{ name: 'Nothing', value: 'nothing', description: 'No decision' },
			],
		}),
	},
	run: async ({ client, fields }) => {
		const { deviceId, updateId: id, updateAction: action } = fields;
		if (deviceId === undefined) return { action, message: await client.windowsUpdates.setAction(id, action), id };
		const { kb = null, title = null } = await updateOf(client, deviceId, id);
		return { kb, title, action, message: await client.windowsUpdates.setAction(id, action), id, deviceId };
	},
});

/** @throws InputError for a number that is not one of the agent's updates: it would be decided about another agent's */
async function updateOf(client: TacticalRmmClient, deviceId: string, id: number): Promise<WindowsUpdateRecord> {
	const found = (await client.windowsUpdates.list(deviceId)).find((each) => each.id === id);
	if (found) return found;
	const name = (await nameOf(client, deviceId)) ?? 'The agent';
	throw new InputError(`${name} has no Windows update with the ID ${id}`, 'Choose it from the list again, or leave the agent empty. Nothing was sent.');
}

export const windowsUpdate: Resource<TacticalRmmClient> = { name: 'Windows Update', value: 'windowsUpdate', operations: [getAll, scan, install, setAction, getReport] };
