import { lab, nobody, startLab, type Running } from '../support/netAlertX';
import { watchRequests } from '../support/requests';

let running: Running;
beforeEach(async () => {
	running = await startLab();
});
afterEach(async () => await running.stop());

const row = (mac: string) => running.simulator.database.device(mac);
const written = (mac: string, columnName: string, columnValue: unknown) => [
	`POST /device/${mac}/update-column`,
	{ columnName, columnValue },
];
const databaseIsLocked = { status: 200, body: { success: false, error: 'database is locked' } };
const hiddenBehindGeneralWords = {
	status: 500,
	body: { success: false, error: 'Internal Server Error', message: 'Something went wrong on the server' },
};

describe('updating a device', () => {
	it('writes exactly the columns given, in the order given, switches as 0 and 1', async () => {
		const before = { ...row(lab.phone) };
		await running.client().update(lab.phone, { devVlan: '7', devFavorite: true, devName: 'renamed', devAlertEvents: false });
		expect(running.written()).toEqual([
			written(lab.phone, 'devVlan', '7'),
			written(lab.phone, 'devFavorite', 1),
			written(lab.phone, 'devName', 'renamed'),
			written(lab.phone, 'devAlertEvents', 0),
		]);
		expect(row(lab.phone)).toEqual({ ...before, devVlan: '7', devFavorite: 1, devName: 'renamed', devAlertEvents: 0 });
	});

	it.each([
		[0, 'Nothing was written before. Failed: devVlan. Not written: devName, devOwner and devSite.'],
		[2, 'Written before: devVlan and devName. Failed: devOwner. Not written: devSite.'],
		[3, 'Written before: devVlan, devName and devOwner. Failed: devSite.'],
	])('that fails at column %i says what was written and what was not', async (failing, note) => {
		const values = { devVlan: '7', devName: 'b', devOwner: 'c', devSite: 'd' };
		const before = { ...row(lab.phone) };
		const refused = { status: 400, body: { success: false, error: 'no room' } };
		// The version and the device are read first.
		const watched = watchRequests((index) => index === failing + 2 && running.simulator.answerNext({}, refused));
		await expect(running.client().update(lab.phone, values)).rejects.toMatchObject({ message: 'no room', notes: [note] });
		watched.stop();
		expect(running.written()).toHaveLength(failing + 1);
		expect(row(lab.phone)).toEqual({ ...before, ...Object.fromEntries(Object.entries(values).slice(0, failing)) });
	});

	it.each([
		['v26.3.15', 'devSite'],
		['v26.4.6', 'devIsArchived'],
	] as const)('that %s does not take is refused before anything is sent (%s)', async (version, column) => {
		running.simulator.settings.VERSION = version;
		await expect(running.client().update(lab.phone, { devName: 'b', [column]: column === 'devSite' ? 'd' : true })).rejects.toMatchObject({
			message: expect.stringMatching(new RegExp(`^Updating other fields than name, .* needs NetAlertX 26\\.5\\.4, but this is ${version}$`)) as string,
			advice: 'Update NetAlertX. Nothing was sent.',
		});
		expect(running.written()).toEqual([]);
	});

	it('that every version takes is sent without asking for the version', async () => {
		running.simulator.settings.VERSION = 'v26.3.15';
		await running.client().update(lab.phone, { devName: 'b', devFavorite: true });
		expect(running.sent()).toEqual([`GET /device/${lab.phone}`, `POST /device/${lab.phone}/update-column`, `POST /device/${lab.phone}/update-column`]);
	});

	it.each([undefined, '', 'Dev'])('is sent where the server tells no version (%p)', async (version) => {
		running.simulator.settings.VERSION = version;
		await running.client().update(lab.phone, { devSite: 'd' });
		expect(running.written()).toHaveLength(1);
	});

	it('of one column needs no such note', async () => {
		running.simulator.answerNext({ method: 'POST' }, { status: 404, body: { success: false, error: 'Device not found' } });
		const update = running.client().update(lab.phone, { devName: 'x' });
		await expect(update).rejects.toMatchObject({ message: 'Device not found', status: 404, notes: [] });
	});

	it('that is not there sends nothing but the question for it', async () => {
		await expect(running.client().update(nobody, { devName: 'x' })).rejects.toMatchObject({ message: 'Device not found', status: 404 });
		expect(running.sent()).toEqual([`GET /device/${nobody}`]);
	});

	it('with a parent that is the device itself is refused before anything is sent', async () => {
		await expect(running.client().update(lab.nas, { devName: 'x', devParentMAC: lab.nas })).rejects.toThrow(/is the device itself/);
		expect(running.sent()).toEqual([]);
	});

	it('is tried again where the server hides a locked database behind a general 500', async () => {
		running.simulator.answerNext({ method: 'POST' }, hiddenBehindGeneralWords);
		await running.client().update(lab.phone, { devName: 'renamed' });
		expect(running.written()).toEqual([written(lab.phone, 'devName', 'renamed'), written(lab.phone, 'devName', 'renamed')]);
		expect(row(lab.phone)).toMatchObject({ devName: 'renamed' });
	});
});

describe('creating a device', () => {
	it('sends what was given with createNew, and reads the device back', async () => {
		const device = await running.client().create(nobody, { devName: 'new one', devScan: true, devParentMAC: lab.gateway });
		expect(running.sent()).toEqual([`POST /device/${nobody}`, `GET /device/${nobody}`]);
		expect(running.written()[0]![1]).toEqual({ devName: 'new one', devScan: 1, devParentMAC: lab.gateway, createNew: true });
		expect(device).toMatchObject({ devMac: nobody, devName: 'new one', devScan: 1 });
	});

	it('that exists already is an error in the words of the server, and changes nothing', async () => {
		const before = { ...row(lab.nas) };
		await expect(running.client().create(lab.nas, { devName: 'x' })).rejects.toMatchObject({
			message: 'UNIQUE constraint failed: Devices.devMac',
			advice: expect.stringContaining('exists already'),
		});
		expect(row(lab.nas)).toEqual(before);
	});

	it('as its own parent is refused before anything is sent', async () => {
		await expect(running.client().create(nobody, { devParentMAC: nobody })).rejects.toThrow(/is the device itself/);
		expect(running.sent()).toEqual([]);
	});

	it('is tried again after "database is locked", and makes exactly one device', async () => {
		running.simulator.answerNext({ method: 'POST' }, databaseIsLocked);
		await running.client().create(nobody, { devName: 'new one' });
		expect(running.sent()).toEqual([`POST /device/${nobody}`, `POST /device/${nobody}`, `GET /device/${nobody}`]);
		expect(running.simulator.database.devices().filter(({ devName }) => devName === 'new one')).toHaveLength(1);
	});

	it.each([
		['an overloaded server', { status: 503, body: { success: false, error: 'busy' } }],
		['a general 500', hiddenBehindGeneralWords],
		['a broken connection', 'reset' as const],
	])('is not tried again after %s, which may have created it', async (_, fault) => {
		running.simulator.answerNext({ method: 'POST' }, fault);
		await expect(running.client().create(nobody, { devName: 'new one' })).rejects.toThrow();
		expect(running.sent()).toEqual([`POST /device/${nobody}`]);
	});
});

describe('what was done although the run failed is said, so that nobody does it again', () => {
	const refused = { status: 500, body: { success: false, error: 'no' } };

	it('a device was created, and only reading it back failed', async () => {
		running.simulator.answerNext({ method: 'GET' }, refused);
		const create = running.client().create(nobody, { devName: 'new one' });
		await expect(create).rejects.toMatchObject({ message: 'no', notes: [expect.stringMatching(/created/)] });
		expect(row(nobody)).toBeDefined();
	});

	it('a device was copied, and only reading the copy failed', async () => {
		const watched = watchRequests((index) => index === 3 && running.simulator.answerNext({}, refused));
		const copy = running.client().copy(lab.nas, nobody, false);
		await expect(copy).rejects.toMatchObject({ message: 'no', notes: [expect.stringMatching(/copied/)] });
		watched.stop();
		expect(row(nobody)).toBeDefined();
	});
});

describe('replacing a device', () => {
	it('resets what is not given, keeps what is locked, and reports both', async () => {
		const { devGUID } = row(lab.gateway)!;
		const report = await running.client().replace(lab.gateway, { devOwner: 'Grace', devScan: true });
		expect(running.written()).toEqual([
			[`POST /device/${lab.gateway}`, { devName: 'gateway', devOwner: 'Grace', devScan: 1, createNew: false }],
		]);
		expect(report.kept).toEqual(['devName']);
		expect(report.reset).toMatchObject({ devType: 'Router', devLocation: 'Rack', devParentMAC: 'internet', devAlertEvents: 1 });
		const untouched = ['devName', 'devOwner', 'devScan', 'devSSID', 'devGUID'];
		for (const name of untouched) expect(report.reset).not.toHaveProperty(name);
		expect(row(lab.gateway)).toMatchObject({
			devGUID,
			devName: 'gateway',
			devNameSource: 'LOCKED',
			devOwner: 'Grace',
			devScan: 1,
			devType: '',
			devParentMAC: '',
			devAlertEvents: 0,
		});
	});

	it('reports exactly the columns that changed without being given', async () => {
		const before = { ...row(lab.nas) };
		const { reset } = await running.client().replace(lab.nas, { devName: 'nas' });
		const after = row(lab.nas)!;
		const columns = Object.keys(after) as Array<keyof typeof after>;
		const changed = columns.filter((name) => !name.endsWith('Source') && before[name] !== null && before[name] !== after[name]);
		expect(Object.keys(reset).sort()).toEqual(changed.sort());
	});

	it('with another value for a locked field is refused: the server would drop it without a word', async () => {
		const before = { ...row(lab.gateway) };
		await expect(running.client().replace(lab.gateway, { devName: 'other', devOwner: 'Grace' })).rejects.toMatchObject({
			message: `devName of ${lab.gateway} cannot be replaced: locked`,
			advice: expect.stringContaining('Unlock the field first'),
		});
		expect(running.written()).toEqual([]);
		expect(row(lab.gateway)).toEqual(before);
	});

	it('with the same value for a locked field is fine', async () => {
		await expect(running.client().replace(lab.gateway, { devName: 'gateway' })).resolves.toMatchObject({ kept: ['devName'] });
		expect(row(lab.gateway)).toMatchObject({ devName: 'gateway', devNameSource: 'LOCKED' });
	});

	it('keeps a locked parent, which the server would overwrite', async () => {
		running.simulator.database.patch(lab.nas, { devParentMACSource: 'LOCKED' });
		await running.client().replace(lab.nas, { devName: 'nas' });
		expect(row(lab.nas)).toMatchObject({ devParentMAC: lab.coreSwitch, devParentMACSource: 'LOCKED' });
	});

	it('as its own parent is refused before anything is sent', async () => {
		await expect(running.client().replace(lab.nas, { devParentMAC: lab.nas })).rejects.toThrow(/is the device itself/);
		expect(running.sent()).toEqual([]);
	});
});

describe('the rest of what is written', () => {
	it('resetting properties sets the default of the settings', async () => {
		running.simulator.database.patch(lab.nas, { devCustomProps: 'mine' });
		await running.client().resetProperties(lab.nas);
		expect(row(lab.nas)).toMatchObject({ devCustomProps: running.simulator.settings.NEWDEV_devCustomProps });
	});

	it('an event is written with its alert as 0 or 1 and its time in UTC', async () => {
		const time = new Date('2026-01-02T03:04:05Z');
		await running.client().createEvent(lab.nas, { ip: '192.168.10.10', type: 'Maintenance', info: 'fan', alert: true, time });
		const event_time = '2026-01-02T03:04:05.000Z';
		const body = { ip: '192.168.10.10', event_type: 'Maintenance', additional_info: 'fan', pending_alert: 1, event_time };
		expect(running.written()).toEqual([[`POST /events/create/${lab.nas}`, body]]);
		const stored = running.simulator.database.events().at(-1);
		expect(stored).toMatchObject({ eveMac: lab.nas, eveEventType: 'Maintenance', evePendingAlertEmail: 1 });
	});

	it('a port scan is never sent twice', async () => {
		running.simulator.answerNext({}, { status: 503, body: { success: false, error: 'busy' } });
		await expect(running.client().nmap('192.168.10.10', 'fast')).rejects.toThrow('busy');
		expect(running.sent()).toEqual(['POST /nettools/nmap']);
	});
});
