/** The page that shows what arrived: written on the server, escaped, and kept up to date by a few lines of script. */
import { escapeHtml } from './html';
import { mailHtml } from './inbox-mail';
import { slackHtml } from './inbox-slack';
import type { Mail } from './mail';
import type { SlackMessage } from './slack-api';

/** One thing that arrived; `id` counts from 1 in the order of arrival, over all kinds. */
export type Arrival = Mail | (SlackMessage & { id: number });

export const isMail = (arrival: Arrival): arrival is Mail => !('channel' in arrival);

const pollEveryMs = 2_000;

const articleOf = (arrival: Arrival): string => (isMail(arrival) ? mailHtml(arrival) : slackHtml(arrival));

/** What arrived, in the order of arrival, as articles in the opposite order. */
export const newestFirst = (arrivals: readonly Arrival[]): string => arrivals.map(articleOf).reverse().join('');

const style = `
:root { color-scheme: light dark; }
:root { --back: #f5f6f8; --card: #fff; --text: #1d2430; --quiet: #5d6778; --line: #dde1e8; --link: #1c5fd1; --slack: #4a154b; }
@media (prefers-color-scheme: dark) {
  :root { --back: #14171c; --card: #1e2229; --text: #e6e9ef; --quiet: #9aa5b5; --line: #343b46; --link: #86b2ff; --slack: #b06fb2; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--back); color: var(--text); font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 60rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
h1 { font-size: 1.4rem; margin: 0; }
h2 { font-size: 1.05rem; margin: 0; overflow-wrap: anywhere; }
a { color: var(--link); }
p { margin: 0.2rem 0; }
.quiet { color: var(--quiet); font-size: 0.87rem; overflow-wrap: anywhere; }
article { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 1rem 1.2rem; margin: 1rem 0; }
article.slack { border-left: 4px solid var(--slack); }
article > section { border-top: 1px solid var(--line); margin-top: 0.8rem; padding-top: 0.5rem; }
code { font: 0.87em ui-monospace, monospace; background: var(--back); border-radius: 3px; padding: 0 0.25em; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; font: inherit; margin: 0.8rem 0 0; }
iframe { width: 100%; height: 13rem; resize: vertical; margin-top: 0.8rem; }
iframe { border: 1px solid var(--line); border-radius: 6px; background: #fff; color-scheme: light; }
.table { overflow-x: auto; margin-top: 0.4rem; }
table { border-collapse: collapse; font-size: 0.87rem; white-space: nowrap; }
th, td { text-align: left; padding: 0.25rem 0.7rem; border-bottom: 1px solid var(--line); }
main:has(article) #empty { display: none; }
`;

/** Adds what is newer than `newest`; a new `epoch` (inbox emptied or started again) loads the page anew. */
const script = `
const list = document.getElementById('list');
let { newest, epoch } = list.dataset;
const local = (root) => root.querySelectorAll('time').forEach((time) => {
  const when = new Date(time.textContent);
  if (!isNaN(when)) time.textContent = when.toLocaleString();
});
local(document);
setInterval(async () => {
  try {
    const seen = await (await fetch('/newer?than=' + newest)).json();
    if (seen.epoch !== epoch) return location.reload();
    if (!seen.html) return;
    newest = seen.newest;
    const added = document.createElement('template');
    added.innerHTML = seen.html;
    local(added.content);
    list.prepend(added.content);
  } catch { /* The inbox is away: it may come back. */ }
}, ${pollEveryMs});
`;

/** A way from the page to another one. */
export interface Link {
	href: string;
	text: string;
}

export interface Page {
	/** In the order of arrival. */
	arrivals: readonly Arrival[];
	epoch: string;
	/** Lets the page's own script run, and no other. */
	nonce: string;
	smtpPort: number;
	links: Link[];
}

/** The whole page. */
export function pageHtml(page: Page): string {
	const links = page.links.map(({ href, text }) => `<a href="${escapeHtml(href)}">${escapeHtml(text)}</a>`).join(' · ');
	return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Inbox</title><link rel="icon" href="data:,"><style>${style}</style></head>
<body><main><h1>Inbox</h1>
<p class="quiet">Every mail sent to 127.0.0.1:${page.smtpPort} and every Slack message of the demo's n8n, newest first.
Nothing leaves this machine. ${links}</p>
<p id="empty">Nothing has arrived yet. This page looks every two seconds.</p>
<div id="list" data-newest="${page.arrivals.at(-1)?.id ?? 0}" data-epoch="${escapeHtml(page.epoch)}">${newestFirst(page.arrivals)}</div>
</main><script nonce="${page.nonce}">${script}</script></body></html>`;
}
