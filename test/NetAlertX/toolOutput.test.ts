import { hopsIn, namesIn, scanIn } from '../../nodes/NetAlertX/toolOutput';
import { recorded } from '../support/recordings';

const linesOf = (name: string) => (recorded(name) as { output: string[] }).output;

describe('N9 nslookup', () => {
	it('names the address', () => expect(namesIn(linesOf('nettools-nslookup'))).toEqual(['nas.lab.example']));

	it('may name it several times, and say other things', () => {
		const lines = ['Server:\t\t127.0.0.11', 'Address:\t127.0.0.11:53', '', '4.4.8.8.in-addr.arpa\tname = dns.google', '4.4.8.8.in-addr.arpa\tname = other.example.', 'name server = x'];
		expect(namesIn(lines)).toEqual(['dns.google', 'other.example']);
	});

	it('without an answer names nothing', () => expect(namesIn([])).toEqual([]));
});

describe('N9 traceroute', () => {
	it('has a line for each hop', () => {
		expect(hopsIn(linesOf('nettools-traceroute'))).toEqual([{ hop: 1, ip: '127.0.0.1', name: null, milliseconds: [0.54, 0.341, 0.328] }]);
	});

	it('has stars where nobody answered, and names where there are some', () => {
		const lines = ['traceroute to 10.0.0.9 (10.0.0.9), 30 hops max, 60 byte packets', ' 1  gw.example (192.168.10.1)  0.5 ms *  1 ms', ' 2  * * *', ' 3  * 10.0.0.9 (10.0.0.9)  2.25 ms !H'];
		expect(hopsIn(lines)).toEqual([
			{ hop: 1, ip: '192.168.10.1', name: 'gw.example', milliseconds: [0.5, 1] },
			{ hop: 2, ip: null, name: null, milliseconds: [] },
			{ hop: 3, ip: '10.0.0.9', name: null, milliseconds: [2.25] },
		]);
	});
});

describe('N9 nmap', () => {
	it('says whether the host was up', () => expect(scanIn(linesOf('nettools-nmap'))).toEqual({ up: true, ports: [] }));

	it.each<[string, boolean | null]>([
		['Nmap done: 1 IP address (0 hosts up) scanned in 0.06 seconds', false],
		['Nmap done: 0 IP addresses (0 hosts up) scanned in 0.02 seconds', false],
		['Nmap was interrupted', null],
	])('"%s"', (line, up) => expect(scanIn([line]).up).toBe(up));

	it('lists ports with what listens there', () => {
		const lines = ['PORT     STATE         SERVICE VERSION', '22/tcp   open          ssh     OpenSSH 9.2p1 Debian', '161/udp  open|filtered snmp', '9/tcp closed', '| 80/tcp no port'];
		expect(scanIn(lines).ports).toEqual([
			{ port: 22, protocol: 'tcp', state: 'open', service: 'ssh', version: 'OpenSSH 9.2p1 Debian' },
			{ port: 161, protocol: 'udp', state: 'open|filtered', service: 'snmp', version: null },
			{ port: 9, protocol: 'tcp', state: 'closed', service: null, version: null },
		]);
	});
});
