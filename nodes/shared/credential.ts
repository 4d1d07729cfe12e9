import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import type { Route } from './http/agents';
import { parseBaseUrl } from './http/url';

/** The two fields that every credential has for servers with certificates of their own. */
export function certificatesOf(data: ICredentialDataDecryptedObject): Omit<Route, 'origin'> {
	return { allowUnauthorizedCerts: data.allowUnauthorizedCerts === true, caCertificate: String(data.caCertificate ?? '') };
}

/**
 * A server by its address, for a trigger's scope: the same however it was typed.
 * @throws InputError for what is not an address
 */
export function serverOf(address: unknown): string {
	const { origin, path } = parseBaseUrl(String(address ?? ''));
	return origin + path;
}
