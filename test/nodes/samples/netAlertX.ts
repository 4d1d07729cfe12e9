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
	'device.getHistory': { parameters: { historyOf: 'all', limit: 2 } },
	'device.getOpenPorts': { parameters: { deviceId: byMac(lab.nas) } },
	'device.exportCsv': {},
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
	'event.getAll': { parameters: { limit: 2 }, lastAdds: 'names of devices' },
	'event.create': ofDevice({ type: 'Maintenance' }),
	'session.getAll': { parameters: { sessionsOf: 'all', limit: 2 }, lastAdds: 'names of devices' },
	'scan.runPlugin': { parameters: { plugin: { __rl: true, mode: 'id', value: 'VNDRPDT' } } },
	'scan.pause': { parameters: { minutes: 5 } },
	'scan.resume': {},
	'notification.getAll': { parameters: { limit: 2 } },
	'notification.create': { parameters: { content: 'Backup of nas has failed' } },
	'notification.markAsRead': { parameters: { whichNotifications: 'all' } },
	'notification.delete': { parameters: { notificationId: 'c33bc1c9-3c59-4faa-925f-5b3c15a417c9' } },
	'network.scan': {},
	'network.traceroute': { parameters: { ip: '192.168.10.10' } },
	'network.nslookup': { parameters: { ip: '192.168.10.10' } },
	'network.nmap': { parameters: { ip: '192.168.10.10' } },
	'network.getTopology': { parameters: { limit: 2 } },
	'network.getInterfaces': {},
	'network.speedTest': {},
	'statistics.getTotals': {},
	'statistics.getHealth': {},
	'api.checkConnection': {},
	'api.request': {
		parameters: { method: 'POST', path: '/scan/resume' },
		takesAnyAnswer: 'its routes are not known, and some answer text',
	},
};
