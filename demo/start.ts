/**
 * `npm start`: a real n8n with our nodes, the four systems for them to talk to, an inbox for mail and Slack, and example workflows,
 * ready to click.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Router } from 'express';
import { n8nVersion } from '../test/e2e/n8n/cache';
import { installN8n } from '../test/e2e/n8n/install';
import type { N8nInstall } from '../test/e2e/n8n/install';
import { packPackage } from '../test/e2e/n8n/pack';
import { requireFreePort } from '../test/e2e/n8n/ports';
import { N8nClient } from '../test/e2e/n8n/rest';
import { N8nRefusal } from '../test/e2e/n8n/session';
import { startN8n } from '../test/e2e/n8n/server';
import type { N8n } from '../test/e2e/n8n/server';
import { buildIfNeeded } from './build';
import { Closing } from './closing';
import { realClock } from './day/clock';
import { Day } from './day/day';
import { Stage } from './day/stage';
import { day as table } from './day/table';
import { provideCredentials } from './demoCredentials';
import { provideWorkflows, publishAnew } from './demoWorkflows';
import { frontDoor } from './frontDoor';
import { startInbox } from './inbox';
import type { Inbox } from './inbox';
import { say, step, total } from './progress';
import { Runs } from './runs';
import { demoFolder, owner, portSettings } from './settings';
import { startSlack } from './slack';
import type { Slack } from './slack';
import { actsRouter, startPagePanels, type StartPage } from './startPage';
import { choicesOf, systems } from './systems';
import { welcome } from './welcome';

const closing = new Closing();
/** There once everything runs. */
let page: StartPage | undefined;

async function startPage({ smtp, inbox: port, n8n }: ReturnType<typeof portSettings>): Promise<Inbox> {
	const routes = Router().use(frontDoor({ n8n: n8n.port, self: port.port }, owner), actsRouter(() => page));
	const inbox = await startInbox({ smtpPort: smtp.port, pagePort: port.port, title: 'Device management in n8n', panels: () => startPagePanels(page), routes });
	closing.add('The inbox', () => inbox.stop());
	return inbox;
}

/** What arrives there is shown in the inbox. */
async function startSlackBeside(inbox: Inbox): Promise<Slack> {
	const slack = await startSlack({ onMessage: (message) => inbox.showSlack(message) });
	closing.add('The simulated Slack', () => slack.stop());
	return slack;
}

/** n8n with the package as a user would install it: packed and unpacked. */
async function startPackedN8n(install: N8nInstall, port: number, env: NodeJS.ProcessEnv): Promise<N8n> {
	const packed = mkdtempSync(join(tmpdir(), 'packed-'));
	try {
		const n8n = await startN8n({ install, port, env: { GENERIC_TIMEZONE: Intl.DateTimeFormat().resolvedOptions().timeZone, ...env }, userFolder: demoFolder(), tarball: await packPackage(packed) });
		closing.add('n8n', () => n8n.stop());
		return n8n;
	} finally {
		rmSync(packed, { recursive: true, force: true });
	}
}

async function signIn(client: N8nClient): Promise<void> {
	try {
		await client.signIn(owner);
	} catch (error) {
		if (!(error instanceof N8nRefusal) || error.status !== 401) throw error;
		throw new Error(
			`n8n's owner is no longer ${owner.email} with the demo's password. "npm start -- --fresh" starts over, without your edits.`,
		);
	}
}

async function main(): Promise<void> {
	closing.onSignals();
	const ports = portSettings();
	for (const { port, use, variable } of Object.values(ports)) await requireFreePort(port, use, variable);
	if (process.argv.includes('--fresh')) rmSync(demoFolder(), { recursive: true, force: true });

	say(`Starting the demo. The first start installs n8n ${n8nVersion} and takes a few minutes; later ones take seconds.\n`);
	const inbox = await step('Inbox for mail', () => startPage(ports));
	const slack = await step('Simulated Slack', () => startSlackBeside(inbox));
	const starting = systems.map(({ name, start }) => step(name, (report) => start(closing, report), ({ access }) => access.find(({ value }) => value.startsWith('http'))?.value ?? 'ready'));
	const n8nStarting = (async () => {
		await step('This package', () => buildIfNeeded(), (built) => (built ? 'built' : 'its build is up to date'));
		const install = await step(`n8n ${n8nVersion}`, (report) => installN8n(report), ({ folder }) => `installed in ${folder}`);
		return await step('Starting n8n with this package', () => startPackedN8n(install, ports.n8n.port, slack.environment));
	})();
	const [n8n, ...running] = await Promise.all([n8nStarting, ...starting]);
	void n8n.died.then((error) => closing.end(1, error.message));

	const client = new N8nClient(n8n.url);
	const workflows = await step('Credentials and example workflows', async (report) => {
		await signIn(client);
		const { credentials, moved } = await provideCredentials(client, running, { smtpPort: inbox.smtpPort, slackToken: slack.token });
		await publishAnew(client, moved, report);
		return await provideWorkflows(client, { credentials, startPage: inbox.url, choices: choicesOf(running) }, report);
	});
	const stage = new Stage(running, realClock);
	const day = new Day(table, (system, act) => void stage.perform(system, act), realClock);
	day.start();
	closing.add('The day', () => day.stop());
	page = { systems: running, workflows, stage, day, runs: new Runs(client, realClock), n8n: n8n.url, now: realClock.now };
	say(welcome({ n8n: n8n.url, startPage: inbox.url }, running, workflows, total()));
}

main().catch((error: unknown) => closing.end(1, error instanceof Error ? error.message : String(error)));
