import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { InputError } from '../errors';

/** Why a header may not be set by hand; `system` where it holds what n8n itself sends there. */
interface Reserved {
	names: RegExp;
	why: string;
}

/** Headers that belong to the connection itself, or that would have the server answer in a form that nobody here reads. */
const RESERVED: readonly Reserved[] = [
	{ names: /^host$/, why: 'it names the server, and n8n takes it from the address in the credential' },
	{ names: /^(content-.*|transfer-encoding|expect|trailer|te)$/, why: 'it describes the body, which is different for every request' },
	{ names: /^(connection|keep-alive|upgrade|proxy-connection|http2-settings)$|^sec-websocket-/, why: 'it belongs to the connection itself' },
	{ names: /^proxy-authorization$/, why: 'it is meant for the proxy of n8n, not for the server: enter the user and password in HTTPS_PROXY' },
	{ names: /^(accept|accept-encoding|range|if-.+)$/, why: 'the server would answer in a format that n8n cannot read' },
];

const NAME = /^[\w!#$%&'*+.^`|~-]+$/;
const LINE_END = /[\r\n\0]/;
const PLAIN = /^[\x20-\x7e\t]+$/;

/** Headers by their names in small letters. */
export type Headers = Readonly<Record<string, string>>;

/**
 * Reads the rows of 'Additional Headers'. Rows without name and value count as not there.
 * @param taken what else stands in a header, by the header's name in small letters: "the API token"
 * @throws InputError for a row that cannot be sent, with the reason
 */
export function readHeaders(rows: unknown, taken: Readonly<Record<string, string>>): Headers {
	const headers = new Map<string, string>();
	for (const { name, value } of filledIn(rows)) {
		const key = name.toLowerCase();
		if (name === '') throw new InputError("A row of the credential's 'Additional Headers' has a value but no name", 'Enter the name, or remove the row.');
		if (!NAME.test(name)) throw new InputError(`"${name.slice(0, 60)}" in the credential's 'Additional Headers' is not a header name`, 'Enter a name such as X-API-Key, without a colon and without spaces.');
		const why = RESERVED.find(({ names }) => names.test(key))?.why ?? (Object.hasOwn(taken, key) ? `it carries ${taken[key]}` : undefined);
		if (why) throw new InputError(`The header ${name} cannot be set in the credential's 'Additional Headers': ${why}`, 'Remove the row. Nothing was sent.');
		if (headers.has(key)) throw new InputError(`The header ${name} is in the credential's 'Additional Headers' more than once`, 'Keep one of them.');
		if (value === '') throw new InputError(`The header ${name} in the credential's 'Additional Headers' has no value`, 'Enter the value, or remove the row.');
		if (LINE_END.test(value)) throw new InputError(`The value of the header ${name} contains a line break`, 'A header is one line: copy the value again.');
		if (!PLAIN.test(value)) throw new InputError(`The value of the header ${name} cannot be sent`, 'A header accepts plain characters only, without accents or special symbols.');
		headers.set(key, value);
	}
	return Object.fromEntries(headers);
}

function filledIn(rows: unknown): Array<{ name: string; value: string }> {
	const given = typeof rows === 'string' ? parsed(rows) : rows;
	const { values, ...others } = (typeof given === 'object' && given !== null && !Array.isArray(given) ? given : { values: given }) as { values?: unknown };
	const list = Array.isArray(values) ? values : values === undefined || values === null ? [] : [values];
	const isReadable = Object.keys(others).length === 0 && list.every((row) => row === null || (typeof row === 'object' && [row.name, row.value].every(isPlain)));
	if (!isReadable) throw new InputError("The credential's 'Additional Headers' could not be read", 'An expression there must return rows with a name and a value: {"values": [{"name": "X-API-Key", "value": "…"}]}. Nothing was sent.');
	return list
		.filter((row): row is ICredentialDataDecryptedObject => typeof row === 'object' && row !== null)
		.map(({ name, value }) => ({ name: text(name), value: text(value) }))
		.filter(({ name, value }) => name !== '' || value !== '');
}

function isPlain(value: unknown): boolean {
	return typeof value !== 'object' || value === null;
}

/** Text as an expression gives it; what is no JSON stays what it is. */
function parsed(text: string): unknown {
	if (!text.trim()) return undefined;
	try {
		return JSON.parse(text);
	} catch {
		return text;
	}
}

/** Blanks around a value mean nothing in HTTP, and copying brings them along; a line break at the end is one of them. */
function text(value: unknown): string {
	return String(value ?? '').trim();
}

/** What of a header's value is secret by itself: the whole, and its parts, since a server may repeat a token without the word before it. */
export function secretsIn(value: string): string[] {
	const parts = value.split(/[\s,;=]+/).filter((part) => part.length >= LEAST);
	return [...new Set([value, ...parts])].filter((part) => part.length >= LEAST_WHOLE);
}

/** Letters of a part that may be a secret: shorter ones are words such as `Bearer`. */
const LEAST = 8;
/** A value of fewer is no secret, and to mask it would hide words and numbers of every error. */
const LEAST_WHOLE = 4;
