import { macOf } from '../../nodes/MeshCentral/resources/device/networkCards';

const card = (mac: string, address: string, more: object = {}) => [{ mac, address, type: 'ethernet', status: 'up', family: 'IPv4', ...more }];
const loopback = { lo: card('00:00:00:00:00:00', '127.0.0.1') };
const agent = (cards: object) => ({ network: { nodeid: 'node//x', netif2: { ...loopback, ...cards } }, system: null });
const report = (cards: object) => ({ General: { 'Server Name': 'x' }, Networking: cards });

describe('the MAC address of a device', () => {
	it.each<[string, object, string | null, string | null]>([
		[
			'is of the card with the address that the server sees',
			agent({ docker0: card('02:00:00:00:00:0a', '172.17.0.1', { gateway: '172.17.0.1' }), eth0: card('02:00:00:00:00:01', '192.0.2.2') }),
			'192.0.2.2',
			'02:00:00:00:00:01',
		],
		[
			'is of the card that leads to other networks, behind a router',
			agent({ docker0: card('02:00:00:00:00:0a', '172.17.0.1'), eth0: card('02-00-00-00-00-0b', '192.0.2.2', { gateway: '192.0.2.1' }) }),
			'198.51.100.7',
			'02:00:00:00:00:0b',
		],
		['is of the first card with an address where none leads on', agent({ eth0: card('020000000001', '10.0.0.1'), eth1: card('020000000002', '10.0.0.2') }), null, '02:00:00:00:00:01'],
		['is not that of the loopback', agent({}), '127.0.0.1', null],
		[
			'is found in the report for people',
			report({
				ifb0: { 'MAC Layer': 'MAC: 02:00:00:00:00:0A' },
				eth0: { 'MAC Layer': 'MAC: 02:00:00:00:00:01', 'IPv4 Layer': 'IP: 192.0.2.2, Mask: 255.255.255.0, Gateway: 192.0.2.1  ', 'IPv6 Layer': 'IP: 2001:db8::2  IP: fe80::1%4  ' },
			}),
			'2001:db8::2',
			'02:00:00:00:00:01',
		],
		[
			'is found there by the gateway',
			report({
				a: { 'MAC Layer': 'MAC: 02:00:00:00:00:0A', 'IPv4 Layer': 'IP: 10.0.0.1' },
				'Ethernet, localdomain': {
					'MAC Layer': 'MAC: 00:0C:29:D9:C4:3A',
					'IPv4 Layer': 'IP: 172.16.181.129, Mask: 255.255.255.0, Gateway: 172.16.181.2',
				},
			}),
			'192.168.65.1',
			'00:0c:29:d9:c4:3a',
		],
		['is unknown without network cards', report({}), '192.0.2.2', null],
		['is unknown without details', {}, '192.0.2.2', null],
		['is unknown in details of another shape', { network: { netif2: { eth0: 'up', eth1: [null, 7] } }, Networking: 'none' }, '192.0.2.2', null],
	])('%s', (_, details, ip, expected) => {
		expect(macOf(details, ip)).toBe(expected);
	});
});
