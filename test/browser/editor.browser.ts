/** The package in n8n's editor, in a real browser: what somebody sees and does who has never read about it. */
import type { Browser } from 'playwright-core';
import { launchChromium } from './chromium';
import type { Context } from './context';
import { Editor } from './editor';
import { credentials } from './parts/credentials';
import { lists } from './parts/lists';
import { panel } from './parts/panel';
import { running } from './parts/running';
import { screenshots } from './parts/screenshots';
import { triggerForm } from './parts/triggerForm';
import { triggers } from './parts/triggers';
import { walk } from './parts/walk';
import { NodeTypes } from './subjects';
import { World } from './world';

const startMs = 15 * 60_000;
jest.setTimeout(60_000);

let browser: Browser;
const context = {} as { -readonly [Name in keyof Context]: Context[Name] };

beforeAll(async () => {
	browser = await launchChromium();
	context.world = await World.start();
	const { client, n8n } = context.world.running;
	context.types = await NodeTypes.of(client);
	context.editor = await Editor.start(await browser.newContext({ viewport: { width: 1_440, height: 900 } }), n8n.url, client.session.cookie!);
}, startMs);
afterAll(async () => {
	await browser?.close();
	await context.world?.stop();
}, 60_000);

beforeEach(() => void (context.editor.complaints.length = 0));
afterEach(() => expect(context.editor.complaints).toEqual([]));

panel(context);
credentials(context);
walk(context);
triggerForm(context);
lists(context);
running(context);
triggers(context);
screenshots(context);
