/** A field that could not be read is never acted on as if it were empty. */
import { toDevice } from '../../../nodes/MeshCentral/device';
import { ready } from '../../../nodes/MeshCentral/control/ready';
import type { Channel } from '../../../nodes/MeshCentral/control/channel';
import { startWrapper } from '../../support/meshCentral';
import { lab as network, startLab as startNetwork } from '../../support/netAlertX';
import { startPortal } from '../../support/meshtech';
import { byId, byName, lab, startLab, type Running } from '../../support/tacticalRmm';
import { lab as mesh } from '../../simulators/meshcentral';

describe('Tactical RMM', () => {
	let running: Running;
	beforeEach(async () => {
		running = await startLab();
	});
	afterEach(async () => await running.stop());

	const answered = async (path: string): Promise<Record<string, unknown>> => {
		const { url, apiKey } = running.simulator;
		return (await (await fetch(url + path, { headers: { 'x-api-key': apiKey } })).json()) as Record<string, unknown>;
	};
	/** The next answer of a record has another value in a field. */
	const answersWith = async (path: string, more: object) => {
		const body = { ...(await answered(path)), ...more };
		running.simulator.requests.splice(0);
		running.simulator.answerNext({ method: 'GET', path: new RegExp(`^${path}$`) }, { status: 200, body });
	};

	it.each<[string, object]>([
		['arguments', { args: 'x' }],
		['arguments of which one cannot be read', { args: ['a', 5] }],
		['environment', { env_vars: {} }],
		['time', { default_timeout: null }],
		['user', { run_as_user: 'yes' }],
	])('runs no script whose stored %s could not be read', async (_, odd) => {
		await answersWith('/scripts/1/', odd);
		const { error } = await running.run('agent', 'runScript', { deviceId: byName(lab.server), scriptId: byId(1) });
		expect(error?.message).toMatch(/returned an unexpected answer: (args|env_vars|default_timeout|run_as_user)/);
		expect(running.written()).toEqual([]);
	});

	it('but one whose description could not be', async () => {
		await answersWith('/scripts/1/', { description: 5, category: [], supported_platforms: 'x' });
		expect((await running.run('agent', 'runScript', { deviceId: byName(lab.server), scriptId: byId(1), mode: 'forget' })).error).toBeUndefined();
	});

	it('deletes no check, and runs no task, of which it could not be read whose it is', async () => {
		const [check] = (await answered('/checks/')) as unknown as Array<{ id: number }>;
		await answersWith(`/checks/${check!.id}/`, { policy: '3' });
		expect((await running.run('check', 'delete', { checkId: check!.id })).error?.message).toMatch(/unexpected answer: policy/);
		const [task] = (await answered('/tasks/')) as unknown as Array<{ id: number }>;
		await answersWith(`/tasks/${task!.id}/`, { policy: '3' });
		expect((await running.run('task', 'run', { taskId: task!.id })).error?.message).toMatch(/unexpected answer: policy/);
		expect(running.written()).toEqual([]);
	});

	it('moves no agents to a site that may be deleted with its client, since not all of its sites could be read', async () => {
		const { sites } = (await answered('/clients/1/')) as { sites: object[] };
		await answersWith('/clients/1/', { sites: [...sites, { id: '99' }] });
		const { error } = await running.run('client', 'delete', { clientId: byId(1), agents: 'move', moveToSiteId: byId(99) });
		expect(error?.message).toMatch(/^Not all sites of ".+" could be read$/);
		expect(running.written()).toEqual([]);
	});

	it('counts those of which too little could be read, before an order goes to many', async () => {
		const { run, simulator, written } = running;
		const agents = simulator.world.agents().map(({ agent_id }) => ({ agent_id, hostname: 'x', client: 'a', site: 'b', id: 1, plat: 'linux', status: 'online' }));
		const odd = [...agents, { agent_id: 5 }, null];
		const asked = { target: 'all', command: 'x', options: { refuseMoreThan: agents.length + 1 } };
		simulator.answerNext({ path: /^\/agents\/$/ }, { status: 200, body: odd });
		expect((await run('bulk', 'runCommand', { ...asked, platform: 'all', shell: 'custom', customShell: 'pwsh' })).error?.message).toMatch(`would affect ${agents.length + 2} devices`);
		simulator.answerNext({ path: /^\/agents\/$/ }, { status: 200, body: [...odd, { ...agents[0], plat: 7 }] });
		expect((await run('bulk', 'runCommand', { ...asked, platform: 'windows', options: { refuseMoreThan: 2 } })).error?.message).toMatch('would affect 3 devices');
		simulator.answerNext({ path: /^\/agents\/$/ }, { status: 200, body: odd });
		const maintenance = { maintenanceOf: 'client', clientId: byId(1), options: { refuseMoreThan: agents.length + 1 } };
		expect((await run('agent', 'setMaintenance', maintenance)).error?.message).toMatch(`would affect ${agents.length + 2} devices`);
		expect(written()).toEqual([]);
	});

	it('shows an agent as neither online nor offline whose status could not be read, and leaves it out of both', async () => {
		const agents = (await answered('/agents/')) as unknown as Array<Record<string, unknown>>;
		const body = agents.map((agent, index) => (index === 0 ? { ...agent, status: 1 } : agent));
		running.simulator.answerNext({ path: /^\/agents\/$/ }, { status: 200, body }, 3);
		const shown = async (status: string) => (await running.run('agent', 'getAll', { status, returnAll: true })).output[0]!.map(({ json }) => json);
		const [all, online, silent] = [await shown('any'), await shown('online'), await shown('silent')];
		expect(all[0]).toMatchObject({ id: agents[0]!.agent_id, online: null });
		expect([...online, ...silent].some(({ id }) => id === agents[0]!.agent_id)).toBe(false);
		expect(online.length + silent.length).toBe(all.length - 1);
	});
});

describe('Meshtech', () => {
	let stop: () => Promise<void>;
	afterEach(async () => await stop());

	it('updates no gateway of which the version could not be read: it may have a newer one', async () => {
		const portal = await startPortal({ devices: 2 });
		const { run, simulator, written } = portal;
		({ stop } = portal);
		const items = simulator.fleet.list().map((device) => ({ ...device, firmwareVersion: { major: 9 }, connectivity: { connected: true, timestamp: null } }));
		simulator.answerNext({ path: /\/devices$/ }, { status: 200, body: { items, nextToken: null } }, 9);
		const ran = await run('firmware', 'update', { devices: 'matching', filters: { namePattern: '*' }, firmwareVersion: '3.4.1', settings: { allowMixedModels: true } });
		expect(ran.output[0]!.map(({ json }) => json)).toEqual(items.map(() => expect.objectContaining({ rollOut: { wave: null, outcome: 'leftOut', reason: 'Skipped: its firmware version could not be read and may be newer' } })));
		expect(written()).toEqual([]);
	});
});

describe('NetAlertX', () => {
	let stop: () => Promise<void>;
	afterEach(async () => await stop());

	it('replaces no device that has a locked field which could not be read: it would be wiped', async () => {
		const started = await startNetwork();
		const { simulator, client } = started;
		({ stop } = started);
		const device = await client().device(network.nas);
		const answer = (more: object) => simulator.answerNext({ method: 'GET', path: /^\/device\// }, { status: 200, body: { ...device, devVendorSource: 'LOCKED', ...more } });
		const written = () => simulator.requests.filter(({ method }) => method !== 'GET');
		for (const odd of [{ devVendor: {} }, { devVendor: null }, { devVendor: true }]) {
			answer(odd);
			await expect(client().replace(network.nas, { devName: 'x' })).rejects.toThrow(/devVendor of \S+ is locked, and what it holds could not be read/);
		}
		expect(written()).toEqual([]);
		answer({ devVendor: 'Acme', devOwner: {} });
		await client().replace(network.nas, { devName: 'x' });
		expect(written().map(({ body }) => body)).toEqual([{ devName: 'x', devVendor: 'Acme', createNew: false }]);
	});
});

describe('MeshCentral', () => {
	const record = { _id: 'node//1', name: 'pc-1', meshid: 'mesh//1', groupname: null };

	it('deletes no group whose only device could not be read', async () => {
		const { run, simulator, stop } = await startWrapper();
		const [group] = simulator.world.groups.values();
		simulator.answerNext({ path: /listdevices$/ }, { status: 200, body: [{ name: 'odd' }] });
		const { error } = await run('deviceGroup', 'delete', { groupId: { __rl: true, mode: 'id', value: group!._id } });
		await stop();
		expect(error?.message).toMatch(/returned an unexpected answer: 0\._id/);
		expect([...simulator.world.groups.values()]).toContain(group);
	});

	it('sends nothing to a device of which it could not be read whether it is online', async () => {
		const { run, simulator, client, stop } = await startWrapper();
		const device = await client().device(mesh.two);
		simulator.answerNext({ path: /listdevices$/ }, { status: 200, body: [{ ...device, conn: 'yes' }] });
		const { error } = await run('device', 'message', { deviceId: { __rl: true, mode: 'id', value: mesh.two }, message: 'x' });
		await stop();
		expect(error?.message).toBe('Whether lab-two is online could not be read');
		expect(simulator.arrivals.map(({ command }) => command)).not.toContain('devicetoast');
		expect(toDevice({ ...record, conn: null }).online).toBeNull();
		expect(toDevice(record).online).toBe(false);
	});

	it('asks an agent whether it listens already, where it could not be read since when it has been connected', async () => {
		const asked: unknown[] = [];
		const channel = { open: async () => await Promise.resolve({}), serverNow: () => new Date(), exchange: async ({ frame }: { frame: unknown }) => await Promise.resolve(Boolean(asked.push(frame))) };
		await ready(channel as unknown as Channel, { ...record, conn: 1, agct: null });
		expect(asked).toEqual([expect.objectContaining({ type: 'cpuinfo', nodeid: record._id })]);
		await ready(channel as unknown as Channel, { ...record, conn: 1, agct: Date.now() - 60_000 });
		await ready(channel as unknown as Channel, { ...record, conn: 1 });
		expect(asked).toHaveLength(1);
	});
});
