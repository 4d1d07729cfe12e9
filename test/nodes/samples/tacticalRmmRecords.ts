import { byId, byName, lab } from '../../support/tacticalRmm';
import type { TacticalRmm } from '../../simulators/tacticalrmm';
import type { Sample } from '../systems';

const windowsHosts: Sample['items'] = [{ host: lab.server }, { host: lab.workstation }, { host: 'WIN-SRV-06' }];
const ofWindows = (parameters: Sample['parameters'] = {}): Sample => ({
	parameters: { deviceId: byName('={{ $json.host }}'), ...parameters },
	items: windowsHosts,
});
/** One item each for three ids. */
const ids = (...[a, b, c]: [number, number, number]): Sample['items'] => [{ id: a }, { id: b }, { id: c }];
const names: Sample['items'] = [{ name: 'One' }, { name: 'Two' }, { name: 'Three' }];
const id = '={{ $json.id }}';
const name = '={{ $json.name }}';
const customFields = (field: string) => ({ entries: [{ name: field, value: 'silver' }] });

/** Typical parameters for operations about what the server keeps: alerts, checks, clients, updates and the like. */
export const recordSamples: Readonly<Record<string, Sample>> = {
	'alert.getAll': { parameters: { alertsOf: 'site', siteId: byName('Berlin HQ'), limit: 2 } },
	'alert.get': { parameters: { alertId: id }, items: ids(1, 2, 3) },
	'alert.resolve': { parameters: { alertId: id }, items: ids(2, 3, 7) },
	'alert.snooze': { parameters: { alertId: id, days: 3 }, items: ids(2, 3, 7) },
	'alert.unsnooze': { parameters: { alertId: id }, items: ids(4, 2, 3) },
	'alert.delete': { parameters: { alertId: id }, items: ids(2, 3, 7) },
	'api.request': {
		parameters: { method: 'PUT', path: '=/clients/sites/{{ $json.id }}', body: { site: { name: '={{ "Site " + $json.id }}' } } },
		items: ids(1, 2, 3),
		takesAnyAnswer: 'it is there for routes that are not known',
	},
	'check.getAll': ofWindows(),
	'check.getHistory': { parameters: { deviceId: byName(lab.server), checkId: id }, items: ids(1, 2, 3) },
	'check.run': ofWindows(),
	'check.reset': { parameters: { deviceId: byName(lab.server), checkId: id }, items: ids(1, 2, 3) },
	'check.create': ofWindows({ checkType: 'ping', checkName: 'dns', host: '192.0.2.53' }),
	'check.delete': { parameters: { checkId: id }, items: ids(1, 2, 3) },
	'client.getAll': { parameters: { limit: 2 } },
	'client.get': { parameters: { clientId: byId(id) }, items: ids(1, 2, 3) },
	'client.create': { parameters: { name, siteName: 'HQ', customFields: customFields('Client Notes Field') }, items: names },
	'client.update': { parameters: { clientId: byId(id), updateFields: { customFields: customFields('Client Notes Field') } }, items: ids(1, 2, 3) },
	'client.delete': { parameters: { clientId: byId(id), agents: 'move', moveToSiteId: byId(5) }, items: ids(4, 5, 6) },
	'client.getAgents': { parameters: { clientId: byId(id), limit: 1 }, items: ids(1, 2, 3) },
	'core.getDashboardInfo': {},
	'core.getVersion': {},
	'customField.getAll': { parameters: { model: 'agent' } },
	'note.getAll': { parameters: { notesOf: 'all' } },
	'note.create': ofWindows({ note: 'from n8n' }),
	'note.update': { parameters: { noteId: id, note: 'changed' }, items: ids(1, 2, 3) },
	'note.delete': { parameters: { noteId: id }, items: ids(1, 2, 3) },
	'service.getAll': ofWindows(),
	'service.get': ofWindows({ serviceName: 'Spooler' }),
	'service.start': ofWindows({ serviceName: 'Spooler' }),
	'service.stop': ofWindows({ serviceName: 'Spooler' }),
	'service.restart': ofWindows({ serviceName: 'Spooler' }),
	'site.getAll': { parameters: { sitesOf: 'client', clientId: byName('Acme Corp') } },
	'site.get': { parameters: { siteId: byId(id) }, items: ids(1, 2, 3) },
	'site.create': { parameters: { clientId: byName('Globex'), name }, items: names },
	'site.update': { parameters: { siteId: byId(id), updateFields: { customFields: customFields('Site Notes Field') } }, items: ids(1, 2, 3) },
	'site.delete': { parameters: { siteId: byId(id), agents: 'move', moveToSiteId: byId(5) }, items: ids(6, 8, 10) },
	'software.getAll': { parameters: { softwareOf: 'all', limit: 2 } },
	'software.refresh': ofWindows(),
	'software.install': ofWindows({ packageName: '7zip' }),
	'software.uninstall': ofWindows({ programName: '7-Zip 23.01 (x64)' }),
	'task.getAll': { parameters: { deviceId: byName(lab.server) } },
	'task.run': { parameters: { taskId: id }, items: ids(1, 2, 3) },
	'windowsUpdate.getAll': { parameters: { deviceId: byName(lab.server) } },
	'windowsUpdate.scan': ofWindows(),
	'windowsUpdate.install': ofWindows(),
	'windowsUpdate.setAction': { parameters: { updateId: id, updateAction: 'approve' }, items: ids(1, 2, 3) },
};

/** Clients 4, 5 and 6 with two sites each (6 to 11) and no agents: of the lab's own, not three can be deleted one after the other. */
export function addSparePlaces({ tables }: TacticalRmm['world']): void {
	const plain = { ...tables.clients.get(2), id: undefined };
	for (const client of ['Umbrella', 'Hooli', 'Soylent']) {
		const { id } = tables.clients.add({ ...plain, name: client });
		for (const site of ['HQ', 'Lab']) tables.sites.add({ ...plain, client: id, name: site });
	}
}
