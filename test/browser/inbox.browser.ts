/** A mail in the demo's inbox, as somebody reads it: its links lead somewhere, and nothing else of it does anything. */
import type { Browser } from 'playwright-core';
import { mailHtml } from '../../demo/inboxMail';
import type { Mail } from '../../demo/mail';
import { startServer } from '../support/server';
import { launchChromium } from './chromium';

let browser: Browser;
beforeAll(async () => void (browser = await launchChromium()));
afterAll(async () => await browser?.close());

it('a link opens beside the inbox, as that of an approval, and a script does not run', async () => {
	const asked: string[] = [];
	let page = '';
	const server = await startServer(({ url = '' }, response) => {
		asked.push(url);
		response.writeHead(200, { 'content-type': 'text/html' }).end(url === '/inbox' ? page : 'Thank you');
	});
	const html = `<p>Shall it run?</p><a href="${server.url}/approve">Approve</a><script>fetch('${server.url}/script')</script><img src="x" onerror="fetch('${server.url}/script')">`;
	page = mailHtml({ id: 1, from: 'n8n@example.com', to: ['it@example.com'], subject: 'Approve', html, text: '', receivedAt: '', attachments: [] } as unknown as Mail);
	try {
		const context = await browser.newContext();
		const inbox = await context.newPage();
		await inbox.goto(`${server.url}/inbox`);
		const [opened] = await Promise.all([context.waitForEvent('page'), inbox.frameLocator('iframe').getByText('Approve').click()]);
		await opened.waitForLoadState();
		expect([opened.url(), await opened.textContent('body')]).toEqual([`${server.url}/approve`, 'Thank you']);
		expect(asked).toContain('/approve');
		expect(asked).not.toContain('/script');
		await context.close();
	} finally {
		await server.stop();
	}
});
