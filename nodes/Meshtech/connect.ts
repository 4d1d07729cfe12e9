import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { connectionOf } from '../shared/connection/read';
import type { ClientOptions } from '../shared/system';
import { assumptionsOf } from './assumptions';
import { MeshtechClient } from './client';

/** Makes a client of the Meshtech API credential. */
export function connect(data: ICredentialDataDecryptedObject, options: ClientOptions = {}): MeshtechClient {
	const textOf = (field: string) => String(data[field] ?? '');
	const account = {
		signInUrl: textOf('signInUrl'),
		apiUrl: textOf('baseUrl'),
		username: textOf('username').trim(),
		password: textOf('password'),
		...connectionOf(data, { taken: { authorization: 'the token' } }),
	};
	return new MeshtechClient(account, assumptionsOf(data), options);
}
