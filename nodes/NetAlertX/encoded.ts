import { InputError } from '../shared/errors';

/**
 * NetAlertX stores the HTML of icons and the JSON of custom properties as Base64, and its pages decode it byte by byte: what is entered plainly
 * is encoded here, in ASCII only. What is encoded already stays as it is. The server itself takes any text, and its pages fail on it.
 */

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** @throws InputError for what is neither HTML nor the same in Base64 */
export function iconOf(entered: string): string {
	const html = entered.trim();
	if (html === '') return '';
	if (html.startsWith('<')) return encoded(html.replace(/[^\x20-\x7e\s]/gu, (character) => `&#${character.codePointAt(0)!};`));
	if (decoded(html)?.trim().startsWith('<')) return html;
	throw new InputError('must be HTML, such as <i class="fas fa-laptop"></i>, or the same in Base64');
}

/** @throws InputError for what is neither a JSON object or array nor the same in Base64 */
export function customPropertiesOf(entered: unknown): string {
	if (typeof entered === 'object' && entered !== null) return encodedJson(entered);
	const text = String(entered ?? '').trim();
	if (text === '') return '';
	const json = structureIn(text);
	if (json) return encodedJson(json);
	if (structureIn(decoded(text) ?? '')) return text;
	throw new InputError('must be a JSON array or object, or the same in Base64');
}

function encodedJson(value: object): string {
	const ascii = JSON.stringify(value).replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
	return encoded(ascii);
}

function structureIn(text: string): object | undefined {
	try {
		const value = JSON.parse(text) as unknown;
		return typeof value === 'object' && value !== null ? value : undefined;
	} catch {
		return undefined;
	}
}

function encoded(ascii: string): string {
	return Buffer.from(ascii, 'latin1').toString('base64');
}

function decoded(text: string): string | undefined {
	return BASE64.test(text) ? Buffer.from(text, 'base64').toString('latin1') : undefined;
}
