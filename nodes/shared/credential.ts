import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { InputError } from './errors';
import type { Route } from './http/agents';
import { MOST_REQUESTS_AT_ONCE, REQUESTS_AT_ONCE } from './http/limits';
import { parseBaseUrl } from './http/url';

/** The two fields that every credential has for servers with certificates of their own. */
export function certificatesOf(data: ICredentialDataDecryptedObject): Omit<Route, 'origin'> {
	return { allowUnauthorizedCerts: data.allowUnauthorizedCerts === true, caCertificate: String(data.caCertificate ?? '') };
}

/** A token or key from a field of a credential: it never holds blanks, and copying brings some along. */
export function secretOf(entered: unknown): string {
	return String(entered ?? '').trim();
}

/** What may be wrong with a password that was rejected: it may well begin or end with a blank, so it is sent as it was entered. '' where there is none. */
export function blankAround(password: string): string {
	return password === password.trim() ? '' : 'There is a blank before or after the password.';
}

/**
 * 'Requests at Once' of a credential for a server that takes HTTP requests; credentials from before it have none.
 * @throws InputError
 */
export function limitOf({ requestsAtOnce = REQUESTS_AT_ONCE }: ICredentialDataDecryptedObject): Pick<Route, 'requestsAtOnce'> {
	const places = Number(requestsAtOnce);
	if (Number.isInteger(places) && places >= 1 && places <= MOST_REQUESTS_AT_ONCE) return { requestsAtOnce: places };
	throw new InputError(`'Requests at Once' of the credential must be a whole number from 1 to ${MOST_REQUESTS_AT_ONCE}`, `Nothing was sent. Without a reason for another, let it be ${REQUESTS_AT_ONCE}.`);
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
