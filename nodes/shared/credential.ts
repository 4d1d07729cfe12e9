import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { InputError } from './errors';
import type { Route } from './http/agents';
import { MOST_REQUESTS_AT_ONCE, REQUESTS_AT_ONCE } from './http/limits';
import { parseBaseUrl } from './http/url';

/** The two fields that every credential has for servers with certificates of their own. */
export function certificatesOf(data: ICredentialDataDecryptedObject): Omit<Route, 'origin'> {
	return { allowUnauthorizedCerts: data.allowUnauthorizedCerts === true, caCertificate: String(data.caCertificate ?? '') };
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
 * @throws InputError for what is not an address
 */
export function serverOf(address: unknown): string {
	const { origin, path } = parseBaseUrl(String(address ?? ''));
	return origin + path;
}
