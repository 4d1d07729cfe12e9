import type { DeviceRow } from './columns';
import type { Database } from './database';
import { vendorPrefixes } from './mac';
import type { ScriptedNetwork } from './network';
import { minute } from './time';

/** The lab whose answers were recorded: gateway, switch, access point, a NAS with two cards, a printer, and what is on the air. */
const infrastructure: LabDevice[] = [
	{
		mac: '3c:22:fb:10:00:01', ip: '192.168.10.1', ipv6: 'fd00:db8::1', name: 'gateway', type: 'Router', parent: 'internet',
		devFavorite: 1, devAlertDown: 1, devStaticIP: 1, devLocation: 'Rack', devFQDN: 'gateway.lab.example', devNameSource: 'LOCKED',
	},
	{
		mac: '3c:22:fb:10:00:02', ip: '192.168.10.2', name: 'core-switch', type: 'Switch', parent: '3c:22:fb:10:00:01',
		devParentPort: 1, devStaticIP: 1, devNameSource: 'USER',
	},
	{
		mac: '3c:22:fb:10:00:03', ip: '192.168.10.3', vendor: 'Example AP Co', name: 'ap-attic', type: 'AP', parent: '3c:22:fb:10:00:02',
		devParentPort: 8, devAlertDown: 1,
	},
].map((device) => ({ ...device, devOwner: 'House', devGroup: 'Infrastructure', devSite: 'default', devVlan: '1' }));

const servers: LabDevice[] = [
	{
		mac: '00:11:32:aa:bb:10', ip: '192.168.10.10', ipv6: 'fd00:db8::10', name: 'nas', type: 'NAS', parent: '3c:22:fb:10:00:02',
		devParentPort: 3, devFavorite: 1, devAlertDown: 1, devLocation: 'Rack', devFQDN: 'nas.lab.example',
		devComments: 'Main storage\nsecond line, "quoted"',
	},
	{
		mac: '00:11:32:aa:bb:11', ip: '192.168.10.11', name: 'nas-nic2', type: 'NAS', parent: '00:11:32:aa:bb:10', devParentRelType: 'nic',
		partOf: '00:11:32:aa:bb:10',
	},
	{ mac: '00:80:92:00:00:0c', ip: '192.168.10.12', name: 'printer', type: 'Printer', parent: '' },
].map((device) => ({ ...device, devOwner: 'Ada', devGroup: 'Servers', devVlan: '10' }));

/** What is special about a wireless device, by the last byte of its MAC, which is also that of its address. */
const wireless: Record<number, Partial<LabDevice>> = {
	0x14: { name: 'Zoë\'s phone', ipv6: 'fd00:db8::20' },
	0x15: { name: 'Büro-Laptop' },
	0x16: { name: 'tv' },
	0x18: { name: '42' },
	0x1e: { name: '(unknown)', devIsNew: 1 },
	0x1f: { name: '(name not found)', devIsNew: 1 },
	0x20: { name: 'old-12', devIsArchived: 1 },
	0x21: { name: 'old-13', devIsArchived: 1 },
	0x22: { name: 'old-14', devIsArchived: 1 },
	0x23: { name: 'laptop-sleepy', devAlertDown: 1, devCanSleep: 1 },
	0x24: { name: 'sensor-cellar', devAlertDown: 1 },
	0x27: { name: 'forced-off', devForceStatus: 'offline' },
	0x32: { mac: 'da:a1:19:00:00:32', name: '(name not found)' },
	0x33: { mac: '06:5e:c2:00:00:33', name: '(unknown)' },
};

interface LabDevice extends Partial<DeviceRow> {
	mac: string;
	ip: string;
	ipv6?: string;
	vendor?: string;
	name: string;
	type: string;
	parent: string;
	partOf?: string;
}

function lab(): LabDevice[] {
	const onTheAir = Array.from({ length: 32 }, (_, index): LabDevice => {
		const byte = 0x14 + index;
		const hex = byte.toString(16);
		const people = index % 3 === 0 ? { devOwner: 'Ada', devGroup: 'Phones' } : { devOwner: 'Grace', devGroup: 'IoT' };
		const mac = `b8:27:eb:${hex}:00:${hex}`;
		const usual = { mac, ip: `192.168.10.${byte}`, name: `device-${byte}`, type: 'IoT' };
		return { ...usual, parent: '3c:22:fb:10:00:03', devSSID: 'lab-wifi', ...people, ...wireless[byte] };
	});
	return [...infrastructure, ...servers, ...onTheAir];
}

/** Devices beyond the lab's, for demos and measurements of size. */
function madeUp(count: number, database: Database): LabDevice[] {
	const kinds = ['camera', 'printer', 'laptop', 'phone', 'sensor', 'speaker', 'tablet', 'bulb'];
	return Array.from({ length: Math.max(0, count) }, (_, index) => {
		const kind = database.random.pick(kinds) ?? 'device';
		const bytes = [index >> 16, index >> 8, index].map((byte) => (byte & 255).toString(16).padStart(2, '0'));
		return {
			mac: [database.random.pick(vendorPrefixes), ...bytes].join(':'),
			ip: `10.${20 + (index >> 16)}.${(index >> 8) & 255}.${index & 255}`,
			name: `${kind}-${index + 1}`,
			type: kind,
			parent: '3c:22:fb:10:00:02',
			devAlertDown: database.random.below(4) === 0 ? 1 : 0,
		};
	});
}

/**
 * Replays the lab's recorded history up to a minute ago: everything joins, a user edits it, two devices go down and return, and at
 * last two are down, one sleeps, three are gone, two have new addresses and one is new. Of 40 devices 33 are then present.
 */
export function seedLab(database: Database, network: ScriptedNetwork, size: number, now: Date): void {
	const ago = (minutes: number) => new Date(now.getTime() - minutes * minute);
	const first = lab();
	const devices = [...first, ...madeUp(size - first.length - 2, database)];
	const join = ({ mac, ip, ipv6, vendor, partOf }: LabDevice) => network.join({ mac, ip, ipv6, vendor, partOf });
	devices.forEach(join);
	network.scan(ago(18));
	for (const device of devices) edit(database, device);
	const down = ['3c:22:fb:10:00:03', 'b8:27:eb:24:00:24'];
	[...down, 'b8:27:eb:22:00:22'].forEach((mac) => network.leave(mac));
	network.join({ mac: '7c:10:c9:00:00:70', ip: '192.168.10.70', vendor: 'New Vendor Ltd' });
	network.scan(ago(17));
	down.forEach((mac) => network.comeBack(mac));
	network.scan(ago(16));
	const leaving = ['b8:27:eb:19:00:19', 'b8:27:eb:1a:00:1a', 'b8:27:eb:23:00:23'];
	[...down, ...leaving].forEach((mac) => network.leave(mac));
	network.changeAddress('b8:27:eb:28:00:28', '192.168.10.140');
	network.changeAddress('b8:27:eb:29:00:29', '192.168.10.141');
	network.join({ mac: '7c:10:c9:00:00:71', ip: '192.168.10.71', vendor: 'New Vendor Ltd' });
	network.scan(ago(1));
}

/** What the user set by hand after the first scan. */
function edit(database: Database, device: LabDevice): void {
	const usual = { devIsNew: 0, devParentRelType: 'default', devForceStatus: 'dont_force', devVlan: null };
	const columns = Object.fromEntries(Object.entries(device).filter(([key]) => key.startsWith('dev')));
	database.patch(device.mac, { ...usual, devName: device.name, devType: device.type, devParentMAC: device.parent, ...columns });
}
