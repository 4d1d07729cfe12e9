import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { connectionOf, needs } from '../shared/connection/read';
import { secretOf } from '../shared/credential';
import type { Connection } from '../shared/http/call';
import { Http } from '../shared/http/http';
import type { ClientOptions } from '../shared/system';
import { NetAlertXClient } from './client';
import { dialect } from './dialect';

/** Makes a client of the NetAlertX API credential. */
export function connect(data: ICredentialDataDecryptedObject, options: ClientOptions = {}): NetAlertXClient {
	const token = secretOf(data.apiToken);
	// FACTS: every route takes the token in the query as well; where a reverse proxy asks for a password, its header is not free.
	const isInQuery = needs(data, 'basicAuth');
	const proof: Pick<Connection, 'headers' | 'query'> = isInQuery ? { headers: {}, query: { token } } : { headers: { authorization: `Bearer ${token}` } };
	const { wayIn, ...reached } = connectionOf(data, isInQuery ? {} : { taken: { authorization: 'the API token' } });
	const connection = { baseUrl: String(data.baseUrl ?? ''), ...proof, secrets: [token, ...wayIn], ...reached };
	return new NetAlertXClient(new Http(connection, dialect, options));
}
