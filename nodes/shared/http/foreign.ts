import { oneLine, pageTitle } from '../text';
import type { Answer } from './answer';
import { onlyReads, type Call, type Refusal } from './call';
import { adviceIfNotReached, notReached, stoppedWaiting } from './gateways';

/**
 * A no that the product's own API does not speak: a gateway's page, a redirect, an empty body.
 * @param advice what may be wrong with the address, since something else seems to answer there
 */
export function foreignRefusal(answer: Answer, host: string, advice: string, call: Pick<Call<unknown>, 'effect' | 'onlyReads'>): Refusal | undefined {
	const { status, headers } = answer;
	if (status < 300) return undefined;
	if (stoppedWaiting(status)) return { words: inShort(answer, host), advice: onlyReads(call) ? NO_PATIENCE : `${NO_PATIENCE} The request may still be carried out.` };
	if (notReached(status)) return { words: inShort(answer, host), advice: adviceIfNotReached(status) };
	if (status >= 400) return { words: inShort(answer, host), advice: PASSING[status] ?? advice };
	const target = typeof headers.location === 'string' ? headers.location.split('?')[0]! : 'another address';
	return { words: `${host} redirects to ${target}, which n8n does not follow`, advice };
}

/** Statuses that say nothing against the address: it is right, and what answers there cannot just now. */
const PASSING: Readonly<Record<number, string>> = {
	429: "The server, or something in front of it, limits the number of requests. Reduce 'Parallel Items' in the options, or run it less often.",
	503: 'The server, or something in front of it, cannot answer right now: it may be restarting or overloaded.',
};
const NO_PATIENCE = 'Something in front of the server stopped waiting for it.';

/**
 * What an answer that is no JSON says, in a line: a page by its title.
 * @param isSecret whether nothing of it may be repeated, a page apart, which is not what was requested
 */
export function inShort({ contentType, encoding, text }: Answer, host: string, isSecret = false): string {
	if (encoding) return `${host} sent a compressed answer (${oneLine(encoding)}), which n8n did not request`;
	if (!text.trim()) return `${host} sent an empty answer`;
	const isPage = contentType.includes('html') || /^\s*</.test(text);
	if (isPage) return `${host} answered with a web page titled "${pageTitle(text)}"`;
	return isSecret ? `${host} did not answer with the expected JSON` : `${host} answered "${oneLine(text)}"`;
}

/**
 * What to do about an answer that should have been JSON and is not.
 * @param advice what may be wrong with the address
 */
export function adviceOn({ encoding, text }: Answer, advice: string, call: Pick<Call<unknown>, 'effect' | 'onlyReads'>): string {
	if (encoding) return 'Something in front of the server compresses answers although n8n does not accept it: turn this off for this address.';
	if (!/^\s*[["{]/.test(text)) return advice;
	const brokeOff = 'It begins like JSON, but is incomplete: the server, or something in front of it, stopped sending.';
	return onlyReads(call) ? brokeOff : `${brokeOff} The request may have been carried out.`;
}
