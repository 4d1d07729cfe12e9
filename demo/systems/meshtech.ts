import { gateway, startMeshtech, type Meshtech } from '../../test/simulators/meshtech';
import { goesAndReturns, type Act } from '../day/act';
import { portSettings } from '../settings';
import { certificates, onlineOf, type StartSystem } from './system';

const GATEWAYS = 24;
/** Those that the day is about, all with the label `office`. */
const OFFICE = ['Entrance', 'Canteen', 'Reception', 'Workshop'];
/** A real gateway takes 10 to 15 minutes. */
const UPDATE_MS = 45_000;

/** Simulated gateways; to update one takes less than a minute. */
export const meshtech: StartSystem = async (closing) => {
	const { meshtech: api, meshtechSignIn } = portSettings();
	const simulator = await startMeshtech({ port: api.port, signInPort: meshtechSignIn.port, devices: GATEWAYS, updateMs: UPDATE_MS });
	closing.add('The Meshtech simulator', () => simulator.stop());
	furnish(simulator);
	const { signInUrl, apiUrl, username, password, fleet } = simulator;
	return {
		name: 'Meshtech',
		what: `A simulated portal with ${fleet.list().length} gateways. An update takes ${UPDATE_MS / 1_000} seconds.`,
		example: 'Meshtech: gateway disconnected to Slack',
		status: () => statusOf(simulator),
		acts: actsOf(simulator),
		credentials: [
			{ name: 'Demo: Meshtech', type: 'meshtechApi', address: { signInUrl, baseUrl: apiUrl }, rest: { username, password, ...certificates } },
		],
		access: [{ label: 'User Name', value: username }, { label: 'Password', value: password }, { label: 'Sign-In URL', value: signInUrl }, { label: 'API URL', value: apiUrl }],
	};
};

/** The gateways of the office. */
export function furnish({ fleet }: Pick<Meshtech, 'fleet'>): void {
	const at = new Date().toISOString();
	OFFICE.forEach((name, index) => fleet.add(gateway(`bmac-0ff1ce00000${index}`, name, { labels: ['office'], firmwareVersion: '3.4.0', at })));
}

/** Who is online and how far the roll-out is, e.g. `26 of 28 gateways are online, firmware 3.4.1 runs on 1 of 4 in the office`. */
export function statusOf({ fleet, jobs }: Pick<Meshtech, 'fleet' | 'jobs'>): string {
	jobs.advance();
	const all = fleet.list();
	const online = all.filter(({ connectivity }) => connectivity.connected).length;
	const versions = all.flatMap(({ labels, firmwareVersion }) => (labels.includes('office') ? [firmwareVersion] : []));
	const newest = versions.toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true })).at(-1)!;
	const updated = versions.filter((version) => version === newest).length;
	return `${onlineOf(online, all.length, 'gateways')}, firmware ${newest} runs on ${updated} of ${versions.length} in the office`;
}

/** What can happen to the gateways of the office. Every roll-out is of a new version, and goes in two waves. */
export function actsOf({ fleet, jobs }: Pick<Meshtech, 'fleet' | 'jobs'>): Act[] {
	const idOf = (name: string) => fleet.list().find(({ friendlyName, labels }) => friendlyName === name && labels.includes('office'))!.id;
	const office = OFFICE.map((name) => ({ name, id: idOf(name) }));
	const ids = (...names: string[]) => office.flatMap(({ name, id }) => (names.includes(name) ? [id] : []));
	const moves = (name: string, buttons = false) => {
		const [id = ''] = ids(name);
		return goesAndReturns({
			name: `gateway ${name}`,
			isThere: () => fleet.get(id).connectivity.connected,
			leave: () => fleet.disconnect(id),
			comeBack: () => fleet.connect(id),
			buttons,
		});
	};
	let rollOuts = 0;
	const update = (deviceIds: string[]) => jobs.create({ type: 'FIRMWARE_UPDATE', deviceIds, firmwareVersion: `3.4.${rollOuts}` });
	return [
		...moves('Entrance'),
		...moves('Reception', true),
		{
			will: 'firmware roll-out starts with gateway Canteen',
			did: 'firmware roll-out started with gateway Canteen',
			isPossible: () => true,
			perform: () => {
				rollOuts++;
				update(ids('Canteen'));
			},
		},
		{
			will: 'firmware roll-out continues with the other gateways of the office',
			did: 'firmware roll-out continued with the other gateways of the office',
			isPossible: () => rollOuts > 0,
			perform: () => update(ids('Entrance', 'Reception', 'Workshop')),
		},
	];
}
