/** A mail as the inbox's page shows it. */
import { parseCsv } from './csv';
import { escapeHtml } from './html';
import type { Mail, MailAttachment } from './mail';

const previewRows = 15;

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

/** Before a mail's own HTML: a mail without a font of its own looks like the page, and its links open beside the inbox, as those of an approval. */
const mailStyle = '<base target="_blank"><style>body { font: 15px/1.5 system-ui, sans-serif; margin: 0.8rem; }</style>';

/** Whether a mail says that it is made for dark screens too; any other one is shown on white, as mail programs do. */
const isForDark = (html: string) => /<meta name="color-scheme" content="light dark">/.test(html);

function bodyOf({ html, text }: Mail): string {
	// The sandbox forbids scripts, forms and everything else that a mail might bring, but for links.
	if (html) return `<iframe sandbox="allow-popups allow-popups-to-escape-sandbox"${isForDark(html) ? ' class="dark-too"' : ''} title="The mail's text" srcdoc="${escapeHtml(mailStyle + html)}"></iframe>`;
	return text ? `<pre>${escapeHtml(text)}</pre>` : '<p class="quiet">No text.</p>';
}

/** One mail as an article. */
export function mailHtml(mail: Mail): string {
	const attachments = mail.attachments.map((attachment, index) => attachmentOf(mail, attachment, index));
	const people = `${escapeHtml(mail.from)} to ${escapeHtml(mail.to.join(', '))}`;
	return (
		`<article><header><h2>${escapeHtml(mail.subject || '(no subject)')}</h2>` +
		`<p class="quiet">${people}, <time>${escapeHtml(mail.receivedAt)}</time></p></header>` +
		`${bodyOf(mail)}${attachments.join('')}</article>`
	);
}
