import { routesByRight, routesForAll, rightsOfRequest } from '../contracts/tactical-rmm.rights';
import { startTacticalRmm, type TacticalRmm } from './tacticalrmm';

/** Nobody has this id: what a role may do is decided before anything is looked for. */
const nobody: Readonly<Record<string, string>> = { agentId: 'x'.repeat(40), id: '99999', pid: '99999', days: '1', log: 'System', target: 'client', name: 'Spooler' };
const allRights = Object.keys(routesByRight);
const routes = [...new Set(Object.values(routesByRight).flat())];
const forbidden = { status: 403, body: '{"detail":"You do not have permission to perform this action."}' };

let simulator: TacticalRmm;
let users = 0;
beforeAll(async () => {
	simulator = await startTacticalRmm({ betaApi: true });
});
afterAll(async () => await simulator.stop());

/** A key whose user has exactly these rights, or no role at all. */
function keyWith(rights: readonly string[] | null): string {
	const key = `KEY${++users}`;
	simulator.world.access.addKey(key, { username: `user${users}`, rights });
	return key;
}

async function ask(route: string, key: string) {
	const [method = '', path = ''] = route.split(' ');
	const hasBody = !['GET', 'DELETE'].includes(method);
	const response = await fetch(simulator.url + path.replace(/:(\w+)/g, (_, name: string) => nobody[name] ?? name), {
		method,
		headers: { 'X-API-KEY': key, ...(hasBody && { 'Content-Type': 'application/json' }) },
		body: hasBody ? '{}' : undefined,
	});
	return { status: response.status, body: await response.text() };
}

/** Whether the simulator has this route: others are no page of it, or no method of the path. */
const isThere = ({ status, body }: { status: number; body: string }) => status !== 405 && !(status === 404 && body.includes('<!doctype html>'));

it('knows every route that the simulator has, or at least those of agents and their records', async () => {
	const there = await Promise.all(routes.map(async (route) => ({ route, isThere: isThere(await ask(route, simulator.apiKey)) })));
	// Left out are users, roles, keys, schedules, logs, installations and policies' patches.
	expect(there.filter((each) => each.isThere).length).toBeGreaterThan(100);
});

it.each(routes)('%s: its right alone is enough, and nothing replaces it', async (route) => {
	if (!isThere(await ask(route, simulator.apiKey))) return;
	const needed = rightsOfRequest(route.replace(/:(\w+)/g, (_, name: string) => nobody[name] ?? name));
	expect((await ask(route, keyWith(needed))).status).not.toBe(403);
	for (const right of needed) expect(await ask(route, keyWith(allRights.filter((each) => each !== right)))).toEqual(forbidden);
	expect(await ask(route, keyWith([]))).toEqual(forbidden);
	expect(await ask(route, keyWith(null))).toEqual(forbidden);
});

it.each(routesForAll)('%s: any key will do', async (route) => {
	expect((await ask(route, keyWith(null))).status).toBe(200);
});
