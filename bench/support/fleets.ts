import { Random } from '../../test/simulators/support/random';
import agents from '../../test/contracts/tactical-rmm/agent-list.json';
import meshDevices from '../../test/contracts/meshcentral/rest-listdevices.json';
import listed from '../../test/contracts/netalertx/devices-list.json';

/** Large fleets in the shapes that were recorded, with names and addresses that do not repeat: the hardest to keep in little space. */

const NOW = Date.UTC(2026, 10, 20, 18);
const YEAR_S = 365 * 24 * 60 * 60;
/** One in so many is offline. */
const OFFLINE = 5;

type Row = Record<string, unknown>;

/** Rows of NetAlertX's `/devices`, as a scan finds them: without the buttons that its pages add. */
export function netAlertXDevices(count: number, seed = 1): Row[] {
	const random = new Random(seed);
	const [recorded] = listed.response.body.devices;
	return Array.from({ length: count }, (_, index) => {
		const ip = address(random);
		const isOnline = index % OFFLINE !== 0;
		return {
			...recorded,
			devCustomProps: '',
			devMac: macAddress(random),
			devName: name(random),
			devFQDN: null,
			devGUID: random.uuid(),
			devLastIP: ip,
			devPrimaryIPv4: ip,
			devPrimaryIPv6: '',
			devOwner: random.pick(['Ada', 'Grace', 'Lise', 'House', '']),
			devType: random.pick(['IoT', 'Phone', 'Printer', 'Router', 'NAS', '']),
			devVendor: random.pick(['Apple, Inc.', 'Raspberry Pi Trading Ltd', 'Synology Incorporated', 'Espressif Inc.', '(unknown)']),
			devGroup: random.pick(['Servers', 'Phones', 'Infrastructure', '']),
			devLocation: random.pick(['Rack', 'Attic', 'Cellar', '']),
			devFavorite: random.below(2),
			devPresentLastScan: Number(isOnline),
			devFirstConnection: inNetAlertX(random.below(YEAR_S)),
			devLastConnection: inNetAlertX(isOnline ? 60 : random.below(YEAR_S)),
		};
	});
}

/** Rows of Tactical RMM's `/agents/`. */
export function tacticalAgents(count: number, seed = 1): Row[] {
	const random = new Random(seed);
	return Array.from({ length: count }, (_, index) => {
		const isOnline = index % OFFLINE !== 0;
		return {
			...random.pick(agents.response.body),
			agent_id: letters(random, 40),
			hostname: name(random).toUpperCase(),
			description: random.pick(['', 'front desk', 'build server', 'spare']),
			client_name: random.pick(['Acme Corp', 'Globex', 'Initech']),
			site_name: random.pick(['Berlin HQ', 'Hamburg', 'Main Office', 'Warehouse', 'Austin']),
			serial_number: random.hex(10).toUpperCase(),
			local_ips: address(random),
			public_ip: address(random),
			status: isOnline ? 'online' : 'offline',
			last_seen: ago(isOnline ? 30 : random.below(YEAR_S)),
			needs_reboot: random.below(10) === 0,
		};
	});
}

/** Devices as MeshCentral lists them. */
export function meshCentralDevices(count: number, seed = 1): Row[] {
	const random = new Random(seed);
	const recorded = (JSON.parse(meshDevices.response.body) as Row[]).find(({ conn }) => conn === undefined)!;
	const groups = ['Lab', 'Branch', 'Home'].map((groupname) => ({ groupname, meshid: `mesh//${letters(random, 64)}` }));
	return Array.from({ length: count }, (_, index) => {
		const isOnline = index % OFFLINE !== 0;
		const rname = name(random);
		return {
			...recorded,
			...random.pick(groups),
			_id: `node//${letters(random, 64)}`,
			name: rname,
			rname,
			ip: address(random),
			desc: random.pick(['', 'front desk', 'build server', 'spare']),
			tags: random.pick([[], ['server'], ['kiosk', 'public']]),
			osdesc: random.pick(['Debian GNU/Linux 12 (bookworm)', 'Microsoft Windows 11 Pro - 23H2/22631', 'macOS 14.5']),
			firstconnect: NOW - random.below(YEAR_S) * 1_000,
			...(isOnline && { conn: 1, pwr: 1, agct: NOW - random.below(YEAR_S) * 1_000 }),
		};
	});
}

/** When each device was last connected, as MeshCentral reports it beside its list. */
export function lastConnects(devices: readonly Row[], seed = 2): Map<string, number> {
	const random = new Random(seed);
	return new Map(devices.map(({ _id }) => [String(_id), NOW - random.below(YEAR_S) * 1_000]));
}

function macAddress(random: Random): string {
	return Array.from({ length: 6 }, () => random.hex(2)).join(':');
}

function address(random: Random): string {
	return `10.${random.below(256)}.${random.below(256)}.${random.below(256)}`;
}

function name(random: Random): string {
	return `${random.pick(['printer', 'laptop', 'phone', 'camera', 'sensor'])}-${random.hex(8)}`;
}

function letters(random: Random, length: number): string {
	const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
	return Array.from({ length }, () => alphabet[random.below(alphabet.length)]).join('');
}

function ago(seconds: number): string {
	return new Date(NOW - seconds * 1_000).toISOString();
}

/** NetAlertX's times: UTC, without a zone. */
function inNetAlertX(secondsAgo: number): string {
	return ago(secondsAgo).slice(0, 19).replace('T', ' ');
}
