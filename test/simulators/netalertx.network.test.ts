import fc from 'fast-check';
import { startNetAlertX, type EventRow, type NetAlertX } from './netalertx';
import { until } from '../e2e/n8n/wait';

let simulator: NetAlertX;
const computer = 'b8:27:eb:15:00:15';
const nas = '00:11:32:aa:bb:10';
/** Present, but the user forced it offline: it connects again at every scan. */
const forcedOff = 'b8:27:eb:27:00:27';

beforeEach(async () => {
	simulator = await startNetAlertX();
});

afterEach(() => simulator.stop());

/** Scans and gives what the scan wrote, of all devices but the forced one. */
function scan(at?: Date): EventRow[] {
	const before = simulator.database.events().length;
	simulator.network.scan(at);
	return simulator.database.events().slice(before).filter(({ eveMac }) => eveMac !== forcedOff);
}

const typesOf = (events: EventRow[]) => events.map(({ eveEventType }) => eveEventType);

describe('a scan', () => {
	it('finds a new device: connected and new in the same second, unnamed, with the vendor of its MAC', () => {
		const { mac, ip } = simulator.network.join({ mac: '00:17:88:00:00:01', vendor: 'Scanner says' });
		const events = scan();
		expect(events).toMatchObject([
			{ eveEventType: 'Connected', eveMac: mac, eveIp: ip, eveAdditionalInfo: '' },
			{ eveEventType: 'New Device', eveMac: mac, eveIp: ip, eveAdditionalInfo: 'Scanner says' },
		]);
		expect(new Set(events.map(({ eveDateTime }) => eveDateTime)).size).toBe(1);
		const row = simulator.database.device(mac);
		expect(row).toMatchObject({ devName: '(unknown)', devIsNew: 1, devVendor: 'Philips Lighting BV', devParentRelType: '[]' });
	});

	it('disconnects and connects a device without devAlertDown', () => {
		simulator.network.leave(computer);
		expect(typesOf(scan())).toEqual(['Disconnected']);
		expect(scan()).toEqual([]);
		simulator.network.comeBack(computer);
		expect(typesOf(scan())).toEqual(['Connected']);
		expect(simulator.database.device(computer)).toMatchObject({ devPresentLastScan: 1 });
	});

	it('takes a device with devAlertDown down, and its return for a reconnection', () => {
		simulator.network.leave(nas);
		const ofNas = (events: EventRow[]) => typesOf(events.filter(({ eveMac }) => eveMac === nas));
		expect(ofNas(scan())).toEqual(['Device Down']);
		expect(scan()).toEqual([]);
		simulator.network.comeBack(nas);
		expect(ofNas(scan())).toEqual(['Down Reconnected']);
	});

	it('pairs the end of a session with its beginning', () => {
		simulator.network.leave(computer);
		scan();
		const numbered = simulator.database.numberedEvents().filter(([, { eveMac }]) => eveMac === computer);
		const ended = numbered.find(([, { eveEventType }]) => eveEventType === 'Disconnected');
		const began = numbered.find(([, { eveEventType }]) => eveEventType === 'Connected');
		expect(ended?.[1].evePairEventRowid).toBe(began?.[0]);
		expect(began?.[1].evePairEventRowid).toBe(ended?.[0]);
	});

	it('notes a new address, and a locked one at every scan', () => {
		const before = simulator.database.device(computer)?.devLastIP;
		simulator.network.changeAddress(computer, '192.168.10.240');
		const changed = { eveEventType: 'IP Changed', eveIp: '192.168.10.240', eveAdditionalInfo: `Previous IP: ${before}` };
		expect(scan()).toMatchObject([changed]);
		expect(scan()).toEqual([]);
		simulator.database.patch(computer, { devLastIPSource: 'LOCKED' });
		simulator.network.changeAddress(computer, '192.168.10.241');
		expect([...typesOf(scan()), ...typesOf(scan())]).toEqual(['IP Changed', 'IP Changed']);
		expect(simulator.database.device(computer)).toMatchObject({ devLastIP: '192.168.10.240' });
	});

	it('connects a present device that is forced offline every time', () => {
		const isConnected = ({ eveMac, eveEventType }: EventRow) => eveMac === forcedOff && eveEventType === 'Connected';
		const times = () => simulator.database.events().filter(isConnected).length;
		const before = times();
		scan();
		scan();
		expect(times()).toBe(before + 2);
	});

	it('takes a device that may sleep down only after its sleep', () => {
		const sleeper = 'b8:27:eb:23:00:23';
		const later = (minutes: number) => new Date(Date.now() + minutes * 60_000);
		expect(scan()).toEqual([]);
		expect(scan(later(31))).toMatchObject([{ eveEventType: 'Device Down', eveMac: sleeper }]);
		expect(scan(later(32))).toEqual([]);
	});

	it('only queues what trigger-scan asks for', async () => {
		await fetch(`${simulator.url}/nettools/trigger-scan?type=ARPSCAN&token=${simulator.token}`);
		expect(simulator.network.queuedScans).toEqual(['ARPSCAN']);
		scan();
		expect(simulator.network.queuedScans).toEqual([]);
	});

	it('never shares its second with another, so that no two events look alike', () => {
		for (let step = 0; step < 50; step++) simulator.network.step();
		const key = ({ eveMac, eveIp, eveEventType, eveDateTime }: EventRow) => [eveMac, eveIp, eveEventType, eveDateTime].join();
		const keys = simulator.database.events().map(key);
		expect(new Set(keys).size).toBe(keys.length);
	});

	it('knows who is there, whatever happened', () => {
		fc.assert(
			fc.property(fc.integer({ min: 1, max: 15 }), (steps) => {
				for (let step = 0; step < steps; step++) simulator.network.step();
				const there = simulator.network.hosts().filter(({ present, mac }) => present && mac !== forcedOff);
				const believed = simulator.database.devices().filter(({ devPresentLastScan }) => devPresentLastScan === 1);
				const addresses = believed.map(({ devMac, devLastIP }) => `${devMac} ${devLastIP}`);
				expect(addresses.sort()).toEqual(there.map(({ mac, ip }) => `${mac} ${ip}`).sort());
			}),
			{ numRuns: 10, seed: 1 },
		);
	});
});

describe('a script', () => {
	it('happens step by step, and after it the seed decides', () => {
		simulator.network.script([{ happens: 'leave', mac: computer }, { happens: 'nothing' }, { happens: 'comeBack', mac: computer }]);
		const steps = Array.from({ length: 4 }, () => simulator.network.step().happens);
		expect(steps.slice(0, 3)).toEqual(['leave', 'nothing', 'comeBack']);
		expect(typesOf(simulator.database.events().filter(({ eveMac }) => eveMac === computer))).toEqual([
			'Connected',
			'New Device',
			'Disconnected',
			'Connected',
		]);
	});

	it('plays on its own until it is stopped', async () => {
		const before = simulator.database.events().length;
		simulator.network.script([{ happens: 'join' }, { happens: 'join' }]);
		simulator.network.play(5);
		await until('two scans to happen', () => simulator.database.events().length >= before + 4);
		simulator.network.stop();
	});
});

describe('the seed', () => {
	const history = ({ database, network }: NetAlertX) => {
		for (let step = 0; step < 20; step++) network.step();
		const devices = database.devices().map((row) => [row.devMac, row.devName, row.devLastIP, row.devGUID, row.devPresentLastScan]);
		return { devices, events: database.events().map(({ eveMac, eveIp, eveEventType }) => [eveMac, eveIp, eveEventType]) };
	};
	const from = async (seed: number) => {
		const started = await startNetAlertX({ seed, devices: 60 });
		await started.stop();
		return history(started);
	};

	it('decides the network and its history', async () => {
		const [one, again, other] = [await from(7), await from(7), await from(8)];
		expect(again).toEqual(one);
		expect(other).not.toEqual(one);
	});
});
