import { startNetAlertX, type NetAlertX } from '../../test/simulators/netalertx';
import { goesAndReturns, type Act, type Wanderer } from '../day/act';
import { netAlertXToken, network, portSettings } from '../settings';
import { LIVE, FLEET } from './cards';
import { certificates, onlineOf, type StartSystem } from './system';

/** A simulated network that is scanned every so often. */
export const netAlertX: StartSystem = async (closing) => {
	const { devices, seed, scanEveryMs } = network;
	const simulator = await startNetAlertX({ port: portSettings().netAlertX.port, token: netAlertXToken, devices, seed });
	closing.add('The NetAlertX simulator', () => simulator.stop());
	nameAsAgents(simulator);
	const scanning = setInterval(() => simulator.network.scan(), scanEveryMs);
	closing.add('Its scans', () => clearInterval(scanning));
	return {
		name: 'NetAlertX',
		what: `A simulated network of ${devices} devices, scanned every ${scanEveryMs / 1_000} seconds.`,
		example: 'NetAlertX: device offline to Slack',
		status: () => {
			const all = simulator.database.devices().filter(({ devIsArchived }) => devIsArchived !== 1);
			return onlineOf(all.filter(({ devPresentLastScan }) => devPresentLastScan === 1).length, all.length, 'devices');
		},
		acts: actsOf(simulator),
		credentials: [{ name: 'Demo: NetAlertX', type: 'netAlertXApi', address: { baseUrl: simulator.url }, rest: { apiToken: netAlertXToken, ...certificates } }],
		access: [{ label: 'Base URL', value: simulator.url }, { label: 'API Token', value: netAlertXToken }],
	};
};

/** Agents of the simulated Tactical RMM that are on this network too: one fleet. */
const AGENTS = ['WIN-SRV-00', 'WIN-WS-01', 'WIN-WS-03', 'WIN-SRV-06', 'WIN-WS-07', 'WIN-WS-09', 'WIN-SRV-10', 'WIN-SRV-12'];

/** Devices that no example speaks of go by the host names of agents. */
function nameAsAgents({ database }: Pick<NetAlertX, 'database'>): void {
	const others = database.devices().filter(({ devName, devIsArchived }) => /^device-\d+$/.test(String(devName)) && devIsArchived !== 1);
	for (const [index, hostname] of AGENTS.entries()) {
		const device = others[index];
		if (device) database.patch(String(device.devMac), { devName: `${hostname.toLowerCase()}.example.lan` });
	}
}

/** What can happen on the network; a scan follows at once. */
export function actsOf({ network: wire, database }: Pick<NetAlertX, 'network' | 'database'>): Act[] {
	const hostNamed = (name: string) => {
		const mac = String(database.devices().find(({ devName }) => devName === name)?.devMac);
		return wire.hosts().find((host) => host.mac.toLowerCase() === mac.toLowerCase())!;
	};
	// The second network card of the nas is a device of its own, by which it would stay online. Here it is just another device: one button, one message.
	const card = hostNamed('nas-nic2');
	card.partOf = undefined;
	database.patch(card.mac, { devParentRelType: 'default' });
	const scanned = (change: () => unknown) => () => {
		change();
		wire.scan();
	};
	const device = (name: string, buttons = false, shown: Wanderer['shown'] = {}) => {
		const { mac } = hostNamed(name);
		return goesAndReturns({
			name,
			isThere: () => hostNamed(name).present,
			leave: scanned(() => wire.leave(mac)),
			comeBack: scanned(() => wire.comeBack(mac)),
			buttons,
			shown,
		});
	};
	let guest: string | undefined;
	const joins = scanned(() => (guest = wire.join({ name: '(unknown)' }).mac));
	const leaves = scanned(() => {
		wire.leave(guest!);
		guest = undefined;
	});
	const printer = hostNamed('printer').mac;
	return [
		...device('printer'),
		...device('tv'),
		...device('nas', true),
		...device('core-switch', true, { card: LIVE, isToldAtOnce: true }),
		{ will: 'unknown device joins the network', did: 'unknown device joined the network', isPossible: () => !guest, perform: joins },
		{ will: 'unknown device leaves the network', did: 'unknown device left the network', isPossible: () => guest !== undefined, perform: leaves },
		{ will: 'another device joins the network', did: 'another device joined the network', button: 'Let a new device join', card: FLEET, isPossible: () => true, perform: scanned(() => wire.join({ name: '(unknown)' })) },
		{
			will: 'printer changes its address',
			did: 'printer changed its address',
			isPossible: () => hostNamed('printer').present,
			perform: scanned(() => wire.changeAddress(printer)),
		},
	];
}
