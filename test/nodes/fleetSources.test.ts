import agentList from '../contracts/tactical-rmm/agent-list.json';
import { macsOf } from '../../nodes/MeshCentral/resources/device/networkCards';
import { connect } from '../../nodes/Meshtech/connect';
import { meshtech } from '../../nodes/Meshtech/system';
import { netAlertX } from '../../nodes/NetAlertX/system';
import { systems } from '../../nodes/DeviceFleet/systems';
import { meshIdOf } from '../../nodes/TacticalRmm/fleet';
import { macsIn } from '../../nodes/TacticalRmm/device';
import { tacticalRmm } from '../../nodes/TacticalRmm/system';
import { meshCentral } from '../../nodes/MeshCentral/system';
import { startMeshtech } from '../simulators/meshtech';
import { credentialFor as meshtechCredential } from '../support/meshtech';
import { lab, startLab as startNetwork } from '../support/netAlertX';
import { startWrapper } from '../support/meshCentral';
import { lab as agents, startLab } from '../support/tacticalRmm';
import networkInfo from '../contracts/meshcentral/ws-getnetworkinfo.json';

/** How each system tells the fleet of its devices. */

it('every system of the package is in the fleet', () => {
	expect(systems.map(({ source }) => source).sort()).toEqual([meshCentral, meshtech, netAlertX, tacticalRmm].map(({ source }) => source).sort());
});

it('NetAlertX: network cards with their names and addresses, the address of the network, and not its root', async () => {
	const network = await startNetwork();
	try {
		network.simulator.database.insert({ devMac: 'internet', devName: 'Internet', devLastIP: '198.51.100.7', devPresentLastScan: 1 });
		const records = await netAlertX.fleet!.list(network.client());
		const byId = new Map(records.map((record) => [record.device.id, record]));
		expect(byId.has('internet')).toBe(false);
		expect(byId.get(lab.nas)).toMatchObject({
			names: ['nas', 'nas.lab.example'],
			ips: ['192.168.10.10', 'fd00:db8::10'],
			macs: [expect.stringMatching(new RegExp(`^${lab.nas}$`, 'i'))],
			network: '198.51.100.7',
			isArchived: false,
			isPartial: false,
		});
		expect(byId.get(lab.nasCard)).toMatchObject({ cardOf: lab.nas });
		expect(byId.get(lab.archived)).toMatchObject({ isArchived: true });
		expect([...byId.values()].filter(({ names }) => names.includes('(unknown)') || names.includes('(name not found)'))).toEqual([]);
	} finally {
		await network.stop();
	}
});

it("Tactical RMM: agents with serial numbers, and in their whole record MeshCentral's id", async () => {
	const rmm = await startLab();
	try {
		const records = await tacticalRmm.fleet!.list(rmm.client());
		const [recorded] = agentList.response.body;
		expect(records.find(({ device }) => device.name === agents.server)).toMatchObject({ names: [agents.server], ips: [recorded!.local_ips], serial: recorded!.serial_number, macs: [] });
		expect(records.find(({ device }) => device.name === agents.linux)!.ips).toEqual(['10.0.5.10/24']);
		const details = await tacticalRmm.fleet!.details!(rmm.client(), records[0]!.device);
		expect(details.meshId).toMatch(/^[A-Za-z0-9@$=]+$/);
	} finally {
		await rmm.stop();
	}
});

it.each([['fbefbe', '@@@@'], ['ffffff', '$$$$'], ['', null], ['no hex', null], [null, null]])("Tactical RMM's %j is %j in MeshCentral", (stored, id) => {
	expect(meshIdOf(stored)).toBe(id);
});

it('Tactical RMM: the MAC addresses of all adapters, of agents old and new', () => {
	const adapters = { network_config: [[{ MACAddress: '00:1A:2B:00:00:01', IPAddress: ['10.0.0.1'] }], [{ MACAddress: null }], [[{ Caption: 'x' }, { MACAddress: '00-1a-2b-00-00-02' }]].flat()] };
	expect(macsIn(adapters)).toEqual(['00:1A:2B:00:00:01', '00:1A:2B:00:00:02']);
	expect(macsIn(null)).toEqual([]);
});

it('MeshCentral: agents by their ids, and the cards of each that have an address', async () => {
	const wrapper = await startWrapper();
	try {
		const records = await meshCentral.fleet!.list(wrapper.client());
		expect(records.length).toBeGreaterThan(2);
		for (const { device, meshId } of records) expect(device.id.endsWith(`/${meshId}`)).toBe(true);
		const details = await meshCentral.fleet!.details!(wrapper.client(), records.find(({ device }) => device.name === 'lab-two')!.device);
		expect(details.macs).toEqual(['02:00:00:00:00:01']);
	} finally {
		await wrapper.stop();
	}
	expect(macsOf(networkInfo.received[0]!)).toEqual(['02:00:00:00:00:01']);
});

it('Meshtech: gateways by their Bluetooth addresses', async () => {
	const simulator = await startMeshtech({ devices: 3 });
	try {
		const records = await meshtech.fleet!.list(connect(meshtechCredential(simulator)));
		expect(records).toHaveLength(3);
		for (const { macs, device } of records) expect(macs).toEqual([device.mac]);
	} finally {
		await simulator.stop();
	}
});
