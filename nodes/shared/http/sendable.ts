import { InputError } from '../errors';
import type { Dialect } from './call';

/**
 * What a header may hold (RFC 9110, section 5.5). undici refuses anything else, and does not give back the connection that it meant to use for it:
 * after as many such requests as there are connections, all others wait without an end.
 */
export const SENDABLE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** Checks what is sent in every request's headers. @throws InputError where a secret among it cannot be sent; nothing was sent then */
export function checkSendable(headers: Readonly<Record<string, string>>, { product, secret }: Dialect): void {
	if (Object.values(headers).every((value) => SENDABLE.test(value))) return;
	throw new InputError(
		`The ${secret.name} for ${product} contains a character that cannot be sent in a request`,
		'A quotation mark, a dash or a space may have been changed when it was copied. Copy it into the credential again, as plain text. Nothing was sent.',
	);
}
