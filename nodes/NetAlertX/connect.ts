import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { certificatesOf, limitOf, secretOf } from '../shared/credential';
import { Http } from '../shared/http/http';
import type { ClientOptions } from '../shared/system';
import { NetAlertXClient } from './client';
import { dialect } from './dialect';

/** Makes a client of the NetAlertX API credential. */
export function connect(data: ICredentialDataDecryptedObject, options: ClientOptions = {}): NetAlertXClient {
	const token = secretOf(data.apiToken);
	const connection = {
		baseUrl: String(data.baseUrl ?? ''),
		headers: { authorization: `Bearer ${token}` },
		secrets: [token],
		...certificatesOf(data),
		...limitOf(data),
	};
	return new NetAlertXClient(new Http(connection, dialect, options));
}
