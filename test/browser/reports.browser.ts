/**
 * The mails of the report examples, as the inbox shows them and by themselves, on a wide screen and on a phone, by day and by night: nothing
 * is cut off, names of devices are text, and what is written can be read.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import type { Mail } from '../../demo/mail';
import { deviceFleet } from '../e2e/examples/deviceFleet';
import { meshCentral } from '../e2e/examples/meshCentral';
import { meshtech } from '../e2e/examples/meshtech';
import { netAlertX } from '../e2e/examples/netAlertX';
import { tacticalRmm } from '../e2e/examples/tacticalRmm';
import { World } from '../e2e/examples/world';
import { repository } from '../e2e/n8n/pack';
import { launchChromium } from './chromium';

/** Looked at by people: ignored by git. */
const folder = join(repository, '.cache', 'screenshots', 'reports');
const scenarios = { ...netAlertX, ...tacticalRmm, ...meshCentral, ...meshtech, ...deviceFleet };
/** What somebody might call a device; as markup it would be an image that cannot be loaded. */
const HOSTILE = '<img src=x> & "co"';

const reports = [
	{ example: 'NetAlertX: nightly inventory by email', subject: /^Network inventory of / },
	{ example: 'Device Fleet: weekly report by email', subject: /^Fleet of / },
	{ example: 'Device Fleet: asset list from a CSV file against the fleet', subject: /^Asset list of / },
	{ example: 'Meshtech: weekly firmware report', subject: /^Firmware of / },
	{ example: 'Meshtech: firmware roll-out with approval', subject: /^Firmware 3\.5\.0: / },
	{ example: 'Tactical RMM: Patch Tuesday', subject: /^Patch Tuesday: / },
	{ example: 'Tactical RMM: patch ring', subject: /^Patch ring: / },
	{ example: 'Tactical RMM: patch ring', which: 'stopped', subject: /^Patch ring stopped: / },
	{ example: 'Tactical RMM: script on all Windows agents of a client', subject: /^The script failed on / },
	{ example: 'Tactical RMM: staged script with approval', subject: /^Clear Temp: \d+ done/ },
	{ example: 'MeshCentral: health check of a group', subject: / failed the health check$/ },
].map((report) => ({ which: '', ...report }));
const screens = [1_200, 390].flatMap((width) => (['light', 'dark'] as const).map((colorScheme) => ({ width, colorScheme })));
const hostile = ['Device Fleet: weekly report by email', 'NetAlertX: nightly inventory by email'];

let world: World;
let browser: Browser;
const mails = new Map<string, Mail>();

beforeAll(async () => {
	mkdirSync(folder, { recursive: true });
	[browser, world] = await Promise.all([launchChromium(), World.start()]);
	const [device] = world.netAlertX.database.devices();
	world.netAlertX.database.patch(String(device!.devMac), { devName: HOSTILE, devGroup: HOSTILE });
}, 15 * 60_000);
afterAll(async () => {
	await browser?.close();
	await world?.stop();
}, 60_000);

const nameOf = ({ example, which }: (typeof reports)[number]) => `${example} ${which}`.trim().toLowerCase().replaceAll(/[^a-z]+/g, '-');

describe.each(reports)('$example $which', (report) => {
	const { example, subject } = report;
	/** Without a real MeshCentral on this machine, nothing is mailed. */
	const isThere = () => !example.startsWith('MeshCentral') || world.meshCentral !== undefined;

	test('is mailed, as text and as HTML without scripts or anything from elsewhere', async () => {
		if (!isThere()) return;
		const isMeant = (each: Mail) => subject.test(each.subject) && each.html !== undefined;
		// One example may mail two reports.
		if (!world.inbox.mails.some(isMeant)) await scenarios[example]!(world);
		const mail = await world.inbox.waitFor(isMeant);
		mails.set(nameOf(report), mail);
		expect(mail.text).not.toBe('');
		expect(mail.html).toMatch(/\d+ \(\d+%\)/);
		expect(mail.html).not.toMatch(/<script|<img|https?:|url\(|undefined|\[object|NaN/i);
		if (hostile.includes(example)) expect(mail.html).toContain('&lt;img src=x> &amp; &quot;co&quot;');
	}, 240_000);

	test.each(screens)('holds at $width pixels, $colorScheme', async ({ width, colorScheme }) => {
		if (!isThere()) return;
		const { html } = mails.get(nameOf(report))!;
		const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme });
		try {
			const page = await context.newPage();
			await page.setContent(`<!doctype html><html lang="en"><body>${html}</body></html>`);
			await page.screenshot({ path: join(folder, `${nameOf(report)}-${width}-${colorScheme}.png`), fullPage: true });
			expect(await tooWide(page)).toBeLessThanOrEqual(0);
			expect(await page.evaluate<number>(contrast)).toBeGreaterThan(4.5);
		} finally {
			await context.close();
		}
	});
});

test.each(screens)('the inbox shows them at $width pixels, $colorScheme', async ({ width, colorScheme }) => {
	const context = await browser.newContext({ viewport: { width, height: 1_000 }, colorScheme });
	try {
		const page = await context.newPage();
		await page.goto(world.inbox.url);
		const [{ subject }] = world.inbox.mails.filter(({ html }) => html).slice(-1) as [Mail];
		const frame = page.locator('article').filter({ hasText: subject }).locator('iframe').contentFrame();
		await frame.locator('h1').waitFor();
		await page.screenshot({ path: join(folder, `inbox-${width}-${colorScheme}.png`), fullPage: true });
		expect(await tooWide(page)).toBeLessThanOrEqual(0);
	} finally {
		await context.close();
	}
});

/** By how much the page is wider than its window. */
const tooWide = async (page: Page): Promise<number> => await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth');

/** Of any text and what is behind it, as WCAG counts it. As text, because the project's types know no browser. */
const contrast = `(() => {
	const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
	const rgb = (color) => {
		canvas.clearRect(0, 0, 1, 1);
		canvas.fillStyle = color;
		canvas.fillRect(0, 0, 1, 1);
		return [...canvas.getImageData(0, 0, 1, 1).data];
	};
	const luminance = (color) => {
		const [red, green, blue] = rgb(color).map((each) => (each / 255 <= 0.03928 ? each / 255 / 12.92 : ((each / 255 + 0.055) / 1.055) ** 2.4));
		return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
	};
	const behind = (element) => {
		if (!element) return matchMedia('(prefers-color-scheme: dark)').matches ? '#121212' : '#ffffff';
		const { backgroundColor } = getComputedStyle(element);
		return rgb(backgroundColor)[3] === 0 ? behind(element.parentElement) : backgroundColor;
	};
	const texts = [...document.body.querySelectorAll('*')].filter((element) => [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && /[^\\s\u00a0]/.test(node.textContent)));
	return Math.min(...texts.map((element) => {
		const [light, dark] = [luminance(getComputedStyle(element).color), luminance(behind(element))].sort((one, other) => other - one);
		return (light + 0.05) / (dark + 0.05);
	}));
})()`;
