import { alone } from '../../../shared/alone';
import { InputError } from '../../../shared/errors';
import { choice, choices, collection, flag, text, when, type Field, type Fields } from '../../../shared/fields';
import { CANNOT_BE_UNDONE } from '../../../shared/operation';
import { afterwards, theNewOne } from '../../api/afterwards';
import type { TacticalRmmClient } from '../../client';
import { platforms } from '../../fields';
import { agentLocator, customFieldLocator, labelled, policyLocator } from '../../locator';
import { operation } from '../../operation';
import { taskId } from '../../recordLocators';
import { requireSome } from '../../renamed';
import type { AgentTask } from '../../schemas/agents';
import type { TaskRecord } from '../../schemas/tasks';
import { updatedOf } from '../../stored';
import { toTask } from '../../task';
import type { WhenThere } from '../../wallClock';
import { actionFields, actionRows, actionsAsJson, actionsOf, requireActions, type Action } from './actions';
import { clockFor, scheduleColumns, scheduleSent, taskType, wholeSchedule } from './schedule';

type ClientFields = Fields<TacticalRmmClient>;

const owner = {
	taskOn: choice({
		displayName: 'Task On',
		default: 'agent',
		options: [
			{ name: 'Agent', value: 'agent' },
			{ name: 'Policy', value: 'policy', description: 'It then applies to all agents of the policy' },
		],
	}),
	deviceId: when({ taskOn: ['agent'] }, agentLocator),
	policyId: when({ taskOn: ['policy'] }, policyLocator),
};

/** How a task is reported and carried out; what is not added keeps the server's own default. */
const settings = {
	alertSeverity: choice({
		displayName: 'Alert Severity',
		default: 'warning',
		description: "Severity of a failure. The server's default is info, which sends nothing by itself.",
		options: [
			{ name: 'Error', value: 'error' },
			{ name: 'Info', value: 'info' },
			{ name: 'Warning', value: 'warning' },
		],
	}),
	collectAll: flag({ displayName: 'Collect Whole Output', default: false, description: "Whether 'Collect Into' gets all of the output instead of only its last line" }),
	collectInto: labelled(customFieldLocator, 'Collect Into', 'Custom field for the output'),
	continueOnError: flag({ displayName: 'Continue on Error', default: true, description: 'Whether to run the remaining actions after one fails' }),
	dashboardAlert: flag({ displayName: 'Dashboard Alert', default: true, description: 'Whether a failure raises an alert on the dashboard' }),
	deleteExpired: flag({ displayName: 'Delete When Over', default: true, description: 'Whether the agent deletes it once it will not run again' }),
	emailAlert: flag({ displayName: 'Email Alert', default: true, description: 'Whether a failure is reported by email' }),
	enabled: flag({ displayName: 'Enabled', default: true, description: 'Whether it runs' }),
	platforms: choices({ displayName: 'Platforms', options: platforms, description: "For a policy task: which agents get it" }),
	runIfMissed: flag({ displayName: 'Run if Missed', default: true, description: 'Whether it runs as soon as possible after a missed time' }),
	textAlert: flag({ displayName: 'Text Alert', default: true, description: 'Whether a failure is reported by text message' }),
};

const SERVER_NAMES: Readonly<Record<string, string>> = {
	alertSeverity: 'alert_severity',
	collectAll: 'collector_all_output',
	collectInto: 'custom_field',
	continueOnError: 'continue_on_error',
	dashboardAlert: 'dashboard_alert',
	deleteExpired: 'remove_if_not_scheduled',
	emailAlert: 'email_alert',
	enabled: 'enabled',
	name: 'name',
	platforms: 'task_supported_platforms',
	runIfMissed: 'run_asap_after_missed',
	textAlert: 'text_alert',
};

function settingsSent(entered: Readonly<Record<string, unknown>>): Record<string, unknown> {
	const given = Object.entries(entered).filter(([name, value]) => value !== undefined && Object.hasOwn(SERVER_NAMES, name));
	return Object.fromEntries(given.map(([name, value]) => [SERVER_NAMES[name], name === 'collectInto' ? Number(value) : name === 'name' ? (value as string).trim() : value]));
}

const scheduleFields: ClientFields = Object.fromEntries(
	Object.entries(scheduleColumns).map(([name, { types, field }]): [string, Field<unknown, TacticalRmmClient>] => [name, when({ taskType: types }, field as Field<unknown, TacticalRmmClient>)]),
);

export const create = operation({
	name: 'Create',
	value: 'create',
	action: 'Create task',
	description: 'Create an automated task for an agent or a policy, and return it; the agent gets it at its next check-in',
	effect: 'once',
	rights: ['can_manage_autotasks', 'can_list_autotasks', 'can_list_scripts'],
	fields: {
		...owner,
		name: text({ displayName: 'Name', placeholder: 'e.g. Nightly cleanup' }),
		taskType,
		...scheduleFields,
		...actionFields,
		settings: collection<ClientFields, TacticalRmmClient>({ displayName: 'Settings', placeholder: 'Add setting', allowNone: true }, settings),
	},
	run: async ({ client, fields: entered }) => {
		const fields = entered as unknown as { deviceId?: string; policyId?: string; name: string; taskType: string; settings: Record<string, unknown>; assignedCheckId?: number };
		const { deviceId, policyId, taskType: type } = fields;
		const name = fields.name.trim();
		const clock = async (at: WhenThere) => await clockFor(client, deviceId, at, type === 'runonce');
		const schedule = wholeSchedule(type, await scheduleSent(entered, clock));
		if (fields.assignedCheckId !== undefined) await requireCheck(client, fields.assignedCheckId, { deviceId, policyId });
		const of = deviceId === undefined ? { policy: Number(policyId) } : { agent: deviceId };
		const values = { ...of, name, ...schedule, actions: await actionsOf(client, entered), ...settingsSent(fields.settings) };
		const list = async (): Promise<Array<AgentTask | TaskRecord>> => (deviceId === undefined ? await client.tasks.list(Number(policyId)) : await client.agents.tasks(deviceId));
		// One after the other in this process, so that no two new tasks are mixed up.
		return await alone(`${client.http.key} create task ${deviceId ?? policyId!}`, async () => {
			const before = new Set((await list()).map(({ id }) => id));
			await client.tasks.create(values);
			return await afterwards('The task was created', async () => toTask(theNewOne('task', { method: 'POST', path: '/tasks/' }, before, await list(), (each) => each.name === name), deviceId));
		});
	},
});

/** The server accepts any check, also one of another agent. */
async function requireCheck(client: TacticalRmmClient, id: number, { deviceId, policyId }: { deviceId?: string; policyId?: string }): Promise<void> {
	const checks: ReadonlyArray<{ id: number }> = deviceId === undefined ? await client.checks.list(Number(policyId)) : await client.agents.checks(deviceId);
	if (checks.some((check) => check.id === id)) return;
	throw new InputError(`The ${deviceId === undefined ? 'policy' : 'agent'} has no check with the ID ${id}`, "'Check > Get Many' lists its checks with their IDs. Nothing was sent.");
}

function described<T>(field: Field<T, TacticalRmmClient>, description: string): Field<T, TacticalRmmClient> {
	return { ...field, properties: field.properties.map((property) => ({ ...property, description })) };
}

const updateFields: ClientFields = {
	...settings,
	...Object.fromEntries(Object.entries(scheduleColumns).map(([name, { field }]): [string, Field<unknown, TacticalRmmClient>] => [name, field as Field<unknown, TacticalRmmClient>])),
	actionRows: described(actionRows, 'All actions, one after the other. They replace the existing ones.'),
	actions: described(actionsAsJson, 'All actions, as a JSON list in the same format as for Create. They replace the existing ones.'),
	name: text({ displayName: 'Name' }),
	taskType,
};

export const update = operation({
	name: 'Update',
	value: 'update',
	action: 'Update task',
	description: 'Change some settings, the schedule or the actions of an automated task; everything else stays unchanged',
	effect: 'idempotent',
	rights: ['can_manage_autotasks', 'can_list_autotasks'],
	fields: {
		taskId,
		updateFields: collection<ClientFields, TacticalRmmClient>({ displayName: 'Update Fields', placeholder: 'Add field', description: 'Only these fields are changed' }, updateFields),
	},
	run: async ({ client, fields }) => {
		const id = fields.taskId;
		const entered = fields.updateFields as Record<string, unknown>;
		const actions = changedActions(entered);
		const stored = await client.tasks.get(id);
		const type = (entered.taskType as string | undefined) ?? String(stored.task_type ?? '');
		const agentId = typeof stored.agent === 'number' ? await agentIdOf(client, stored.agent, entered.runAt) : undefined;
		const clock = async (at: WhenThere) => await clockFor(client, agentId, at, type === 'runonce');
		const schedule = await scheduleSent(entered, clock);
		if (entered.assignedCheckId !== undefined) await requireCheck(client, entered.assignedCheckId as number, await ownerOf(client, stored));
		// With anything of its schedule, all of it is sent: the server drops the rest, or fails.
		const isScheduled = Object.keys(schedule).length > 0 || entered.taskType !== undefined;
		const sent: Record<string, unknown> = {
			...settingsSent(entered),
			...(isScheduled && wholeSchedule(type, schedule, stored)),
			...(actions && { actions }),
		};
		requireSome(sent);
		const changed = await client.tasks.update(id, sent);
		return updatedOf(id, asStored(sent), changed, { holds: (task, column) => asStored(task)[column] });
	},
});

/** @throws InputError for both: one of them would be lost */
function changedActions({ actionRows: inFields, actions: asJson }: { actionRows?: Action[]; actions?: Action[] }): readonly Action[] | undefined {
	if (inFields && asJson) throw new InputError("'Actions' and 'Actions as JSON' cannot be combined", 'Nothing was sent.');
	const actions = inFields ?? asJson;
	return actions && requireActions(actions);
}

/** Times of the server may have parts of a second, which differ in nothing else. */
function asStored(record: Readonly<Record<string, unknown>>): Record<string, unknown> {
	const { run_time_date: at } = record;
	return typeof at === 'string' && !Number.isNaN(Date.parse(at)) ? { ...record, run_time_date: new Date(at).toISOString() } : { ...record };
}

/** @throws InputError for a task of nobody, or of an agent that is out of sight: which checks there are is not known then */
async function ownerOf(client: TacticalRmmClient, { id, agent, policy }: TaskRecord): Promise<{ deviceId: string } | { deviceId: undefined; policyId: string }> {
	if (typeof policy === 'number') return { deviceId: undefined, policyId: String(policy) };
	const deviceId = typeof agent === 'number' ? (await client.directory.agents()).find((each) => each.id === agent)?.agent_id : undefined;
	if (deviceId !== undefined) return { deviceId };
	throw new InputError(`It is not known whose task ${id} is, and so which checks there are`, "A key sees only what its user's role may see. Nothing was sent.");
}

/** Only a moment has to be turned into the time of the agent, whom tasks name by number. */
async function agentIdOf(client: TacticalRmmClient, number: number, runAt: unknown): Promise<string | undefined> {
	if (typeof runAt !== 'object' || runAt === null || !('moment' in runAt)) return undefined;
	return (await client.directory.agents()).find(({ id }) => id === number)?.agent_id;
}

export const remove = operation({
	name: 'Delete',
	value: 'delete',
	action: 'Delete task',
	description: 'Delete an automated task from its agent, or from the policy it belongs to',
	effect: 'once',
	notice: `Its results and alerts are deleted with it. ${CANNOT_BE_UNDONE}`,
	rights: ['can_manage_autotasks', 'can_list_autotasks'],
	fields: {
		taskId,
		fromPolicy: flag({
			displayName: 'Delete From Policy',
			default: false,
			description: 'Whether to delete a task that belongs to a policy: it is deleted from all agents of that policy',
		}),
	},
	affects: () => 1,
	affectsWhat: 'tasks',
	run: async ({ client, fields }) => {
		const { id, name, policy } = await client.tasks.get(fields.taskId);
		const isOfPolicy = typeof policy === 'number';
		if (isOfPolicy && !fields.fromPolicy) {
			throw new InputError(
				`The task "${name ?? id}" belongs to policy ${policy} and is on all its agents`,
				"Turn on 'Delete From Policy' to delete it from all of them. Nothing was sent.",
			);
		}
		const message = await client.tasks.delete(id);
		const deleted = { deleted: true, name: name ?? null, message };
		if (isOfPolicy) return { ...deleted, id };
		return { ...deleted, confirmed: false, reason: 'It stays listed until its agent has answered; permanently, if the agent never does.', id };
	},
});
