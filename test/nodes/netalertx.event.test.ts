import { at, byMac, jsonOf, lab, nobody, startLab, type Running } from '../support/netAlertX';

let running: Running;
beforeEach(async () => {
	running = await startLab();
});
afterEach(async () => await running.stop());

const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000);
const stored = (time: Date) => time.toISOString().slice(0, 19).replace('T', ' ');

describe('Event > Get Many', () => {
	const others = ['Connected', 'Disconnected', 'Device Down', 'Down Reconnected', 'IP Changed', 'New Device'];

	/** Three events of one device, an hour apart, beside those of the lab's own history. */
	function addHistory() {
		const { database } = running.simulator;
		for (const hours of [2, 3, 4]) {
			const eveDateTime = stored(hoursAgo(hours));
			database.addEvent({ eveMac: lab.nas, eveIp: '192.168.10.10', eveEventType: `Maintenance ${hours}`, eveDateTime });
		}
	}

	const newcomer = '7c:10:c9:00:00:71';
	beforeEach(() => running.simulator.database.patch(newcomer, { devName: 'newcomer' }));

	it('gives them in short, newest first', async () => {
		const [first, ...rest] = jsonOf(await running.run('event', 'getAll', { limit: 3 })) as Array<{ time: string }>;
		expect(first).toEqual({
			name: 'newcomer',
			time: expect.stringMatching(/^\d{4}-.*Z$/),
			type: 'New Device',
			ip: '192.168.10.71',
			info: 'New Vendor Ltd',
			mac: newcomer,
		});
		expect(Object.keys(first!).slice(0, 3)).toEqual(['name', 'time', 'type']);
		expect(rest).toHaveLength(2);
		for (const { time } of rest) expect(time <= first!.time).toBe(true);
		expect(running.sent()).toEqual(['GET /events', 'GET /devices']);
	});

	describe('names the device by the list of devices', () => {
		const named = async (items = [{}]) => jsonOf(await running.run('event', 'getAll', { limit: 1 }, { items })) as Array<{ name: string | null }>;
		const listings = () => running.sent().filter((request) => request === 'GET /devices').length;

		it('which is read once for all items', async () => {
			expect(await named([{}, {}, {}])).toMatchObject([{ name: 'newcomer' }, { name: 'newcomer' }, { name: 'newcomer' }]);
			expect(listings()).toBe(1);
		});

		it('null for one that is deleted', async () => {
			running.simulator.database.delete(newcomer);
			expect(await named()).toMatchObject([{ name: null, mac: newcomer }]);
		});

		it('null for all where the list is refused, which is not requested again for every item', async () => {
			running.simulator.answerNext({ method: 'GET', path: /^\/devices$/ }, { status: 403, body: { success: false, error: 'no' } }, 3);
			expect(await named([{}, {}, {}])).toMatchObject([{ name: null, type: 'New Device' }, { name: null }, { name: null }]);
			expect(listings()).toBe(1);
		});

		it('which is not read where there is no event, or the rows stay raw', async () => {
			await running.run('event', 'getAll', { eventType: 'other', otherType: 'Nothing' });
			await running.run('event', 'getAll', { simplify: false });
			expect(listings()).toBe(0);
		});
	});

	it('without Simplify gives what the server answered', async () => {
		const got = await running.run('event', 'getAll', { limit: 1, simplify: false });
		expect(jsonOf(got)).toMatchObject([{ eveMac: '7c:10:c9:00:00:71', eveEventType: 'New Device', evePendingAlertEmail: 0 }]);
	});

	it.each(others)('of the type %s', async (eventType) => {
		const got = await running.run('event', 'getAll', { eventType, returnAll: true });
		const stored = running.simulator.database.events().filter(({ eveEventType }) => eveEventType === eventType);
		expect(jsonOf(got)).toHaveLength(stored.length);
		expect(stored.length).toBeGreaterThan(0);
		expect(jsonOf(got).every((event) => (event as { type: string }).type === eventType)).toBe(true);
	});

	it('of a type that is entered', async () => {
		addHistory();
		const got = await running.run('event', 'getAll', { eventType: 'other', otherType: 'Maintenance 3' });
		expect(jsonOf(got)).toMatchObject([{ type: 'Maintenance 3', mac: lab.nas }]);
	});

	it('of one device, found by name', async () => {
		const got = await running.run('event', 'getAll', { eventsOf: 'one', deviceId: at('name', 'nas'), returnAll: true });
		const stored = running.simulator.database.events().filter(({ eveMac }) => eveMac === lab.nas);
		expect(jsonOf(got)).toHaveLength(stored.length);
		expect(running.sent()).toEqual(['GET /devices', 'GET /events']);
		expect(running.simulator.requests.at(-1)?.query).toEqual({ mac: lab.nas });
		expect(jsonOf(got).every((event) => (event as { name: string }).name === 'nas')).toBe(true);
	});

	it.each([
		['from a time on', { from: hoursAgo(3.5) }, ['Maintenance 2', 'Maintenance 3'], 'GET /events/5'],
		['up to a time', { to: hoursAgo(2.5) }, ['Maintenance 3', 'Maintenance 4'], 'GET /events'],
		['between two', { from: hoursAgo(3.5), to: hoursAgo(2.5) }, ['Maintenance 3'], 'GET /events/5'],
		['from the time of one, that one included', { from: 'third' }, ['Maintenance 2', 'Maintenance 3'], 'GET /events/5'],
		['up to the time of one, that one included', { to: 'third' }, ['Maintenance 3', 'Maintenance 4'], 'GET /events'],
	])('%s, asking the server for no more hours than needed', async (_, bounds, types, request) => {
		addHistory();
		const third = running.simulator.database.events().find(({ eveEventType }) => eveEventType === 'Maintenance 3')!;
		const iso = (time: Date | string) => (time === 'third' ? `${third.eveDateTime.replace(' ', 'T')}Z` : (time as Date).toISOString());
		const parameters = Object.fromEntries(Object.entries(bounds).map(([name, time]) => [name, iso(time)]));
		const got = await running.run('event', 'getAll', { ...parameters, returnAll: true });
		const found = jsonOf(got).map((event) => (event as { type: string }).type);
		expect(found.filter((type) => type.startsWith('Maintenance'))).toEqual(types);
		expect(running.sent()).toEqual([request, 'GET /devices']);
	});

	it('of one device within a time', async () => {
		addHistory();
		const parameters = { eventsOf: 'one', deviceId: byMac(lab.nas), from: hoursAgo(3.5).toISOString(), to: hoursAgo(1).toISOString() };
		const got = await running.run('event', 'getAll', parameters);
		expect(jsonOf(got)).toMatchObject([{ type: 'Maintenance 2' }, { type: 'Maintenance 3' }]);
		expect(running.simulator.requests).toMatchObject([{ path: '/events', query: { mac: lab.nas } }, { path: '/devices' }]);
	});

	it('with what is no time is refused before anything is sent', async () => {
		const { error } = await running.run('event', 'getAll', { from: '={{ "yesterday" }}' });
		expect(error?.message).toMatch(/^'From' must be a date and time/);
		expect(running.sent()).toEqual([]);
	});
});

describe('Event > Create', () => {
	it('writes the event, with its time in UTC and without an alert unless one is meant', async () => {
		const event = { type: 'Maintenance', ip: '192.168.10.10', info: 'fan', time: '2026-01-02T03:04:05+01:00' };
		const got = await running.run('event', 'create', { deviceId: byMac(lab.nas), ...event });
		expect(jsonOf(got)).toEqual([
			{ id: lab.nas, name: 'nas', ip: '192.168.10.10', time: '2026-01-02T02:04:05.000Z', message: `Created event for ${lab.nas}`, confirmed: true },
		]);
		const body = {
			ip: '192.168.10.10',
			event_type: 'Maintenance',
			additional_info: 'fan',
			pending_alert: 0,
			event_time: '2026-01-02T02:04:05.000Z',
		};
		expect(running.written()).toEqual([[`POST /events/create/${lab.nas}`, body]]);
		expect(running.simulator.database.events().at(-1)).toMatchObject({ eveMac: lab.nas, eveDateTime: '2026-01-02 02:04:05+00:00' });
	});

	it('N3 without a time takes that of now, to the millisecond, by which the server tells events apart', async () => {
		const before = Date.now();
		const got = await running.run('event', 'create', { deviceId: byMac(lab.nas), type: 'Maintenance', alert: true });
		const [{ time }] = jsonOf(got) as [{ time: string }];
		expect(Date.parse(time)).toBeGreaterThanOrEqual(before);
		expect(Date.parse(time)).toBeLessThanOrEqual(Date.now());
		const body = { ip: '0.0.0.0', event_type: 'Maintenance', additional_info: '', pending_alert: 1, event_time: time };
		expect(running.written()).toEqual([[`POST /events/create/${lab.nas}`, body]]);
		expect(running.sent()).toEqual([`GET /device/${lab.nas}`, `POST /events/create/${lab.nas}`, 'GET /events']);
	});

	const maintenance = () => running.simulator.database.events().filter(({ eveEventType }) => eveEventType === 'Maintenance');
	const three = [{ info: 'a' }, { info: 'b' }, { info: 'c' }];

	it('N3 of three with one device and type that are written one after the other, as many are confirmed as the log has', async () => {
		const got = await running.run('event', 'create', { deviceId: byMac(lab.nas), type: 'Maintenance', info: '={{ $json.info }}' }, { items: three });
		const confirmed = jsonOf(got).filter((item) => (item as { confirmed: boolean }).confirmed);
		expect(maintenance()).toHaveLength(confirmed.length);
		expect(jsonOf(got)).toHaveLength(3);
	});

	it.each([
		['other words', three],
		['the same words', [{ info: 'a' }, { info: 'a' }, { info: 'a' }]],
	])('N3 of three with the same device, type and time and %s, the one that the server keeps is confirmed', async (_, items) => {
		const event = { type: 'Maintenance', info: '={{ $json.info }}', time: '2026-01-02T03:04:05Z' };
		const got = await running.run('event', 'create', { deviceId: byMac(lab.nas), ...event }, { items });
		expect(maintenance()).toMatchObject([{ eveAdditionalInfo: 'a' }]);
		const dropped = { confirmed: false, reason: expect.stringMatching(/^Dropped: NetAlertX keeps one event/) };
		expect(jsonOf(got)).toEqual([expect.not.objectContaining({ reason: expect.anything() }), expect.objectContaining(dropped), expect.objectContaining(dropped)]);
		expect(jsonOf(got)[0]).toMatchObject({ confirmed: true });
	});

	it('N3 an event that is there with other words is not overwritten, and the new one not confirmed', async () => {
		running.simulator.database.addEvent({ eveMac: lab.nas, eveIp: '0.0.0.0', eveEventType: 'maintenance', eveDateTime: '2026-01-02 03:04:05+00:00', eveAdditionalInfo: 'old' });
		const got = await running.run('event', 'create', { deviceId: byMac(lab.nas), type: 'Maintenance', info: 'new', time: '2026-01-02T03:04:05Z' });
		expect(jsonOf(got)).toMatchObject([{ confirmed: false, reason: expect.stringContaining('already had one') }]);
	});

	it('N3 what looks like a number is found again, as the server keeps it', async () => {
		const got = await running.run('event', 'create', { deviceId: byMac(lab.nas), type: 'Maintenance', info: '0042' });
		expect(maintenance()).toMatchObject([{ eveAdditionalInfo: 42 }]);
		expect(jsonOf(got)).toMatchObject([{ confirmed: true }]);
	});

	it('N3 an event that the log does not show is not confirmed', async () => {
		running.simulator.answerNext({ method: 'GET', path: /^\/events/ }, { status: 200, body: { success: true, count: 0, events: [] } });
		const got = await running.run('event', 'create', { deviceId: byMac(lab.nas), type: 'Maintenance' });
		expect(jsonOf(got)).toMatchObject([{ confirmed: false, reason: 'NetAlertX answered that it created the event, but its log does not show it.' }]);
	});

	it('N3 one that cannot be read back says that it was created', async () => {
		running.simulator.answerNext({ method: 'GET', path: /^\/events/ }, { status: 500, body: { success: false, error: 'no' } });
		const { error } = await running.run('event', 'create', { deviceId: byMac(lab.nas), type: 'Maintenance' });
		expect(error).toMatchObject({ message: 'no', description: expect.stringContaining('NetAlertX answered that it created the event; only reading it back failed.') });
		expect(maintenance()).toHaveLength(1);
	});

	it('for a device that does not exist is an error, although the server takes any', async () => {
		const { error } = await running.run('event', 'create', { deviceId: byMac(nobody), type: 'Maintenance' });
		expect(error?.message).toBe('Device not found');
		expect(running.written()).toEqual([]);
	});
});
