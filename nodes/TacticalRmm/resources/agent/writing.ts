import { InputError } from '../../../shared/errors';
import { choice, collection, flag, optionalText, text, wholeNumber } from '../../../shared/fields';
import { CANNOT_BE_UNDONE } from '../../../shared/operation';
import { ifAllowed, Unread } from '../../api/afterwards';
import type { CustomFieldValue } from '../../api/customFields';
import { customFieldValues } from '../../customFieldValues';
import { monitoringTypes } from '../../fields';
import { agentLocator, labelled, policyOrNone, siteLocator } from '../../locator';
import { nameOf, naming } from '../../naming';
import { operation } from '../../operation';
import { patchPolicy, patchSettings } from '../../patchPolicy';
import type { AgentRecord } from '../../schemas/agents';
import { storedOf } from '../../stored';

const minutes = (displayName: string, initial: number, description: string) => wholeNumber({ displayName, default: initial, min: 1, description });

/** What can be changed, by the parameter's name, and what the server calls it. */
const columns = {
	blockPolicyInheritance: flag({ displayName: 'Block Policy Inheritance', default: false, description: 'Whether policies of the site and client do not apply to it' }),
	checkInterval: wholeNumber({ displayName: 'Check Interval (Seconds)', default: 120, min: 15, description: 'How often its checks run' }),
	customFields: customFieldValues('agent'),
	customShell: text({ displayName: 'Custom Shell', placeholder: 'e.g. /usr/bin/zsh', description: "Path of the interpreter, if 'Default Shell' is Custom" }),
	dashboardAlert: flag({ displayName: 'Overdue Dashboard Alert', default: false, description: 'Whether the dashboard shows an alert when it is overdue' }),
	defaultShell: choice({
		displayName: 'Default Shell',
		default: 'use_global',
		description: 'The shell for terminals, and for commands without a shell',
		options: [
			{ name: 'Bash (Linux, macOS)', value: 'bash' },
			{ name: 'Command Prompt (Windows)', value: 'cmd' },
			{ name: 'Custom', value: 'custom', description: "The interpreter in 'Custom Shell'" },
			{ name: 'Global Default', value: 'use_global', description: "The platform's shell in the server's settings" },
			{ name: 'PowerShell (Windows)', value: 'powershell' },
		],
	}),
	description: optionalText({ displayName: 'Description' }),
	emailAlert: flag({ displayName: 'Overdue Email Alert', default: false, description: 'Whether an email is sent when it is overdue' }),
	maintenanceMode: flag({ displayName: 'Maintenance Mode', default: true, description: 'Whether it is in maintenance and raises no alerts' }),
	monitoringType: choice({ displayName: 'Monitoring Type', default: 'server', options: monitoringTypes }),
	offlineTime: minutes('Offline Time (Minutes)', 4, 'Minutes without contact until it counts as offline'),
	overdueTime: minutes('Overdue Time (Minutes)', 30, 'Minutes without contact until it counts as overdue'),
	patchPolicy,
	patchSettings,
	policy: labelled(policyOrNone, 'Policy', 'Its own automation policy'),
	site: labelled(siteLocator, 'Site', 'Move it to this site'),
	textAlert: flag({ displayName: 'Overdue Text Alert', default: false, description: 'Whether a text message is sent when it is overdue' }),
	timeZone: text({ displayName: 'Time Zone', placeholder: 'e.g. Europe/Berlin', description: 'IANA name of the time zone for its checks and tasks' }),
};

type Values = { [K in keyof typeof columns]?: unknown };

const SERVER_NAMES: Readonly<Record<keyof typeof columns, string>> = {
	blockPolicyInheritance: 'block_policy_inheritance',
	checkInterval: 'check_interval',
	customFields: 'custom_fields',
	customShell: 'default_shell_custom',
	dashboardAlert: 'overdue_dashboard_alert',
	defaultShell: 'default_shell',
	description: 'description',
	emailAlert: 'overdue_email_alert',
	maintenanceMode: 'maintenance_mode',
	monitoringType: 'monitoring_type',
	offlineTime: 'offline_time',
	overdueTime: 'overdue_time',
	patchPolicy: 'winupdatepolicy',
	patchSettings: 'winupdatepolicy',
	policy: 'policy',
	site: 'site',
	textAlert: 'overdue_text_alert',
	timeZone: 'time_zone',
};

/** The values as the server accepts them: numbers for records, a list around the one patch policy. */
function asSent(values: Values): Record<string, unknown> {
	if ('patchPolicy' in values && 'patchSettings' in values) throw new InputError("'Patch Policy' and 'Patch Policy as JSON' cannot be used together", 'Remove one of them. Nothing was sent.');
	const sent = Object.entries(values).map(([name, value]) => {
		const column = SERVER_NAMES[name as keyof Values];
		if (name === 'site') return [column, Number(value)];
		if (name === 'patchPolicy' || name === 'patchSettings') return [column, [value]];
		return [column, value];
	});
	return Object.fromEntries(sent) as Record<string, unknown>;
}

/** What the agent's record holds of what was sent: of the patch policy only what was sent, and custom fields as the record has them. */
function whatIsStored(sent: Record<string, unknown>, record: AgentRecord) {
	const { custom_fields: fields = [], winupdatepolicy: policies, ...columns } = record as AgentRecord & { winupdatepolicy?: unknown };
	const { custom_fields: sentFields, ...others } = sent as { custom_fields?: CustomFieldValue[] };
	const [policy = {}] = (Array.isArray(policies) ? policies : []) as Array<Record<string, unknown>>;
	const [sentPolicy] = (others as { winupdatepolicy?: object[] }).winupdatepolicy ?? [];
	const valueOf = (id: number) => fields.find(({ field }) => field === id)?.value ?? null;
	// In the form that records have, whatever kind of value it was sent as.
	const asRecorded = sentFields?.map(({ field, ...value }) => ({ field, value: Object.values(value)[0] as unknown }));
	return storedOf({ ...others, ...(asRecorded && { custom_fields: asRecorded }) }, (name) => {
		if (name === 'custom_fields') return sentFields!.map(({ field }) => ({ field, value: valueOf(field) }));
		if (name === 'winupdatepolicy') return [Object.fromEntries(Object.keys(sentPolicy!).map((each) => [each, policy[each] ?? null]))];
		return columns[name];
	});
}

export const update = operation({
	name: 'Update',
	value: 'update',
	action: 'Update agent',
	description: "Change some of an agent's settings and custom fields; all others stay unchanged",
	effect: 'idempotent',
	rights: ['can_edit_agent', 'can_list_agents'],
	fields: {
		deviceId: agentLocator,
		updateFields: collection({ displayName: 'Update Fields', placeholder: 'Add field', description: 'Only these fields are changed' }, columns),
	},
	run: async ({ client, fields }) => {
		const id = fields.deviceId;
		const sent = asSent(fields.updateFields);
		await client.agents.update(id, sent);
		const record = await ifAllowed('The agent was updated', async () => await client.agents.get(id));
		return record instanceof Unread ? record.with({ name: null, updated: sent, id }) : { name: record.hostname || null, ...whatIsStored(sent, record), id };
	},
});

export const remove = operation({
	name: 'Delete',
	value: 'delete',
	action: 'Delete agent',
	description: 'Uninstall the agent from its computer and remove it from Tactical RMM',
	effect: 'once',
	rights: ['can_uninstall_agents'],
	notice:
		`The record and its history are deleted immediately. An offline agent is not uninstalled: it keeps running, and Tactical RMM no longer knows it. ${CANNOT_BE_UNDONE}`,
	fields: { deviceId: agentLocator },
	affects: () => 1,
	rollsOut: {},
	run: async ({ client, fields }) => {
		const name = await nameOf(client, fields.deviceId);
		const message = await client.agents.delete(fields.deviceId);
		return { deleted: true, name, message, id: fields.deviceId };
	},
});

export const updateAgent = operation({
	name: 'Update Agents',
	value: 'updateAgent',
	action: 'Update agent software',
	description: 'Update the agent software; agents that are up to date are skipped',
	effect: 'once',
	rights: ['can_update_agents'],
	fields: { deviceId: agentLocator },
	affects: () => 1,
	rollsOut: {},
	run: async ({ client, fields }) => {
		return await naming(client, fields.deviceId, async () => ({ message: await client.agents.updateSoftware([fields.deviceId]) }));
	},
});
