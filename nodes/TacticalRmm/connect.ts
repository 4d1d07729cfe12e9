import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { certificatesOf, limitOf, secretOf } from '../shared/credential';
import { Http } from '../shared/http/http';
import { parseBaseUrl } from '../shared/http/url';
import type { ClientOptions } from '../shared/system';
import { TacticalRmmClient } from './client';
import { dialect, dialectAt } from './dialect';

/** Makes a client of the Tactical RMM API credential. */
export function connect(data: ICredentialDataDecryptedObject, options: ClientOptions = {}): TacticalRmmClient {
	const key = secretOf(data.apiKey);
	const connection = { baseUrl: String(data.baseUrl ?? ''), headers: { 'x-api-key': key }, secrets: [key], ...certificatesOf(data), ...limitOf(data) };
	return new TacticalRmmClient(new Http(connection, dialectAt(parseBaseUrl(connection.baseUrl, dialect.exampleAddress)), options), data.betaApi === true);
}
