import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { connectionOf } from '../shared/connection/read';
import { secretOf } from '../shared/credential';
import { Http } from '../shared/http/http';
import { parseBaseUrl } from '../shared/http/url';
import type { ClientOptions } from '../shared/system';
import { TacticalRmmClient } from './client';
import { dialect, dialectAt } from './dialect';

/** Makes a client of the Tactical RMM API credential. */
export function connect(data: ICredentialDataDecryptedObject, options: ClientOptions = {}): TacticalRmmClient {
	const key = secretOf(data.apiKey);
	const { wayIn, ...reached } = connectionOf(data, { taken: { 'x-api-key': 'the API key' } });
	const connection = { baseUrl: String(data.baseUrl ?? ''), headers: { 'x-api-key': key }, secrets: [key, ...wayIn], ...reached };
	return new TacticalRmmClient(new Http(connection, dialectAt(parseBaseUrl(connection.baseUrl, dialect.exampleAddress)), options), data.betaApi === true);
}
