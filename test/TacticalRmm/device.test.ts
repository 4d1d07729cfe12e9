import { betaToDevice, toDevice, toIsoTime } from '../../nodes/TacticalRmm/device';
import { agentList, agentNames, agentRecord, betaPage } from '../../nodes/TacticalRmm/schemas/agents';
import { recorded } from '../support/tacticalRmmRecordings';

it('an agent of the list has the ten fields of every system', () => {
	const [agent] = agentList.parse(recorded('agent-list'));
	expect(toDevice(agent!)).toEqual({
		source: 'tacticalRmm',
		id: 'OhbVrpoiVgRVIfLBcbfnoGMbJmTPSIAoCLrZaWZk',
		name: 'WIN-SRV-00',
		online: true,
		lastSeen: '2026-11-20T18:38:30.162Z',
		ip: '192.168.0.20',
		mac: null,
		os: 'Windows Server 2022 Standard, 64 bit v21H2 (build 20348.2340)',
		version: '2.8.0',
		group: 'Acme Corp / Berlin HQ',
	});
});

it('is the same from its whole record, except that this one may know a MAC address', () => {
	const [row] = agentList.parse(recorded('agent-list'));
	const record = agentRecord.parse(recorded('agent-get'));
	expect(toDevice(record)).toEqual(toDevice(row!));
	const adapters = [[{ IPAddress: null, MACAddress: '00:00:00:00:00:01' }], [{ IPAddress: ['192.168.0.20'], MACAddress: 'aa-bb-cc-00-00-01' }]];
	expect(toDevice({ ...record, wmi_detail: { network_config: adapters } }).mac).toBe('aa:bb:cc:00:00:01');
});

it.each([
	['online', true],
	['offline', false],
	['overdue', false],
])('%s is online: %s', (status, online) => {
	const [agent] = agentList.parse(recorded('agent-list'));
	expect(toDevice({ ...agent!, status }).online).toBe(online);
});

it.each<[string | null, string | null]>([
	['fe80::1, 192.168.0.20', '192.168.0.20'],
	['192.168.1.5/24, fe80::1/64', '192.168.1.5'],
	['fe80::1%eth0/64, 10.0.5.10/24, 172.17.0.1/16', '10.0.5.10'],
	['fe80::1/64', null],
	['fe80::1, fd00::5', 'fd00::5'],
	['error getting local ips', null],
	['', null],
	[null, null],
])('T1 of the addresses %p it shows %p, in the list and in the whole record', (local_ips, ip) => {
	const [agent] = agentList.parse(recorded('agent-list'));
	expect(toDevice({ ...agent!, local_ips }).ip).toBe(ip);
	expect(toDevice({ ...agentRecord.parse(recorded('agent-get-linux')), local_ips }).ip).toBe(ip);
});

it('T1 the recorded Linux agent has its address', () => {
	expect(toDevice(agentRecord.parse(recorded('agent-get-linux')))).toMatchObject({ name: 'LIN-WS-05', ip: '10.0.5.10' });
});

it.each<[string, unknown, string | null, string | null]>([
	['of Linux and macOS, which report addresses only', { local_ips: ['fe80::1/64', '10.0.5.10/24'] }, '10.0.5.10', null],
	['with several adapters', { network_config: [[{ IPAddress: ['169.254.1.2'], MACAddress: '00:00:00:00:00:01' }], [{ IPAddress: ['192.168.0.20', 'fe80::1'], MACAddress: '00:00:00:00:00:02' }]] }, '192.168.0.20', '00:00:00:00:00:02'],
	['of an older agent, with a record for each property', { network_config: [[{ Caption: 'a' }, { MACAddress: '00:00:00:00:00:01' }], [{ IPAddress: ['172.17.9.121', 'fe80::1'] }, { MACAddress: '3c:a8:2a:e6:27:c8' }]] }, '172.17.9.121', '3c:a8:2a:e6:27:c8'],
	['that reported nothing yet', {}, null, null],
	['with something else in its place', { network_config: [null, 'x', [null]], local_ips: 'error' }, null, null],
])('T1 what Search finds has the address that the agent itself reports: %s', (_, wmi_detail, ip, mac) => {
	const [agent] = betaPage.parse(recorded('beta-agent-list')).results;
	expect(betaToDevice({ ...agent!, wmi_detail }, new Date())).toMatchObject({ ip, mac });
});

it('an agent of the beta API is online while its last sign of life is within its own limit', () => {
	const [agent] = betaPage.parse(recorded('beta-agent-list')).results;
	const seen = Date.parse(agent!.last_seen!);
	const at = (minutes: number) => betaToDevice(agent!, new Date(seen + minutes * 60_000)).online;
	expect([at(0), at(agent!.offline_time! - 0.1), at(agent!.offline_time! + 0.1)]).toEqual([true, true, false]);
	expect(betaToDevice({ ...agent!, last_seen: null }, new Date()).online).toBe(false);
	expect(betaToDevice(agent!, new Date())).toMatchObject({ id: agent!.agent_id, group: null, name: 'WIN-SRV-00', ip: '192.168.0.20' });
});

it('the short list has ids and names', () => {
	expect(agentNames.parse(recorded('agent-list-detail-false'))[0]).toMatchObject({ id: 4, hostname: 'WIN-WS-03', client: 'Globex', site: 'Warehouse' });
});

it.each<[unknown, string | null]>([
	['2026-11-20T18:38:30.162988Z', '2026-11-20T18:38:30.162Z'],
	['', null],
	[null, null],
	['never', null],
])('the time %p is %p', (told, expected) => {
	expect(toIsoTime(told)).toBe(expected);
});
