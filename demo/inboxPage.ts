/** The page that shows what arrived: written on the server, escaped, and kept up to date by a few lines of script. */
import { escapeHtml } from './html';
import { mailHtml } from './inboxMail';
import { slackHtml } from './inboxSlack';
import type { Mail } from './mail';
import { script } from './pageScript';
import { style } from './pageStyle';
import type { SlackMessage } from './slackApi';

/** One thing that arrived; `id` counts from 1 in the order of arrival, over all kinds. */
export type Arrival = Mail | (SlackMessage & { id: number });

export const isMail = (arrival: Arrival): arrival is Mail => !('channel' in arrival);

/** What arrived, in the order of arrival, as articles in the opposite order. */
export function newestFirst(arrivals: readonly Arrival[]): Record<'slack' | 'mails', string> {
	const articles = [...arrivals].reverse().map((arrival) => (isMail(arrival) ? { mail: mailHtml(arrival) } : { slack: slackHtml(arrival) }));
	return { slack: articles.map(({ slack = '' }) => slack).join(''), mails: articles.map(({ mail = '' }) => mail).join('') };
}

/** HTML around the inbox; each part is replaced when it changes. */
export interface Panels {
	above: string;
	beside: string;
	below: string;
}

export interface Page {
	title: string;
	panels: Panels;
	/** In the order of arrival. */
	arrivals: readonly Arrival[];
	epoch: string;
	/** Lets the page's own script run, and no other. */
	nonce: string;
	smtpPort: number;
}

/** The whole page. */
export function pageHtml({ title, panels, arrivals, epoch, nonce, smtpPort }: Page): string {
	const { slack, mails } = newestFirst(arrivals);
	return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title><link rel="icon" href="data:,"><style>${style}</style></head>
<body><main><h1>${escapeHtml(title)}</h1>
<div id="above">${panels.above}</div>
<div class="columns wide" id="inbox" data-newest="${arrivals.at(-1)?.id ?? 0}" data-epoch="${escapeHtml(epoch)}">
<section id="beside">${panels.beside}</section>
<section><h2>Slack</h2><p class="quiet">Every message of this n8n, newest first. Nothing leaves this machine.</p>
<div class="box"><p class="quiet empty">No message has arrived yet.</p><div id="slack">${slack}</div></div></section>
<section><h2>Mail</h2><p class="quiet">Every mail sent to 127.0.0.1:${smtpPort}, newest first.</p>
<div class="box"><p class="quiet empty">No mail has arrived yet.</p><div id="mails">${mails}</div></div></section>
</div>
<div id="below">${panels.below}</div></main><script nonce="${nonce}">${script}</script></body></html>`;
}
