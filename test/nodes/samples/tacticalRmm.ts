import { byId, byName, lab } from '../../support/tacticalRmm';
import type { TacticalRmm } from '../../simulators/tacticalrmm';
import type { Sample } from '../systems';

const hosts: Sample['items'] = [{ host: lab.server }, { host: lab.workstation }, { host: lab.mac }];
const windowsHosts: Sample['items'] = [{ host: lab.server }, { host: lab.workstation }, { host: 'WIN-SRV-06' }];
const deviceId = byName('={{ $json.host }}');
const ofAgent = (parameters: Sample['parameters'] = {}): Sample => ({ parameters: { deviceId, ...parameters }, items: hosts });
const ofWindows = (parameters: Sample['parameters'] = {}): Sample => ({ ...ofAgent(parameters), items: windowsHosts });

const agentSamples: Readonly<Record<string, Sample>> = {
	'agent.get': ofAgent({ simplify: false }),
	'agent.getAll': { parameters: { limit: 2 } },
	'agent.search': { parameters: { limit: 2 } },
	'agent.update': ofAgent({ updateFields: { description: 'moved', customFields: { entries: [{ name: 'Asset Number', value: '4712' }] } } }),
	'agent.delete': ofAgent(),
	'agent.runCommand': ofAgent({ command: 'whoami' }),
	// Waiting with result looks at the history as often as it takes, and has tests of its own.
	'agent.runScript': ofAgent({ scriptId: byName('Inventory'), mode: 'wait' }),
	'agent.waitUntilOnline': ofAgent(),
	'agent.reboot': ofAgent(),
	'agent.shutdown': ofAgent(),
	'agent.ping': ofAgent(),
	'agent.recover': ofAgent(),
	'agent.wake': ofAgent(),
	'agent.setMaintenance': { parameters: { maintenanceOf: 'client', clientId: byId(1) } },
	'agent.getRemoteLinks': ofAgent(),
	'agent.getChecks': ofWindows(),
	'agent.getTasks': { parameters: { deviceId: byName(lab.server) } },
	'agent.getProcesses': ofAgent(),
	'agent.killProcess': ofAgent({ pid: 912 }),
	'agent.getEventLog': ofWindows(),
	'agent.getHistory': { parameters: { deviceId: byName(lab.server) } },
	'agent.getPendingActions': { parameters: { deviceId: byName(lab.server) } },
	'agent.getInstaller': { parameters: { siteId: byName('Hamburg') }, takesAnyAnswer: 'some installers are plain text' },
	'agent.updateAgent': ofAgent(),
	'agent.getScriptHistory': { parameters: { limit: 2 } },
	'agent.runChecks': ofAgent(),
	'agent.cancelPendingAction': { parameters: { deviceId: byName('={{ $json.host }}'), pendingActionId: '={{ $json.id }}' }, items: [{ host: lab.server, id: 101 }, { host: lab.server, id: 102 }, { host: lab.server, id: 103 }] },
};

const id = '={{ $json.id }}';
const name = '={{ $json.name }}';
const ids = (...[a, b, c]: [number, number, number]): Sample['items'] => [{ id: a }, { id: b }, { id: c }];
const names: Sample['items'] = [{ name: 'One' }, { name: 'Two' }, { name: 'Three' }];
/** What {@link furnishOffice} adds has these ids. */
const ofSpare = (parameter: string, parameters: Sample['parameters'] = {}): Sample => ({ parameters: { [parameter]: byId(id), ...parameters }, items: ids(101, 102, 103) });
const numbered = (parameter: string, parameters: Sample['parameters'] = {}): Sample => ({ parameters: { [parameter]: id, ...parameters }, items: ids(101, 102, 103) });

const officeSamples: Readonly<Record<string, Sample>> = {
	'policy.getAll': { parameters: { limit: 2 } },
	'policy.get': { parameters: { policyId: byName('Baseline Servers') } },
	'policy.create': { parameters: { name, additionalFields: { copyOf: byId(1) } }, items: names },
	'policy.update': { parameters: { policyId: byId(1), updateFields: { description: 'changed' } } },
	'policy.delete': ofSpare('policyId'),
	'policy.assign': { parameters: { policyId: byId(2), assignTo: 'client', clientId: byName('Globex'), policyFor: 'both' } },
	'policy.getRelated': { parameters: { policyId: byId(1) } },
	'policy.getCheckStatus': { parameters: { checkId: 1 } },
	'policy.getTaskStatus': { parameters: { taskId: 1 } },
	'alertTemplate.getAll': {},
	'alertTemplate.get': { parameters: { alertTemplateId: byName('Default Alerts') } },
	'alertTemplate.create': { parameters: { name, settings: { agentAlert: 'never', checkEmailSeverities: ['error'] } }, items: names },
	'alertTemplate.update': { parameters: { alertTemplateId: byId(1), settings: { agentAlert: 'own' } } },
	'alertTemplate.delete': ofSpare('alertTemplateId'),
	'alertTemplate.assign': { parameters: { alertTemplateId: byId(1), assignTo: 'client', clientId: byName('Globex') } },
	'snippet.getAll': {},
	'snippet.get': { parameters: { snippetId: byName('LogHeader') } },
	'snippet.create': { parameters: { name, code: 'x' }, items: names },
	'snippet.update': { parameters: { snippetId: byId(1), updateFields: { description: 'changed' } } },
	'snippet.delete': ofSpare('snippetId'),
	'keyStore.getAll': {},
	'keyStore.create': { parameters: { name, value: 'v4lue-of-key' }, items: names },
	'keyStore.update': { parameters: { keyId: byName('smtp_relay'), updateFields: { value: 'v4lue-of-key' } } },
	'keyStore.delete': ofSpare('keyId'),
	'urlAction.getAll': {},
	'urlAction.create': { parameters: { name, url: 'https://wiki.example.com/{{agent.hostname}}' }, items: names },
	'urlAction.update': { parameters: { urlActionId: byId(101), updateFields: { url: 'https://wiki.example.com/' } } },
	'urlAction.delete': ofSpare('urlActionId'),
	'urlAction.run': { parameters: { urlActionId: byId(101), runWhat: 'send', deviceId: byId('OhbVrpoiVgRVIfLBcbfnoGMbJmTPSIAoCLrZaWZk') } },
	'customField.create': { parameters: { name }, items: names },
	'customField.update': { parameters: { customFieldId: byName('Priority'), updateFields: { options: { entries: [{ value: 'low' }, { value: 'high' }] } } } },
	'customField.delete': { parameters: { customFieldId: byId(id) }, items: ids(4, 5, 6) },
	'deployment.getAll': {},
	'deployment.create': { parameters: { siteId: byName('Hamburg') } },
	'deployment.delete': numbered('deploymentId'),
	'pendingAction.getAll': { parameters: { status: 'any' } },
	'pendingAction.cancel': numbered('pendingActionId'),
	'auditLog.getAll': { parameters: { limit: 2 } },
	'debugLog.getAll': { parameters: { limit: 2 } },
	'user.getAll': {},
	'user.get': { parameters: { accountId: byName('n8n-readonly') } },
	'user.create': { parameters: { username: name, password: 'pass-w0rd-of-user', additionalFields: { roleId: byId(101) } }, items: names },
	'user.update': { parameters: { accountId: byName('n8n-readonly'), updateFields: { firstName: 'Rea' } } },
	'user.delete': ofSpare('accountId'),
	'role.getAll': {},
	'role.get': { parameters: { roleId: byId(101) } },
	'role.create': { parameters: { name, rights: ['can_list_agents'] }, items: names },
	'role.update': { parameters: { roleId: byId(101), updateFields: { grant: ['can_list_agents'], revoke: ['can_list_notes'] } } },
	'role.delete': ofSpare('roleId'),
	'apiKey.getAll': {},
	'apiKey.create': { parameters: { name, accountId: byName('n8n-readonly') }, items: names },
	'apiKey.update': { parameters: { apiKeyId: byId(101), updateFields: { neverExpires: true } } },
	'apiKey.delete': ofSpare('apiKeyId'),
	'report.getAll': {},
	'report.get': { parameters: { reportId: byName('n8n client report') } },
	'report.run': { parameters: { reportId: byId(1), reportFormat: 'pdf', about: { client: byId(1) } } },
	'report.email': { parameters: { reportId: byId(1), reportFormat: 'pdf', about: { client: byId(1) }, recipients: 'it@example.com' }, takesAnyAnswer: 'it answers nothing at all' },
	'core.getStatus': {},
	'core.sendTestEmail': {},
	'core.clearCache': {},
	'software.getPackages': { parameters: { limit: 2 } },
	'script.download': { parameters: { scriptId: byName('Inventory') } },
	'alert.create': { parameters: { deviceId: byName(lab.server), message: '=Backup {{ $json.name }}' }, items: names },
	'alert.resolveMany': { parameters: { alertsBy: 'ids', alertIds: { entries: [{ value: id }] } }, items: ids(2, 3, 7) },
	'alert.snoozeMany': { parameters: { alertsBy: 'ids', alertIds: { entries: [{ value: id }] }, days: 2 }, items: ids(2, 3, 7) },
	'check.get': { parameters: { checkId: 1 } },
	'check.update': { parameters: { checkId: 1, updateFields: { warningFree: 40 } } },
	'task.get': { parameters: { taskId: 1 } },
	'task.create': { parameters: { deviceId: byName('={{ $json.host }}'), name: 'Nightly', taskType: 'daily', runAt: '2030-01-15T03:30', scriptId: byId(3) }, items: windowsHosts },
	'task.update': { parameters: { taskId: 1, updateFields: { enabled: false } } },
	'task.delete': { parameters: { taskId: id }, items: ids(1, 3, 5) },
	'windowsUpdate.getReport': {},
};

const bulkSamples: Readonly<Record<string, Sample>> = {
	'bulk.runCommand': { parameters: { agents: '={{ $json.host }}', command: 'whoami' }, items: windowsHosts },
	'bulk.runScript': { parameters: { target: 'site', siteId: byName('Hamburg'), scriptId: byName('Inventory') } },
	'bulk.patch': { parameters: { target: 'client', clientId: byName('Globex') } },
};

const scriptSamples: Readonly<Record<string, Sample>> = {
	'script.get': { parameters: { scriptId: byName('Inventory') } },
	'script.getAll': { parameters: { limit: 2 } },
	'script.create': { parameters: { name: '={{ $json.name }}', code: 'hostname' }, items: [{ name: 'One' }, { name: 'Two' }, { name: 'Three' }] },
	'script.update': { parameters: { scriptId: byName('Inventory'), updateFields: { description: 'changed' } } },
	'script.delete': { parameters: { scriptId: byId('={{ $json.id }}') }, items: [{ id: 1 }, { id: 2 }, { id: 3 }] },
	'script.test': ofAgent({ code: 'hostname' }),
};

const checkSamples: Readonly<Record<string, Sample>> = {
	'check.getAll': ofWindows(),
	'check.getHistory': { parameters: { deviceId: byName(lab.server), checkId: 1 } },
	'check.run': ofAgent(),
	'check.reset': { parameters: { deviceId: byName(lab.server), checkId: 1 } },
	'check.create': ofAgent({ checkType: 'cpuload' }),
	'check.delete': { parameters: { checkId: '={{ $json.id }}' }, items: [{ id: 1 }, { id: 2 }, { id: 3 }] },
};

const taskSamples: Readonly<Record<string, Sample>> = {
	'task.getAll': { parameters: { deviceId: byName(lab.server) } },
	'task.run': {
		parameters: { taskId: '={{ $json.id }}' },
		items: [{ id: 1, host: lab.server }, { id: 3, host: lab.workstation }, { id: 5, host: lab.mac }],
		rolledOut: { runOn: 'agent', deviceId },
	},
};

const machineSamples: Readonly<Record<string, Sample>> = {
	'service.getAll': ofWindows({ limit: 2 }),
	'service.get': ofWindows({ serviceName: 'Spooler' }),
	'service.start': ofWindows({ serviceName: 'Spooler' }),
	'service.stop': ofWindows({ serviceName: 'Spooler' }),
	'service.restart': ofWindows({ serviceName: 'Spooler' }),
	'software.getAll': { parameters: { deviceId: byName(lab.server), limit: 2 } },
	'software.refresh': ofWindows(),
	'software.install': ofWindows({ packageName: '7zip' }),
	// Waiting for output looks at the history as often as it takes, and has tests of its own.
	'software.uninstall': ofWindows({ programName: '7-Zip', command: 'Uninstall.exe /S', waitForOutput: false }),
	'windowsUpdate.getAll': { parameters: { deviceId: byName(lab.server) } },
	'windowsUpdate.scan': ofWindows(),
	'windowsUpdate.install': ofWindows(),
	'windowsUpdate.setAction': { parameters: { deviceId: byName(lab.server), updateId: '={{ $json.id }}', updateAction: 'approve' }, items: [{ id: 1 }, { id: 2 }, { id: 3 }] },
};

const ofAlert = (parameters: Sample['parameters'] = {}): Sample => ({
	parameters: { alertId: '={{ $json.id }}', ...parameters },
	items: [{ id: 2 }, { id: 3 }, { id: 7 }],
});
const alertSamples: Readonly<Record<string, Sample>> = {
	'alert.getAll': {},
	'alert.get': ofAlert(),
	'alert.resolve': ofAlert(),
	'alert.snooze': ofAlert({ days: 2 }),
	'alert.unsnooze': ofAlert(),
	'alert.delete': ofAlert(),
};

const placeSamples: Readonly<Record<string, Sample>> = {
	'client.getAll': {},
	'client.get': { parameters: { clientId: byId('={{ $json.id }}') }, items: [{ id: 1 }, { id: 2 }, { id: 3 }] },
	'client.getAgents': { parameters: { clientId: byName('Globex'), limit: 2 } },
	'client.create': { parameters: { name: '={{ $json.name }}' }, items: [{ name: 'Umbrella' }, { name: 'Hooli' }, { name: 'Stark' }] },
	'client.update': { parameters: { clientId: byName('Globex'), updateFields: { blockPolicyInheritance: true } } },
	'client.delete': { parameters: { clientId: byName('={{ $json.name }}') }, items: [{ name: 'Empty 1' }, { name: 'Empty 2' }, { name: 'Empty 3' }] },
	'site.getAll': {},
	'site.get': { parameters: { siteId: byId('={{ $json.id }}') }, items: [{ id: 1 }, { id: 2 }, { id: 3 }] },
	'site.create': { parameters: { clientId: byName('Globex'), name: '={{ $json.name }}' }, items: [{ name: 'North' }, { name: 'South' }, { name: 'West' }] },
	'site.update': { parameters: { siteId: byName('Hamburg'), updateFields: { blockPolicyInheritance: true } } },
	'site.delete': {
		parameters: { siteId: byName('={{ $json.name }}') },
		items: [{ name: 'Empty 1|Second' }, { name: 'Empty 2|Second' }, { name: 'Empty 3|Second' }],
	},
};

const otherSamples: Readonly<Record<string, Sample>> = {
	'note.getAll': { parameters: { deviceId: byName(lab.server) } },
	'note.create': ofAgent({ note: 'seen' }),
	'note.update': { parameters: { noteId: '={{ $json.id }}', note: 'changed' }, items: [{ id: 1 }, { id: 2 }, { id: 3 }] },
	'note.delete': { parameters: { noteId: '={{ $json.id }}' }, items: [{ id: 1 }, { id: 2 }, { id: 3 }] },
	'customField.getAll': {},
	'core.getDashboardInfo': {},
	'core.getVersion': {},
	'core.checkConnection': {},
	'api.request': {
		parameters: { method: 'POST', path: '/agents/OhbVrpoiVgRVIfLBcbfnoGMbJmTPSIAoCLrZaWZk/wmi/' },
		takesAnyAnswer: 'its routes are not known, and some answer text',
	},
};

/** Typical parameters for every operation of the Tactical RMM node. */
export const tacticalRmmSamples: Readonly<Record<string, Sample>> = {
	...agentSamples,
	...bulkSamples,
	...scriptSamples,
	...checkSamples,
	...taskSamples,
	...machineSamples,
	...alertSamples,
	...placeSamples,
	...otherSamples,
	...officeSamples,
};

/** Records of each kind that may be deleted one after the other, with the ids 101 to 103; and who gets the server's mails. */
export function furnishOffice({ tables, access, settings }: TacticalRmm['world']): void {
	const made = { created_by: null, created_time: '2026-11-20T18:21:27.000000Z', modified_by: null, modified_time: '2026-11-20T18:21:27.000000Z' };
	for (const own of [101, 102, 103]) {
		const called = `Spare ${own}`;
		tables.policies.add({ ...tables.policies.get(1), id: own, name: called });
		tables.alertTemplates.add({ ...tables.alertTemplates.get(1), id: own, name: called });
		tables.snippets.add({ id: own, name: called, desc: '', code: 'x', shell: 'powershell' });
		tables.keyStore.add({ ...made, id: own, name: called, value: 'spare' });
		tables.urlActions.add({ ...made, id: own, name: called, desc: '', pattern: 'https://hooks.example.com/{{agent.hostname}}', action_type: 'rest', rest_method: 'post', rest_body: '{}', rest_headers: '' });
		tables.deployments.add({ id: own, uid: `929f6c93-8d25-4197-9945-28716a7fa${own}`, site: 1, mon_type: 'server', goarch: 'amd64', expiry: '2030-01-15T03:30:00Z', install_flags: { rdp: 0, ping: 0, power: 0 }, created: made.created_time });
		tables.pendingActions.add({ id: own, agent: 1, entry_time: made.created_time, action_type: 'chocoinstall', status: 'pending', details: { name: 'vlc', output: null, installed: false } });
		access.roles.add({ ...made, id: own, name: called, is_superuser: false, rights: new Set(['can_list_notes']), can_view_clients: [], can_view_sites: [] });
		access.users.add({ ...access.users.get(3), id: own, username: `spare${own}`, role: null });
		access.apiKeys.add({ ...made, id: own, name: called, key: `SPARE${own}0000000000000000000000000`, expiration: '2030-01-15T03:30:00Z', user: own });
	}
	tables.reportTemplates.add({ ...tables.reportTemplates.get(1), id: 3, name: 'Depends on nothing', depends_on: [], template_md: '# Report' });
	settings.email_alert_recipients = ['it@example.com'];
}
