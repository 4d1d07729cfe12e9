import { InputError } from '../../shared/errors';
import { choice, choices, collection, limited, paging, simplify, wholeNumber } from '../../shared/fields';
import type { Resource } from '../../shared/operation';
import type { TacticalRmmClient } from '../client';
import { agentLocator } from '../locator';
import { naming } from '../naming';
import { operation } from '../operation';
import { nameOfPlatform, onWindows } from '../windowsOnly';
import type { WindowsUpdateRecord } from '../schemas/windowsUpdates';

/** What stands for updates that Microsoft has not rated. */
const UNRATED = 'none';

/** An update in short. */
function toUpdate(record: WindowsUpdateRecord, deviceId: string) {
	const { id, kb, title, severity, categories, installed, downloaded, action, result, date_installed } = record;
	return {
		id,
		deviceId,
		kb: kb ?? null,
		title: title ?? null,
		severity: severity || null,
		categories: categories ?? [],
		installed,
		downloaded: downloaded ?? null,
		action: action ?? null,
		result: result ?? null,
		dateInstalled: date_installed ?? null,
	};
}

const getAll = operation({
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many Windows updates',
	description: "Retrieve an agent's Windows updates as of its last scan",
	effect: 'read',
	rights: ['can_manage_winupdates'],
	fields: {
		deviceId: agentLocator,
		filters: collection(
			{ displayName: 'Filters', placeholder: 'Add filter', allowNone: true, isFilter: true },
			{
				actions: choices({
					displayName: 'Actions',
					allowNone: true,
					description: 'What was decided about them',
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
	run: async ({ client, fields }) => {
		const { actions = [], installed, severities = [] } = fields.filters;
		const isOneOf = (wanted: readonly string[], value: string) => wanted.length === 0 || wanted.includes(value);
		const all = await onWindows(client, fields.deviceId, 'Windows updates', await client.windowsUpdates.list(fields.deviceId));
		const wanted = all.filter(
			(update) =>
				isOneOf(actions, update.action ?? '') &&
				isOneOf(severities, update.severity || UNRATED) &&
				(installed === undefined || update.installed === (installed === 'yes')),
		);
		return limited(wanted, fields).map((update) => (fields.simplify ? toUpdate(update, fields.deviceId) : update));
	},
});

const scan = operation({
	name: 'Scan',
	value: 'scan',
	action: 'Scan for Windows updates',
	description: 'Have an agent look for Windows updates; the list is new some minutes later, and whether the agent was reached is not known',
	effect: 'once',
	rights: ['can_manage_winupdates'],
	fields: { deviceId: agentLocator },
	run: async ({ client, fields }) => await naming(client, fields.deviceId, async () => ({ message: await client.windowsUpdates.scan(fields.deviceId) })),
});

const install = operation({
	name: 'Install',
	value: 'install',
	action: 'Install approved Windows updates',
	description: 'Have an agent install its approved Windows updates, and restart if its patch policy says so',
	effect: 'once',
	rights: ['can_manage_winupdates', 'can_list_agents'],
	notice: 'Tactical RMM first approves what the patch policy approves. Whether the agent was reached is not known.',
	fields: { deviceId: agentLocator },
	affects: () => 1,
	rollsOut: {},
	run: async ({ client, fields }) => {
		// The server says yes for every platform, and nothing happens.
		const { hostname, plat } = await client.agents.get(fields.deviceId);
		if (plat !== 'windows') throw new InputError(`${hostname} runs ${plat ? nameOfPlatform(plat) : 'another system'} and takes no Windows updates`, 'Nothing was sent.');
		return { name: hostname, message: await client.windowsUpdates.install(fields.deviceId), id: fields.deviceId };
	},
});

const setAction = operation({
	name: 'Set Action',
	value: 'setAction',
	action: 'Set action of Windows update',
	description: 'Decide whether a Windows update is installed on an agent',
	effect: 'idempotent',
	rights: ['can_manage_winupdates'],
	fields: {
		updateId: wholeNumber({ displayName: 'Update ID', default: 0, min: 1, description: "The ID that 'Get Many' gives. It belongs to this update on one agent." }),
		updateAction: choice({
			displayName: 'Action',
			default: 'approve',
			options: [
				{ name: 'Approve', value: 'approve', description: "Install it with the next 'Install'" },
				{ name: 'Ignore', value: 'ignore', description: 'Never install it' },
				{ name: 'Inherit', value: 'inherit', description: 'As the patch policy says' },
				{ name: 'Nothing', value: 'nothing', description: 'Leave it undecided' },
			],
		}),
	},
	run: async ({ client, fields }) => {
		const { updateId: id, updateAction: action } = fields;
		return { id, action, message: await client.windowsUpdates.setAction(id, action) };
	},
});

export const windowsUpdate: Resource<TacticalRmmClient> = { name: 'Windows Update', value: 'windowsUpdate', operations: [getAll, scan, install, setAction] };
