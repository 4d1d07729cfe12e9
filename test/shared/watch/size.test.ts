import { netAlertXWatch } from '../../../nodes/NetAlertX/watch';
import { baseline, diff } from '../../../nodes/shared/watch/diff';
import { pack, unpack } from '../../../nodes/shared/watch/packing';
import type { NetAlertXClient } from '../../../nodes/NetAlertX/client';
import type { DeviceRecord, EventRecord } from '../../../nodes/NetAlertX/schemas';
import type { Snapshot } from '../../../nodes/shared/watch/types';
import { Random } from '../../simulators/support/random';
import { columns } from '../../simulators/netalertx/columns';
import { medianTime } from '../../support/median';
import { usual } from '../../support/watcher';

const DEVICES = 10_000;
const LARGEST_STATE = 400_000;
/** Measured 15; what grows with the square of the devices takes hundreds. */
const TIMES_READING = 40;
const now = new Date('2026-01-10T12:00:00.000Z');
const stamp = (minutesAgo: number) => new Date(now.getTime() - minutesAgo * 60_000).toISOString().slice(0, 19).replace('T', ' ');

/** Ten thousand devices as the table has them, with names, addresses and makers that hardly repeat. */
function devicesAtRandom(): DeviceRecord[] {
	const random = new Random(7);
	const empty = Object.fromEntries(columns.map((column) => [column, '']));
	const threeBytes = () => [random.hex(2), random.hex(2), random.hex(2)];
	const makers = Array.from({ length: 300 }, threeBytes);
	const pick = (...values: string[]) => random.pick(values)!;
	return Array.from({ length: DEVICES }, (_, index) => ({
		...empty,
		// Half of them with one of 300 makers' prefixes, half made up as phones do.
		devMac: [...(index % 2 ? makers[random.below(makers.length)]! : threeBytes()), ...threeBytes()].join(':'),
		devName: `${pick('printer', 'laptop', 'phone', 'camera', 'sensor')}-${random.hex(6)}.${pick('lab', 'office', 'attic')}.example`,
		devOwner: pick('Ada', 'Grace', 'Lise', 'House', ''),
		devType: pick('IoT', 'Phone', 'Printer', 'Router', 'NAS'),
		devVendor: pick('Example Corp', 'Raspberry Pi Trading Ltd', 'Synology Incorporated', 'Apple, Inc.'),
		devGroup: pick('Servers', 'Phones', 'IoT', ''),
		devLocation: pick('Rack', 'Attic', 'Cellar', ''),
		devFavorite: random.below(2),
		devLastIP: `10.${random.below(256)}.${random.below(256)}.${random.below(256)}`,
		devFirstConnection: stamp(random.below(500_000)),
		devLastConnection: stamp(index % 5 === 0 ? random.below(50_000) : 1),
		devPresentLastScan: index % 5 === 0 ? 0 : 1,
		devGUID: random.uuid(),
		devIcon: 'PGkgY2xhc3M9ImZhIGZhLWxhcHRvcCI+PC9pPg==',
		devCustomProps: 'x'.repeat(100),
	})) as unknown as DeviceRecord[];
}

function eventsOf(devices: readonly DeviceRecord[]): EventRecord[] {
	return devices.slice(0, 500).map(({ devMac, devLastIP }, index) => ({
		eveMac: devMac,
		eveIp: devLastIP,
		eveDateTime: stamp(index / 10),
		eveEventType: 'Connected',
		eveAdditionalInfo: '',
	}));
}

/** Every filter is set: all that they look at is kept. */
const filteredBy = netAlertXWatch.filteredBy(Object.fromEntries(Object.keys(netAlertXWatch.filters).map((name) => [name, true])));

async function lookAt(devices: readonly DeviceRecord[], events = eventsOf(devices)): Promise<Snapshot> {
	const client: Partial<NetAlertXClient> = {
		devices: async () => await Promise.resolve([...devices]),
		allDevices: async () => await Promise.resolve([...devices]),
		events: async () => await Promise.resolve(events),
		serverNow: () => now,
	};
	return await netAlertXWatch.look(client as NetAlertXClient, { logFrom: '', events: new Set(), fields: [...new Set([...filteredBy, ...netAlertXWatch.watchedByDefault])], open: [], held: [], isKnown: () => false, filters: {}, chosen: {} });
}

const options = { ...usual, watched: netAlertXWatch.watchedByDefault, filtered: filteredBy };

describe('ten thousand devices', () => {
	it('are kept in at most 400 kB, as n8n stores and sends it', async () => {
		const packed = await pack(baseline(await lookAt(devicesAtRandom()), options));
		expect(Buffer.byteLength(packed)).toBeLessThanOrEqual(LARGEST_STATE);
	});

	it('that are the same at the next look, in whatever order, are kept in the same bytes: nothing has to be written', async () => {
		const devices = devicesAtRandom();
		const packed = await pack(baseline(await lookAt(devices), options));
		const { events, next } = diff(await unpack(packed), await lookAt([...devices].reverse(), eventsOf(devices)), options);
		expect(events).toEqual([]);
		expect((await pack(next)) === packed).toBe(true);
	});

	it.each([
		['that stay as they are', (record: DeviceRecord) => record],
		['that all go offline at once', (record: DeviceRecord) => ({ ...record, devPresentLastScan: 0 })],
		['that all have other names', (record: DeviceRecord) => ({ ...record, devName: `${record.devName} 2` })],
	])('%s are compared and kept in a time that is in proportion to reading the listing', async (_, become) => {
		const devices = devicesAtRandom();
		const listing = JSON.stringify(devices);
		expect(listing.length).toBeGreaterThan(9_000_000);
		const packed = await pack(baseline(await lookAt(devices), options));
		const later = devices.map(become);
		const reading = await medianTime(() => JSON.parse(listing));
		const ours = await medianTime(async () => await pack(diff(await unpack(packed), await lookAt(later), options).next));
		expect(ours / reading).toBeLessThan(TIMES_READING);
	}, 60_000);
});
