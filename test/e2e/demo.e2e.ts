/** `npm start`: it comes up, what it printed is true, things happen by themselves and at the press of a button, and Press Ctrl-C to stop everything. */
import { startDemo, startMs, type RunningDemo } from '../demo/runningDemo';
import { requireFreePort } from './n8n/ports';
import { until } from './n8n/wait';

/** n8n looks once a minute; then the workflow runs, on a busy machine. */
const toldMs = 150_000;

describe('the demo', () => {
	let demo: RunningDemo;
	beforeAll(async () => void (demo = await startDemo()), startMs);
	afterAll(() => demo?.stop());

	const slackTexts = async () => ((await (await fetch(`${demo.startPage}/api/slack`)).json()) as Array<{ text: string }>).map(({ text }) => text);
	const panels = async () => ((await (await fetch(`${demo.startPage}/newer?than=0`)).json()) as { panels: Record<'above' | 'beside' | 'below', string> }).panels;
	const press = async (system: string, act: string, type = 'application/json') =>
		await fetch(`${demo.startPage}/acts`, { method: 'POST', headers: { 'content-type': type }, body: JSON.stringify({ system, act }) });

	test('says how long it took, and where the start page is', () => {
		expect(demo.printed).toMatch(/Ready after \d+\.\d s\./);
		expect(demo.printed).toContain(`     ${demo.startPage}\n`);
	});

	test.each([
		['/n8n', '/home/workflows'],
		['/n8n/workflow/abc', '/workflow/abc'],
	])('%s of the start page leads into n8n, signed in', async (path, place) => {
		const answer = await fetch(demo.startPage + path, { redirect: 'manual' });
		expect(answer.headers.get('location')).toBe(`http://127.0.0.1:${demo.ports.N8N_PORT}${place}`);
		const cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
		const asBrowser = { headers: { cookie, 'browser-id': 'made up by the browser' } };
		const login = await fetch(`http://127.0.0.1:${demo.ports.N8N_PORT}/rest/login`, asBrowser);
		expect(login.status).toBe(200);
	});

	test.each([
		'NetAlertX: device offline to Slack',
		'Tactical RMM: agent offline or overdue to Slack',
		'MeshCentral: device offline to Slack',
		'Meshtech: gateway disconnected to Slack',
	])('"%s" runs by itself, and the start page leads to it', async (name) => {
		expect(demo.printed).toMatch(new RegExp(`runs by itself +${name}\n`));
		expect((await panels()).above).toMatch(new RegExp(`<a href="/n8n/workflow/\\w+" target="_blank">${name}</a>`));
	});

	test('only the page itself can press buttons, and only those there are', async () => {
		expect((await press('NetAlertX', 'nas goes offline', 'text/plain')).status).toBe(404);
		expect((await press('NetAlertX', 'everything goes offline')).status).toBe(404);
		expect((await panels()).above).toContain('Take nas offline');
	});

	test('who goes offline at the press of a button, and in the course of the day, is in the inbox', async () => {
		expect((await press('NetAlertX', 'nas goes offline')).status).toBe(204);
		const { above, beside } = await panels();
		expect(above).toContain('Bring nas back');
		expect(beside).toContain('nas went offline');
		for (const name of ['nas', 'printer']) {
			await until(`a message about ${name}`, async () => (await slackTexts()).find((text) => text.startsWith(`*${name}* has been offline since`)), { deadlineMs: toldMs });
		}
	}, 2 * toldMs);

	test('Ctrl-C ends all of it with exit code 0', async () => {
		expect(await demo.interrupt()).toEqual([0, null]);
		for (const [name, port] of Object.entries(demo.ports)) await requireFreePort(port, name);
	}, 30_000);
});
