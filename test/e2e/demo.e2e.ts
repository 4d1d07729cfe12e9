/** `npm start` as a newcomer runs it: it comes up, what it printed is true, and Ctrl-C ends all of it. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repository } from './n8n/pack';
import { freePorts, requireFreePort } from './n8n/ports';
import { until } from './n8n/wait';

const startMs = 15 * 60_000;

describe('the demo', () => {
	const folder = mkdtempSync(join(tmpdir(), 'demo-'));
	const variables = [
		'N8N_PORT',
		'INBOX_PORT',
		'SMTP_PORT',
		'NETALERTX_PORT',
		'TACTICAL_RMM_PORT',
		'MESHCENTRAL_PORT',
		'MESHCENTRAL_WRAPPER_PORT',
		'MESHTECH_PORT',
		'MESHTECH_SIGN_IN_PORT',
	];
	let ports: Record<string, number>;
	let demo: ChildProcess;
	let printed = '';

	beforeAll(async () => {
		const free = await freePorts(variables.length);
		ports = Object.fromEntries(variables.map((name, index) => [name, free[index] ?? 0]));
		const environment = Object.entries({ DEMO_FOLDER: folder, ...ports }).map(([name, value]) => [name, String(value)]);
		demo = spawn(process.execPath, ['--import', 'tsx', 'demo/start.ts'], {
			cwd: repository,
			env: { ...process.env, ...Object.fromEntries(environment) },
			stdio: ['ignore', 'pipe', 'inherit'],
		});
		demo.stdout?.on('data', (chunk: Buffer) => (printed += chunk.toString()));
		await until('the demo to be ready', () => {
			if (demo.exitCode !== null) throw new Error(`The demo ended:\n${printed}`);
			return printed.includes('Ctrl-C ends all of it.');
		}, { deadlineMs: startMs });
	}, startMs);
	afterAll(() => {
		demo.kill('SIGKILL');
		rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
	});

	test('the printed address leads into n8n, signed in', async () => {
		const door = /http:\/\/\S+\/n8n\n/.exec(printed)?.[0].trim() ?? '';
		const answer = await fetch(door, { redirect: 'manual' });
		expect(answer.headers.get('location')).toBe(`http://127.0.0.1:${ports.N8N_PORT}/home/workflows`);
		const cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
		const asBrowser = { headers: { cookie, 'browser-id': 'made up by the browser' } };
		const login = await fetch(`http://127.0.0.1:${ports.N8N_PORT}/rest/login`, asBrowser);
		expect(login.status).toBe(200);
	});

	test.each(['New device to Slack and email', 'Device offline for 5 minutes'])('the example "%s" runs by itself', (name) => {
		expect(printed).toMatch(new RegExp(`runs by itself +${name}\n`));
	});

	test('the inbox answers', async () => {
		expect((await fetch(`http://127.0.0.1:${ports.INBOX_PORT}/`)).status).toBe(200);
	});

	test('Ctrl-C ends all of it with exit code 0', async () => {
		const ended = once(demo, 'exit');
		demo.kill('SIGINT');
		expect(await ended).toEqual([0, null]);
		for (const [name, port] of Object.entries(ports)) await requireFreePort(port, name);
	}, 30_000);
});
