/** The part of Slack's web API that n8n's Slack node uses to send a message, to list channels and to test its credential. */
import express from 'express';
import type { Express, RequestHandler } from 'express';

/** A message that was sent. */
export interface SlackMessage {
	/** With its number sign, e.g. `#network`. */
	channel: string;
	/** In Slack's own markup. */
	text: string;
	/** As they were sent; none for a message of text alone. */
	blocks: unknown[];
	/** ISO 8601, UTC. */
	receivedAt: string;
}

/** Those in the node's list; a message goes to any other name, too. */
const channels = ['general', 'network'].map((name) => ({ id: `C0${name.toUpperCase()}`, name, is_channel: true, is_member: true }));

/** Slack says no with status 200, in one word. */
const refusal = (error: string) => ({ ok: false, error });

const authenticated = (token: string): RequestHandler => ({ headers: { authorization } }, response, next) => {
	if (!authorization) return void response.json(refusal('not_authed'));
	if (authorization !== `Bearer ${token}`) return void response.json(refusal('invalid_auth'));
	next();
};

/** The channel's name for what was sent: a name with or without its sign, or an id of the list. */
function channelNamed(sent: string): string | undefined {
	if (/^C[A-Z0-9]+$/.test(sent)) sent = channels.find(({ id }) => id === sent)?.name ?? '';
	return sent && `#${sent.replace(/^#/, '')}`;
}

interface Posted {
	channel?: string;
	text?: string;
	blocks?: unknown[];
	attachments?: unknown[];
}

function posting(deliver: (message: SlackMessage) => void): RequestHandler {
	let count = 0;
	return (request, response) => {
		const { channel: sentTo = '', text = '', blocks = [], attachments = [] } = request.body as Posted;
		const channel = channelNamed(sentTo);
		if (!channel) return void response.json(refusal('channel_not_found'));
		if (!text && blocks.length + attachments.length === 0) return void response.json(refusal('no_text'));
		const now = new Date();
		deliver({ channel, text, blocks, receivedAt: now.toISOString() });
		const ts = `${Math.floor(now.getTime() / 1_000)}.${String(++count).padStart(6, '0')}`;
		response.json({ ok: true, channel: sentTo, ts, message: { type: 'message', text, blocks, ts } });
	};
}

/** @param token the one that is valid */
export function slackApi(token: string, deliver: (message: SlackMessage) => void): Express {
	const app = express();
	app.disable('x-powered-by');
	app.use(authenticated(token), express.json({ limit: '1mb' }));
	app.post('/api/chat.postMessage', posting(deliver));
	app.get('/api/conversations.list', (_request, response) => {
		response.json({ ok: true, channels, response_metadata: { next_cursor: '' } });
	});
	// n8n's credential test.
	app.get('/api/users.profile.get', (_request, response) => {
		response.json({ ok: true, profile: { real_name: 'n8n' } });
	});
	app.use((_request, response) => void response.json(refusal('unknown_method')));
	return app;
}
