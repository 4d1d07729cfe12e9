/** A Slack message as the inbox's page shows it. */
import { escapeHtml } from './html';
import type { SlackMessage } from './slackApi';

/** What a block says: its own text, or that of its fields; other kinds of blocks are not shown. */
function blockText(block: unknown): string[] {
	const { text, fields = [] } = block as { text?: { text?: string }; fields?: Array<{ text?: string }> };
	return [text, ...fields].flatMap((part) => part?.text ?? []);
}

/** Slack's text is escaped by its sender, and `<address|words>` is a link. */
function linked(text: string): string {
	const plain = (part: string) =>
		escapeHtml(part.replace(/&(lt|gt|amp);/g, (_, name: string) => ({ lt: '<', gt: '>' })[name] ?? '&'));
	const parts = text.split(/<(https?:\/\/[^|>\s]+)(?:\|([^>]*))?>/);
	return parts
		.map((part, index) => {
			if (index % 3 === 0) return plain(part);
			if (index % 3 === 2) return '';
			return `<a href="${plain(part)}" rel="noreferrer">${plain(parts[index + 1] ?? part)}</a>`;
		})
		.join('');
}

/** Bold, italic and code, where they surround whole words. */
function marked(html: string): string {
	const pair = (mark: string) => new RegExp(`(^|[\\s(])\\${mark}(\\S(?:[^\\n]*?\\S)?)\\${mark}(?=$|[\\s.,:;!?)])`, 'gm');
	return html.replace(pair('`'), '$1<code>$2</code>').replace(pair('*'), '$1<b>$2</b>').replace(pair('_'), '$1<i>$2</i>');
}

/** Slack's names of the emoji that the examples use. */
const emoji: Readonly<Record<string, string>> = { eyes: '👀', rotating_light: '🚨', warning: '⚠️', white_check_mark: '✅', x: '❌' };
const withEmoji = (html: string) => html.replace(/:(\w+):/g, (words, name: string) => emoji[name] ?? words);

/** One message as an article. */
export function slackHtml({ channel, text, blocks, receivedAt }: SlackMessage): string {
	const words = text || blocks.flatMap(blockText).join('\n');
	return (
		`<article class="slack"><header><h2>${escapeHtml(channel)}</h2>` +
		`<p class="quiet">Slack message, <time>${escapeHtml(receivedAt)}</time></p></header>` +
		(words ? `<pre>${withEmoji(marked(linked(words)))}</pre>` : '<p class="quiet">No text.</p>') +
		'</article>'
	);
}
