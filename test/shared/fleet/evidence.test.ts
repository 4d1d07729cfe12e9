import { ipKey, isOfOneDevice, isRandomMac, macKey, nameKey, serialKey } from '../../../nodes/shared/fleet/evidence';

describe('a MAC address', () => {
	it.each(['00:11:22:33:44:55', '00-11-22-33-44-55', '0011.2233.4455', '001122334455'])('%s is one, in any form', (mac) => {
		expect(macKey(mac)).toBe('00:11:22:33:44:55');
	});

	it.each([
		['all zero', '00:00:00:00:00:00'],
		['broadcast', 'FF:FF:FF:FF:FF:FF'],
		['of a group of devices', '01:00:5E:00:00:FB'],
		['made up at random', 'DA:A1:19:12:34:56'],
		['made up at random', '02:42:AC:11:00:02'],
		['of a driver', '00:05:9A:3C:7A:00'],
		['the same on every host of VMware', '00:50:56:C0:00:08'],
		['the same on every host of Parallels', '00:1C:42:00:00:09'],
		["of Windows' adapters for dial-up", '20:41:53:59:4E:FF'],
		['typed in', '44:44:44:44:44:44'],
		['none', 'internet'],
		['none', ''],
	])('that is %s says nothing: %s', (_, mac) => {
		expect(macKey(mac)).toBeUndefined();
	});

	it('of a QEMU machine is its own, though software gave it out', () => {
		expect(macKey('52:54:00:ab:cd:ef')).toBe('52:54:00:AB:CD:EF');
		expect(isRandomMac('52:54:00:AB:CD:EF')).toBe(false);
		expect(isRandomMac('DA:A1:19:12:34:56')).toBe(true);
	});
});

describe('a serial number', () => {
	it.each(['To be filled by O.E.M.', 'Default string', 'System Serial Number', 'None', '0', '00000000', '123456789', '0123456789', 'XXXXXXXX', 'Not Specified', 'INVALID', 'n/a', 'Chassis Serial Number', '', null, '   '])(
		'is none where makers leave a word in its place: %s',
		(serial) => expect(serialKey(serial)).toBeUndefined(),
	);

	it.each([['5cg1234xyz', '5CG1234XYZ'], ['VMware-56 4d 9f 1a', 'VMWARE-564D9F1A'], [' PF2ABCDE ', 'PF2ABCDE']])('%s is one', (serial, key) => {
		expect(serialKey(serial)).toBe(key);
	});
});

describe('a host name', () => {
	it.each([['PC-01', 'pc-01'], ['pc-01.corp.example.com', 'pc-01'], [" Dr. Smith's PC ", "dr. smith's pc"], ['10.lan', '10'], ['10.0.0.lan', '10'], ['10.0.0.500.lan', '10']])('%s is %s, without domain and case', (name, key) => {
		expect(nameKey(name)).toBe(key);
	});

	it.each(['localhost', 'localhost.localdomain', '(unknown)', 'unknown', 'raspberrypi', 'iPhone', '192.168.1.5', '10.0.0.5.lan', '192.168.1.5.corp.example.com', 'aa:bb:cc:dd:ee:ff', '', null])('says nothing where many have it: %s', (name) => {
		expect(nameKey(name)).toBeUndefined();
	});
});

describe('an IP address', () => {
	it.each(['127.0.0.1', '169.254.1.2', '0.0.0.0', 'fe80::1%eth0', '::1', '172.17.0.1', '192.168.122.1', 'no address'])('by which nobody reaches a device is none: %s', (ip) => {
		expect(ipKey(ip)).toBeUndefined();
	});

	it.each([['192.168.1.5/24', '192.168.1.5', true], ['2001:DB8::0:1', '2001:db8::1', true], ['203.0.113.9', '203.0.113.9', false]])('%s is %s', (ip, key, isOne) => {
		expect(ipKey(ip)).toBe(key);
		expect(isOfOneDevice(key)).toBe(isOne);
	});
});
