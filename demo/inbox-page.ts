/** The page that shows what arrived: written on the server, escaped, and kept up to date by a few lines of script. */
import { parseCsv } from './csv';
import type { Mail, MailAttachment } from './mail';

const previewRows = 15;
const pollEveryMs = 2_000;

/** Text as it may stand in HTML, between tags and inside quoted attributes. */
export function escapeHtml(text: string): string {
	const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
	return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

function sizeOf(bytes: number): string {
	return bytes < 1_000 ? `${bytes} bytes` : `${(bytes / 1_000).toFixed(1)} kB`;
}

function tableOf(csv: string): string {
	const [head = [], ...rows] = parseCsv(csv);
	const cells = (tag: string, row: string[]) => `<tr>${row.map((cell) => `<${tag}>${escapeHtml(cell)}</${tag}>`).join('')}</tr>`;
	const more = rows.length - previewRows;
	const body = rows.slice(0, previewRows).map((row) => cells('td', row));
	return (
		`<div class="table"><table><thead>${cells('th', head)}</thead><tbody>${body.join('')}</tbody></table></div>` +
		(more > 0 ? `<p class="quiet">and ${more} more rows</p>` : '')
	);
}

function attachmentOf(mail: Mail, attachment: MailAttachment, index: number): string {
	const { name, type, size, content } = attachment;
	const isCsv = /csv/i.test(type) || /\.csv$/i.test(name);
	const link = `<a href="/mails/${mail.id}/attachments/${index}" download>${escapeHtml(name)}</a>`;
	const preview = isCsv ? tableOf(content.toString('utf8')) : '';
	return `<section><p>${link} <span class="quiet">${sizeOf(size)}</span></p>${preview}</section>`;
}

/** Before a mail's own HTML: a mail without a font of its own looks like the page. */
const mailStyle = '<style>body { font: 15px/1.5 system-ui, sans-serif; margin: 0.8rem; }</style>';

function bodyOf({ html, text }: Mail): string {
	// The empty sandbox forbids scripts, forms and everything else that a mail might bring.
	if (html) return `<iframe sandbox="" title="The mail's text" srcdoc="${escapeHtml(mailStyle + html)}"></iframe>`;
	return text ? `<pre>${escapeHtml(text)}</pre>` : '<p class="quiet">No text.</p>';
}

/** One mail as an article. */
function mailHtml(mail: Mail): string {
	const attachments = mail.attachments.map((attachment, index) => attachmentOf(mail, attachment, index));
	const people = `${escapeHtml(mail.from)} to ${escapeHtml(mail.to.join(', '))}`;
	return (
		`<article><header><h2>${escapeHtml(mail.subject || '(no subject)')}</h2>` +
		`<p class="quiet">${people}, <time>${escapeHtml(mail.receivedAt)}</time></p></header>` +
		`${bodyOf(mail)}${attachments.join('')}</article>`
	);
}

/** Mails in the order of arrival, as articles in the opposite order. */
export const newestFirst = (mails: readonly Mail[]): string => mails.map(mailHtml).reverse().join('');

const style = `
:root { color-scheme: light dark; }
:root { --back: #f5f6f8; --card: #fff; --text: #1d2430; --quiet: #5d6778; --line: #dde1e8; --link: #1c5fd1; }
@media (prefers-color-scheme: dark) {
  :root { --back: #14171c; --card: #1e2229; --text: #e6e9ef; --quiet: #9aa5b5; --line: #343b46; --link: #86b2ff; }
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
article > section { border-top: 1px solid var(--line); margin-top: 0.8rem; padding-top: 0.5rem; }
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
	mails: readonly Mail[];
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
<p class="quiet">Every mail sent to 127.0.0.1:${page.smtpPort}, newest first. Nothing leaves this machine. ${links}</p>
<p id="empty">Nothing has arrived yet. This page looks every two seconds.</p>
<div id="list" data-newest="${page.mails.at(-1)?.id ?? 0}" data-epoch="${escapeHtml(page.epoch)}">${newestFirst(page.mails)}</div>
</main><script nonce="${page.nonce}">${script}</script></body></html>`;
}
