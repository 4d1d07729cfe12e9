/** What NetAlertX offers beside devices and events: history, sessions, notifications, plugins, files and figures; each trap of its routes has a test. */
import { rowsIn, withoutFormulas } from '../../nodes/NetAlertX/csv';
import { speedIn } from '../../nodes/NetAlertX/toolOutput';
import { byMac, jsonOf, lab, nobody, startLab, type Running } from '../support/netAlertX';
import type { NodeRun } from '../support/runNode';

let running: Running;
beforeEach(async () => {
	running = await startLab();
});
afterEach(async () => await running.stop());

const run = async (resource: string, operation: string, parameters: object = {}) => await running.run(resource, operation, parameters as never);
const fileOf = ({ output }: NodeRun, field = 'data') => output[0]![0]!.binary![field]!;
const textOf = (got: NodeRun, field?: string) => Buffer.from(fileOf(got, field).data, 'base64').toString('utf8');
const id = 'c33bc1c9-3c59-4faa-925f-5b3c15a417c9';
const aTime = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string;

describe('in real n8n, each of them', () => {
	const cases: ReadonlyArray<[title: string, resource: string, operation: string, parameters: object, first: object, sent: string[]]> = [
		[
			'Device > Get History', 'device', 'getHistory', { deviceId: byMac(lab.nas) },
			{ name: 'nas', time: '2026-11-20T18:25:00.000Z', changedBy: 'user:api', field: 'Owner', column: 'devOwner', from: '', to: 'Ada', ip: '192.168.10.10', id: lab.nas },
			[`GET /device/${lab.nas}`, 'POST /graphql'],
		],
		['Device > Get Open Ports', 'device', 'getOpenPorts', { deviceId: byMac(lab.nas) }, { name: 'nas', ip: '192.168.10.10', port: 22, service: 'ssh', id: lab.nas }, [`GET /device/${lab.nas}`, 'POST /device/open_ports']],
		['Device > Export as CSV', 'device', 'exportCsv', {}, { fileName: 'devices.csv', devices: 40, columns: 49 }, ['GET /devices/export/csv']],
		['Scan > Pause', 'scan', 'pause', { minutes: 90 }, { paused: true, minutes: 90, until: expect.stringMatching(/Z$/), message: 'Scans paused for 90 minutes' }, ['POST /scan/pause']],
		['Scan > Resume', 'scan', 'resume', {}, { paused: false, message: 'Scans resumed' }, ['POST /scan/resume']],
		['Session > Get Many', 'session', 'getAll', { deviceId: byMac(lab.nas) }, { name: 'nas', connectedAt: aTime, stillConnected: true, ip: '192.168.10.10', id: lab.nas }, [`GET /device/${lab.nas}`, 'GET /sessions/list']],
		['Statistics > Get Health', 'statistics', 'getHealth', {}, { load: expect.any(Number), memoryUsedPercent: expect.any(Number), storageGigabytes: 64.5, cpuTemperatureCelsius: null }, ['GET /health']],
		[
			'Network > Get Topology', 'network', 'getTopology', {},
			{ name: 'gateway', parentName: null, port: null, children: expect.any(Number), id: lab.gateway, parentId: 'internet' },
			['GET /devices/network/topology'],
		],
		['Network > Get Interfaces', 'network', 'getInterfaces', {}, { name: 'eth0', state: 'up', ipv4: ['192.168.10.99/24'], mac: '02:00:5e:00:53:01', mtu: 1400, receivedBytes: 1750353923 }, ['GET /nettools/interfaces']],
		['Network > Run Speed Test', 'network', 'speedTest', {}, { pingMilliseconds: 12.345, downloadMbit: 93.21, uploadMbit: 41.07 }, ['GET /nettools/speedtest']],
	];

	it.each(cases)('%s', async (_, resource, operation, parameters, first, sent) => {
		const got = await run(resource, operation, parameters);
		expect(got.error).toBeUndefined();
		expect(jsonOf(got)[0]).toMatchObject(first);
		expect(running.sent()).toEqual(sent);
	});
});

describe('Device > Get History', () => {
	it('asks for nothing of a device without an internal ID, of which NetAlertX would answer the history of all', async () => {
		running.simulator.database.patch(lab.nas, { devGUID: '' });
		const { error } = await run('device', 'getHistory', { deviceId: byMac(lab.nas) });
		expect(error?.message).toBe('NetAlertX has no internal ID (GUID) of nas');
		expect(running.sent()).toEqual([`GET /device/${lab.nas}`]);
	});

	it('is that of the device alone, and of all devices where that is chosen, by the names that they have now', async () => {
		expect(jsonOf(await run('device', 'getHistory', { deviceId: byMac(lab.printer) }))).toEqual([]);
		const all = jsonOf(await run('device', 'getHistory', { historyOf: 'all' })) as Array<{ id: string; field: string }>;
		expect(all).toHaveLength(8);
		expect(new Set(all.map((each) => each.id))).toEqual(new Set(['b8:27:eb:29:00:29', '7c:10:c9:00:00:71', lab.nas]));
	});

	it.each([
		[{ changedField: 'devLastIP' }, ['IP Address', 'IP Address']],
		[{ changedBy: ' NEWDEV ' }, ['Name', 'Parent Device', 'Parent Port']],
		[{ limit: 1 }, ['IP Address']],
		[{ limit: 2 }, ['IP Address', 'IP Address']],
	])('goes by %j', async (parameters, fields) => {
		expect((jsonOf(await run('device', 'getHistory', { historyOf: 'all', ...parameters })) as Array<{ field: string }>).map(({ field }) => field)).toEqual(fields);
	});

	it('is whole in any number of pages, and has no row twice', async () => {
		const { history } = running.simulator;
		const [row] = history;
		for (let second = 0; second < 2500; second++) history.push({ ...row!, timestamp: new Date(Date.UTC(2026, 0, 1) - second * 1000).toISOString().slice(0, 19).replace('T', ' ') });
		const got = jsonOf(await run('device', 'getHistory', { historyOf: 'all', returnAll: true, simplify: false })) as Array<{ timestamp: string }>;
		expect(got).toHaveLength(2504);
		expect(running.written()).toHaveLength(3);
	});

	it('is whole also where the server gives less at a time than it is asked for', async () => {
		const [row] = running.simulator.history;
		const page = (day: number) => ({ status: 200, body: { data: { deviceHistoryGrouped: { count: 3, history: day > 3 ? [] : [{ ...row!, timestamp: `2026-01-0${day} 10:00:00` }] } } } });
		for (const day of [1, 2, 3]) running.simulator.answerNext({ method: 'POST' }, page(day));
		expect(jsonOf(await run('device', 'getHistory', { historyOf: 'all', returnAll: true }))).toHaveLength(3);
		expect(running.written()).toHaveLength(3);
	});

	it('of a device that is deleted has no name, and its internal ID', async () => {
		const guid = String(running.simulator.database.device(lab.nas)!.devGUID);
		running.simulator.database.delete(lab.nas);
		const all = jsonOf(await run('device', 'getHistory', { historyOf: 'all' }));
		expect(all).toContainEqual(expect.objectContaining({ name: null, id: null, guid, field: 'Owner' }));
	});

	it('that an old server does not know is an error in its words', async () => {
		running.simulator.answerNext({ method: 'POST' }, { status: 200, body: { errors: ["Cannot query field 'deviceHistoryGrouped' on type 'Query'."] } });
		const { error } = await run('device', 'getHistory', { historyOf: 'all' });
		expect(error?.message).toBe("Cannot query field 'deviceHistoryGrouped' on type 'Query'.");
	});
});

describe('Device > Export as CSV', () => {
	it('is the file of the server, with quotes, commas and accents as they are', async () => {
		const got = await run('device', 'exportCsv', { escapeFormulas: false });
		expect(fileOf(got)).toMatchObject({ mimeType: 'text/csv', fileName: 'devices.csv' });
		expect(textOf(got)).toContain('"Main storage second line, ""quoted"""');
		expect(textOf(got)).toContain(`"Zoë's phone"`);
		expect(rowsIn(textOf(got))).toHaveLength(41);
	});

	it.each(['=1+1', '+49 30', '-rf', '@SUM(A1)', '\tx'])('has an apostrophe before a name that a spreadsheet would run: %j', async (devName) => {
		running.simulator.database.patch(lab.printer, { devName });
		expect(textOf(await run('device', 'exportCsv'))).toContain(`"'${devName}"`);
		expect(textOf(await run('device', 'exportCsv', { escapeFormulas: false }))).toContain(`"${devName}"`);
	});

	it('changes no other cell', async () => {
		const [asIs, escaped] = [textOf(await run('device', 'exportCsv', { escapeFormulas: false })), textOf(await run('device', 'exportCsv'))];
		expect(escaped).toBe(asIs);
	});

	it('of no devices is an empty file', async () => {
		running.simulator.database.deleteWhere(() => true);
		const got = await run('device', 'exportCsv');
		expect(jsonOf(got)).toEqual([{ fileName: 'devices.csv', devices: 0, columns: 0, bytes: 0 }]);
	});

	it('goes under the name and into the field that are chosen, and never into a folder', async () => {
		const got = await run('device', 'exportCsv', { fileName: '../../all devices.csv', binaryPropertyName: 'inventory' });
		expect(fileOf(got, 'inventory').fileName).not.toMatch(/[/\\]/);
	});

	it.each(['<html><title>Sign in</title></html>', 'hello', '"name"\r\n"x"\r\n', '"devMac","unclosed\r\n', '{"data": []}'])('is an error where something else is answered: %s', async (body) => {
		running.simulator.answerNext({}, { status: 200, headers: { 'content-type': 'text/csv' }, body }, 5);
		const { error, output } = await run('device', 'exportCsv');
		expect(error).toBeDefined();
		expect(output[0] ?? []).toEqual([]);
	});

	it.each([
		['"a","b"\r\n"1","2"\r\n', [['a', 'b'], ['1', '2']]],
		['"a ""b"" c","d,e"\n', [['a "b" c', 'd,e']]],
		['a,"b\r\nc"', [['a', 'b\r\nc']]],
		['""\r\n\r\n', []],
		['\r\n', []],
		['', []],
		['"open', undefined],
		['"a"b,c', undefined],
	])('reads %j', (csv, rows) => {
		expect(rowsIn(csv)).toEqual(rows);
		if (rows) expect(rowsIn(withoutFormulas(rows))).toEqual(rows);
	});
});

describe('Device > Get Open Ports', () => {
	it('gives nothing of a device that was never scanned, which NetAlertX calls not found', async () => {
		const got = await run('device', 'getOpenPorts', { deviceId: byMac(lab.printer) });
		expect(got.error).toBeUndefined();
		expect(jsonOf(got)).toEqual([]);
	});

	it('of a device that is not there is an error, and the ports are not asked for', async () => {
		const { error } = await run('device', 'getOpenPorts', { deviceId: byMac(nobody) });
		expect(error?.message).toBe('Device not found');
		expect(running.sent()).toEqual([`GET /device/${nobody}`]);
	});

	it('of a device without a MAC address is refused: NetAlertX takes nothing else', async () => {
		running.simulator.database.insert({ devMac: 'Switch Livingroom', devName: 'switch' });
		const { error } = await run('device', 'getOpenPorts', { deviceId: byMac('Switch Livingroom') });
		expect(error?.message).toContain('cannot look up open ports of the device');
	});
});

describe('Scan', () => {
	it.each([0, 1441, '', 'soon'])('Pause for %j minutes is refused before anything is sent', async (minutes) => {
		const { error } = await run('scan', 'pause', { minutes });
		expect(error?.message).toContain("'Minutes' must be a whole number from 1 to 1440");
		expect(running.sent()).toEqual([]);
	});

	const plugin = (value: string) => ({ plugin: { __rl: true, mode: 'id', value } });

	it('Run Plugin takes the route for scans where there is one, and the queue for all others', async () => {
		expect(jsonOf(await run('scan', 'runPlugin', plugin('arpscan')))).toEqual([{ queued: true, plugin: 'ARPSCAN', message: 'Scan triggered for type: ARPSCAN' }]);
		expect(jsonOf(await run('scan', 'runPlugin', plugin('VNDRPDT')))).toMatchObject([{ queued: true, plugin: 'VNDRPDT' }]);
		expect(running.simulator.network.queuedScans).toEqual(['ARPSCAN']);
		expect(running.simulator.queue).toEqual(['run|VNDRPDT']);
	});

	it.each(['NMAP', 'BOGUS', 'ARPSCAN|x', 'run|ARPSCAN', '../settings'])('Run Plugin of what is not loaded is refused: the queue takes any text (%s)', async (name) => {
		const { error } = await run('scan', 'runPlugin', plugin(name));
		expect(error?.message).toBe(`The plugin "${name}" is not loaded in NetAlertX`);
		expect(error?.description).toContain('Loaded are: ARPSCAN, CUSTPROP, ');
		expect(running.written()).toEqual([]);
	});

	it.each(['={{ undefined }}', '={{ null }}', '={{ [] }}', '={{ {} }}', '={{ "" }}', ' ', '={{ ["ARPSCAN", "VNDRPDT"] }}', '={{ 0 }}', '={{ true }}', '*', 'ARPSCAN,NMAPDEV', 'ARPSCAN\nrun|VNDRPDT', 'ARPSCAN\u0000', '={{ $json.missing }}'])(
		'Run Plugin of %j runs nothing',
		async (name) => {
			expect((await run('scan', 'runPlugin', plugin(name))).error).toBeDefined();
			expect(running.written()).toEqual([]);
			expect([running.simulator.queue, running.simulator.network.queuedScans]).toEqual([[], []]);
		},
	);

	it('Run Plugin is refused where it is not known what is loaded', async () => {
		running.simulator.settings.LOADED_PLUGINS = '';
		const { error } = await run('scan', 'runPlugin', plugin('ARPSCAN'));
		expect(error?.message).toBe('It is not known whether the plugin "ARPSCAN" is loaded');
		expect(running.written()).toEqual([]);
	});

	it('Run Plugin is never sent twice', async () => {
		running.simulator.answerNext({ method: 'POST' }, { status: 503, body: { success: false, error: 'busy' } }, 3);
		expect((await run('scan', 'runPlugin', plugin('VNDRPDT'))).error?.message).toContain('busy');
		expect(running.written()).toHaveLength(1);
	});
});

describe('Session > Get Many', () => {
	it('of a device that is not there is an error, where NetAlertX answers an empty list', async () => {
		expect((await run('session', 'getAll', { deviceId: byMac(nobody) })).error?.message).toBe('Device not found');
	});

	it('of all devices is read without names where their list cannot be read', async () => {
		running.simulator.answerNext({ method: 'GET', path: /^\/devices$/ }, { status: 403, body: { success: false, error: 'no' } });
		const { output, error } = await run('session', 'getAll', { sessionsOf: 'all', limit: 2 });
		expect(error).toBeUndefined();
		expect(output[0]!.map(({ json }) => json.name)).toEqual([null, null]);
	});

	it('is asked for without an end, which would leave out those that go on', async () => {
		const to = new Date(Date.now() + 60_000).toISOString();
		const got = jsonOf(await run('session', 'getAll', { deviceId: byMac(lab.nas), to }));
		expect(got.length).toBeGreaterThan(0);
		expect(running.simulator.requests.at(-1)?.query).toEqual({ mac: lab.nas });
	});

	it('is of those that went on within the times, newest first', async () => {
		const { database } = running.simulator;
		database.deleteEvents(() => true);
		const event = (eveEventType: string, eveDateTime: string) => database.addEvent({ eveMac: lab.printer, eveIp: '192.168.10.12', eveEventType, eveDateTime });
		event('Connected', '2026-01-01 10:00:00');
		event('Disconnected', '2026-01-01 11:00:00');
		event('Connected', '2026-01-01 12:00:00');
		const of = async (parameters: object) => (jsonOf(await run('session', 'getAll', { deviceId: byMac(lab.printer), ...parameters })) as Array<{ connectedAt: string }>).map(({ connectedAt }) => connectedAt.slice(11, 13));
		expect(await of({})).toEqual(['12', '10']);
		expect(await of({ from: '2026-01-01T11:30:00Z' })).toEqual(['12']);
		expect(await of({ to: '2026-01-01T11:30:00Z' })).toEqual(['10']);
		expect(await of({ from: '2026-01-01T10:30:00Z', to: '2026-01-01T10:40:00Z' })).toEqual(['10']);
		const [, ended] = jsonOf(await run('session', 'getAll', { sessionsOf: 'all' }));
		expect(ended).toEqual({
			name: 'printer', connectedAt: '2026-01-01T10:00:00.000Z', disconnectedAt: '2026-01-01T11:00:00.000Z', stillConnected: false, durationSeconds: 3600, ip: '192.168.10.12', connectedBy: 'Connected',
			disconnectedBy: 'Disconnected', info: null, id: lab.printer,
		});
	});
});

describe('Network', () => {
	it('Get Topology says what a device hangs on, and gives nodes and links as they are without Simplify', async () => {
		const places = jsonOf(await run('network', 'getTopology', { returnAll: true })) as Array<{ id: string }>;
		expect(places.find((each) => each.id === lab.accessPoint)).toMatchObject({ name: 'ap-attic', parentName: 'core-switch', port: '8', parentId: lab.coreSwitch });
		expect(places.find((each) => each.id === lab.printer)).toMatchObject({ parentName: null, parentId: null });
		const [whole] = jsonOf(await run('network', 'getTopology', { simplify: false, returnAll: true })) as [{ nodes: object[]; links: object[] }];
		expect(whole.nodes).toHaveLength(places.length);
		expect(whole.links.length).toBeGreaterThan(0);
	});

	it('Get Topology comes to an end where devices hang on each other', async () => {
		running.simulator.database.patch(lab.coreSwitch, { devParentMAC: lab.accessPoint });
		expect((await run('network', 'getTopology', { returnAll: true })).error).toBeUndefined();
	});

	it('Run Speed Test is never sent twice, and says what the server lacks', async () => {
		running.simulator.answerNext({}, { status: 503, body: { success: false, error: 'speedtest-cli is not installed' } }, 3);
		expect((await run('network', 'speedTest')).error?.message).toContain('speedtest-cli is not installed');
		expect(running.sent()).toEqual(['GET /nettools/speedtest']);
	});

	it('Run Speed Test gives null for what the tool does not say', () => {
		expect(speedIn(['Cannot retrieve speedtest configuration'])).toEqual({ pingMilliseconds: null, downloadMbit: null, uploadMbit: null });
	});
});

describe('Notification', () => {
	const unread = () => running.simulator.notifications.filter(({ read }) => read === 0);
	const add = (content: string, guid = id) => running.simulator.notifications.push({ guid, content, level: 'info', read: 0, timestamp: '2026-11-20 18:29:17' });

	it('Get Many gives words in the place of HTML, and the HTML without Simplify', async () => {
		const content = '[Upgrade]: to <code>v26</code>   <i class="fa"></i> Please:  <ol> <li>Click &amp; go</li>\n <li>2 &lt; 3</li></ol>';
		add(content);
		expect(jsonOf(await run('notification', 'getAll'))).toEqual([{ time: '2026-11-20T18:29:17.000Z', level: 'info', text: '[Upgrade]: to v26 Please:\nClick & go\n2 < 3', isRead: false, id }]);
		expect(jsonOf(await run('notification', 'getAll', { simplify: false }))).toMatchObject([{ guid: id, content }]);
	});

	it('Get Many of none is nothing', async () => {
		expect(jsonOf(await run('notification', 'getAll'))).toEqual([]);
	});

	it('Create always sends the level, which NetAlertX takes for an alert where it is left out, and finds what it wrote', async () => {
		add('Backup has failed');
		const [created] = jsonOf(await run('notification', 'create', { content: 'Backup has failed' })) as [{ id: string }];
		expect(created).toEqual({ created: true, level: 'info', text: 'Backup has failed', confirmed: true, id: unread().at(-1)!.guid });
		expect(created.id).not.toBe(id);
		expect(running.written()).toEqual([['POST /messaging/in-app/write', { content: 'Backup has failed', level: 'info' }]]);
	});

	it('Create says where a write at the same time lost it', async () => {
		running.simulator.answerNext({ method: 'POST' }, { status: 200, body: { success: true } });
		expect(jsonOf(await run('notification', 'create', { content: 'x' }))).toEqual([{ created: true, level: 'info', text: 'x', confirmed: false, reason: expect.stringContaining('lost it'), id: null }]);
	});

	it('Create of many items writes one after the other, whatever is chosen', async () => {
		const items = Array.from({ length: 20 }, (_, index) => ({ text: `note ${index}` }));
		const got = await running.run('notification', 'create', { content: '={{ $json.text }}' }, { items });
		expect(jsonOf(got).every((each) => (each as { confirmed: boolean }).confirmed)).toBe(true);
		expect(running.simulator.requests.map(({ method }) => method)).toEqual(items.flatMap(() => ['GET', 'POST', 'GET']));
	});

	it.each([['={{ "" }}', 'must not be empty'], ['x'.repeat(1025), 'must have at most 1024 characters']])('Create of %j is refused', async (content, why) => {
		expect((await run('notification', 'create', { content })).error?.message).toContain(why);
		expect(running.sent()).toEqual([]);
	});

	it('Create is never sent twice, and says that it was written where only reading it back fails', async () => {
		running.simulator.answerNext({ method: 'POST' }, { status: 500, body: { success: false, error: 'Internal Server Error', message: 'Something went wrong on the server' } }, 3);
		expect((await run('notification', 'create', { content: 'x' })).error).toBeDefined();
		expect(running.written()).toHaveLength(1);
	});

	it('Mark as Read marks that one, and no other', async () => {
		add('a');
		add('b', id.replace('c33', 'd44'));
		expect(jsonOf(await run('notification', 'markAsRead', { notificationId: ` ${id.toUpperCase()} ` }))).toEqual([{ read: true, level: 'info', text: 'a', confirmed: true, id }]);
		expect(unread().map(({ content }) => content)).toEqual(['b']);
	});

	it('Mark as Read of one that is gone is an error, where NetAlertX says success', async () => {
		const { error } = await run('notification', 'markAsRead', { notificationId: id });
		expect(error?.message).toBe(`NetAlertX has no unread notification with the ID ${id}`);
		expect(running.written()).toEqual([]);
	});

	it('Mark as Read of all says how many there were', async () => {
		add('a');
		add('b', id.replace('c33', 'd44'));
		expect(jsonOf(await run('notification', 'markAsRead', { whichNotifications: 'all' }))).toEqual([{ read: true, notifications: 2, confirmed: true }]);
		expect(unread()).toEqual([]);
	});

	it('Delete takes that one away, and says of one that was not listed that nobody knows', async () => {
		add('a');
		expect(jsonOf(await run('notification', 'delete', { notificationId: id }))).toEqual([{ deleted: true, level: 'info', text: 'a', confirmed: true, id }]);
		expect(running.simulator.notifications).toEqual([]);
		expect(jsonOf(await run('notification', 'delete', { notificationId: id }))).toEqual([{ deleted: true, level: null, text: null, confirmed: false, reason: expect.stringContaining('gives the same answer'), id }]);
	});

	it.each(['all', '={{ "" }}', ' ', '.', '..', '/', 'read/all', '*', `${id}/x`, id.slice(1), '1'])('Delete and Mark as Read of %j are refused: in the path, it would mean something else', async (notificationId) => {
		add('a');
		expect((await run('notification', 'delete', { notificationId })).error).toBeDefined();
		expect((await run('notification', 'markAsRead', { notificationId })).error).toBeDefined();
		expect(running.written()).toEqual([]);
		expect(running.simulator.notifications).toHaveLength(1);
	});

	/** As expressions that come to nothing, models, and data of another type would have it. */
	const oddIds = ['={{ undefined }}', '={{ null }}', '={{ [] }}', '={{ {} }}', '={{ 0 }}', '={{ true }}', '={{ ["all"] }}', '={{ $json.missing }}', '={{ "\\u0000" }}', '%2e%2e', `${id}?x=`, `${id}#`, `${id}\n`.repeat(2)];
	it.each(oddIds)('Delete and Mark as Read of %j send nothing', async (notificationId) => {
		add('a');
		for (const operation of ['delete', 'markAsRead']) expect((await run('notification', operation, { notificationId })).error).toBeDefined();
		expect(running.written()).toEqual([]);
		expect(unread()).toHaveLength(1);
	});

	it.each(['={{ "One" }}', '={{ " one " }}', '={{ "ONE" }}', '={{ ["one"] }}', '={{ "" }}', '={{ undefined }}', '={{ null }}', '={{ "some" }}', '={{ {} }}', '={{ true }}', '={{ ["all", "one"] }}'])(
		'Mark as Read marks no other than the one that is named where the choice is %j',
		async (whichNotifications) => {
			add('a');
			add('b', id.replace('c33', 'd44'));
			await run('notification', 'markAsRead', { whichNotifications, notificationId: id });
			expect(unread().map(({ content }) => content)).toContain('b');
			await run('notification', 'markAsRead', { whichNotifications, notificationId: '={{ "" }}' });
			expect(unread().map(({ content }) => content)).toContain('b');
			expect(running.simulator.requests.filter(({ path }) => path.endsWith('/all'))).toEqual([]);
		},
	);

	it.each(['={{ undefined }}', '={{ null }}', '={{ [] }}', '={{ {} }}', '={{ "" }}', '={{ $json.missing }}'])('Create with the text %j writes nothing', async (content) => {
		expect((await run('notification', 'create', { content })).error).toBeDefined();
		expect(running.written()).toEqual([]);
	});

	it.each(['={{ "loud" }}', '={{ {} }}', '={{ 5 }}', '={{ ["info", "alert"] }}'])('Create with the level %j writes nothing', async (level) => {
		expect((await run('notification', 'create', { content: 'x', level })).error).toBeDefined();
		expect(running.written()).toEqual([]);
	});

	it('says so where it is among the unread ones still', async () => {
		add('a');
		running.simulator.answerNext({ method: 'POST' }, { status: 200, body: { success: true } });
		running.simulator.answerNext({ method: 'DELETE' }, { status: 200, body: { success: true } });
		for (const operation of ['markAsRead', 'delete']) {
			expect(jsonOf(await run('notification', operation, { notificationId: id }))).toMatchObject([{ confirmed: false, reason: expect.stringContaining('still') }]);
		}
	});
});

describe('a database that is locked for a moment, which the server hides behind a general 500', () => {
	const hidden = { status: 500, body: { error: 'Internal Server Error', message: 'Something went wrong on the server', success: false } };
	const noteThere = () => running.simulator.notifications.push({ guid: id, content: 'a', level: 'info', read: 0, timestamp: '2026-11-20 18:29:17' });

	it.each<[resource: string, operation: string, parameters: object]>([
		['scan', 'pause', { minutes: 5 }],
		['scan', 'resume', {}],
		['notification', 'markAsRead', { notificationId: id }],
		['notification', 'markAsRead', { whichNotifications: 'all' }],
		['notification', 'delete', { notificationId: id }],
	])('%s.%s is tried again, since doing it twice does no harm', async (resource, operation, parameters) => {
		noteThere();
		for (const method of ['POST', 'DELETE']) running.simulator.answerNext({ method }, hidden);
		const got = await run(resource, operation, parameters);
		expect(got.error).toBeUndefined();
		expect(running.written()).toHaveLength(2);
	});

	it.each<[resource: string, operation: string, parameters: object]>([
		['scan', 'runPlugin', { plugin: { __rl: true, mode: 'id', value: 'VNDRPDT' } }],
		['notification', 'create', { content: 'x' }],
	])('%s.%s is not: it may have been done', async (resource, operation, parameters) => {
		running.simulator.answerNext({ method: 'POST' }, hidden);
		const { error } = await run(resource, operation, parameters);
		expect(error?.message).toBe('Something went wrong on the server (Internal Server Error)');
		expect(running.written()).toHaveLength(1);
	});
});
