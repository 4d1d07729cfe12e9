import { oneLine, pageTitle } from '../text';
import type { Answer } from './answer';
import type { Refusal } from './call';

/**
 * A no that the product's own API does not speak: a gateway's page, a redirect, an empty body.
 * @param advice what may be wrong with the address, since something else seems to answer there
 */
export function foreignRefusal(answer: Answer, host: string, advice: string): Refusal | undefined {
	const { status, headers } = answer;
	if (status < 300) return undefined;
	if (status >= 400) return { words: inShort(answer, host), advice };
	const target = typeof headers.location === 'string' ? headers.location.split('?')[0]! : 'another address';
	return { words: `${host} redirects to ${target}, which is not followed`, advice };
}

/** What an answer that is no JSON says, in a line: a page by its title. */
export function inShort({ contentType, text }: Answer, host: string): string {
	if (!text.trim()) return `${host} answered without a word`;
	const isPage = contentType.includes('html') || /^\s*</.test(text);
	return isPage ? `${host} answered with a web page titled "${pageTitle(text)}"` : `${host} answered "${oneLine(text)}"`;
}
