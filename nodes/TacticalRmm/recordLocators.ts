import { InputError } from '../shared/errors';
import { locator, numbered, type Field } from '../shared/fields';
import { inOrder, showing, withDetails } from '../shared/lists';
import type { FormValue, ListEntry } from '../shared/system';
import { shortened } from '../shared/text';
import type { TacticalRmmClient } from './client';
import { agentLocator } from './locator';
import type { AgentCheck, AgentTask } from './schemas/agents';
import type { CheckRecord } from './schemas/checks';
import type { TaskRecord } from './schemas/tasks';

/** What belongs to agents and policies, and has a number or a separate name there: each is chosen from a list. */

/** Alerts that are resolved are not listed: there may be any number of them. */
export const alertId = numbered<TacticalRmmClient>({ displayName: 'Alert' }, { what: 'unresolved alert', searchListMethod: 'searchAlerts' });

export const checkId = numbered<TacticalRmmClient>({ displayName: 'Check' }, { what: 'check', searchListMethod: 'searchChecks' });

/** A check that has a result on the agent of the form. */
export const agentCheckId = numbered<TacticalRmmClient>({ displayName: 'Check' }, { what: 'check of the agent', searchListMethod: 'searchAgentChecks' });

export const policyCheckId = numbered<TacticalRmmClient>({ displayName: 'Check' }, { what: 'check of a policy', searchListMethod: 'searchPolicyChecks' });

export const taskId = numbered<TacticalRmmClient>({ displayName: 'Task' }, { what: 'task', searchListMethod: 'searchTasks' });

export const policyTaskId = numbered<TacticalRmmClient>({ displayName: 'Task' }, { what: 'task of a policy', searchListMethod: 'searchPolicyTasks' });

export const noteId = numbered<TacticalRmmClient>({ displayName: 'Note' }, { what: 'note', searchListMethod: 'searchNotes' });

export const deploymentId = numbered<TacticalRmmClient>({ displayName: 'Deployment' }, { what: 'deployment', searchListMethod: 'searchDeployments' });

export const pendingActionId = numbered<TacticalRmmClient>({ displayName: 'Pending Action' }, { what: 'pending action', searchListMethod: 'searchPendingActions' });

export const agentPendingActionId = numbered<TacticalRmmClient>(
	{ displayName: 'Pending Action' },
	{ what: 'pending action of the agent', searchListMethod: 'searchAgentPendingActions', hint: "As 'Get Pending Actions' returns it" },
);

/** Live from the agent of the form. */
export const pid = numbered<TacticalRmmClient>(
	{ displayName: 'Process', description: 'The list shows the processes that are running on the agent now' },
	{ what: 'process', searchListMethod: 'searchProcesses', hint: "As 'Get Processes' returns it" },
);

/** A Windows update of the agent of the form: its number is that of this update on this agent. */
export const updateId = numbered<TacticalRmmClient>({ displayName: 'Update' }, { what: 'Windows update', searchListMethod: 'searchUpdates' });

/** A Windows service of the agent of the form, live from it. Its value is the short name. */
export const serviceName = named('Service', 'searchServices', 'e.g. Spooler', "The short name, as 'Get Many' returns it");

/** A program in the agent's list of software. Its value is the name there. */
export const programName = named('Program', 'searchPrograms', 'e.g. 7-Zip 23.01 (x64)', "As 'Get Many' returns it");

/** A package of Chocolatey. */
export const packageName = named('Package', 'searchPackages', 'e.g. 7zip', 'Its name at Chocolatey');

function named(displayName: string, searchListMethod: string, placeholder: string, hint: string): Field<string, TacticalRmmClient> {
	return locator<TacticalRmmClient>(
		{ displayName },
		[
			{ displayName: 'From List', name: 'list', placeholder: `Choose a ${displayName.toLowerCase()}...`, searchListMethod },
			{ displayName: 'By Name', name: 'name', placeholder, hint },
		],
		(_client, _mode, entered) => entered,
	);
}

/** Letters of a message or note that its entry shows. */
const LONGEST = 60;

/** The agent that is chosen in the form. @throws InputError where none is, or an expression that only items can fill */
async function agentIn(client: TacticalRmmClient, formValue: FormValue): Promise<string> {
	try {
		return await agentLocator.read(formValue('deviceId') ?? '', { client, siblings: {}, timezone: 'UTC' });
	} catch (error) {
		if (!(error instanceof InputError)) throw error;
		throw new InputError("This list belongs to the agent in 'Agent'", 'Choose an agent there first. If the agent comes from an expression, enter the value instead of choosing it.');
	}
}

/** Whose a check or task is: the agent's or policy's name. */
async function ownersOf(client: TacticalRmmClient): Promise<(record: { agent?: number | null; policy?: unknown }) => string | undefined> {
	const [agents, policies] = await Promise.all([client.directory.agents(), client.directory.policies().catch(() => [])]);
	const hosts = new Map(agents.map(({ id, hostname }) => [id, hostname]));
	const names = new Map(policies.map(({ id, name }) => [id, name]));
	return ({ agent, policy }) => {
		if (typeof policy === 'number') return `policy ${names.get(policy) ?? policy}`;
		return typeof agent === 'number' ? hosts.get(agent) : undefined;
	};
}

const isOfPolicy = ({ policy }: { policy?: unknown }) => typeof policy === 'number';
const checkName = ({ readable_desc: name, check_type: type }: CheckRecord | AgentCheck) => name || type;
const taskName = ({ name, task_type: type }: TaskRecord | AgentTask) => name || type;
/** Titles of Microsoft's updates end with their number, which is looked for first. */
const updateName = (kb: string | null | undefined, title: string | null | undefined) => [kb, shortened(title ?? '', LONGEST)].filter(Boolean).join(': ');
const withId = (name: string | null | undefined, id: number, ...details: Parameters<typeof withDetails>[1][]): ListEntry => ({ name: withDetails(name, ...details, `ID ${id}`), value: String(id) });

async function checksAmong(client: TacticalRmmClient, fits: (check: CheckRecord) => boolean): Promise<ListEntry[]> {
	const [checks, ownerOf] = await Promise.all([client.checks.list(), ownersOf(client)]);
	return checks.filter(fits).map((check) => withId(checkName(check), check.id, ownerOf(check)));
}

async function tasksAmong(client: TacticalRmmClient, fits: (task: TaskRecord) => boolean): Promise<ListEntry[]> {
	const [tasks, ownerOf] = await Promise.all([client.tasks.list(), ownersOf(client)]);
	return tasks.filter(fits).map((task) => withId(taskName(task), task.id, ownerOf(task)));
}

/** The lists behind them. What has a time comes newest first, all else by name. */
export const listSearch = {
	searchAlerts: async (client: TacticalRmmClient, filter: string) => {
		const alerts = (await client.alerts.list({ unresolvedOnly: true })).sort((a, b) => b.id - a.id);
		return showing(alerts.map(({ id, message, hostname, severity, snoozed }) => withId(shortened(message ?? '', LONGEST), id, hostname, severity, snoozed && 'snoozed')), filter);
	},
	searchChecks: async (client: TacticalRmmClient, filter: string) => inOrder(showing(await checksAmong(client, () => true), filter)),
	searchPolicyChecks: async (client: TacticalRmmClient, filter: string) => inOrder(showing(await checksAmong(client, isOfPolicy), filter)),
	searchAgentChecks: async (client: TacticalRmmClient, filter: string, formValue: FormValue) => {
		const checks = await client.agents.checks(await agentIn(client, formValue));
		return inOrder(showing(checks.map((check) => withId(checkName(check), check.id, check.check_result.status)), filter));
	},
	searchTasks: async (client: TacticalRmmClient, filter: string) => inOrder(showing(await tasksAmong(client, () => true), filter)),
	searchPolicyTasks: async (client: TacticalRmmClient, filter: string) => inOrder(showing(await tasksAmong(client, isOfPolicy), filter)),
	searchNotes: async (client: TacticalRmmClient, filter: string) => {
		const [notes, agents] = await Promise.all([client.notes.list(), client.directory.agents()]);
		const hosts = new Map(agents.map(({ agent_id: id, hostname }) => [id, hostname]));
		const newest = notes.sort((a, b) => b.pk - a.pk);
		return showing(newest.map(({ pk, note, agent_id: agent, username }) => withId(shortened(note?.trim().split('\n')[0] ?? '', LONGEST), pk, hosts.get(agent ?? ''), username)), filter);
	},
	searchDeployments: async (client: TacticalRmmClient, filter: string) => {
		const all = (await client.deployments.list()).sort((a, b) => b.id - a.id);
		return showing(all.map((each) => withId([each.client_name, each.site_name].filter(Boolean).join(' / '), each.id, each.mon_type, each.expiry && `expires ${each.expiry.slice(0, 10)}`)), filter);
	},
	searchPendingActions: async (client: TacticalRmmClient, filter: string) => {
		const pending = (await client.logs.pendingActions()).filter(({ status }) => status === 'pending').sort((a, b) => b.id - a.id);
		return showing(pending.map(({ id, description, action_type: type, hostname, due }) => withId(description || type, id, hostname, due)), filter);
	},
	searchAgentPendingActions: async (client: TacticalRmmClient, filter: string, formValue: FormValue) => {
		const pending = (await client.agents.pendingActions(await agentIn(client, formValue))).filter(({ status }) => status === 'pending').sort((a, b) => b.id - a.id);
		return showing(pending.map(({ id, description, action_type: type }) => withId(typeof description === 'string' && description ? description : type, id)), filter);
	},
	searchProcesses: async (client: TacticalRmmClient, filter: string, formValue: FormValue) => {
		const processes = await client.live.processes(await agentIn(client, formValue));
		return inOrder(showing(processes.map(({ name, pid: id }) => ({ name: withDetails(name, id), value: String(id) })), filter));
	},
	searchServices: async (client: TacticalRmmClient, filter: string, formValue: FormValue) => {
		const services = await client.services.list(await agentIn(client, formValue));
		return inOrder(showing(services.map(({ name, display_name: shown, status }) => ({ name: withDetails(shown || name, name, status), value: name })), filter));
	},
	searchPrograms: async (client: TacticalRmmClient, filter: string, formValue: FormValue) => {
		const programs = (await client.software.ofAgent(await agentIn(client, formValue))) ?? [];
		const names = new Map(programs.map(({ name, version }) => [name, version]));
		return inOrder(showing([...names].map(([name, version]) => ({ name: withDetails(name, name.includes(version || ' ') ? '' : version), value: name })), filter));
	},
	searchUpdates: async (client: TacticalRmmClient, filter: string, formValue: FormValue) => {
		const updates = await client.windowsUpdates.list(await agentIn(client, formValue));
		return inOrder(showing(updates.map(({ id, kb, title, action, installed }) => ({ name: withDetails(updateName(kb, title), action, installed && 'installed'), value: String(id) })), filter));
	},
	searchPackages: async (client: TacticalRmmClient, filter: string) => inOrder(showing((await client.software.packages()).map(({ name }) => ({ name, value: name })), filter)),
};
