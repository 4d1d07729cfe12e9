import { having, serverFinds } from '../../nodes/NetAlertX/finding';
import type { DeviceRecord } from '../../nodes/NetAlertX/schemas';

const nas = { devMac: '00:11:32:aa:bb:10', devName: ' Büro NAS_1 ', devLastIP: 'fd00:db8::10', devPrimaryIPv4: '192.168.10.10', devPrimaryIPv6: 'fd00:db8::10', devVendor: 'Synology' } as unknown as DeviceRecord;

describe('N12 a device is found', () => {
	it.each([
		['by its MAC address with dashes', '00-11-32-AA-BB-10'],
		['with dots', '0011.32aa.bb10'],
		['without separators', '001132AABB10'],
		['by a part of it with dashes', '32-aa-bb'],
		['by a part of it without separators', '32aabb'],
		['by a part of it with colons', '11:32:AA'],
		['by its IPv6 address in full', 'fd00:0db8:0:0:0:0:0:0010'],
		['by its IPv6 address in capitals', 'FD00:DB8::10'],
		['by the address that is not its last one', '192.168.10.10'],
		['by a part of an address', '.10.1'],
		['by its name, blanks around it apart', 'büro nas_1'],
		['by its name in capitals that are not English', 'BÜRO'],
		['by a name with a wildcard of the server in it, as it is written', 'nas_1'],
		['with blanks around what is looked for', '  nas  '],
		['by nothing', ''],
	])('%s', (_, text) => {
		expect(having(text)(nas)).toBe(true);
	});

	it.each([
		['an underscore stands for no other character', 'nas-1'.replace('-', '__')],
		['a percent sign stands for nothing', 'b%nas'],
		['another address', 'fd00:db8::11'],
		['a part of an address is no part of a MAC address', '11.32'],
		['few digits are none of a MAC address', '1aa'],
		['its vendor', 'synology'],
	])('and not by what it does not have: %s', (_, text) => {
		expect(having(text)(nas)).toBe(false);
	});

	it('also by what else is looked at', () => {
		expect(having('synology', ({ devVendor }) => [devVendor])(nas)).toBe(true);
	});
});

describe("N12 the server's own search finds all that has the text", () => {
	it.each(['printer', 'nas_1', '100%', "Zoë's".replace('ë', 'e')])('%s', (text) => expect(serverFinds(text)).toBe(true));

	it.each([
		['what may be a MAC address', 'aa-bb'],
		['what may be an IP address', '192.168'],
		['digits', '42'],
		['hex digits', 'cafe'],
		['letters that it does not know the capitals of', 'büro'],
	])('not %s', (_, text) => expect(serverFinds(text)).toBe(false));
});
