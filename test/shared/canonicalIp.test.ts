import { canonicalIp, isIpv6 } from '../../nodes/shared/address';

describe('an IP address in its one spelling', () => {
	it.each([
		['FD00:DB8::10', 'fd00:db8::10'],
		['fd00:0db8:0000:0000:0000:0000:0000:0010', 'fd00:db8::10'],
		['fd00:db8:0:0:0:0:0:10', 'fd00:db8::10'],
		[' fe80::1%ETH0 ', 'fe80::1%eth0'],
		['::', '::'],
		['::ffff:192.168.1.1', '::ffff:c0a8:101'],
		[' 192.168.1.1 ', '192.168.1.1'],
	])('%s', (entered, expected) => {
		expect(canonicalIp(entered)).toBe(expected);
	});

	it.each(['', 'nas', '192.168.1', '192.168.1.0/24', 'fd00::/64', '1:2', '00:11:32:aa:bb:10', '[::1]'])('%s is none', (entered) => {
		expect(canonicalIp(entered)).toBeUndefined();
	});

	it('is told from an IPv4 address by its colons', () => {
		expect(['fd00::1', '10.0.0.1'].map(isIpv6)).toEqual([true, false]);
	});
});
