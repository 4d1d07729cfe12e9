import type { Random } from '../../support/random';
import type { NetworkAddress, Node } from './types';
import { World } from './world';

/** Ids of the lab whose answers were recorded. */
export const lab = {
	group: 'mesh//5hzWS2ug6Q1ZI61DmxtoYMvQnDVpHkt5SCOlr@ZIX380yBL2mBCpHvWTB1JKR5eR',
	/** Online. */
	one: 'node//EEFIOkSecvkY8Nn$HYuyZmo1tI9GLUNWPi$OlnnWnRbMsgvw5xZeLnWWFm5BGQKR',
	/** Online. */
	two: 'node//b36v9T3XZTP6TdWhy5EuZHzog4SepUZ13UDRq5XqY89HUBZ$c3Fiu5yUj3s54mMK',
	/** Offline. */
	three: 'node//LNce29cL0GhUIujagYko0x76Q$U1tkP58svCbt1INxkPBTpsN4ivwM4RNuBQ2kVZ',
};

const minute = 60_000;

const networkOfLab: Record<string, NetworkAddress[]> = {
	lo: [{ mac: '00:00:00:00:00:00', type: 'ethernet', status: 'up', address: '127.0.0.1', family: 'IPv4', netmask: '255.0.0.0' }],
	ifb0: [{ mac: '02:00:00:00:00:0A', type: 'ethernet', status: 'up' }],
	ifb1: [{ mac: '02:00:00:00:00:0B', type: 'ethernet', status: 'up' }],
	eth0: [
		{
			mac: '02:00:00:00:00:01', type: 'ethernet', status: 'up', address: '192.0.2.2', family: 'IPv4',
			netmask: '255.255.255.0', gateway: '192.0.2.1',
		},
		{ mac: '02:00:00:00:00:01', type: 'ethernet', status: 'up', address: '2001:db8::2', family: 'IPv6', netmask: 'ffff:ffff:ffff:ffff::' },
		{ mac: '02:00:00:00:00:01', type: 'ethernet', status: 'up', address: 'fe80::1%4', family: 'IPv6', netmask: 'ffff:ffff:ffff:ffff::' },
	],
};

/** Devices beyond the lab's three, of the kinds that are found in offices; one in eight is offline. */
function addMadeUp(world: World, count: number, now: number): void {
	const kinds: Array<(index: number) => Partial<Node>> = [windowsNode, windowsNode, macNode, () => ({})];
	for (let index = 0; index < count; index++) {
		const node = kinds[index % kinds.length]?.(index);
		const name = `host${String(index + 1).padStart(5, '0')}`;
		const ip = `10.${20 + (index >> 16)}.${(index >> 8) & 255}.${index & 255}`;
		const device = world.addDevice(lab.group, { name, rname: name.toUpperCase(), firstconnect: now - 60 * minute, ip, ...node });
		const hardware = [10 + (index >> 16), (index >> 8) & 255, index & 255].map((byte) => byte.toString(16).padStart(2, '0').toUpperCase());
		const mac = `3C:22:FB:${hardware.join(':')}`;
		device.network = { eth0: [{ mac, type: 'ethernet', status: 'up', address: ip, family: 'IPv4', netmask: '255.0.0.0', gateway: '10.0.0.1' }] };
		if (index % 8 !== 7) world.connect(device.node._id, now - world.random.below(60) * minute);
	}
}

function windowsNode(index: number): Partial<Node> {
	return {
		agent: { ver: 0, id: index % 3 === 0 ? 3 : 4, caps: 31, core: 'Nov 21 2022, 2189501291', root: true },
		osdesc: 'Microsoft Windows 11 Pro - 24H2/26100',
		av: [{ product: 'Windows Defender', updated: true, enabled: true }],
		wsc: { antiVirus: 'OK', autoUpdate: 'OK', firewall: index % 10 === 0 ? 'PROBLEM' : 'OK' },
		users: [`OFFICE\\user${index + 1}`],
		lusers: [],
		lastbootuptime: 1_795_100_000_000,
		defender: { RealTimeProtection: true, TamperProtected: false },
	};
}

function macNode(): Partial<Node> {
	const agent = { ver: 0, id: 29, caps: 31, core: 'Nov 21 2022, 2189501291', root: true };
	return { agent, osdesc: 'macOS 26.1 (25B78)', lastbootuptime: 1_795_000_000_000 };
}

/** The recorded lab: one group, three Linux machines of which the third is offline, two users, one login token. */
export function labWorld(random: Random, devices: number, url: string): World {
	const now = Date.now();
	const seconds = Math.floor(now / 1_000);
	const account = { _id: 'user//labadmin', name: 'labadmin', creation: seconds - 3_600, email: 'labadmin@example.test', emailVerified: true };
	const world = new World(random, url, { ...account, siteadmin: 4_294_967_295 });
	world.addGroup({ _id: lab.group, name: 'OpenFrame', desc: 'Lab group', creation: now - 60 * minute });
	world.addUser('twofa', { email: 'twofa@example.test', emailVerified: true, passchange: seconds - 1_800, otpsecret: 1 });
	world.tokens.push({ name: 'lab', tokenUser: '~t:<token-user>', created: now - 60 * minute, expire: 0 });
	const machines = [[lab.one, 'vm'], [lab.two, 'lab-two'], [lab.three, 'lab-three']] as const;
	for (const [_id, name] of machines) {
		world.addDevice(lab.group, { _id, name, rname: 'vm', firstconnect: now - 30 * minute });
		world.connect(_id, now - 20 * minute);
	}
	world.device(lab.two).network = networkOfLab;
	world.disconnect(lab.three, now - 10 * minute);
	addMadeUp(world, devices - machines.length, now);
	return world;
}
