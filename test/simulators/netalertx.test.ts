import { Agent, request as httpRequest } from 'node:http';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import { startNetAlertX, type DeviceRow, type NetAlertX, type NetAlertXOptions } from './netalertx';
import { testCertificates } from './support/certificates';
import { until } from '../e2e/n8n/wait';

const phone = 'b8:27:eb:14:00:14';
const running: NetAlertX[] = [];

async function start(options?: NetAlertXOptions): Promise<NetAlertX> {
	const simulator = await startNetAlertX(options);
	running.push(simulator);
	return simulator;
}

afterEach(() => Promise.all(running.splice(0).map((simulator) => simulator.stop())));

async function call({ url, token }: NetAlertX, method: string, path: string, body?: object) {
	const response = await fetch(`${url}${path}`, {
		method,
		headers: { Authorization: `Bearer ${token}`, ...(body && { 'Content-Type': 'application/json' }) },
		body: body && JSON.stringify(body),
	});
	return { status: response.status, body: (await response.json()) as unknown };
}

/** The status or the failure's code, from Node's own client: it does as told about connections and certificates. */
function statusOf({ url, token }: NetAlertX, options: RequestOptions): Promise<number | string | undefined> {
	const send = url.startsWith('https:') ? httpsRequest : httpRequest;
	return new Promise((resolve) => {
		const request = send(`${url}/auth?token=${token}`, options, (response) => {
			response.resume();
			response.once('end', () => resolve(response.statusCode));
		});
		request.on('error', (error: NodeJS.ErrnoException) => resolve(error.code));
		request.end();
	});
}

describe('the lab', () => {
	it('has 40 devices', async () => {
		const { database } = await start();
		expect(database.devices()).toHaveLength(40);
	});

	it('grows to the size asked for', async () => {
		const { database } = await start({ devices: 500 });
		expect(database.devices()).toHaveLength(500);
		expect(new Set(database.devices().map(({ devMac }) => devMac)).size).toBe(500);
		expect(new Set(database.devices().map(({ devLastIP }) => devLastIP)).size).toBe(500);
	});
});

describe('what the answers do not tell', () => {
	let simulator: NetAlertX;
	let row: (mac?: string) => DeviceRow | undefined;

	beforeEach(async () => {
		simulator = await start();
		row = (mac = phone) => simulator.database.device(mac);
	});

	it('an update replaces the whole device', async () => {
		simulator.database.patch(phone, { devSSID: 'lab-wifi', devScan: 1, devParentPort: 4 });
		await call(simulator, 'POST', `/device/${phone}`, {});
		expect(row()).toMatchObject({ devName: '', devSSID: '', devScan: 0, devAlertEvents: 0, devParentMAC: '', devParentPort: '' });
		expect(row()).toMatchObject({ devLastIP: '192.168.10.20', devPresentLastScan: 1, devLogEvents: 1 });
	});

	it('a lock keeps what is sent, loses what is left out, and does not hold the parent', async () => {
		const locked = { devNameSource: 'LOCKED', devVlanSource: 'LOCKED', devVlan: '7', devParentMACSource: 'LOCKED' };
		simulator.database.patch(phone, locked);
		await call(simulator, 'POST', `/device/${phone}`, { devName: 'other', devParentMAC: '3c:22:fb:10:00:01', devSSID: 'guests' });
		expect(row()).toMatchObject({ devName: 'Zoë\'s phone', devNameSource: 'LOCKED', devVlan: '', devVlanSource: 'LOCKED' });
		expect(row()).toMatchObject({ devParentMAC: '3c:22:fb:10:00:01', devSSIDSource: 'USER' });
	});

	it('a column is overwritten locked or not', async () => {
		simulator.database.patch(phone, { devNameSource: 'LOCKED' });
		await call(simulator, 'POST', `/device/${phone}/update-column`, { columnName: 'devName', columnValue: '0042' });
		expect(row()).toMatchObject({ devName: 42, devNameSource: 'LOCKED' });
	});

	it('a copy of an unknown device deletes its target', async () => {
		await call(simulator, 'POST', '/device/copy', { macFrom: 'aa:bb:cc:dd:ee:ff', macTo: phone });
		expect(row()).toBeUndefined();
	});

	it('unlocking without a MAC unlocks every device', async () => {
		simulator.database.patch(phone, { devNameSource: 'LOCKED' });
		await call(simulator, 'POST', '/devices/fields/unlock', {});
		expect(simulator.database.devices().filter(({ devNameSource }) => devNameSource === 'LOCKED')).toEqual([]);
	});

	it('the text "false" locks', async () => {
		await call(simulator, 'POST', `/device/${phone}/field/lock`, { fieldName: 'devVlan', lock: 'false' });
		expect(row()).toMatchObject({ devVlanSource: 'LOCKED' });
	});

	it('a delete with dashes deletes nothing, one that works orphans the children and leaves the events', async () => {
		await call(simulator, 'DELETE', '/device/3c-22-fb-10-00-03/delete');
		expect(row('3c:22:fb:10:00:03')).toBeDefined();
		await call(simulator, 'DELETE', '/device/3C:22:FB:10:00:03/delete');
		expect(row('3c:22:fb:10:00:03')).toBeUndefined();
		expect(row()).toMatchObject({ devParentMAC: '' });
		expect(simulator.database.events().some(({ eveMac }) => eveMac === '3c:22:fb:10:00:03')).toBe(true);
	});

	it('a MAC that is none is made into one', async () => {
		await call(simulator, 'POST', '/device/zzz', { createNew: true });
		expect(row('zz:0z')).toMatchObject({ devSourcePlugin: 'DUMMY', devIsNew: 0, devScan: 0, devLogEvents: 1 });
	});

	it('every rejected request alerts the user', async () => {
		const bare = await fetch(`${simulator.url}/devices`);
		const open = await fetch(`${simulator.url}/no/such/route`);
		expect([bare.status, open.status]).toEqual([403, 404]);
		expect(simulator.notifications).toMatchObject([{ level: 'alert', read: 0 }]);
	});
});

describe('faults, counts and connections', () => {
	it('answers a matching request as told, so many times, and then as usual', async () => {
		const simulator = await start();
		const busy = { status: 503, headers: { 'Retry-After': '1' }, body: { busy: true } };
		simulator.answerNext({ method: 'GET', path: /^\/devices/ }, busy, 2);
		const answers = await Promise.all(['/auth', '/devices', '/devices'].map((path) => call(simulator, 'GET', path)));
		expect(answers.map(({ status }) => status)).toEqual([200, 503, 503]);
		expect((await call(simulator, 'GET', '/devices')).status).toBe(200);
	});

	it('resets a connection', async () => {
		const simulator = await start();
		simulator.answerNext({}, 'reset');
		await expect(call(simulator, 'GET', '/auth')).rejects.toThrow('fetch failed');
	});

	it('leaves a request without answer, and ends it when stopped', async () => {
		const simulator = await start();
		simulator.answerNext({}, 'hang');
		const failed = call(simulator, 'GET', '/auth').then(() => false, () => true);
		await until('the request to arrive', () => simulator.requests.length === 1);
		await simulator.stop();
		expect(await failed).toBe(true);
	});

	it('remembers every request, rejected ones too', async () => {
		const simulator = await start();
		await fetch(`${simulator.url}/devices/by-status?status=new&token=wrong`);
		await call(simulator, 'POST', '/devices/search', { query: 'nas' });
		expect(simulator.requests).toMatchObject([
			{ method: 'GET', path: '/devices/by-status', query: { status: 'new', token: 'wrong' }, body: null },
			{ method: 'POST', path: '/devices/search', query: {}, body: { query: 'nas' }, headers: { authorization: 'Bearer t_simulator' } },
		]);
	});

	it.each([
		{ keepAlive: false, connections: 3 },
		{ keepAlive: true, connections: 1 },
	])('opens $connections connections for three requests with keepAlive $keepAlive', async ({ keepAlive, connections }) => {
		const simulator = await start({ keepAlive });
		const agent = new Agent({ keepAlive: true, maxSockets: 1 });
		const asked = Array.from({ length: 3 }, () => statusOf(simulator, { agent }));
		expect(await Promise.all(asked)).toEqual([200, 200, 200]);
		expect(simulator.connections).toBe(connections);
		agent.destroy();
	});

	it('is late by the latency asked for', async () => {
		const simulator = await start({ latencyMs: 60 });
		const began = performance.now();
		await call(simulator, 'GET', '/auth');
		expect(performance.now() - began).toBeGreaterThanOrEqual(59);
	});
});

describe('TLS', () => {
	it.each([
		['valid', 'trusted', 200],
		['valid', 'unknown', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
		['expired', 'trusted', 'CERT_HAS_EXPIRED'],
		['wrongName', 'trusted', 'ERR_TLS_CERT_ALTNAME_INVALID'],
	] as const)('a %s certificate of a %s authority', async (leaf, authority, outcome) => {
		const certificates = await testCertificates();
		const simulator = await start({ tls: certificates[leaf] });
		const ca = authority === 'trusted' ? certificates.ca : undefined;
		expect(await statusOf(simulator, { ca })).toBe(outcome);
		expect(simulator.connections).toBe(1);
	});
});
