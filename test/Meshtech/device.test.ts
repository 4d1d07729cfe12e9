import { sortedLabels, toDevice, toDeviceId } from '../../nodes/Meshtech/device';
import { devicePage, deviceRecord } from '../../nodes/Meshtech/schemas';
import exchange from '../contracts/meshtech/devices-list.json';

const [office, card] = devicePage.parse(exchange.response.body).items;

describe('a gateway of the vendor’s page in the ten fields that all systems share', () => {
	it('that is connected', () => {
		expect(toDevice(office!)).toEqual({
			source: 'meshtech',
			id: 'bmac-c0141f68fc3d',
			name: 'MT10225',
			online: true,
			lastSeen: '2020-12-08T08:10:08.880Z',
			ip: null,
			mac: 'c0:14:1f:68:fc:3d',
			os: null,
			version: '3.4.1',
			group: 'Kyiv-office',
		});
	});

	it('that is not', () => {
		expect(toDevice(card!)).toMatchObject({ online: false, lastSeen: '2020-12-04T16:33:02.055Z', group: 'test-tag' });
	});
});

it.each<[string, object, object]>([
	['an id alone', {}, { name: null, online: null, lastSeen: null, version: null, group: null }],
	['nulls', { friendlyName: null, connectivity: null, labels: null, firmwareVersion: null }, { name: null, online: null, group: null }],
	['an unknown state', { connectivity: { connected: null, timestamp: 'never' } }, { online: null, lastSeen: null }],
	['several labels', { labels: ['b', 'a'] }, { group: 'b, a' }],
	['no label', { labels: [] }, { group: null }],
	['another kind of id', { id: 'thing-7' }, { id: 'thing-7', mac: null }],
])('a gateway with %s is read as far as it goes', (_, fields, expected) => {
	expect(toDevice(deviceRecord.parse({ id: 'bmac-c0141f68fc3d', ...fields }))).toMatchObject(expected);
});

it('labels are the same in any order', () => {
	const record = deviceRecord.parse({ id: 'x', labels: ['b', 'a'] });
	expect(sortedLabels(record)).toBe('a, b');
	expect(record.labels).toEqual(['b', 'a']);
});

it.each([
	['bmac-c0141f68fc3d', 'bmac-c0141f68fc3d'],
	['BMAC-C0141F68FC3D', 'bmac-c0141f68fc3d'],
	['c0:14:1f:68:fc:3d', 'bmac-c0141f68fc3d'],
	['c0-14-1f-68-fc-3d', 'bmac-c0141f68fc3d'],
	[' c0141f68fc3d ', 'bmac-c0141f68fc3d'],
	['thing-7', 'thing-7'],
])('the id %s is asked for as %s', (entered, id) => {
	expect(toDeviceId(entered)).toBe(id);
});
