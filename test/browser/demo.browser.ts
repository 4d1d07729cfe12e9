/**
 * The demo as somebody new meets it, with nothing but the screen: from the start page into each system's workflow, a change that is
 * published, a device that goes offline at the press of a button, and the message of the changed workflow in the inbox.
 */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { startDemo, startMs, type RunningDemo } from '../demo/runningDemo';
import { launchChromium } from './chromium';
import { Editor } from './editor';
import { MOST_BYTES, pictureOf } from './pictures';

/** The editor is opened for the first time, on a machine that may be busy. */
const editMs = 120_000;
/** n8n looks once a minute; then the workflow runs. */
const toldMs = 180_000;

const systems = [
	{ system: 'NetAlertX', workflow: 'NetAlertX: device offline to Slack', message: 'Slack: Offline', device: 'nas' },
	{ system: 'Tactical RMM', workflow: 'Tactical RMM: agent offline or overdue to Slack', message: 'Slack: Offline', device: 'agent WIN-SRV-06' },
	{ system: 'MeshCentral', workflow: 'MeshCentral: device offline to Slack', message: 'Slack: Offline', device: 'front-desk' },
	{ system: 'Meshtech', workflow: 'Meshtech: gateway disconnected to Slack', message: 'Slack: Disconnected', device: 'gateway Reception' },
].map((each) => ({ ...each, words: `(as changed for ${each.system})` }));

let demo: RunningDemo;
let browser: Browser;
let context: BrowserContext;
let start: Page;
const complaints: string[] = [];

beforeAll(async () => {
	browser = await launchChromium();
	demo = await startDemo();
	context = await browser.newContext({ viewport: { width: 1_440, height: 900 } });
	start = await context.newPage();
	start.on('pageerror', ({ message }) => complaints.push(message));
	start.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
	await start.goto(demo.startPage);
}, startMs);
afterAll(async () => {
	await browser?.close();
	try {
		await demo?.interrupt();
	} finally {
		demo?.stop();
	}
}, 60_000);

const articlesOf = (device: string) => start.locator('#slack article').filter({ hasText: device.split(' ').at(-1)! });

test.each(systems)('$system: its workflow opens from the start page, says what to do, is changed and published', async ({ workflow, message, words }) => {
	const opening = context.waitForEvent('page');
	await start.getByRole('link', { name: workflow, exact: true }).first().click();
	const editor = await Editor.opened(await opening);
	await editor.page.getByText(`Double-click ${message}`).waitFor();
	await editor.append(message, 'text', ` ${words}`);
	await editor.publish();
	expect(await editor.page.getByRole('link', { name: 'start page' }).getAttribute('href')).toBe(demo.startPage);
	await editor.page.close();
}, editMs);

test.each(systems)('$system: a button takes its device offline, and another one is there to bring it back', async ({ device, words }) => {
	expect(await articlesOf(device).filter({ hasText: words }).count()).toBe(0);
	await start.getByRole('button', { name: `Take ${device} offline`, exact: true }).click();
	await start.getByRole('button', { name: `Bring ${device} back`, exact: true }).waitFor();
	await start.locator('#beside').getByText(`${device} went offline`).first().waitFor();
});

test.each(systems)('$system: the message of the changed workflow is in the inbox, and none of the workflow as it was', async ({ device, words }) => {
	await articlesOf(device).filter({ hasText: words }).first().waitFor({ timeout: toldMs });
	expect(await articlesOf(device).count()).toBe(1);
}, toldMs + 10_000);

test.each(['light', 'dark'] as const)('its picture for the docs, %s, fits a page', async (colorScheme) => {
	const shown = await browser.newContext({ viewport: { width: 1_180, height: 620 }, deviceScaleFactor: 1.2, colorScheme, reducedMotion: 'reduce' });
	try {
		const page = await shown.newPage();
		await page.goto(demo.startPage);
		await page.getByRole('button', { name: /^(Take|Bring) / }).first().waitFor();
		const path = pictureOf(`demo-${colorScheme}`);
		if (path) mkdirSync(dirname(path), { recursive: true });
		const { length } = await page.screenshot({ path, animations: 'disabled' });
		expect(length).toBeLessThan(MOST_BYTES);
	} finally {
		await shown.close();
	}
});

test('after a button, its card says when n8n polls next', async () => {
	await start.getByRole('button', { name: 'Bring nas back', exact: true }).click();
	await start.locator('.follows').filter({ hasText: /nas came back\. n8n polls (in \d+ s|now);/ }).waitFor();
});

test('what a live trigger watches is in the inbox without waiting for the full minute', async () => {
	await start.getByRole('button', { name: 'Take core-switch offline', exact: true }).click();
	await start.locator('#slack article').filter({ hasText: '#alarms' }).filter({ hasText: '🚨 core-switch has been offline since' }).first().waitFor({ timeout: 45_000 });
}, 60_000);

test('what runs at night is run now, and its report is in the inbox', async () => {
	const workflow = start.locator('.workflows li').filter({ hasText: 'NetAlertX: nightly inventory by email' });
	expect(await workflow.innerText()).toContain('Runs every night at 2');
	await workflow.getByRole('button', { name: 'Run now' }).click();
	const mail = start.locator('#mails article').filter({ hasText: 'Network inventory of' });
	await mail.first().waitFor({ timeout: 90_000 });
	await mail.first().locator('iframe').contentFrame().locator('h1', { hasText: 'Network inventory' }).waitFor();
	await workflow.getByText('and done').waitFor({ timeout: 30_000 });
}, 150_000);

test('a new MeshCentral node takes the credential that leads to the server itself', async () => {
	const opening = context.waitForEvent('page');
	await start.getByRole('link', { name: 'MeshCentral: device offline to Slack', exact: true }).first().click();
	const editor = await Editor.opened(await opening);
	await editor.newWorkflow();
	const form = await editor.add('MeshCentral', 'Actions', 'Get many devices');
	expect(await form.credential()).toBe('Demo: MeshCentral');
	await editor.page.close();
}, editMs);

test('what a credential needs can be copied', async () => {
	await context.grantPermissions(['clipboard-read', 'clipboard-write']);
	await start.locator('summary').first().click();
	await start.getByRole('button', { name: 'Copy API Token' }).click();
	expect(await start.evaluate<string>('navigator.clipboard.readText()')).toBe('demo-token');
	await start.getByRole('button', { name: 'Copy API Token' }).filter({ hasText: 'Copied' }).waitFor();
});

test.each([1_280, 390].flatMap((width) => (['light', 'dark'] as const).map((colorScheme) => ({ width, colorScheme }))))('the start page fits $width pixels, $colorScheme', async ({ width, colorScheme }) => {
	const other = await browser.newContext({ viewport: { width, height: 900 }, colorScheme });
	try {
		const page = await other.newPage();
		await page.goto(demo.startPage);
		await page.locator('.cards article').first().waitFor();
		expect(await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth')).toBeLessThanOrEqual(0);
	} finally {
		await other.close();
	}
});

test('the start page complains of nothing', () => {
	expect(complaints).toEqual([]);
});
