/** A mail server for one machine: takes every mail, keeps it in memory, and shows it on a page, Slack messages beside it. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo, Server as NetServer } from 'node:net';
import { buffer } from 'node:stream/consumers';
import express from 'express';
import type { Express, Router } from 'express';
import { SMTPServer } from 'smtp-server';
import { until } from '../test/e2e/n8n/wait';
import { isMail, newestFirst, pageHtml } from './inboxPage';
import type { Arrival, Panels } from './inboxPage';
import { parseMail } from './mail';
import type { Mail, MailAttachment } from './mail';
import type { SlackMessage } from './slackApi';

export interface InboxOptions {
	/** Default: a free one. */
	smtpPort?: number;
	/** Default: a free one. */
	pagePort?: number;
	/** Of the page; default: Inbox. */
	title?: string;
	/** To be shown around the inbox; asked for with every look of the page. */
	panels?: () => Panels;
	/** More routes for the page's server. */
	routes?: Router;
}

export interface Inbox {
	/**
	 * The page, without a slash at the end. As JSON, the mails are at `/api/mails` (without the attachments' content) and the
	 * Slack messages at `/api/slack`.
	 */
	readonly url: string;
	readonly smtpPort: number;
	/** In the order of arrival. */
	readonly mails: readonly Mail[];
	/** The first mail that fits, arrived already or within the deadline (default 10,000 ms); an Error at the deadline. */
	waitFor(fits: (mail: Mail) => boolean, deadlineMs?: number): Promise<Mail>;
	/** Shows a message that arrived elsewhere. */
	showSlack(message: SlackMessage): void;
	/** Forgets mails and Slack messages. */
	clear(): void;
	stop(): Promise<void>;
}

const host = '127.0.0.1';
const closeMs = 1_000;
const largestMail = 25_000_000;

/** What SMTP and page share. `epoch` changes when what is there is no continuation of what was there before. */
class Mailbox {
	arrivals: Arrival[] = [];
	epoch = randomUUID();
	private count = 0;

	add(arrival: Omit<Mail, 'id'> | SlackMessage): void {
		this.arrivals.push({ id: ++this.count, ...arrival });
	}

	get mails(): Mail[] {
		return this.arrivals.filter(isMail);
	}

	clear(): void {
		this.arrivals = [];
		this.epoch = randomUUID();
	}
}

const nothingAround = (): Panels => ({ above: '', beside: '', below: '' });

function smtpServer(box: Mailbox): SMTPServer {
	const server = new SMTPServer({
		authOptional: true,
		allowInsecureAuth: true,
		disabledCommands: ['STARTTLS'],
		size: largestMail,
		closeTimeout: closeMs,
		onAuth: ({ username }, _session, done) => done(null, { user: username ?? 'anyone' }),
		onData: (stream, session, done) => {
			const { mailFrom, rcptTo } = session.envelope;
			const envelope = { from: mailFrom ? mailFrom.address : '', to: rcptTo.map(({ address }) => address) };
			buffer(stream)
				.then(async (raw) => box.add(await parseMail(raw, envelope)))
				.then(() => done(), done);
		},
	});
	server.on('error', () => {}); // A client that hangs up is no reason to end.
	return server;
}

function pageApp(box: Mailbox, smtpPort: number, { title = 'Inbox', panels = nothingAround, routes }: InboxOptions): Express {
	const app = express();
	app.disable('x-powered-by');
	app.get('/', (_request, response) => {
		const nonce = randomUUID();
		const allowed = "style-src 'unsafe-inline'; img-src data:; connect-src 'self'";
		response.set('content-security-policy', `default-src 'none'; ${allowed}; script-src 'nonce-${nonce}'`);
		response.send(pageHtml({ title, panels: panels(), arrivals: box.arrivals, epoch: box.epoch, nonce, smtpPort }));
	});
	app.get('/newer', (request, response) => {
		const newer = box.arrivals.filter(({ id }) => id > Number(request.query.than));
		response.json({ epoch: box.epoch, newest: box.arrivals.at(-1)?.id ?? 0, panels: panels(), ...newestFirst(newer) });
	});
	app.get('/api/mails', (_request, response) => {
		const withoutContent = (attachments: MailAttachment[]) => attachments.map(({ name, type, size }) => ({ name, type, size }));
		response.json(box.mails.map((mail) => ({ ...mail, attachments: withoutContent(mail.attachments) })));
	});
	app.get('/api/slack', (_request, response) => {
		response.json(box.arrivals.filter((arrival) => !isMail(arrival)));
	});
	app.get('/mails/:id/attachments/:index', (request, response, next) => {
		const mail = box.mails.find(({ id }) => id === Number(request.params.id));
		const attachment = mail?.attachments[Number(request.params.index)];
		if (!attachment) return next();
		response.attachment(attachment.name).type('application/octet-stream').send(attachment.content);
	});
	if (routes) app.use(routes);
	return app;
}

async function listening(server: Server | NetServer): Promise<number> {
	await once(server, 'listening');
	return (server.address() as AddressInfo).port;
}

/** Starts the mail server and its page on loopback. */
export async function startInbox(options: InboxOptions = {}): Promise<Inbox> {
	const box = new Mailbox();
	const smtp = smtpServer(box);
	const smtpPort = await listening(smtp.listen(options.smtpPort ?? 0, host));
	const closeSmtp = () => new Promise<void>((done) => smtp.close(done));
	const page = createServer(pageApp(box, smtpPort, options)).listen(options.pagePort ?? 0, host);
	const pagePort = await listening(page).catch(async (error: unknown) => {
		await closeSmtp();
		throw error;
	});
	return {
		url: `http://${host}:${pagePort}`,
		smtpPort,
		get mails() {
			return box.mails;
		},
		waitFor: async (fits, deadlineMs = 10_000) =>
			await until('a mail to arrive', () => box.mails.find(fits), { deadlineMs, everyMs: 20 }),
		showSlack: (message) => box.add(message),
		clear: () => box.clear(),
		stop: async () => {
			page.closeAllConnections();
			await Promise.all([closeSmtp(), new Promise((done) => page.close(done))]);
		},
	};
}
