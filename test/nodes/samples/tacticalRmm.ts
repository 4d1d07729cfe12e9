import { byId, byName, lab } from '../../support/tacticalRmm';
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
};

const bulkSamples: Readonly<Record<string, Sample>> = {
	'bulk.runCommand': { parameters: { agents: '={{ $json.host }}', command: 'whoami' }, items: hosts },
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
	'windowsUpdate.setAction': { parameters: { updateId: '={{ $json.id }}', updateAction: 'approve' }, items: [{ id: 1 }, { id: 2 }, { id: 3 }] },
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
};
