/** What the server lets through, drops silently or fails at: each is guarded, and reported. */
import type { INode } from 'n8n-workflow';
import { TacticalRmm } from '../../nodes/TacticalRmm/TacticalRmm.node';
import { furnishOffice } from './samples/tacticalRmm';
import { at, byId, byName, jsonOf, lab, startLab, type Running } from '../support/tacticalRmm';
import type { NodeRun } from '../support/runNode';

let running: Running;
beforeEach(async () => {
	running = await startLab();
	furnishOffice(running.simulator.world);
});
afterEach(async () => await running.stop());

const world = () => running.simulator.world;
const run = async (resource: string, operation: string, parameters: INode['parameters']) => await running.run(resource, operation, parameters);
const writes = () => running.written().filter(([request]) => !/^(PATCH \/(alerts|logs\/\w+)\/|POST \/reporting\/templates\/preview\/)$/.test(request));
const one = (ran: NodeRun) => jsonOf(ran)[0] as Record<string, unknown>;
const rows = (...values: string[]) => ({ entries: values.map((value) => ({ value })) });

interface Refused {
	what: string;
	given?: () => void;
	ask: [resource: string, operation: string, parameters: INode['parameters']];
	words: RegExp;
}

const refusals: readonly Refused[] = [
	{ what: 'a policy in use', ask: ['policy', 'delete', { policyId: byId(1) }], words: /"Baseline Servers" is in use: 1 client/ },
	{ what: 'a default policy', given: () => (world().settings.server_policy = 101), ask: ['policy', 'delete', { policyId: byId(101) }], words: /in use: the default for servers/ },
	{ what: 'a policy that is unknown', ask: ['policy', 'delete', { policyId: byId(99_999) }], words: /no policy with the ID 99999/ },
	{ what: 'where an unknown policy is assigned', ask: ['policy', 'getRelated', { policyId: byId(99_999) }], words: /no policy with the ID 99999/ },
	{ what: 'the status of an unknown check', ask: ['policy', 'getCheckStatus', { checkId: 99_999 }], words: /No Check matches/ },
	{ what: 'the status of an unknown task', ask: ['policy', 'getTaskStatus', { taskId: 99_999 }], words: /No AutomatedTask matches/ },
	{ what: 'a copy of an unknown policy', ask: ['policy', 'create', { name: 'Copy', additionalFields: { copyOf: byId(99_999) } }], words: /No Policy matches/ },
	{ what: 'a policy by a name that two have', given: () => world().tables.policies.update(101, { name: 'spare 102' }), ask: ['policy', 'get', { policyId: at('id', 'SPARE 102') }], words: /2 policies have the ID or name "SPARE 102"/ },
	{ what: 'a template in use', given: () => world().tables.clients.update(1, { alert_template: 1 }), ask: ['alertTemplate', 'delete', { alertTemplateId: byId(1) }], words: /in use: it is assigned once/ },
	{ what: 'a REST action without a URL action', ask: ['alertTemplate', 'create', { name: 'T', settings: { failureAction: 'rest' } }], words: /'Failure Action' is REST Request, but there is no/ },
	{ what: 'the same in an update', ask: ['alertTemplate', 'update', { alertTemplateId: byId(1), settings: { resolvedAction: 'rest' } }], words: /'Resolved Action' is REST Request/ },
	{ what: 'a template update of nothing', ask: ['alertTemplate', 'update', { alertTemplateId: byId(1) }], words: /must have at least one value/ },
	{
		what: 'a URL action in use',
		given: () => world().tables.alertTemplates.update(101, { action_type: 'rest', action_rest: 101 }),
		ask: ['urlAction', 'delete', { urlActionId: byId(101) }],
		words: /in use by the alert template "Spare 101" \(ID 101\)/,
	},
	{
		what: 'a URL action beside a script, whatever is chosen',
		given: () => world().tables.alertTemplates.update(101, { action_type: 'rest', action_rest: 101, action: 3 }),
		ask: ['urlAction', 'delete', { urlActionId: byId(101), deleteInUse: true }],
		words: /is used by "Spare 101" \(ID 101\), together with a script/,
	},
	{ what: 'headers that are no JSON of texts', ask: ['urlAction', 'create', { name: 'A', url: 'https://x.example', urlActionType: 'rest', requestHeaders: '{"a": 5}' }], words: /'Headers' must be a JSON object of names and texts/ },
	{ what: 'sending a web page', given: () => world().tables.urlActions.update(101, { action_type: 'web' }), ask: ['urlAction', 'run', { urlActionId: byId(101), runWhat: 'send', deviceId: byId('OhbVrpoiVgRVIfLBcbfnoGMbJmTPSIAoCLrZaWZk') }], words: /is a web page and sends nothing/ },
	{ what: 'a second key of one name', ask: ['keyStore', 'create', { name: 'smtp_relay', value: 'other' }], words: /already has a key "smtp_relay" \(ID 1\)/ },
	{ what: 'a rename to a name that is taken', ask: ['keyStore', 'update', { keyId: byId(2), updateFields: { name: 'smtp_relay' } }], words: /already has a key "smtp_relay"/ },
	{ what: 'a default that is no option', ask: ['customField', 'create', { name: 'F', fieldType: 'single', fieldOptions: rows('a'), defaultValue: 'zzz' }], words: /"zzz" is not one of the options/ },
	{ what: 'a choice of nothing', ask: ['customField', 'create', { name: 'F', fieldType: 'multiple' }], words: /needs at least one option/ },
	{ what: 'options of a text', ask: ['customField', 'update', { customFieldId: byId(1), updateFields: { options: rows('a') } }], words: /type text has no options/ },
	{ what: 'a link that has expired', ask: ['deployment', 'create', { siteId: byId(1), expiresAt: '2020-01-01T00:00:00Z' }], words: /'Expires At' is in the past/ },
	{ what: 'cancelling what is completed', given: () => world().tables.pendingActions.update(101, { status: 'completed' }), ask: ['pendingAction', 'cancel', { pendingActionId: 101 }], words: /pending action 101 is completed/ },
	{ what: 'cancelling what is unknown', ask: ['pendingAction', 'cancel', { pendingActionId: 99_999 }], words: /no pending action with the ID 99999/ },
	{ what: "cancelling another agent's", ask: ['agent', 'cancelPendingAction', { deviceId: byName(lab.workstation), pendingActionId: 101 }], words: /no pending action with the ID 101/ },
	{ what: 'a user of an unknown role', ask: ['user', 'create', { username: 'x', password: 'secret', additionalFields: { roleId: byId(99_999) } }], words: /No Role matches/ },
	{ what: "a user's name with a blank", ask: ['user', 'create', { username: 'has space', password: 'secret' }], words: /"has space" cannot be a user name/ },
	{ what: 'disabling oneself', ask: ['user', 'update', { accountId: byName('labadmin'), updateFields: { active: false } }], words: /user of the credential's own API key/ },
	{ what: 'deleting oneself', ask: ['user', 'delete', { accountId: byName('labadmin') }], words: /user of the credential's own API key/ },
	{ what: "this node's own key", ask: ['apiKey', 'delete', { apiKeyId: byId(1) }], words: /is the one that this node itself uses/ },
	{ what: 'a key that has expired', ask: ['apiKey', 'create', { name: 'k', accountId: byId(101), expiresAt: '2020-01-01T00:00:00Z' }], words: /'Expires At' is in the past/ },
	{ what: 'a role in use', given: () => world().access.users.update(101, { role: 101 }), ask: ['role', 'delete', { roleId: byId(101) }], words: /"Spare 101" is in use: 1 user has it/ },
	{ what: 'clients of a role by an expression that comes to nothing, which would be all of them', ask: ['role', 'update', { roleId: byId(101), updateFields: { clients: rows('={{ $json.nope }}') } }], words: /'Clients' has an empty entry/ },
	{ what: 'clients of a new role that come to none', ask: ['role', 'create', { name: 'R', rights: ['can_list_agents'], additionalFields: { clients: '={{ [] }}' as never } }], words: /No client or site is named, which means all of them/ },
	{ what: 'the last client of a role away', given: () => world().access.roles.update(101, { can_view_clients: [1] }), ask: ['role', 'update', { roleId: byId(101), updateFields: { clients: '={{ [] }}' as never } }], words: /No client or site is named, which means all of them/ },
	{ what: 'all clients and some', ask: ['role', 'update', { roleId: byId(101), updateFields: { allPlaces: true, clients: rows('1') } }], words: /'All Clients and Sites' cannot be combined/ },
	{ what: 'exclusions of a policy by an expression that comes to nothing', ask: ['policy', 'update', { policyId: byId(1), updateFields: { excludedClients: rows('={{ $json.nope }}') } }], words: /'Excluded Clients' has an empty entry/ },
	{ what: 'an empty one beside another', ask: ['policy', 'update', { policyId: byId(1), updateFields: { excludedSites: rows('1', '={{ $json.nope }}') } }], words: /'Excluded Sites' has an empty entry/ },
	{ what: 'recipients of nothing', ask: ['alertTemplate', 'update', { alertTemplateId: byId(1), settings: { emailRecipients: rows('={{ $json.nope }}') } }], words: /'Email Recipients' has an empty entry/ },
	{ what: 'no action and a script', ask: ['alertTemplate', 'update', { alertTemplateId: byId(1), settings: { failureAction: 'none', failureScript: byId(3) } }], words: /'Failure Action' is None, but 'Failure Script' is set/ },
	{ what: 'to resolve alerts by a filter that comes to nothing', ask: ['alert', 'resolveMany', { alertsBy: 'filter', alertsOf: 'client', clientId: byId(1), filters: { severities: '={{ $json.nope }}' } }], words: /must not have an empty 'Severities'/ },
	{ what: 'to snooze alerts by a filter that is empty', ask: ['alert', 'snoozeMany', { alertsBy: 'filter', alertsOf: 'client', clientId: byId(1), days: 1, filters: { from: '' } }], words: /must not have an empty 'From'/ },
	{ what: 'an empty option', ask: ['customField', 'create', { name: 'F', fieldType: 'single', fieldOptions: rows('a', '') }], words: /'Options' has an empty entry/ },
	{ what: 'a right granted and revoked', ask: ['role', 'update', { roleId: byId(101), updateFields: { grant: ['can_send_cmd'], revoke: ['can_send_cmd'] } }], words: /granted and revoked at once: can_send_cmd/ },
	{ what: 'a report without what it depends on', ask: ['report', 'run', { reportId: byId(1) }], words: /depends on client/ },
	{ what: 'a report about an unknown client', ask: ['report', 'run', { reportId: byId(1), about: { client: byId(99_999) } }], words: /No Client matches/ },
	{ what: 'a report to nobody', ask: ['report', 'email', { reportId: byId(3), recipients: 'somebody' }], words: /'Recipients' must be email addresses, but "somebody" is not one/ },
	{ what: 'an alert about an unknown agent', ask: ['alert', 'create', { deviceId: byId('x'.repeat(40)), message: 'm' }], words: /no agent with the ID/ },
	{ what: 'alert IDs that are none', ask: ['alert', 'resolveMany', { alertIds: rows('abc') }], words: /"abc" is not the ID of an alert/ },
	{ what: 'no alert IDs', ask: ['alert', 'resolveMany', {}], words: /'Alert IDs' must have at least one ID/ },
	{ what: 'thresholds the wrong way round, with what is stored', ask: ['check', 'update', { checkId: 1, updateFields: { errorFree: 90 } }], words: /thresholds are the wrong way round/ },
	{ what: 'a field of another type of check', ask: ['check', 'update', { checkId: 1, updateFields: { host: '192.0.2.1' } }], words: /type diskspace has no 'Host'/ },
	{ what: 'part of a schedule', ask: ['task', 'update', { taskId: 2, updateFields: { taskType: 'weekly', weeklyInterval: 2 } }], words: /type weekly needs 'Weekdays' and 'Run At'/ },
	{ what: 'a schedule of another type', ask: ['task', 'update', { taskId: 1, updateFields: { weekdays: ['Monday'] } }], words: /type daily has no 'Weekdays'/ },
	{ what: 'a command without a shell', ask: ['task', 'update', { taskId: 1, updateFields: { actions: [{ type: 'cmd', command: 'x', timeout: 5 }] as never } }], words: /'Actions as JSON' must have a shell in every action of the type cmd/ },
	{ what: 'no actions', ask: ['task', 'update', { taskId: 1, updateFields: { actions: '[]' } }], words: /at least one action/ },
	{ what: 'an unknown script', ask: ['task', 'update', { taskId: 1, updateFields: { actions: '[{"type": "script", "script": 99999, "timeout": 5}]' } }], words: /No Script matches/ },
	{ what: 'a task for the past', ask: ['task', 'create', { deviceId: byName(lab.server), name: 'T', taskType: 'runonce', runAt: '2020-01-01T03:00', scriptId: byId(3) }], words: /'Run At' is in the past/ },
	{ what: "a check of another agent's", ask: ['task', 'create', { deviceId: byName(lab.server), name: 'T', taskType: 'checkfailure', assignedCheckId: 8, scriptId: byId(3) }], words: /agent has no check with the ID 8/ },
	{ what: "a check of another agent's, later", ask: ['task', 'update', { taskId: 1, updateFields: { taskType: 'checkfailure', assignedCheckId: 8 } }], words: /agent has no check with the ID 8/ },
	{ what: 'a check that a policy does not have', ask: ['task', 'update', { taskId: 11, updateFields: { taskType: 'checkfailure', assignedCheckId: 8 } }], words: /policy has no check with the ID 8/ },
	{ what: "a policy's task", ask: ['task', 'delete', { taskId: 11 }], words: /belongs to policy 1/ },
	{ what: "an agent's task on its policy", ask: ['task', 'run', { taskId: 1, runOn: 'policy' }], words: /belongs to no policy/ },
	{ what: 'checks of more agents than allowed', ask: ['check', 'run', { runOn: 'client', clientId: byId(1), options: { refuseMoreThan: 2 } }], words: /would affect 12 devices/ },
	{ what: 'a policy for more agents than allowed', ask: ['policy', 'assign', { policyId: byId(2), clientId: byId(1), policyFor: 'both', options: { refuseMoreThan: 2 } }], words: /would affect 12 devices/ },
	{ what: 'a filter by half a custom field', ask: ['agent', 'getAll', { filters: { customFieldValue: 'x' } }], words: /'Custom Field Value' needs 'Custom Field'/ },
	{ what: 'a filter by an unknown custom field', ask: ['agent', 'getAll', { filters: { customField: 'nope', customFieldValue: 'x' } }], words: /no custom field "nope" for agents/ },
	{ what: 'half a range of time', ask: ['agent', 'getScriptHistory', { filters: { to: '2026-01-01T00:00:00Z' } }], words: /'To' needs 'From'/ },
];

it.each(refusals)('refuses $what, and writes nothing', async ({ given, ask, words }) => {
	given?.();
	const { error } = await run(...ask);
	expect(error?.message).toMatch(words);
	expect(writes()).toEqual([]);
});

describe('secrets', () => {
	const secret = 'v3ry-s3cret-value';

	it.each<[string, string, string, INode['parameters']]>([
		['the key store', 'keyStore', 'getAll', {}],
		['API keys', 'apiKey', 'getAll', {}],
		['URL actions', 'urlAction', 'getAll', {}],
		['the audit log', 'auditLog', 'getAll', {}],
		['deployments', 'deployment', 'getAll', {}],
	])('of %s are in the output only while Simplify is off', async (_, resource, operation, parameters) => {
		const { tables, access } = world();
		tables.keyStore.update(1, { value: secret });
		access.apiKeys.update(101, { key: secret });
		tables.urlActions.update(101, { rest_headers: `{"X": "${secret}"}` });
		tables.deployments.update(101, { uid: secret });
		tables.auditLog.update(1, { before_value: secret });
		const shown = async (simplify: boolean) => JSON.stringify(jsonOf(await run(resource, operation, { ...parameters, simplify, returnAll: true })));
		expect(await shown(true)).not.toContain(secret);
		expect(await shown(false)).toContain(secret);
	});

	it.each<[string, string, INode['parameters'], RegExp]>([
		['keyStore', 'create', { name: 'k', value: secret }, /^\/core\/keystore\/$/],
		['keyStore', 'update', { keyId: byId(1), updateFields: { value: secret } }, /^\/core\/keystore\/1\/$/],
		['user', 'create', { username: 'u', password: secret }, /^\/accounts\/users\/$/],
		['urlAction', 'update', { urlActionId: byId(101), updateFields: { requestBody: secret } }, /^\/core\/urlaction\/101\/$/],
	])('that %s %s sends are in no error and no output', async (resource, operation, parameters, path) => {
		const good = await run(resource, operation, parameters);
		expect(JSON.stringify(good.output)).not.toContain(secret);
		running.simulator.answerNext({ method: operation === 'create' ? 'POST' : 'PUT', path }, { status: 400, body: { value: [`"${secret}" is not a valid choice.`] } });
		const { error } = await run(resource, operation, operation === 'create' ? { ...parameters, name: 'other', username: 'other' } : parameters);
		expect(error?.message).toContain('is not a valid choice');
		expect(JSON.stringify([error?.message, error?.description])).not.toContain(secret);
	});

	it('a new API key and a new link are told to whoever asked for them', async () => {
		const made = one(await run('apiKey', 'create', { name: 'for n8n', accountId: byId(101), simplify: false }));
		expect(made.key).toMatch(/^[A-Z0-9]{32}$/);
		expect(one(await run('apiKey', 'create', { name: 'another', accountId: byId(101) }))).not.toHaveProperty('key');
		const { link } = one(await run('deployment', 'create', { siteId: byId(1) }));
		expect(link).toBe(`${running.simulator.url}/clients/${world().tables.deployments.all().at(-1)!.uid}/deploy/`);
	});
});

describe('what is written is what was asked for, and is read back', () => {
	it.each<[string, [string, string, INode['parameters']], [string, unknown]]>([
		['a policy', ['policy', 'update', { policyId: byId(1), updateFields: { active: false, excludedSites: rows('Hamburg') } }], ['PUT /automation/policies/1/', { active: false, excluded_sites: [2] }]],
		['a role, with its name', ['role', 'update', { roleId: byId(101), updateFields: { grant: ['can_list_agents'] } }], ['PUT /accounts/roles/101/', { name: 'Spare 101', can_list_agents: true }]],
		['that a role sees all', ['role', 'update', { roleId: byId(101), updateFields: { allPlaces: true } }], ['PUT /accounts/roles/101/', { name: 'Spare 101', can_view_clients: [], can_view_sites: [] }]],
		['a role of sites in place of clients', ['role', 'update', { roleId: byId(101), updateFields: { clients: {}, sites: rows('2') } }], ['PUT /accounts/roles/101/', { name: 'Spare 101', can_view_clients: [], can_view_sites: [2] }]],
		['what starts a task', ['task', 'update', { taskId: 1, updateFields: { taskType: 'checkfailure', assignedCheckId: 1 } }], ['PUT /tasks/1/', { task_type: 'checkfailure', assigned_check: 1 }]],
		['a user', ['user', 'update', { accountId: byId(101), updateFields: { dashboardLoginBlocked: true } }], ['PUT /accounts/101/users/', { block_dashboard_login: true }]],
		['a template', ['alertTemplate', 'update', { alertTemplateId: byId(1), settings: { agentEmail: 'own', checkTextSeverities: [] } }], ['PUT /alerts/templates/1/', { agent_always_email: null, check_text_alert_severity: [] }]],
		['no action of a template', ['alertTemplate', 'update', { alertTemplateId: byId(1), settings: { failureAction: 'none' } }], ['PUT /alerts/templates/1/', { action_type: 'script', action: null, action_rest: null }]],
		['a check', ['check', 'update', { checkId: 1, updateFields: { warningFree: 40 } }], ['PUT /checks/1/', { warning_threshold: 40 }]],
		['a task', ['task', 'update', { taskId: 1, updateFields: { name: 'Renamed ünïcode ✓' } }], ['PUT /tasks/1/', { name: 'Renamed ünïcode ✓' }]],
	])('%s', async (_, ask, written) => {
		const ran = await run(...ask);
		expect(ran.error).toBeUndefined();
		expect(writes()).toEqual([written]);
		expect(one(ran)).not.toHaveProperty('confirmed');
	});

	it('a schedule is sent whole, with its type', async () => {
		const { run_time_date: at } = world().tables.tasks.get(1);
		await run('task', 'update', { taskId: 1, updateFields: { dailyInterval: 3 } });
		expect(writes()).toEqual([['PUT /tasks/1/', { task_type: 'daily', daily_interval: 3, run_time_date: at }]]);
		expect(world().tables.tasks.get(1).daily_interval).toBe(3);
	});

	it.each<[string, INode['parameters'], object]>([
		['daily', { dailyInterval: 2 }, { daily_interval: 2 }],
		['weekly', { weekdays: ['Sunday', 'Saturday'] }, { weekly_interval: 1, run_time_bit_weekdays: 65 }],
		['monthly', { months: ['January', 'December'], monthDays: ['1', 'Last Day'] }, { monthly_months_of_year: 2049, monthly_days_of_month: 2147483649 }],
		['monthlydow', { weekdays: ['Monday'], weeks: ['First', 'Last'] }, { monthly_months_of_year: 4095, monthly_weeks_of_month: 17, run_time_bit_weekdays: 2 }],
		['runonce', {}, {}],
	])('a %s task has its bits', async (taskType, parameters, columns) => {
		const made = await run('task', 'create', { deviceId: byName(lab.server), name: 'T', taskType, runAt: '2030-01-15T03:30', actionsOf: 'command', command: 'hostname', ...parameters });
		expect(made.error).toBeUndefined();
		expect(writes()[0]![1]).toMatchObject({ task_type: taskType, run_time_date: '2030-01-15T03:30:00Z', ...columns, actions: [{ type: 'cmd', shell: 'cmd', command: 'hostname', timeout: 300 }] });
		expect(one(made)).toMatchObject({ name: 'T', deviceId: running.idOf(lab.server) });
	});

	it.each<[string, INode['parameters']]>([
		['manual', {}],
		['onboarding', {}],
		['checkfailure', { assignedCheckId: 1 }],
	])('a %s task has no time', async (taskType, parameters) => {
		const made = await run('task', 'create', { taskOn: 'policy', policyId: byId(1), name: 'T', taskType, scriptId: byId(3), ...(taskType === 'checkfailure' ? { taskOn: 'agent', deviceId: byName(lab.server) } : {}), ...parameters });
		expect(made.error).toBeUndefined();
		expect(writes()[0]![1]).not.toHaveProperty('run_time_date');
	});

	it.each<[string, INode['parameters'], object]>([
		['script', { scriptId: byId(3), warningCodes: rows('4', '5') }, { check_type: 'script', script: 3, warning_return_codes: [4, 5] }],
		['eventlog', { checkName: 'any error' }, { check_type: 'eventlog', event_id: 0, event_id_is_wildcard: true, log_name: 'System', fail_when: 'contains' }],
	])('a %s check is set on a policy', async (checkType, parameters, columns) => {
		const made = await run('check', 'create', { checkOn: 'policy', policyId: byId(1), checkType, ...parameters });
		expect(made.error).toBeUndefined();
		expect(writes()[0]![1]).toMatchObject({ policy: 1, ...columns });
		expect(writes()[0]![1]).not.toHaveProperty('agent');
		expect(one(made)).toMatchObject({ type: checkType, policyId: 1, deviceId: null });
	});
});

it('a script on the server needs a right of its own, which a refusal names', async () => {
	const refuse = () => running.simulator.answerNext({ method: 'PUT', path: /^\/alerts\/templates\/1\/$/ }, { status: 403, body: { detail: 'You do not have permission to perform this action.' } });
	refuse();
	expect((await run('alertTemplate', 'update', { alertTemplateId: byId(1), settings: { failureAction: 'server', failureScript: byId(3) } })).error?.description).toContain('can_run_server_scripts');
	refuse();
	expect((await run('alertTemplate', 'update', { alertTemplateId: byId(1), settings: { active: true } })).error?.description).not.toContain('can_run_server_scripts');
});

describe('Assign', () => {
	it('tells what was there before, and writes what is meant only', async () => {
		const ran = await run('policy', 'assign', { policyId: byId(2), clientId: byId(1), policyFor: 'server' });
		expect(writes()).toEqual([['PUT /clients/1/', { client: { server_policy: 2 } }]]);
		expect(one(ran)).toEqual({ name: 'Acme Corp', policyId: 2, clientId: 1, assigned: true, replaced: { server_policy: 1 }, updated: { server_policy: 2 } });
	});

	it('takes away only where this one is', async () => {
		expect(one(await run('policy', 'assign', { policyId: byId(2), assignment: 'remove', clientId: byId(1), policyFor: 'both' }))).toMatchObject({ assigned: false, updated: {} });
		expect(writes()).toEqual([]);
		await run('policy', 'assign', { policyId: byId(1), assignment: 'remove', clientId: byId(1), policyFor: 'both' });
		expect(writes()).toEqual([['PUT /clients/1/', { client: { server_policy: null } }]]);
	});

	it('of a template to a policy', async () => {
		await run('alertTemplate', 'assign', { alertTemplateId: byId(1), assignTo: 'policy', policyId: byId(1) });
		expect(writes()).toEqual([['PUT /automation/policies/1/', { alert_template: 1 }]]);
	});

	it('of a policy to an agent', async () => {
		const ran = await run('policy', 'assign', { policyId: byId(2), assignTo: 'agent', deviceId: byName(lab.workstation) });
		expect(one(ran)).toMatchObject({ replaced: { policy: null }, updated: { policy: 2 } });
		expect(one(await run('policy', 'getRelated', { policyId: byId(2) }))).toMatchObject({ agents: [{ id: running.idOf(lab.workstation), name: lab.workstation }] });
	});
});

describe('many alerts', () => {
	it('resolves those that are open, and says which were not', async () => {
		world().resolveAlert(2);
		const before = world().tables.alerts.get(2).resolved_on;
		const ran = await run('alert', 'resolveMany', { alertIds: rows('2', '3', '99999') });
		expect(one(ran)).toEqual({ alerts: [3], count: 1, notOpen: [2, 99_999] });
		expect(writes()).toEqual([['POST /alerts/bulk/', { bulk_action: 'resolve', alerts: [3] }]]);
		expect(world().tables.alerts.get(2).resolved_on).toBe(before);
	});

	it('snoozes all that pass, and says where that did not hold', async () => {
		const ran = await run('alert', 'snoozeMany', { alertsBy: 'filter', alertsOf: 'client', clientId: byId(1), days: 2 });
		const { alerts } = one(ran) as { alerts: number[] };
		expect(alerts.length).toBeGreaterThan(0);
		expect(alerts.every((id) => world().tables.alerts.get(id).snoozed)).toBe(true);
		running.simulator.answerNext({ path: /^\/alerts\/bulk\/$/ }, { status: 200, headers: { 'Content-Type': 'application/json' }, body: '"ok"' });
		world().tables.alerts.update(3, { snoozed: false, resolved: false });
		expect(one(await run('alert', 'snoozeMany', { alertIds: rows('3') }))).toMatchObject({ alerts: [], unchanged: [3], confirmed: false });
	});
});

describe('Windows updates of many', () => {
	const ofAll = { updatesOf: 'all', returnAll: true, filters: { installed: 'no' } };

	it('are one query where the key may manage reports, and the same agent by agent', async () => {
		const queried = jsonOf(await run('windowsUpdate', 'getAll', ofAll));
		expect(running.sent().filter((request) => request.includes('/winupdate/'))).toEqual([]);
		world().access.addKey('NOREPORTS', { username: 'n8n', rights: ['can_manage_winupdates', 'can_list_agents'] });
		const other = await running.run('windowsUpdate', 'getAll', ofAll, { credentials: { tacticalRmmApi: { ...running.credential, apiKey: 'NOREPORTS' } } });
		const key = (each: object) => JSON.stringify([(each as { id: number }).id, (each as { deviceName: string }).deviceName]);
		expect(queried.length).toBe(6);
		expect(jsonOf(other).map(key).sort()).toEqual(queried.map(key).sort());
	});

	it('are counted by client, severity and age', async () => {
		const report = jsonOf(await run('windowsUpdate', 'getReport', {}));
		expect(report).toContainEqual(expect.objectContaining({ client: 'Acme Corp', agents: 12, missing: 4, agentsMissing: 2, moderate: 4, ignored: 2, oldestMonth: '2026-02' }));
		expect(report).toContainEqual(expect.objectContaining({ client: 'Initech', missing: 0 }));
	});
});

describe('agents by state', () => {
	it.each<[string, INode['parameters'], (row: Record<string, unknown>) => boolean]>([
		['that need a reboot', { needsReboot: true }, ({ needs_reboot }) => needs_reboot === true],
		['with patches pending', { patchesPending: true }, ({ has_patches_pending }) => has_patches_pending === true],
		['with failing checks', { failingChecks: true }, ({ checks }) => (checks as { has_failing_checks: boolean }).has_failing_checks],
		['that are outdated', { outdated: true }, ({ version }) => version === '2.8.0'],
		['that are not', { outdated: false }, ({ version }) => version === '2.11.0'],
		['with a user', { loggedInUser: 'JDOE' }, ({ logged_username }) => logged_username === 'jdoe'],
		['with a custom field', { customField: 'priority', customFieldValue: 'HIGH' }, ({ custom_fields }) => (custom_fields as Array<{ field: number }>).some(({ field }) => field === 5)],
		['with an option of a custom field', { customField: 'Roles', customFieldValue: 'web' }, ({ custom_fields }) => (custom_fields as Array<{ field: number }>).some(({ field }) => field === 6)],
		['without it', { customField: 'Priority', customFieldValue: '' }, ({ custom_fields }) => !(custom_fields as Array<{ field: number }>).some(({ field }) => field === 5)],
	])('%s', async (_, filters, is) => {
		const all = jsonOf(await run('agent', 'getAll', { returnAll: true, simplify: false })) as Array<Record<string, unknown>>;
		const found = jsonOf(await run('agent', 'getAll', { returnAll: true, simplify: false, filters })) as Array<Record<string, unknown>>;
		expect(found.length).toBeGreaterThan(0);
		expect(found.map(({ hostname }) => hostname).sort()).toEqual(all.filter(is).map(({ hostname }) => hostname).sort());
	});
});

describe('reading many', () => {
	it('the audit log comes to its end once, page by page', async () => {
		for (let index = 0; index < 450; index++) world().tables.auditLog.add({ ...world().tables.auditLog.get(1), id: undefined } as never);
		const { length: total } = world().tables.auditLog.all();
		const all = jsonOf(await run('auditLog', 'getAll', { returnAll: true })) as Array<{ id: number }>;
		expect(new Set(all.map(({ id }) => id)).size).toBe(total);
		expect(all).toHaveLength(total);
		expect(running.written()).toHaveLength(3);
		expect(jsonOf(await run('auditLog', 'getAll', { limit: 3, filters: { clients: rows('Globex'), actions: rows('execute_script') } }))).toHaveLength(2);
	});

	it('script history leaves out agents out of sight, and asks for more until there is enough', async () => {
		world().access.addKey('GLOBEX', { username: 'n8n', rights: ['can_list_agent_history', 'can_list_agents'], clients: [2] });
		const ran = await running.run('agent', 'getScriptHistory', { limit: 3 }, { credentials: { tacticalRmmApi: { ...running.credential, apiKey: 'GLOBEX' } } });
		for (const each of jsonOf(ran) as Array<{ deviceName: string | null }>) expect(each.deviceName).not.toBeNull();
	});

	it('pending actions of a client only', async () => {
		expect(jsonOf(await run('pendingAction', 'getAll', { agentsOf: 'client', clientId: byId(1) }))).toHaveLength(4);
		expect(jsonOf(await run('pendingAction', 'getAll', { agentsOf: 'client', clientId: byId(3) }))).toEqual([]);
	});

	it('a planned reboot is taken back on the agent, and all else only forgotten', async () => {
		expect(one(await run('pendingAction', 'cancel', { pendingActionId: 101 }))).toMatchObject({ canceled: true, confirmed: false });
		world().tables.pendingActions.update(102, { action_type: 'schedreboot', details: { time: '2030-01-15 03:30:00', taskname: 'T' } });
		expect(one(await run('pendingAction', 'cancel', { pendingActionId: 102 }))).not.toHaveProperty('confirmed');
	});
});

describe('reports', () => {
	it('a PDF is a file, byte by byte', async () => {
		const { output } = await run('report', 'run', { reportId: byId(1), about: { client: byId(1) }, outputField: 'pdf' });
		const [item] = output[0]!;
		expect(item!.json).toEqual({ id: 1, name: 'n8n client report', format: 'pdf', fileName: 'n8n client report.pdf' });
		const { data, mimeType } = item!.binary!.pdf!;
		expect(mimeType).toBe('application/pdf');
		expect(Buffer.from(data, 'base64')).toEqual(Buffer.concat([Buffer.from('%PDF-1.7\n%'), Buffer.from([0xf0, 0x9f, 0x92, 0xff, 0x00, 0xfe]), Buffer.from('\n%%EOF\n')]));
	});

	it('HTML is a file and text', async () => {
		const { output } = await run('report', 'run', { reportId: byId(1), reportFormat: 'html', about: { client: byName('Acme Corp') } });
		expect(output[0]![0]!.json).toMatchObject({ fileName: 'n8n client report.html', text: '<h1>Report for Acme Corp</h1>' });
		expect(Buffer.from(output[0]![0]!.binary!.data!.data, 'base64').toString()).toBe('<h1>Report for Acme Corp</h1>');
	});

	it('an email is not known to have gone out', async () => {
		const ran = await run('report', 'email', { reportId: byId(3), recipients: 'it@example.com, boss@example.com', mail: { subject: 'October' } });
		expect(one(ran)).toMatchObject({ recipients: ['it@example.com', 'boss@example.com'], confirmed: false });
		expect(world().tables.mails.all()).toMatchObject([{ recipients: ['it@example.com', 'boss@example.com'], settings: { subject: 'October' } }]);
	});
});

describe('URL actions', () => {
	const action = { urlActionId: byId(101) };

	it('are filled in for a client, and nothing is sent', async () => {
		world().tables.urlActions.update(101, { pattern: 'https://wiki.example.com/{{client.name}}' });
		expect(one(await run('urlAction', 'run', { ...action, runFor: 'client', clientId: byName('Acme Corp') }))).toEqual({ id: 101, clientId: 1, url: 'https://wiki.example.com/Acme%20Corp' });
	});

	it.each(["HTTPConnectionPool(host='x', port=80): Max retries exceeded", "HTTPSConnectionPool(host='x', port=443): Read timed out. (read timeout=8)"])('a receiver that was not reached is an error: %s', async (words) => {
		world().receiver = () => words;
		const { error } = await run('urlAction', 'run', { ...action, runWhat: 'send', deviceId: byName(lab.server) });
		expect(error?.message).toMatch(/receiver (did not answer|could not be reached)/);
	});
});

describe('other variables of a report', () => {
	const report = async (about: object) => await run('report', 'run', { reportId: byId(3), reportFormat: 'html', about: about as never });
	const variables = { variables: [{ name: 'title', value: 'October' }] };
	const dependencies = () => (writes()[0]?.[1] as { dependencies: object } | undefined)?.dependencies;

	it.each([{ otherVariableRows: variables }, { otherVariables: '{"title": "October"}' }])('%j', async (about) => {
		expect((await report(about)).error).toBeUndefined();
		expect(dependencies()).toEqual({ title: 'October' });
	});

	it('are each entered once', async () => {
		expect((await report({ otherVariableRows: variables, otherVariables: '{"title": "May"}' })).error?.message).toBe('"title" is among \'Other Variables\' and \'Other Variables as JSON\'');
		expect(dependencies()).toBeUndefined();
		await report({ otherVariableRows: variables, otherVariables: '{"year": 2026}' });
		expect(dependencies()).toEqual({ title: 'October', year: 2026 });
	});
});

describe('the actions of a task', () => {
	const create = async (parameters: INode['parameters']) => await run('task', 'create', { deviceId: byName(lab.server), name: 'Several', actionsOf: 'several', ...parameters });
	const rowsOf = (...actions: object[]) => ({ actions }) as never;
	const inRows = rowsOf({ actionType: 'command', shell: 'powershell', command: 'hostname', timeout: 30 }, { scriptId: byName('Clear Temp'), overrides: { args: { entries: [{ value: 'a b' }] } } });
	const asSent = [
		{ type: 'cmd', shell: 'powershell', command: 'hostname', timeout: 30, run_as_user: false },
		{ type: 'script', name: 'Clear Temp', script: 1, script_args: ['a b'], env_vars: expect.any(Array), timeout: 120, run_as_user: expect.any(Boolean) },
	];
	const json = '[{"type": "cmd", "shell": "cmd", "command": "ver", "timeout": 5}]';

	it('are rows, in their order, each with the settings stored with its script', async () => {
		expect((await create({ actionRows: inRows })).error).toBeUndefined();
		expect(writes()[0]![1]).toMatchObject({ actions: asSent });
	});

	it('are JSON where that is chosen', async () => {
		expect((await create({ specifyActions: 'json', actions: json })).error).toBeUndefined();
		expect(writes()[0]![1]).toMatchObject({ actions: [{ type: 'cmd', shell: 'cmd', command: 'ver', timeout: 5 }] });
	});

	it.each<[string, INode['parameters'], RegExp]>([
		['both', { actionRows: inRows, actions: json }, /^'Actions' has JSON as well/],
		['JSON that was not chosen', { actions: json }, /^'Actions' has JSON as well/],
		['neither', {}, /^'Actions' must have at least one action$/],
	])('%s are refused', async (_, parameters, words) => {
		expect((await create(parameters)).error?.message).toMatch(words);
		expect(writes()).toEqual([]);
	});

	it('are replaced by rows, and not by rows and JSON at once', async () => {
		const updateFields = { actionRows: inRows };
		expect((await run('task', 'update', { taskId: 1, updateFields })).error).toBeUndefined();
		expect(writes()).toEqual([['PUT /tasks/1/', { actions: asSent }]]);
		const both = await run('task', 'update', { taskId: 1, updateFields: { ...updateFields, actions: json } });
		expect(both.error?.message).toBe("'Actions' and 'Actions as JSON' cannot be combined");
		expect(writes()).toHaveLength(1);
	});
});

describe('what was deleted is told by its name', () => {
	/** The list that the name comes from, and a right that is enough to delete. */
	const kinds: ReadonlyArray<[resource: string, parameter: string, names: string[], list: string, rights: string[]]> = [
		['snippet', 'snippetId', ['Spare 101', 'Spare 102', 'Spare 103'], '/scripts/snippets/', ['can_manage_scripts']],
		['keyStore', 'keyId', ['Spare 101', 'Spare 102', 'Spare 103'], '/core/keystore/', ['can_edit_global_keystore']],
		['urlAction', 'urlActionId', ['Spare 101', 'Spare 102', 'Spare 103'], '/core/urlaction/', ['can_edit_core_settings', 'can_list_alerttemplates']],
		['user', 'accountId', ['spare101', 'spare102', 'spare103'], '/accounts/users/', ['can_manage_accounts']],
		['deployment', 'deploymentId', Array<string>(3).fill('Acme Corp / Berlin HQ'), '/clients/deployments/', ['can_manage_deployments']],
	];
	const items = [101, 102, 103].map((id) => ({ id }));
	const asked = (list: string) => running.sent().filter((request) => request === `GET ${list}`);

	it.each(kinds)('%s, from one list for all items', async (resource, parameter, names, list) => {
		const ran = await running.run(resource, 'delete', { [parameter]: at('id', '={{ $json.id }}') }, { items });
		expect(jsonOf(ran)).toEqual(names.map((name, index) => ({ deleted: true, name, id: 101 + index })));
		expect(asked(list)).toHaveLength(1);
		expect(running.written()).toHaveLength(3);
	});

	it.each(kinds)('%s, or by nothing where the key may only delete', async (resource, parameter, _, list, rights) => {
		world().access.addKey('DELETES', { username: 'n8n', rights });
		const ran = await running.run(resource, 'delete', { [parameter]: at('id', '={{ $json.id }}') }, { items, credentials: { tacticalRmmApi: { ...running.credential, apiKey: 'DELETES' } } });
		expect(jsonOf(ran)).toEqual(items.map(({ id }) => ({ deleted: true, name: null, id })));
		expect(asked(list)).toHaveLength(1);
		expect(running.written()).toHaveLength(3);
	});

	it('API key, from the list in which the own one is looked for', async () => {
		expect(jsonOf(await run('apiKey', 'delete', { apiKeyId: byId(101) }))).toEqual([{ deleted: true, name: 'Spare 101', id: 101 }]);
		expect(asked('/accounts/apikeys/')).toHaveLength(1);
	});

	it('and is not deleted where the list fails for another reason', async () => {
		running.simulator.answerNext({ path: /\/scripts\/snippets\/$/ }, { status: 500, body: 'x' }, 9);
		const { error } = await run('snippet', 'delete', { snippetId: byId(101) });
		expect(error).toBeDefined();
		expect(running.written()).toEqual([]);
	});
});

describe('a stranger', () => {
	const withKey = async (rights: string[], resource: string, operation: string, parameters: INode['parameters']) => {
		world().access.addKey('STRANGER', { username: 'n8n', rights });
		return await running.run(resource, operation, parameters, { credentials: { tacticalRmmApi: { ...running.credential, apiKey: 'STRANGER' } } });
	};

	it.each(Object.entries({
		searchAlertTemplates: 'can_list_alerttemplates', searchApiKeys: 'can_list_api_keys', searchCustomFields: 'can_view_customfields', searchKeyStore: 'can_view_global_keystore',
		searchPolicies: 'can_list_automation_policies', searchReports: 'can_view_reports', searchRoles: 'can_list_roles', searchSnippets: 'can_list_scripts',
		searchUrlActions: 'can_run_urlactions', searchUsers: 'can_list_accounts',
	}))('with a key that may not list is told so by the drop-down: %s', async (method, right) => {
		world().access.addKey('STRANGER', { username: 'n8n', rights: [] });
		const list = new TacticalRmm().methods.listSearch[method]!;
		const context = (apiKey: string) => ({ getCurrentNodeParameter: () => undefined, getCredentials: async () => await Promise.resolve({ ...running.credential, apiKey }), getNode: () => ({ name: 'Node' }) });
		await expect(list.call(context('STRANGER') as never)).rejects.toMatchObject({ message: expect.stringContaining(`This needs the right ${right}`) as string });
		const { results } = await list.call(context(running.simulator.apiKey) as never);
		expect(results.length).toBeGreaterThan(0);
		expect(JSON.stringify(results)).not.toContain(running.simulator.apiKey);
		for (const { name } of results) expect(name.trim()).not.toBe('');
	});

	it('finds what has no name by its ID', async () => {
		const { id } = world().tables.policies.add({ ...world().tables.policies.get(1), id: undefined, name: null } as never);
		expect(one(await run('policy', 'get', { policyId: byId(id) }))).toMatchObject({ id, name: '' });
		expect(jsonOf(await run('policy', 'getAll', { returnAll: true }))).toContainEqual(expect.objectContaining({ id, name: '' }));
	});

	it.each<[string, string, string, string]>([
		['policy', 'policyId', 'policy', '/automation/policies/'],
		['alertTemplate', 'alertTemplateId', 'alert template', '/alerts/templates/'],
		['urlAction', 'urlActionId', 'URL action', '/core/urlaction/'],
		['role', 'roleId', 'role', '/accounts/roles/'],
	])('who enters an ID that no %s has deletes nothing', async (resource, parameter) => {
		const before = running.written().length;
		const { error } = await run(resource, 'delete', { [parameter]: byId(987_654) });
		if (resource === 'urlAction') expect(error?.message).toMatch(/No URLAction matches/);
		else expect(error?.message).toMatch(/matches the given query|no policy with the ID/);
		expect(running.written().length - before).toBeLessThan(2);
	});

	it.each<[string, string, INode['parameters'], RegExp]>([
		['policy', 'getAll', {}, /\/automation\/policies\//],
		['pendingAction', 'getAll', { status: 'any' }, /\/logs\/pendingactions\//],
		['auditLog', 'getAll', {}, /\/logs\/audit\//],
		['user', 'getAll', {}, /\/accounts\/users\//],
		['keyStore', 'getAll', {}, /\/core\/keystore\//],
		['report', 'getAll', {}, /\/reporting\/templates\//],
	])('sees the good rows of %s > %s beside odd ones', async (resource, operation, parameters, path) => {
		const usual = jsonOf(await run(resource, operation, parameters));
		const { url, apiKey } = running.simulator;
		const isAudit = resource === 'auditLog';
		const request = running.simulator.requests.find((each) => path.test(each.path))!;
		const answer = (await (await fetch(url + request.path, { method: request.method, headers: { 'x-api-key': apiKey, 'content-type': 'application/json' }, ...(isAudit && { body: JSON.stringify(request.body) }) })).json()) as object[] & { audit_logs: object[] };
		const odd = [null, 5, 'x', [], { id: 'text' }];
		const body = isAudit ? { ...answer, audit_logs: [...odd, ...answer.audit_logs] } : [...odd, ...answer];
		running.simulator.answerNext({ path }, { status: 200, body });
		expect(jsonOf(await run(resource, operation, parameters))).toEqual(usual);
	});

	it('with a key for reports only runs one about nothing', async () => {
		const { error } = await withKey(['can_view_reports'], 'report', 'run', { reportId: byId(3) });
		expect(error).toBeUndefined();
		expect((await withKey(['can_view_reports'], 'report', 'run', { reportId: byId(1), about: { client: byId(1) } })).error?.description).toContain('can_list_clients');
	});

	it('cannot be told which key is its own without the right, and may delete others', async () => {
		const { error, output } = await withKey(['can_manage_api_keys'], 'apiKey', 'delete', { apiKeyId: byId(102) });
		expect(error).toBeUndefined();
		expect(output[0]![0]!.json).toEqual({ deleted: true, name: null, id: 102 });
	});
});
