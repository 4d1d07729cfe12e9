import { routes } from '../../nodes/NetAlertX/routes';
import { routeOf as routeIn, type RawRequest } from '../../nodes/shared/routes';
import { lab, startLab, type Running } from '../support/netAlertX';

const routeOf = (request: RawRequest) => routeIn(routes, request);

type Method = RawRequest['method'];
const methods: Method[] = ['GET', 'POST', 'DELETE'];

/** Routes that do harm without being asked twice, with the methods by which they do. */
const dangerous: Array<[Method, string]> = [
	...methods.map((method): [Method, string] => [method, 'dbquery/read']),
	['POST', 'dbquery/write'],
	['POST', 'dbquery/update'],
	['POST', 'dbquery/delete'],
	['POST', 'dbquery'],
	['POST', 'devices/fields/unlock'],
	['POST', 'device/copy'],
	['POST', `device/${lab.nas}`],
	['POST', 'device/new'],
	['POST', `device/${lab.nas}/field/lock`],
	['POST', 'devices/import'],
	['DELETE', 'devices'],
	['DELETE', 'devices/empty-macs'],
	['DELETE', 'devices/unknown'],
	['DELETE', 'events'],
	['DELETE', `events/${lab.nas}`],
	['DELETE', 'events/30'],
	['DELETE', 'history'],
	['DELETE', 'logs'],
	['DELETE', 'messaging/in-app/delete'],
	['DELETE', 'messaging/in-app/delete/some-guid'],
	['GET', 'settings/API_TOKEN'],
	['GET', 'settings'],
	// The protocol for language models makes every other route a tool, `get_setting` included.
	['POST', 'mcp/sse'],
	['POST', 'mcp/messages'],
];

/** Ways to write a path so that a list of refused routes might not see it. */
const disguises: Array<[string, (path: string) => string]> = [
	['as it is', (path) => path],
	['with a slash before it', (path) => `/${path}`],
	['with slashes around it', (path) => `//${path}//`],
	['in upper case', (path) => path.toUpperCase()],
	['with blanks around it', (path) => `  /${path} `],
];

describe.each(disguises)('a dangerous route, written %s, is refused', (_, disguise) => {
	it.each(dangerous)('%s %s', (method, path) => {
		expect(() => routeOf({ method, path: disguise(path) })).toThrow(/not available here/);
	});
});

describe("N10 routes are judged as the server does, which tells capitals apart", () => {
	it.each<[Method, string, object]>([
		// For the server, each of these is a device of that name: it would be created.
		['POST', '/device/OPEN_PORTS', { createNew: true }],
		['POST', '/device/Open_ports', { createNew: true }],
		['POST', 'device/open_portS/', { createNew: true }],
		['POST', '/device/COPY', { createNew: true }],
		['POST', '/device/NEW', { createNew: true }],
		// Not available by other letters, where a server before this one disregards them.
		['POST', '/Device/Open_Ports/Field/Lock', {}],
		['POST', '/DBQuery/Read', {}],
		['GET', '/Settings/API_TOKEN', {}],
		['POST', '/GraphQL', { query: '{ settings { settings { setValue } } }' }],
		['GET', '/MCP/sse', {}],
		// A stream that never ends.
		['GET', '/sse/state', {}],
		['GET', 'SSE/State/', {}],
	])('%s %s is refused', (method, path, body) => {
		expect(() => routeOf({ method, path, body })).toThrow(/not available here/);
	});

	it.each<[Method, string, 'read' | 'once']>([
		['POST', '/device/open_ports', 'read'],
		['GET', '/sse/stats', 'read'],
		['POST', '/nettools/Traceroute', 'once'],
		['GET', '/nettools/Speedtest', 'once'],
	])('%s %s is sent as %s', (method, path, effect) => {
		expect(routeOf({ method, path }).effect).toBe(effect);
	});
});

describe('what cannot be a route never leaves the node', () => {
	let running: Running;
	beforeAll(async () => {
		running = await startLab();
	});
	afterAll(async () => await running.stop());

	it.each([
		['nothing', ''],
		['slashes only', '//'],
		['a question mark', '/dbquery?x=/read'],
		['a fragment', '/devices#x'],
		['an encoded slash', '/dbquery%2fread'],
		['an encoded letter', '/%64bquery/read'],
		['a step up', '/devices/../dbquery/read'],
		['a step to the same place', '/./dbquery/read'],
		['two slashes in the middle', '/device//copy'],
		['a backslash', '/devices\\..\\dbquery'],
		['a whole address', 'http://elsewhere.example/devices'],
		['an address without a scheme', '//elsewhere.example/../devices'],
		['a line break', '/devices\n/x'],
		['a blank in the middle', '/dev ices'],
	])('%s', async (_, path) => {
		const asked = running.client().raw({ method: 'POST', path, body: {} });
		await expect(asked).rejects.toMatchObject({ name: 'InputError' });
		expect(running.sent()).toEqual([]);
	});

	it('and another host is never asked: what looks like one is a path on this one', async () => {
		await running.client().raw({ method: 'GET', path: '//elsewhere.example/devices' }).catch(() => {});
		expect(running.sent()).toEqual(['GET /elsewhere.example/devices']);
	});
});

describe('a route is sent as segments, in the case that was entered', () => {
	it.each<[string, string[]]>([
		['/devices/network/topology', ['devices', 'network', 'topology']],
		['sessions/list/', ['sessions', 'list']],
		['/device/AA:BB:CC:00:00:01/set-alias', ['device', 'AA:BB:CC:00:00:01', 'set-alias']],
	])('%s', (path, segments) => {
		expect(routeOf({ method: 'GET', path }).path).toEqual(segments);
	});
});

describe('what asking twice does', () => {
	it.each<[Method, string, 'read' | 'once']>([
		['GET', '/devices', 'read'],
		['GET', '/sessions/list', 'read'],
		['GET', '/device/new', 'read'],
		['POST', '/devices/search', 'read'],
		['POST', '/devices/by-status', 'read'],
		['POST', '/device/open_ports', 'read'],
		['POST', '/events/last', 'read'],
		['POST', '/events/recent', 'read'],
		['POST', '/nettools/traceroute', 'read'],
		['POST', '/nettools/nslookup', 'read'],
		// No such route, except to those who disregard capitals.
		['POST', '/Devices/Search', 'once'],
		['GET', '/nettools/trigger-scan', 'once'],
		['GET', '/nettools/speedtest', 'once'],
		['GET', '/nettools/internetinfo', 'once'],
		['GET', '/Nettools/Trigger-Scan/', 'once'],
		['POST', '/nettools/nmap', 'once'],
		['POST', '/nettools/wakeonlan', 'once'],
		['POST', '/scan/pause', 'once'],
		['POST', '/messaging/in-app/write', 'once'],
		['POST', `/device/${lab.nas}/set-alias`, 'once'],
		['POST', '/devices/search/more', 'once'],
		['DELETE', `/device/${lab.nas}/delete`, 'once'],
		['DELETE', '/sessions/delete', 'once'],
	])('%s %s: %s', (method, path, effect) => {
		expect(routeOf({ method, path }).effect).toBe(effect);
	});
});
