import { byId } from '../../support/meshtech';
import type { Sample } from '../systems';

/** Gateways that are connected and have the label `warehouse`, of a simulated account of six. */
const gateways = [{ id: 'bmac-a08ff4000000' }, { id: 'bmac-6f7726000001' }, { id: 'bmac-716c43000002' }] satisfies Sample['items'];
const id = '={{ $json.id }}';
const ofDevice = (parameters: Sample['parameters'] = {}): Sample => ({ parameters: { deviceId: byId(id), ...parameters }, items: gateways });
/** Jobs that were created before, and have ended. */
const ofJob = (parameters: Sample['parameters'] = {}): Sample => ({
	parameters: { jobId: '={{ $json.job }}', ...parameters },
	items: [{ job: 'job-1' }, { job: 'job-2' }, { job: 'job-3' }],
});

/** Typical parameters for every operation of the Meshtech node. */
export const meshtechSamples: Readonly<Record<string, Sample>> = {
	'device.get': ofDevice(),
	'device.getAll': { parameters: { limit: 2 } },
	'device.rename': ofDevice({ name: 'warehouse-3' }),
	'device.addLabel': ofDevice({ label: 'new' }),
	'device.removeLabel': ofDevice({ label: 'warehouse' }),
	'device.waitUntilOnline': ofDevice(),
	'label.getAll': { parameters: { limit: 2 } },
	'label.create': { parameters: { label: '={{ $json.label }}' }, items: [{ label: 'one' }, { label: 'two' }, { label: 'three' }] },
	'firmware.getSummary': {},
	'firmware.getAll': { parameters: { limit: 2 } },
	// Items that ask for the same version would be one roll-out.
	'firmware.update': { parameters: { devices: 'listed', deviceIds: id, firmwareVersion: '={{ $json.version }}' }, items: gateways.map((item, index) => ({ ...item, version: `3.5.${index}` })) as Sample['items'] },
	'job.getAll': { parameters: { limit: 2 } },
	'job.get': ofJob(),
	'job.create': { parameters: { deviceIds: id, firmwareVersion: '3.5.0' }, items: gateways },
	'job.wait': ofJob(),
	'api.checkConnection': {},
	'api.request': {
		parameters: { method: 'POST', path: '/labels', body: '={{ JSON.stringify({ label: $json.label }) }}' },
		items: [{ label: 'one' }, { label: 'two' }, { label: 'three' }],
		takesAnyAnswer: 'its routes are not known, and some answer nothing',
	},
};
