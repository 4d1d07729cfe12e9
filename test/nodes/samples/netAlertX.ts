import { byMac, lab } from '../../support/netAlertX';
import type { Sample } from '../systems';

const known: Sample['items'] = [{ mac: lab.nas }, { mac: lab.printer }, { mac: lab.phone }];
const fresh: Sample['items'] = [{ mac: 'aa:bb:cc:00:00:01' }, { mac: 'aa:bb:cc:00:00:02' }, { mac: 'aa:bb:cc:00:00:03' }];
const mac = '={{ $json.mac }}';
const deviceId = byMac(mac);
const ofDevice = (parameters: Sample['parameters'] = {}): Sample => ({ parameters: { deviceId, ...parameters }, items: known });

/** Typical parameters for every operation of the NetAlertX node. */
export const netAlertXSamples: Readonly<Record<string, Sample>> = {
	'device.get': ofDevice(),
	'device.getAll': { parameters: { limit: 2 } },
	'device.getTemplate': {},
	'device.create': { parameters: { mac, name: 'new one' }, items: fresh },
	'device.update': ofDevice({ updateFields: { devOwner: 'Grace', devFavorite: true } }),
	'device.replace': ofDevice({ newFields: { devName: 'Grace', devOwner: 'Grace' } }),
	'device.updateField': ofDevice({ fieldName: 'devOwner', fieldValue: 'Grace' }),
	'device.setAlias': ofDevice({ alias: 'Grace' }),
	'device.markAsKnown': ofDevice(),
	'device.archive': ofDevice(),
	'device.lockField': ofDevice({ fieldName: 'devName' }),
	'device.unlockField': ofDevice({ fieldName: 'devName' }),
	'device.unlockFields': { parameters: { macs: mac, fieldNames: ['devName'] }, items: known },
	'device.copy': { parameters: { deviceId: byMac(lab.nas), targetMac: mac }, items: fresh },
	'device.resetProperties': ofDevice(),
	'device.delete': ofDevice(),
	'device.deleteEvents': ofDevice(),
	'device.wake': ofDevice(),
	'event.getAll': { parameters: { limit: 2 } },
	'event.create': ofDevice({ type: 'Maintenance' }),
	'network.scan': {},
	'network.traceroute': { parameters: { ip: '192.168.10.10' } },
	'network.nslookup': { parameters: { ip: '192.168.10.10' } },
	'network.nmap': { parameters: { ip: '192.168.10.10' } },
	'statistics.getTotals': {},
	'api.checkConnection': {},
	'api.request': {
		parameters: { method: 'POST', path: '/scan/resume' },
		takesAnyAnswer: 'its routes are not known, and some answer text',
	},
};
