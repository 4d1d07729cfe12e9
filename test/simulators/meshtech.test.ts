import { startMeshtech, type Meshtech, type MeshtechOptions } from './meshtech';
import { until } from '../e2e/n8n/wait';

const running: Meshtech[] = [];
async function start(options?: MeshtechOptions): Promise<Meshtech> {
	const simulator = await startMeshtech(options);
	running.push(simulator);
	return simulator;
}
afterEach(() => Promise.all(running.splice(0).map((simulator) => simulator.stop())));

async function signIn({ signInUrl, username, password }: Meshtech, more: object = {}) {
	const response = await fetch(signInUrl, { method: 'POST', body: JSON.stringify({ username, password, ...more }) });
	return { status: response.status, body: (await response.json()) as { status: string; authToken: string } };
}

async function call({ apiUrl }: Meshtech, token: string, method: string, path: string, body?: object) {
	const response = await fetch(`${apiUrl}${path}`, { method, headers: { Authorization: `Bearer ${token}` }, body: body && JSON.stringify(body) });
	const text = await response.text();
	return { status: response.status, body: (text ? JSON.parse(text) : undefined) as never };
}

const office = 'bmac-c0141f68fc3d';
const job = { type: 'FIRMWARE_UPDATE', deviceIds: [office], firmwareVersion: '3.5.0' };

describe('tokens', () => {
	it('are JWTs that live for as long as they say', async () => {
		let now = Date.UTC(2026, 0, 10, 12);
		const simulator = await start({ now: () => now });
		const { authToken } = (await signIn(simulator)).body;
		const { iat, exp } = JSON.parse(Buffer.from(authToken.split('.')[1]!, 'base64url').toString()) as { iat: number; exp: number };
		expect([iat * 1000, exp - iat]).toEqual([now, 1800]);
		now += 1_799_000;
		expect((await call(simulator, authToken, 'GET', '/devices')).status).toBe(200);
		now += 1_000;
		expect((await call(simulator, authToken, 'GET', '/devices')).status).toBe(401);
	});

	it('are refused when they are revoked, changed, or none', async () => {
		const simulator = await start();
		const { authToken } = (await signIn(simulator)).body;
		const statuses = async (...tokens: string[]) => await Promise.all(tokens.map(async (token) => (await call(simulator, token, 'GET', '/devices')).status));
		const [head, payload, signature] = authToken.split('.') as [string, string, string];
		const forged = [head, Buffer.from('{"jti":0,"exp":9999999999}').toString('base64url'), signature].join('.');
		expect(await statuses(authToken, forged, [head, payload].join('.'), '')).toEqual([200, 401, 401, 401]);
		simulator.revokeTokens();
		const renewed = (await signIn(simulator)).body.authToken;
		expect(await statuses(authToken, renewed)).toEqual([401, 200]);
		expect(simulator.signIns).toBe(2);
	});

	it.each([{ password: 'wrong' }, { username: 'grace' }, { username: undefined }])('are not signed for %j', async (wrong) => {
		expect(await signIn(await start(), wrong)).toMatchObject({ status: 401, body: { status: 'INVALID_CREDENTIALS', authToken: null } });
	});
});

describe('the fleet', () => {
	it('is the vendor’s two gateways first, and grows to the size asked for, the same for the same seed', async () => {
		const [one, same, other] = [await start({ devices: 300 }), await start({ devices: 300 }), await start({ devices: 300, seed: 2 })];
		expect(one.fleet.list().slice(0, 2).map(({ friendlyName }) => friendlyName)).toEqual(['MT10225', 'BLE-GW-card']);
		expect(new Set(one.fleet.list().map(({ id }) => id)).size).toBe(300);
		expect(one.fleet.list()).toEqual(same.fleet.list());
		expect(one.fleet.list()).not.toEqual(other.fleet.list());
	});

	it.each<[MeshtechOptions, string, Array<string | null>]>([
		[{}, 'NextToken', ['0-2', '2-4', '4-5']],
		[{ nextTokenName: 'Continue' }, 'NextToken', ['0-2', '0-2', '0-2']],
		[{ paging: 'ignoresToken' }, 'NextToken', ['0-2', '0-2', '0-2']],
		[{ paging: 'repeatsToken' }, 'NextToken', ['0-2', '2-4', '2-4']],
	])('comes in pages (%j)', async (options, parameter, expected) => {
		const simulator = await start({ devices: 5, ...options });
		const { authToken } = (await signIn(simulator)).body;
		const ids = simulator.fleet.list().map(({ id }) => id);
		const seen: string[] = [];
		for (let page = 0, token = ''; page < 3; page++) {
			const { body } = await call(simulator, authToken, 'GET', `/devices?MaxResults=2${token && `&${parameter}=${encodeURIComponent(token)}`}`);
			const { items, nextToken } = body as { items: Array<{ id: string }>; nextToken: string };
			seen.push(`${ids.indexOf(items[0]!.id)}-${ids.indexOf(items.at(-1)!.id) + 1}`);
			token = nextToken;
		}
		expect(seen).toEqual(expected);
	});
});

describe('jobs', () => {
	it('update their devices after a while, fail, hang or are cancelled', async () => {
		let now = Date.UTC(2026, 0, 10, 12);
		const simulator = await start({ devices: 5, now: () => now, updateMs: 600_000 });
		const { authToken } = (await signIn(simulator)).body;
		const [fails, hangs] = simulator.fleet.list().slice(2).map(({ id }) => id) as [string, string];
		simulator.jobs.script(fails, 'fails');
		simulator.jobs.script(hangs, 'hangs');
		await call(simulator, authToken, 'POST', '/jobs', { ...job, deviceIds: [office, fails, hangs] });
		const states = async () => {
			const { body } = await call(simulator, authToken, 'GET', '/jobs/job-1');
			const { status, devices } = body as { status: string; devices: Array<{ status: string }> };
			return [status, ...devices.map((device) => device.status)];
		};
		now += 599_000;
		expect(await states()).toEqual(['IN_PROGRESS', 'IN_PROGRESS', 'IN_PROGRESS', 'IN_PROGRESS']);
		expect(simulator.fleet.get(office).firmwareVersion).toBe('3.4.1');
		now += 1_000;
		expect(await states()).toEqual(['IN_PROGRESS', 'SUCCEEDED', 'FAILED', 'IN_PROGRESS']);
		expect([office, fails, hangs].map((id) => simulator.fleet.get(id).firmwareVersion)).toEqual(['3.5.0', '3.3.0', expect.not.stringMatching('3.5.0')]);
		simulator.jobs.cancel('job-1');
		expect((await states())[0]).toBe('CANCELED');
	});
});

describe('assumed routes', () => {
	it('can be moved, or be missing', async () => {
		const simulator = await start({ assumed: { jobs: '/all-jobs', device: null } });
		const { authToken } = (await signIn(simulator)).body;
		const status = async (path: string) => (await call(simulator, authToken, 'GET', path)).status;
		expect([await status('/jobs'), await status('/all-jobs'), await status(`/devices/${office}`), await status('/firmwares')]).toEqual([404, 200, 404, 200]);
	});
});

it('sign-in and API are two hosts: neither serves the other’s routes', async () => {
	const simulator = await start();
	const { authToken } = (await signIn(simulator)).body;
	const [ops, iot] = [new URL(simulator.signInUrl).origin, new URL(simulator.apiUrl).origin];
	expect(ops).not.toBe(iot);
	expect((await fetch(`${ops}/api/v1/devices`, { headers: { Authorization: `Bearer ${authToken}` } })).status).toBe(404);
	expect((await fetch(`${iot}/api/v1/auth/login`, { method: 'POST', headers: { Authorization: `Bearer ${authToken}` } })).status).toBe(404);
	expect((await fetch(`${iot}/elsewhere`)).status).toBe(404);
});

it('remembers what arrived, and answers with faults where a test asked for one', async () => {
	const simulator = await start();
	simulator.answerNext({ path: /login$/ }, { status: 503, body: { busy: true } });
	expect((await signIn(simulator)).status).toBe(503);
	expect((await signIn(simulator)).status).toBe(200);
	simulator.answerNext({}, 'hang');
	const failed = signIn(simulator).then(() => false, () => true);
	await until('the request to arrive', () => simulator.signIns === 3);
	await simulator.stop();
	expect(await failed).toBe(true);
	expect(simulator.requests[0]).toMatchObject({ method: 'POST', body: { username: 'ada', password: 'p_simulator' } });
});
