import { addressOf, bestAddress, isReachable } from '../../nodes/shared/address';

it.each<[string, string | undefined]>([
	['192.168.1.5', '192.168.1.5'],
	['192.168.1.5/24', '192.168.1.5'],
	[' 10.0.0.1 ', '10.0.0.1'],
	['fe80::1%eth0', 'fe80::1'],
	['fe80::1%eth0/64', 'fe80::1'],
	['fe80::1/64', 'fe80::1'],
	['2001:DB8:0:0::0001', '2001:db8::1'],
	['::ffff:10.0.0.1', '10.0.0.1'],
	['::FFFF:0a00:0001', '10.0.0.1'],
	['0:0:0:0:0:ffff:10.0.0.1/120', '10.0.0.1'],
	['', undefined],
	['error getting local ips', undefined],
	['192.168.1', undefined],
	['192.168.1.256', undefined],
	['1:2', undefined],
	['nas', undefined],
])('T1 %j is %j', (reported, address) => {
	expect(addressOf(reported)).toBe(address);
});

it.each(['127.0.0.1', '::1', '169.254.7.7', 'fe80::1', 'febf::1', '0.0.0.0', '::', '224.0.0.251', '255.255.255.255', 'ff02::fb'])('T1 nobody reaches a device by %s', (address) => {
	expect(isReachable(address)).toBe(false);
});

it.each(['192.168.1.5', '10.0.0.1', '100.64.0.1', '203.0.113.9', 'fd00::1', '2001:db8::1', '::2'])('T1 others reach a device by %s', (address) => {
	expect(isReachable(address)).toBe(true);
});

it.each<[string[], string | null]>([
	[['fe80::1/64', '192.168.1.5/24'], '192.168.1.5'],
	[['2001:db8::1/64', '192.168.1.5/24', '10.0.0.1/8'], '192.168.1.5'],
	[['169.254.7.7/16', 'fd00::5/64', '2001:db8::1/64'], 'fd00::5'],
	[['127.0.0.1/8', '::1/128', 'fe80::1%en0/64'], null],
	[['error getting local ips'], null],
	[[], null],
])('T1 of %j the best is %j', (reported, best) => {
	expect(bestAddress(reported)).toBe(best);
});
