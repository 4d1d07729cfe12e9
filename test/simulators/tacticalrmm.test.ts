import { request as httpRequest } from 'node:http';
import { testCertificates } from './support/certificates';
import { day, minute, startTacticalRmm, type TacticalRmm, type TacticalRmmOptions } from './tacticalrmm';
import { until } from '../e2e/n8n/wait';

const running: TacticalRmm[] = [];

async function start(options?: TacticalRmmOptions): Promise<TacticalRmm> {
	const simulator = await startTacticalRmm(options);
	running.push(simulator);
	return simulator;
}

afterEach(() => Promise.all(running.splice(0).map((simulator) => simulator.stop())));

async function call({ url, apiKey }: TacticalRmm, method: string, path: string, body?: unknown, key = apiKey) {
	const response = await fetch(`${url}${path}`, {
		method,
		headers: { 'X-API-KEY': key, ...(body !== undefined && { 'Content-Type': 'application/json' }) },
		body: body === undefined ? undefined : JSON.stringify(body),
		redirect: 'manual',
	});
	const text = await response.text();
	const isJson = response.headers.get('content-type') === 'application/json';
	return { status: response.status, body: (isJson ? JSON.parse(text) : text) as unknown, location: response.headers.get('location') };
}

const script = { output: 'wait', script: 3, args: ['a'], env_vars: [], run_as_user: false, timeout: 10 };

describe('the lab', () => {
	it('has 30 agents, and more where more are asked for', async () => {
		expect((await start()).world.agents()).toHaveLength(30);
		const { world } = await start({ agents: 200 });
		expect(new Set(world.agents().map(({ agent_id }) => agent_id)).size).toBe(200);
		expect(new Set(world.agents().map(({ hostname }) => hostname)).size).toBe(200);
	});

	it('is the same for the same seed', async () => {
		const ids = async (seed: number) => (await start({ agents: 50, seed })).world.agents().map(({ agent_id }) => agent_id);
		expect(await ids(7)).toEqual(await ids(7));
		expect(await ids(7)).not.toEqual(await ids(8));
	});
});

describe('the way in', () => {
	it.each(['GET', 'POST', 'PUT', 'PATCH', 'DELETE'])('sends %s without the last slash away, before it looks at the key', async (method) => {
		const simulator = await start();
		const answered = await call(simulator, method, '/alerts?x=1', undefined, 'wrong');
		expect(answered).toEqual({ status: 301, body: '', location: '/alerts/?x=1' });
	});

	it('knows only its own names', async () => {
		const simulator = await start();
		const status = await new Promise((resolve) => {
			const headers = { 'X-API-KEY': simulator.apiKey, Host: 'evil.example.com' };
			httpRequest(`${simulator.url}/core/dashinfo/`, { headers }, (response) => resolve(response.resume().statusCode)).end();
		});
		expect(status).toBe(400);
	});

	it('has the beta API off until it is switched on', async () => {
		const simulator = await start();
		expect(await call(simulator, 'GET', '/beta/v1/agent/')).toMatchObject({ status: 404 });
		simulator.world.betaApi = true;
		expect(await call(simulator, 'GET', '/beta/v1/agent/?page_size=1')).toMatchObject({ status: 200, body: { count: 30 } });
	});

	it('refuses a withdrawn key, and lets a key do what its role may', async () => {
		const simulator = await start();
		simulator.world.access.addKey('PING', { username: 'pinger', rights: ['can_list_agents'], clients: [3] });
		const listed = await call(simulator, 'GET', '/agents/?detail=false', undefined, 'PING');
		expect(listed.body).toHaveLength(6);
		expect(await call(simulator, 'PATCH', '/alerts/', {}, 'PING')).toMatchObject({ status: 403 });
		simulator.world.access.removeKey('PING');
		expect(await call(simulator, 'GET', '/core/dashinfo/', undefined, 'PING')).toMatchObject({ status: 401 });
	});

	it('remembers what arrived, and answers over TLS', async () => {
		const { valid } = await testCertificates();
		const simulator = await start({ tls: valid });
		expect(simulator.url).toMatch(/^https:/);
		const plain = await start();
		await call(plain, 'POST', '/alerts/', { message: 'x' });
		expect(plain.requests).toMatchObject([{ method: 'POST', path: '/alerts/', body: { message: 'x' } }]);
	});
});

describe('what becomes of a script', () => {
	let simulator: TacticalRmm;
	let path: string;
	const newest = async () => ((await call(simulator, 'GET', '/agents/scripthistory/?limit=1')).body as Record<string, unknown>[])[0];

	beforeEach(async () => {
		simulator = await start();
		path = `/agents/${simulator.world.agent('WIN-SRV-00').agent_id}/runscript/`;
	});

	it('is in the history at once, its results when the agent reports them', async () => {
		let report: (outcome: { stdout: string; retcode: number }) => void = () => undefined;
		simulator.world.machines.runScript = () => new Promise((resolve) => (report = resolve));
		const before = Number((await newest())?.id);
		await call(simulator, 'POST', path, { ...script, output: 'forget' });
		const row = await newest();
		expect(row).toMatchObject({ script: 3, script_results: null });
		expect(row?.id).toBeGreaterThan(before);
		report({ stdout: 'done', retcode: 4 });
		await until('the results are reported', async () => (await newest())?.script_results !== null, { deadlineMs: 5000, everyMs: 10 });
		expect((await newest())?.script_results).toMatchObject({ stdout: 'done', stderr: '', retcode: 4 });
	});

	it('is not known to be a failure where it takes too long', async () => {
		simulator.world.machines.runScript = () => ({ stdout: 'late', delayMs: 400 });
		expect((await call(simulator, 'POST', path, script)).body).toBe('timeout');
		await until('it is done all the same', async () => (await newest())?.script_results !== null, { deadlineMs: 5000, everyMs: 10 });
	});

	it.each(['unreachable', 'bus'])('is nothing at all where nobody hears of it: %s', async (why) => {
		const runScript = jest.fn(() => ({ stdout: '' }));
		simulator.world.machines.runScript = runScript;
		if (why === 'bus') simulator.world.bus = 'down';
		else simulator.world.agent('WIN-SRV-00').state = 'unreachable';
		expect((await call(simulator, 'POST', path, script)).body).toBe(why === 'bus' ? 'natsdown' : 'timeout');
		expect(await newest()).toMatchObject({ script: 3, script_results: null });
		expect(runScript).not.toHaveBeenCalled();
	});

	it('is stored where it was collected, even when it is the word for a timeout', async () => {
		const agent = simulator.world.agent('WIN-SRV-00');
		const field = () => simulator.world.tables.valuesOf('agent', agent.id).find(({ field: id }) => id === 1)?.value;
		simulator.world.machines.runScript = () => ({ stdout: 'one\ntwo\n' });
		const collector = { ...script, output: 'collector', custom_field: 1, save_all_output: false };
		await call(simulator, 'POST', path, collector);
		expect(field()).toBe('two');
		agent.state = 'unreachable';
		await call(simulator, 'POST', path, collector);
		expect(field()).toBe('timeout');
	});

	it('has run before an unknown custom field is found out', async () => {
		const runScript = jest.fn(() => ({ stdout: '' }));
		simulator.world.machines.runScript = runScript;
		const answered = await call(simulator, 'POST', path, { ...script, output: 'collector', custom_field: 99, save_all_output: false });
		expect(answered.status).toBe(500);
		expect(runScript).toHaveBeenCalledTimes(1);
	});
});

describe('the state of an agent', () => {
	let simulator: TacticalRmm;
	const row = async () => {
		const { body } = await call(simulator, 'GET', '/agents/');
		return (body as Record<string, unknown>[]).find(({ hostname }) => hostname === 'WIN-SRV-00');
	};

	beforeEach(async () => {
		simulator = await start();
	});

	it('follows from the clock alone, in lists that were served before too', async () => {
		const { world } = simulator;
		const agent = world.agent('WIN-SRV-00');
		const states = [(await row())?.status];
		agent.state = 'unreachable';
		for (const minutes of [3, 5, 30]) {
			world.advance(minutes * minute);
			states.push((await row())?.status);
		}
		agent.state = 'answers';
		states.push((await row())?.status);
		expect(states).toEqual(['online', 'online', 'offline', 'overdue', 'online']);
	});

	it('stays online while the agent says hello, which lists show', async () => {
		const before = await row();
		simulator.world.advance(2 * day);
		const after = await row();
		expect(after?.status).toBe('online');
		expect(Date.parse(String(after?.last_seen)) - Date.parse(String(before?.last_seen))).toBeGreaterThan(day);
	});

	it.each<[string, (simulator: TacticalRmm) => unknown, Record<string, unknown>]>([
		['a new version', ({ world }) => world.agent('WIN-SRV-00').set({ version: '9.0.0' }), { version: '9.0.0' }],
		['a site by another name', ({ world }) => world.tables.sites.update(1, { name: 'Bonn' }), { site_name: 'Bonn' }],
		[
			'checks that fail',
			({ world }) => world.setCheck('WIN-SRV-00', 3, 'failing', { alert_severity: 'warning' }),
			{ checks: { total: 7, passing: 5, failing: 1, warning: 1, info: 0, has_failing_checks: true } },
		],
		[
			'no more pending patches',
			({ world }) => world.tables.winUpdates.where(({ agent }) => agent === 1).forEach(({ id }) => world.tables.winUpdates.update(id, { action: 'ignore' })),
			{ has_patches_pending: false },
		],
		[
			'maintenance of its client',
			(running) => call(running, 'POST', '/agents/maintenance/bulk/', { type: 'Client', id: 1, action: true }),
			{ maintenance_mode: true },
		],
	])('shows %s', async (_, change, shown) => {
		await row();
		await change(simulator);
		expect(await row()).toMatchObject(shown);
	});

	it('is gone with everything that belongs to it', async () => {
		const { agent_id } = simulator.world.agent('WIN-SRV-00');
		await call(simulator, 'DELETE', `/agents/${agent_id}/`);
		expect(await row()).toBeUndefined();
		const alerts = (await call(simulator, 'PATCH', '/alerts/', {})).body as { hostname?: string }[];
		expect(alerts.filter(({ hostname }) => hostname === 'WIN-SRV-00')).toEqual([]);
		expect(alerts).toHaveLength(5);
	});
});
