import { matched } from '../../../nodes/shared/fleet/match';
import { pairsIn } from '../../../nodes/shared/fleet/pairs';
import type { Known } from '../../../nodes/shared/fleet/known';
import type { FleetRecord, Pair } from '../../../nodes/shared/fleet/types';
import { agent, AGENTS, card, idsOf, NETWORK, NOW, partsOf, remote, REMOTE } from './records';

const groupsOf = (records: readonly FleetRecord[], pairs: readonly Pair[] = []) => matched(partsOf(...records), { now: NOW, pairs });
const [MAC, OTHER_MAC, DOCK] = ['00:1A:2B:00:00:01', '00:1A:2B:00:00:02', '00:E0:4C:00:00:01'];

const KNOWN: Omit<Known, 'record' | 'key'> = { part: 0, rowsAre: 'agents', meshId: undefined, macs: [], knowsAllMacs: false, serial: undefined, names: [], ips: [], network: undefined, isOnline: true, isRecent: true };

describe('what is taken for one device', () => {
	it("Tactical RMM's agent and the MeshCentral node that it names, whatever else they tell", () => {
		const [group] = groupsOf([agent('a', { name: 'PC-1', meshId: 'M1' }), remote('M1', { name: 'reception' })]);
		expect(group).toMatchObject({ links: [{ by: 'meshId', value: 'M1', between: [REMOTE, AGENTS] }], doubts: [] });
	});

	it('a network card, and the agent that reports it', () => {
		const [group] = groupsOf([card(MAC, { name: 'front desk' }), agent('a', { name: 'PC-1', macs: [MAC] })]);
		expect(group!.links).toEqual([{ by: 'mac', value: MAC, between: [NETWORK, AGENTS] }]);
	});

	it('both cards of a laptop, by the agent that reports both', () => {
		expect(idsOf(groupsOf([card(MAC, { name: 'nb-1' }), card(OTHER_MAC, { name: 'nb-1' }), agent('a', { name: 'nb-1', macs: [MAC, OTHER_MAC] })]))).toEqual([`${MAC} + ${OTHER_MAC} + a`]);
	});

	it("two network cards of which the user said in their system that they are one device's", () => {
		expect(idsOf(groupsOf([card(MAC, { name: 'nas' }), card(OTHER_MAC, { name: 'nas-2', cardOf: MAC })]))).toEqual([`${MAC} + ${OTHER_MAC}`]);
	});

	it('both cards of a laptop, by its name with each of its addresses', () => {
		const group = groupsOf([card(MAC, { name: 'nb-1', ips: ['10.0.0.1'] }), card(OTHER_MAC, { name: 'nb-1', ips: ['10.0.0.2'] }), agent('a', { name: 'NB-1', ips: ['10.0.0.1', '10.0.0.2'] })]);
		expect(idsOf(group)).toEqual([`${MAC} + ${OTHER_MAC} + a`]);
		expect(group[0]!.links.map(({ by }) => by)).toEqual(['name and ip', 'name and ip']);
	});

	it('one host name, with and without its domain', () => {
		expect(groupsOf([card(MAC, { name: 'pc-1.corp.example.com' }), agent('a', { name: 'PC-1' })])[0]!.links).toEqual([{ by: 'name', value: 'pc-1', between: [NETWORK, AGENTS] }]);
	});

	it('an address, where both were seen by it within the hour and one has no name', () => {
		const nameless = card(MAC, { ips: ['10.0.0.1'] });
		expect(idsOf(groupsOf([nameless, agent('a', { name: 'pc-1', ips: ['10.0.0.1'] })]))).toEqual([`${MAC} + a`]);
		expect(idsOf(groupsOf([nameless, agent('a', { name: 'pc-1', ips: ['10.0.0.1'], online: false })]))).toEqual([MAC, 'a']);
	});

	it('a computer that was installed anew, with the agent that was left behind', () => {
		const old = agent('old', { name: 'pc-1', serial: 'SN12345', online: false });
		expect(idsOf(groupsOf([old, agent('new', { name: 'pc-1', serial: 'SN12345' }), card(MAC, { name: 'pc-1' })]))).toEqual([`${MAC} + new + old`]);
	});
});

describe('what is not', () => {
	it('two virtual machines of which one is a copy of the other, with its serial number and its name', () => {
		const twins = [agent('one', { name: 'vm-1', serial: 'SN12345' }), agent('copy', { name: 'vm-1', serial: 'SN12345' })];
		const groups = groupsOf([...twins, remote('M1', { name: 'vm-1' })]);
		expect(idsOf(groups)).toEqual(['M1', 'copy', 'one']);
		expect(groups.find(({ records }) => records[0]!.device.id === 'M1')!.doubts).toMatchObject([{ source: AGENTS, by: 'name', value: 'vm-1', candidates: [twins[1], twins[0]] }]);
	});

	it('the same host name at two sites', () => {
		const groups = groupsOf([agent('a', { name: 'RECEPTION' }), agent('b', { name: 'RECEPTION' }), card(MAC, { name: 'reception' })]);
		expect(idsOf(groups)).toEqual([MAC, 'a', 'b']);
		for (const { doubts } of groups) expect(doubts).toHaveLength(1);
	});

	it('a dock, and whoever sat at it before', () => {
		const before = agent('before', { name: 'nb-1', macs: [MAC, DOCK], knowsAllMacs: true });
		const now = agent('now', { name: 'nb-2', macs: [OTHER_MAC], knowsAllMacs: true, ips: ['10.0.0.9'] });
		const dock = card(DOCK, { name: 'nb-2', ips: ['10.0.0.9'] });
		expect(idsOf(groupsOf([before, now, dock]))).toEqual([`${DOCK} + now`, 'before']);
	});

	it('two agents that report the MAC address of one dock', () => {
		const docked = (id: string, mac: string) => agent(id, { name: id, macs: [mac, DOCK] });
		const groups = groupsOf([docked('nb-1', MAC), docked('nb-2', OTHER_MAC), card(DOCK)]);
		expect(idsOf(groups)).toEqual([DOCK, 'nb-1', 'nb-2']);
		expect(groups.find(({ records }) => records[0]!.device.source === NETWORK)!.doubts).toMatchObject([{ by: 'mac', source: AGENTS }]);
	});

	it('two computers, each with an agent of another system, at the same dock', () => {
		const groups = groupsOf([agent('a', { name: 'nb-1', macs: [MAC, DOCK] }), remote('M1', { name: 'nb-2', macs: [OTHER_MAC, DOCK] })]);
		expect(idsOf(groups)).toEqual(['M1', 'a']);
		for (const { doubts } of groups) expect(doubts).toMatchObject([{ by: 'mac', value: DOCK }]);
	});

	it('a device by an address that it was last seen by at a time that is yet to come', () => {
		const groups = groupsOf([card(MAC, { ips: ['10.0.0.1'], online: false, lastSeen: '2099-01-01T00:00:00Z' }), agent('a', { name: 'pc-1', ips: ['10.0.0.1'] })]);
		expect(idsOf(groups)).toEqual([MAC, 'a']);
	});

	it('a device by a MAC address that it made up', () => {
		const random = 'DA:A1:19:00:00:01';
		expect(idsOf(groupsOf([card(random, { name: 'anna-s-phone' }), agent('a', { name: 'nb-1', macs: [random] })]))).toEqual([random, 'a']);
	});

	it('computers by the word that a maker left in the place of a serial number', () => {
		const word = 'To be filled by O.E.M.';
		expect(idsOf(groupsOf([agent('a', { name: 'pc-1', serial: word, online: false }), agent('b', { name: 'pc-1', serial: word })]))).toEqual(['a', 'b']);
	});

	it('a name whose network card is none of the agent, which knows all of its cards', () => {
		const groups = groupsOf([card(MAC, { name: 'pc-1' }), agent('a', { name: 'pc-1', macs: [OTHER_MAC], knowsAllMacs: true })]);
		expect(idsOf(groups)).toEqual([MAC, 'a']);
		expect(groups[0]!.doubts).toMatchObject([{ by: 'name' }]);
	});

	it('two devices that tell different serial numbers', () => {
		const groups = groupsOf([agent('a', { name: 'pc-1', serial: 'SN12345' }), remote('M1', { name: 'pc-1', serial: 'SN99999' })]);
		expect(idsOf(groups)).toEqual(['M1', 'a']);
		expect(groups.flatMap(({ doubts }) => doubts)).toEqual([]);
	});

	it('the same private address in two homes', () => {
		const ips = ['192.168.1.20'];
		expect(idsOf(groupsOf([card(MAC, { ips, network: '198.51.100.7' }), agent('a', { name: 'home-1', ips, network: '203.0.113.9' })]))).toEqual([MAC, 'a']);
	});

	it('many behind one public address', () => {
		const ips = ['203.0.113.9'];
		expect(idsOf(groupsOf([agent('a', { ips }), remote('M1', { ips })]))).toEqual(['M1', 'a']);
	});

	it('a name that was typed in wrongly and is somebody else’s', () => {
		const typed = card(MAC, { name: 'pc-21', ips: ['10.0.0.12'] });
		expect(idsOf(groupsOf([typed, agent('pc-12', { name: 'pc-12', ips: ['10.0.0.12'] }), agent('pc-21', { name: 'pc-21', ips: ['10.0.0.21'] })]))).toEqual([MAC, 'pc-12', 'pc-21']);
	});
});

describe("a user's own pair", () => {
	const records = [card(MAC, { name: 'front desk' }), agent('a', { name: 'PC-1' })];

	it.each([['by ids', MAC.toLowerCase(), 'a'], ['by names', 'Front Desk', 'pc-1'], ['by a MAC address in another form', '001A.2B00.0001', 'PC-1']])('joins two devices %s', (_, one, other) => {
		expect(groupsOf(records, [{ one, other, isSame: true }])[0]!.links).toMatchObject([{ by: 'pair' }]);
	});

	it('keeps two apart, whatever they have in common, and leaves no doubt', () => {
		const alike = [card(MAC, { name: 'pc-1' }), agent('a', { name: 'pc-1', macs: [MAC] })];
		const groups = groupsOf(alike, [{ one: MAC, other: 'a', isSame: false }]);
		expect(idsOf(groups)).toEqual([MAC, 'a']);
		expect(groups.flatMap(({ doubts }) => doubts)).toEqual([]);
	});

	it('keeps two apart that are one by all that is known: agents of one computer, cards of one device, rules that contradict each other', () => {
		const apart = (one: string, other: string): Pair => ({ one, other, isSame: false });
		const twins = [agent('old', { name: 'pc-1', serial: 'SN12345', online: false }), agent('new', { name: 'pc-1', serial: 'SN12345' })];
		expect(idsOf(groupsOf(twins, [apart('old', 'new')]))).toEqual(['new', 'old']);
		const cards = [card(MAC, { name: 'nas' }), card(OTHER_MAC, { name: 'nas-2', cardOf: MAC })];
		expect(idsOf(groupsOf(cards, [apart(MAC, OTHER_MAC)]))).toEqual([MAC, OTHER_MAC]);
		const both = [MAC, OTHER_MAC].map((one): Pair => ({ one, other: 'a', isSame: true }));
		expect(idsOf(groupsOf([card(MAC), card(OTHER_MAC), agent('a')], [...both, apart(MAC, OTHER_MAC)]))).toEqual([`${MAC} + a`, OTHER_MAC]);
	});

	it('is looked for in steps, between which other workflows have their turn', () => {
		const known = Array.from({ length: 1_000 }, (_, at): Known => ({ ...KNOWN, record: agent(String(at)), key: String(at) }));
		const steps = pairsIn([{ one: '1', other: '2', isSame: true }], known);
		let turns = 0;
		while (!steps.next().done) turns++;
		expect(turns).toBeGreaterThanOrEqual(5);
	});

	it('says nothing where a side names two devices of one system, or none', () => {
		const twins = [...records, agent('b', { name: 'PC-1' })];
		expect(idsOf(groupsOf(twins, [{ one: 'front desk', other: 'pc-1', isSame: true }]))).toEqual([MAC, 'a', 'b']);
		expect(idsOf(groupsOf(records, [{ one: 'front desk', other: 'nobody', isSame: true }]))).toEqual([MAC, 'a']);
	});
});

it('keeps a row without a MAC address, by its name', () => {
	expect(idsOf(groupsOf([card('Switch Livingroom', { name: 'Switch Livingroom', macs: [] }), agent('a', { name: 'pc-1' })]))).toEqual(['Switch Livingroom', 'a']);
});
