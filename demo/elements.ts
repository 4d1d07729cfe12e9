/** Small parts of the start page. Times are written as ISO 8601, and shown in the browser's own time zone by the page's script. */
import type { DemoWorkflow } from './demoWorkflows';
import { escapeHtml } from './html';

export const link = (href: string, text: string): string => `<a href="${escapeHtml(href)}" target="_blank">${escapeHtml(text)}</a>`;

/** Signs in and opens the workflow. */
export const editorOf = ({ id }: Pick<DemoWorkflow, 'id'>): string => `/n8n/workflow/${id}`;

/** A time of today. @param at ms since the epoch */
export const clockHtml = (at: number): string => `<time class="clock">${new Date(at).toISOString()}</time>`;

/** How long it is until then, e.g. `in 35 s`; counted down by the page's script. */
export function untilHtml(when: { at: number } | { everyMs: number }): string {
	return 'at' in when ? `<b class="until" data-at="${when.at}"></b>` : `<b class="until" data-every="${when.everyMs}"></b>`;
}

/** A value to copy, by its label. */
export const copyHtml = (label: string, value: string): string =>
	`<dt>${escapeHtml(label)}</dt><dd><code>${escapeHtml(value)}</code> <button class="copy" data-copy="${escapeHtml(value)}" aria-label="Copy ${escapeHtml(label)}">Copy</button></dd>`;
