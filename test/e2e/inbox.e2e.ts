/** The demo's mail server and its page. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { startInbox } from '../../demo/inbox';
import type { Inbox } from '../../demo/inbox';

/** Sends one mail as a mail program does: a line, the server's answer, the next line. */
async function send(port: number, mail: string[]): Promise<void> {
	const socket = connect(port, '127.0.0.1');
	const answers = createInterface({ input: socket })[Symbol.asyncIterator]();
	const expectAnswer = async (code: string) => {
		for (;;) {
			const { value } = await answers.next();
			if (!String(value).startsWith(code)) throw new Error(`The mail server answered: ${value}`);
			if (!String(value).startsWith(`${code}-`)) return;
		}
	};
	const say = async (line: string, code: string) => {
		socket.write(`${line}\r\n`);
		await expectAnswer(code);
	};
	await expectAnswer('220');
	await say('EHLO test', '250');
	await say('MAIL FROM:<n8n@example.com>', '250');
	await say('RCPT TO:<admin@example.com>', '250');
	await say('RCPT TO:<hidden@example.com>', '250');
	await say('DATA', '354');
	await say([...mail, '.'].join('\r\n'), '250');
	await say('QUIT', '221');
	socket.destroy();
	if (!socket.closed) await once(socket, 'close');
}

const withCsv = (subject: string) => [
	'From: Our n8n <n8n@example.com>',
	'To: admin@example.com',
	`Subject: ${subject}`,
	'MIME-Version: 1.0',
	'Content-Type: multipart/mixed; boundary=cut',
	'',
	'--cut',
	'Content-Type: text/html',
	'',
	'<p onclick="alert(1)">Two devices</p>',
	'--cut',
	'Content-Type: text/csv',
	'Content-Disposition: attachment; filename="devices.csv"',
	'',
	'name,note',
	'"a ""quoted"", name",<script>alert(1)</script>',
	'--cut--',
];

describe('the inbox', () => {
	let inbox: Inbox;
	beforeAll(async () => {
		inbox = await startInbox();
	});
	afterAll(async () => await inbox.stop());
	beforeEach(() => inbox.clear());

	const page = async (path: string) => await (await fetch(`${inbox.url}${path}`)).text();

	test('keeps what arrived, with everyone it was delivered to', async () => {
		const arrived = inbox.waitFor(({ subject }) => subject === 'Report');
		await send(inbox.smtpPort, withCsv('Report'));
		const { from, to, html, attachments } = await arrived;
		expect({ from, to, html }).toEqual({
			from: 'Our n8n <n8n@example.com>',
			to: ['admin@example.com', 'hidden@example.com'],
			html: expect.stringContaining('Two devices'),
		});
		expect(attachments).toEqual([expect.objectContaining({ name: 'devices.csv', type: 'text/csv' })]);
	});

	test('shows mails newest first, CSV as a table, and nothing of a mail unescaped', async () => {
		await send(inbox.smtpPort, withCsv('First'));
		await send(inbox.smtpPort, withCsv('<b>Second</b>'));
		const html = await page('/');
		expect(html.indexOf('&lt;b&gt;Second')).toBeLessThan(html.indexOf('First'));
		expect(html).toContain('<td>a &quot;quoted&quot;, name</td><td>&lt;script&gt;alert(1)&lt;/script&gt;</td>');
		expect(html).toContain('<iframe sandbox="allow-popups allow-popups-to-escape-sandbox"');
		expect(html).not.toMatch(/<b>Second|<p onclick/);
	});

	test('tells the page only what is newer than what it has', async () => {
		await send(inbox.smtpPort, withCsv('First'));
		await send(inbox.smtpPort, withCsv('Second'));
		const [first] = inbox.mails;
		const { mails, newest } = JSON.parse(await page(`/newer?than=${first?.id}`)) as { mails: string; newest: number };
		expect(mails).toContain('Second');
		expect(mails).not.toContain('First');
		expect(newest).toBe(inbox.mails[1]?.id);
	});

	test('gives the mails as JSON and an attachment as it came', async () => {
		await send(inbox.smtpPort, withCsv('Report'));
		const [mail] = JSON.parse(await page('/api/mails')) as Array<{ id: number; subject: string; attachments: object[] }>;
		expect(mail).toMatchObject({ subject: 'Report', attachments: [{ name: 'devices.csv' }] });
		expect(await page(`/mails/${mail?.id}/attachments/0`)).toContain('name,note');
	});
});
