import { parseBaseUrl } from './http/url';

/** A token or key from a field of a credential: it never holds blanks, and copying brings some along. */
export function secretOf(entered: unknown): string {
	return String(entered ?? '').trim();
}

/** What may be wrong with a password that was rejected: it may well begin or end with a space, so it is sent as it was entered. '' where there is none. */
export function blankAround(password: string): string {
	return password === password.trim() ? '' : 'There is a space before or after the password.';
}

/**
 * A server by its address, for a trigger's scope: the same however it was typed.
 * @param example an address of this system, as an error shows it
 * @throws InputError for what is not an address
 */
export function serverOf(address: unknown, example: string): string {
	const { origin, path } = parseBaseUrl(String(address ?? ''), example);
	return origin + path;
}
