/** Lists that do not fit into an answer of the wrapper, which ends at 64 KiB: they come in pieces, and whole. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Wants } from '../../nodes/shared/watch/watch';
import { deviceLocator, searchDevices } from '../../nodes/MeshCentral/locator';
import { meshCentralWatch } from '../../nodes/MeshCentral/watch';
import { failureOf } from '../support/http';
import { lab, startWrapped, type Wrapped } from './wrapperWorld';

let wrapped: Wrapped;
afterEach(async () => await wrapped.stop());

const idsOf = (devices: ReadonlyArray<{ _id: string }>) => devices.map(({ _id }) => _id).sort();
const existing = () => [...wrapped.simulator.world.devices.keys()].sort();
const asked = () => wrapped.simulator.arrivals.length;

describe('five thousand devices', () => {
	beforeEach(async () => (wrapped = await startWrapped({ devices: 5_000 })));

	it('M8 are listed whole, each with all that is known of it, by requests of which two are under way at most', async () => {
		const devices = await wrapped.client().devices();
		expect(idsOf(devices)).toEqual(existing());
		for (const device of devices) {
			const { node, connection, meshid } = wrapped.simulator.world.device(device._id);
			expect(device).toEqual({ ...node, ...connection, meshid, groupname: 'OpenFrame' });
		}
		expect(asked()).toBeLessThan(200);
		expect(wrapped.simulator.dangerousLines).toEqual([]);
	}, 120_000);

	it('M8 of one group are those of the group', async () => {
		const { world } = wrapped.simulator;
		const { _id } = world.addGroup({ name: 'Branch' });
		const moved = [...world.devices.values()].filter((_, index) => index % 5 === 0);
		for (const device of moved) device.meshid = _id;
		const devices = await wrapped.client().devices(_id);
		expect(idsOf(devices)).toEqual(moved.map(({ node }) => node._id).sort());
		expect(devices.every(({ groupname }) => groupname === 'Branch')).toBe(true);
	}, 120_000);

	it('M8 are not read when a few are enough', async () => {
		expect((await wrapped.client().devices(undefined, 50)).length).toBeGreaterThanOrEqual(50);
		expect(wrapped.sent()).toEqual(['GET listdevices']);
	});

	it('M8 are looked for by name at the server', async () => {
		const client = wrapped.client();
		const reading = { client, siblings: {}, timezone: 'UTC' };
		const named = async (value: string) => await deviceLocator.read({ __rl: true, mode: 'name', value }, reading);
		expect(await named('HOST04321')).toBe(wrapped.simulator.world.deviceNamed('host04321').node._id);
		expect(await named('lab-two')).toBe(lab.two);
		expect(await failureOf(named('host0432'))).toMatchObject({ message: 'MeshCentral has no device with the name "host0432"' });
		expect(asked()).toBe(4);
	});

	it.each([
		['a part of the name', 'ost0432', 10, 'host04320 (OpenFrame'],
		['a part of the address', '10.20.16.', 256, 'host04097'],
		['what is there twice', 'lab-two', 1, 'lab-two (OpenFrame'],
		['what there is not', "it's not (there)", 0, undefined],
	])('M8 are shown in a drop-down by %s', async (_, text, count, first) => {
		const shown = await searchDevices(wrapped.client(), text);
		expect(shown).toHaveLength(count);
		if (first) expect(shown[0]?.name).toContain(first);
		expect(asked()).toBeLessThan(20);
	});

	it('M8 are all in a drop-down without a text, and by their group', async () => {
		const shown = await searchDevices(wrapped.client(), '');
		expect(shown.map(({ value }) => value).sort()).toEqual(existing());
		expect(shown.find(({ value }) => value === lab.three)?.name).toBe('lab-three (OpenFrame, offline)');
		expect(asked()).toBeLessThan(60);
		expect(await searchDevices(wrapped.client(), 'openf')).toHaveLength(5_000);
	}, 60_000);

	it('M8 are watched by the trigger, all of them', async () => {
		const wants = { events: new Set(['deviceOffline']), fields: [], open: [], isKnown: () => false, filters: {}, chosen: {} } as unknown as Wants;
		const { sightings } = await meshCentralWatch.look(wrapped.client(), wants);
		expect(sightings!.map(({ device }) => device.id).sort()).toEqual(existing());
		expect(sightings!.filter(({ status }) => status === 'offline')).toHaveLength([...wrapped.simulator.world.devices.values()].filter(({ connection }) => !connection).length);
	}, 120_000);
});

describe('a list that just fits, or just does not', () => {
	it.each([65, 66, 67, 68, 69, 70, 71, 72, 73, 74, 75, 76])('M8 of %i devices is whole', async (devices) => {
		wrapped = await startWrapped({ devices });
		expect(idsOf(await wrapped.client().devices())).toEqual(existing());
	});
});

describe('names', () => {
	const add = (names: readonly string[]) => {
		for (const name of names) wrapped.simulator.world.addDevice(lab.group, { name });
	};
	beforeEach(async () => (wrapped = await startWrapped()));

	it('M8 that mean something to a filter, a shell or a table do no harm', async () => {
		const odd = ["it's", 'say "hi"', 'a|b', '[x]', '(', ')', '\\', 'one\ntwo', 'ip:1', 'user:x', 'group:y', 'a and b', 'a or b', '-x', '--json', '007', '1e3', 'İstanbul', '日本 🙂', '$(id)', '`id`', '^$', '*', '+', 'a, b', ' padded ', '"",""', '{"a":1}'];
		add(odd);
		add(odd.map((name) => `${name} again`));
		for (let count = 0; count < 8; count++) add(odd);
		expect(idsOf(await wrapped.client().devices())).toEqual(existing());
		for (const name of odd) {
			const found = await wrapped.client().candidates({ name });
			expect([name, found.filter((device) => device.name === name).length]).toEqual([name, 9]);
		}
		expect(wrapped.simulator.dangerousLines).toEqual([]);
	}, 120_000);

	it('M8 that are all the same part nothing, and 300 are whole all the same', async () => {
		add(Array.from({ length: 300 }, () => 'kiosk'));
		expect(idsOf(await wrapped.client().devices())).toEqual(existing());
		expect(await wrapped.client().candidates({ name: 'Kiosk' })).toHaveLength(300);
	});

	it('M8 that are all the same of more devices than fit are an error, and never half a list', async () => {
		add(Array.from({ length: 600 }, () => 'kiosk'));
		expect(await failureOf(wrapped.client().devices())).toMatchObject({ message: expect.stringMatching(/^More than \d+ devices have the name "kiosk"/), advice: expect.stringContaining("'WebSocket'") });
	});
});

describe('devices that come and go while the list is read', () => {
	const during = async (isTime: () => boolean, change: () => void) => {
		for (let count = 0; count < 2_000 && !isTime(); count++) await sleep(1);
		change();
	};
	const csvs = () => wrapped.simulator.arrivals.filter(({ params }) => 'csv' in params).length;
	beforeEach(async () => (wrapped = await startWrapped({ devices: 1_000, latencyMs: 2 })));

	it('M8 do not make it less than whole: it is counted, and read again where the count is another', async () => {
		const before = existing();
		const { world } = wrapped.simulator;
		const changing = during(() => csvs() > 1, () => {
			world.addDevice(lab.group, { name: 'newcomer' });
			world.devices.delete(world.deviceNamed('host00500').node._id);
		});
		const [devices] = await Promise.all([wrapped.client().devices(), changing]);
		const gone = before.filter((id) => !world.devices.has(id));
		expect(gone).toHaveLength(1);
		const found = new Set(idsOf(devices));
		expect(before.filter((id) => !found.has(id) && !gone.includes(id))).toEqual([]);
	}, 60_000);

	it('M8 without end are an error that says so', async () => {
		const { world } = wrapped.simulator;
		const growing = setInterval(() => world.addDevice(lab.group, { name: `more-${world.devices.size}` }), 2);
		try {
			expect(await failureOf(wrapped.client().devices())).toMatchObject({ message: expect.stringMatching(/^The list of devices kept changing/), advice: expect.stringContaining('Try again') });
		} finally {
			clearInterval(growing);
		}
	}, 60_000);
});
