import { InputError } from '../errors';

/** A server's address, normalised once: scheme and host, and a path without a trailing slash ('' for most). */
export interface BaseUrl {
	origin: string;
	path: string;
}

/**
 * Reads the address a user entered into a credential. Blanks around it and trailing slashes are dropped; nothing else is
 * guessed.
 * @param example an address of this system, as an error shows it
 * @throws InputError for anything that is not a plain address with http:// or https://
 */
export function parseBaseUrl(entered: string, example: string): BaseUrl {
	const text = entered.trim();
	if (!text) throw new InputError('The credential has no address', `Enter it like ${example}.`);
	if (!/^https?:\/\//i.test(text)) throw new InputError('The address does not begin with http:// or https://', `Enter it like ${example}.`);
	let url: URL;
	try {
		url = new URL(text);
	} catch {
		throw new InputError('The address in the credential is not valid', `Enter it like ${example}.`);
	}
	if (url.username || url.password) {
		throw new InputError('The address contains a user name or password', 'Enter the secret in its own field, where n8n stores it encrypted.');
	}
	if (url.search || url.hash) {
		throw new InputError(`The address must end before the "${url.search ? '?' : '#'}"`, 'Enter scheme, host and port only.');
	}
	return { origin: url.origin, path: url.pathname.replace(/\/+$/, '') };
}

export type QueryValue = string | number | boolean | undefined;

/**
 * The path and query of a request, from segments that are encoded each, so that no value can reach another route or host.
 * Undefined query values are left out.
 * @throws InputError for a segment that no encoding makes safe: empty, `.` or `..`, or broken Unicode
 */
export function buildPath(
	base: string,
	segments: ReadonlyArray<string | number>,
	query: Readonly<Record<string, QueryValue>> = {},
	{ endsInSlash = false } = {},
): string {
	const path = segments.map((segment) => `/${encodeSegment(String(segment))}`).join('') + (endsInSlash ? '/' : '');
	const pairs = Object.entries(query).filter(([, value]) => value !== undefined);
	const search = pairs.map(([key, value]) => `${encode(key)}=${encodeValue(String(value))}`).join('&');
	return base + (path || '/') + (search && `?${search}`);
}

function encodeSegment(segment: string): string {
	if (segment === '' || segment === '.' || segment === '..') {
		throw new InputError(`"${segment}" cannot be part of an address`, 'Check the expression that this value comes from.');
	}
	// A colon and an at sign may stand in a segment as they are; MAC addresses stay readable in the server's log.
	return encode(segment).replace(/%3A/g, ':').replace(/%40/g, '@');
}

/** Also the characters that encodeURIComponent leaves as they are: a server may hand a value on to a shell. */
function encodeValue(text: string): string {
	return encode(text).replace(/[!'()*~]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

function encode(text: string): string {
	try {
		return encodeURIComponent(text);
	} catch {
		throw new InputError('A value contains broken Unicode and cannot be sent', 'Check the expression that this value comes from.');
	}
}
