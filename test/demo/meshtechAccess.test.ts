import { Closing } from '../../demo/closing';
import { Day } from '../../demo/day/day';
import { Stage } from '../../demo/day/stage';
import { startPagePanels } from '../../demo/startPage';
import type { DemoSystem } from '../../demo/systems';
import { meshtech as startMeshtechOfDemo } from '../../demo/systems/meshtech';
import { welcome } from '../../demo/welcome';
import { closeAgents } from '../../nodes/shared/http/agents';
import { meshtech } from '../../nodes/Meshtech/system';
import { freePorts } from '../e2e/n8n/ports';
import { FakeClock } from './fakeClock';

/** What is printed of Meshtech is enough to make a credential of: its sign-in has an address of its own. */

const stops: Array<() => Promise<void> | void> = [];
let system: DemoSystem;

beforeAll(async () => {
	const [port, signInPort] = await freePorts(2);
	Object.assign(process.env, { MESHTECH_PORT: String(port), MESHTECH_SIGN_IN_PORT: String(signInPort) });
	const closing = Object.assign(new Closing(), { add: (_: string, stop: () => Promise<void> | void) => void stops.push(stop) });
	system = await startMeshtechOfDemo(closing, () => {});
});
afterAll(async () => {
	for (const name of ['MESHTECH_PORT', 'MESHTECH_SIGN_IN_PORT']) delete process.env[name];
	await closeAgents();
	for (const stop of stops) await stop();
});

const clock = new FakeClock();
const places: Array<[string, () => string]> = [
	['the start page', () => startPagePanels({ systems: [system], workflows: [], stage: new Stage([system], clock), day: new Day([], () => {}, clock), runs: { of: () => undefined, start: async () => await Promise.resolve() }, n8n: 'http://127.0.0.1:1', now: () => clock.now() }).above],
	['the terminal', () => welcome({ n8n: 'http://127.0.0.1:1', startPage: 'http://127.0.0.1:2' }, [system], [], '1 s')],
];

it.each(places)('A7 %s says where the API is and where to sign in', async (_, shown) => {
	const text = shown().replaceAll(/<[^>]+>/g, ' ');
	const valueOf = (label: string) => new RegExp(`${label}:? +(\\S+)`).exec(text)?.[1] ?? '';
	const [baseUrl, signInUrl, username, password] = ['API URL', 'Sign-In URL', 'User Name', 'Password'].map(valueOf) as [string, string, string, string];
	const [access] = meshtech.accesses;
	const client = await access.connect({ baseUrl, signInUrl, username, password, advanced: false, allowUnauthorizedCerts: false, caCertificate: '' }, { askAnyway: true });
	await expect(access.test(client)).resolves.toBeUndefined();
	expect(new URL(signInUrl).port).not.toBe(new URL(baseUrl).port);
});
