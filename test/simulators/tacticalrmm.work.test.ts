import { day, minute, startTacticalRmm, type TacticalRmm } from './tacticalrmm';
import { until } from '../e2e/n8n/wait';

let simulator: TacticalRmm;
let agentPath: string;

beforeEach(async () => {
	simulator = await startTacticalRmm();
	agentPath = simulator.world.agent('WIN-SRV-00').agent_id;
});

afterEach(() => simulator.stop());

const soon = { deadlineMs: 5000, everyMs: 10 };

/** One whose work takes about a second, long enough to be seen before it is done, also on a busy machine. */
async function startSlow(timeScale: number): Promise<void> {
	await simulator.stop();
	simulator = await startTacticalRmm({ timeScale });
	agentPath = simulator.world.agent('WIN-SRV-00').agent_id;
}

async function call(method: string, path: string, body?: unknown): Promise<unknown> {
	const response = await fetch(`${simulator.url}${path}`, {
		method,
		headers: { 'X-API-KEY': simulator.apiKey, 'Content-Type': 'application/json' },
		body: body === undefined ? undefined : JSON.stringify(body),
	});
	return response.headers.get('content-type') === 'application/json' ? response.json() : response.status;
}

describe('alerts', () => {
	const ids = async (filter: object) => ((await call('PATCH', '/alerts/', filter)) as { id: number }[]).map(({ id }) => id).sort();

	it('leave the list of the unresolved when they are resolved, and can still be read', async () => {
		const { id } = simulator.world.raiseAlert({ agent: 'WIN-SRV-00' });
		expect(await ids({ resolvedFilter: false })).toContain(id);
		simulator.world.resolveAlert(id);
		expect(await ids({ resolvedFilter: false })).not.toContain(id);
		expect(await call('GET', `/alerts/${id}/`)).toMatchObject({ resolved: true, message: 'WIN-SRV-00 in Acme Corp, Berlin HQ is overdue.' });
	});

	it('are old by the clock', async () => {
		expect(await ids({ timeFilter: 1, severityFilter: ['warning'] })).toEqual([2, 6]);
		simulator.world.advance(day);
		expect(await ids({ timeFilter: 1, severityFilter: ['warning'] })).toEqual([]);
	});

	it('sleep for some days, and wake by hand', async () => {
		await call('PUT', '/alerts/2/', { type: 'snooze', snooze_days: 2 });
		const { snooze_until } = (await call('GET', '/alerts/2/')) as { snooze_until: string };
		expect(Math.round((Date.parse(snooze_until) - simulator.world.now().getTime()) / day)).toBe(2);
		expect(await ids({ snoozedFilter: false })).not.toContain(2);
		await call('PUT', '/alerts/2/', { type: 'unsnooze' });
		expect(await ids({ snoozedFilter: false })).toContain(2);
	});

	it('are resolved many at once, and numbers that do not exist are ignored', async () => {
		expect(await call('POST', '/alerts/bulk/', { bulk_action: 'resolve', alerts: [2, 3, 999] })).toBe('ok');
		expect(await ids({ resolvedFilter: false })).toEqual([4, 6, 7]);
	});
});

describe('clients', () => {
	const names = async () => ((await call('GET', '/clients/')) as { name: string }[]).map(({ name }) => name);

	it('are left behind when the site is missing', async () => {
		expect(await call('POST', '/clients/', { client: { name: 'Nosite' } })).toBe(500);
		expect(await names()).toContain('Nosite');
	});

	it('go with their sites, their agents to another one', async () => {
		expect(await call('DELETE', '/clients/3/?move_to_site=1')).toBe('Initech was deleted');
		expect(await names()).toEqual(['Acme Corp', 'Globex']);
		expect(simulator.world.agent('WIN-SRV-04').row.site).toBe(1);
	});
});

describe('what is asked of many agents', () => {
	const bulk = { mode: 'script', target: 'client', client: 2, monType: 'all', osType: 'windows', agents: [] };
	const script = { script: 1, args: [], env_vars: [], timeout: 30, run_as_user: false };

	it('is in the history of each, and has results of those who answer', async () => {
		const before = simulator.world.tables.history.lastId;
		const answer = await call('POST', '/agents/actions/bulk/', { ...bulk, ...script });
		const rows = () => simulator.world.tables.history.where(({ id }) => id > before);
		expect(answer).toBe(`Clear Temp will now be run on ${rows().length} agents. Check the History tab on the agent to view the results.`);
		const reached = rows().filter(({ agent }) => simulator.world.agent(agent).state === 'answers');
		expect(reached.length).toBeGreaterThan(0);
		expect(reached.length).toBeLessThan(rows().length);
		await until('the agents reported', () => rows().filter(({ script_results }) => script_results).length === reached.length, soon);
	});

	it('is a 500 where only some of the three ways to keep the output are named', async () => {
		expect(await call('POST', '/agents/actions/bulk/', { ...bulk, ...script, custom_field: 1 })).toBe(500);
	});
});

describe('what comes later', () => {
	const pending = async () => (await call('GET', '/logs/pendingactions/')) as { id: number; action_type: string; status: string }[];

	it('is a planned reboot, done by the clock alone', async () => {
		const inTenMinutes = new Date(simulator.world.now().getTime() + 10 * minute).toLocaleString('sv-SE', { timeZone: 'Europe/Berlin' });
		await call('PATCH', `/agents/${agentPath}/reboot/`, { datetime: inTenMinutes.slice(0, 16).replace(' ', 'T') });
		const { id } = (await pending()).at(-1) ?? { id: 0 };
		const status = async () => (await pending()).find((action) => action.id === id)?.status;
		expect(await status()).toBe('pending');
		simulator.world.advance(11 * minute);
		expect(await status()).toBe('completed');
	});

	it('is the installation of a package', async () => {
		await startSlow(0.1);
		await call('POST', `/software/${agentPath}/`, { name: '7zip' });
		const status = async () => (await pending()).find(({ action_type }) => action_type === 'chocoinstall')?.status;
		expect(await status()).toBe('pending');
		await until('it is installed', async () => (await status()) === 'completed', soon);
	});

	it('is the installation of approved patches', async () => {
		await startSlow(1);
		await call('POST', `/winupdate/${agentPath}/install/`);
		const patches = async () => (await call('GET', `/winupdate/${agentPath}/`)) as { kb: string; installed: boolean }[];
		const installed = async () => (await patches()).flatMap(({ kb, installed: done }) => (done ? [kb] : []));
		expect(await installed()).toEqual(['KB890830']);
		await until('the approved one is installed', async () => (await installed()).includes('KB5034127'), soon);
		expect((await installed()).sort()).toEqual(['KB5034127', 'KB890830']);
	});

	it('is the result of a task', async () => {
		await startSlow(1);
		const result = async () => ((await call('GET', `/agents/${agentPath}/tasks/`)) as { id: number; task_result: object }[])[1]?.task_result;
		expect(await result()).toMatchObject({ last_run: null });
		await call('POST', '/tasks/2/run/');
		await until('it has run', async () => (await result() as { last_run: string | null }).last_run !== null, soon);
		expect(await result()).toMatchObject({ status: 'passing', retcode: 0 });
	});
});

describe('services', () => {
	it('stop for any word but two', async () => {
		const status = async () => ((await call('GET', `/services/${agentPath}/Spooler/`)) as { status: string }).status;
		const seen = [];
		for (const sv_action of ['pause', 'start', 'stop', 'restart']) {
			await call('POST', `/services/${agentPath}/Spooler/`, { sv_action });
			seen.push(await status());
		}
		expect(seen).toEqual(['stopped', 'running', 'stopped', 'running']);
	});
});
