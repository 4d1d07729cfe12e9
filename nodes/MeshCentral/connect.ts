import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { Http } from '../shared/http/http';
import type { ClientOptions } from '../shared/system';
import { serverConnection, wrapperConnection, wrapperWebSocket } from './access';
import type { MeshCentralClient } from './client';
import { ControlClient } from './control/client';
import { WrapperClient } from './wrapper/client';
import { dialect } from './wrapper/dialect';

/** Makes a client of the MeshCentral API credential. */
export function connectServer(data: ICredentialDataDecryptedObject, options: ClientOptions = {}): MeshCentralClient {
	return new ControlClient(serverConnection(data), options);
}

/** Makes a client of the MeshCentral REST API credential. */
export function connectWrapper(data: ICredentialDataDecryptedObject, options: ClientOptions = {}): MeshCentralClient {
	if (data.connectThrough !== 'rest') return new ControlClient(wrapperWebSocket(data), options);
	return new WrapperClient(new Http(wrapperConnection(data), dialect, options), options);
}
