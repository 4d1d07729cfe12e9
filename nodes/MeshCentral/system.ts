import { Http } from '../shared/http/http';
import type { System } from '../shared/system';
import { serverAsker, serverConnection, serverScope, wrapperAsker, wrapperConnection, wrapperScope, wrapperWebSocket } from './access';
import type { MeshCentralClient } from './client';
import { ControlClient } from './control/client';
import { SOURCE } from './device';
import { searchDevices, searchGroups } from './locator';
import { command } from './resources/command';
import { device } from './resources/device';
import { deviceGroup } from './resources/deviceGroup';
import { event } from './resources/event';
import { server } from './resources/server';
import { tunnel } from './resources/tunnel';
import { user } from './resources/user';
import { WrapperClient } from './wrapper/client';
import { dialect as wrapperDialect } from './wrapper/dialect';

export const meshCentral: System<MeshCentralClient> = {
	name: 'MeshCentral',
	source: SOURCE,
	accesses: [
		{
			name: 'MeshCentral Server',
			description: 'Its own WebSocket, as the web interface uses it',
			credential: 'meshCentralApi',
			connect: (data, options) => new ControlClient(serverConnection(data), options),
			identity: (data) => ({ scope: serverScope(data), asker: serverAsker(data) }),
			test: async (client) => await client.authenticate(),
		},
		{
			name: 'REST Wrapper (OpenFrame)',
			description: 'A server in front of MeshCentral that takes its commands under /api',
			credential: 'meshCentralRestApi',
			connect: (data, options) =>
				data.connectThrough === 'rest'
					? new WrapperClient(new Http(wrapperConnection(data), wrapperDialect, options), options)
					: new ControlClient(wrapperWebSocket(data), options),
			identity: (data) => ({ scope: wrapperScope(data), asker: wrapperAsker(data) }),
			test: async (client) => await client.authenticate(),
		},
	],
	resources: [device, deviceGroup, tunnel, event, user, server, command],
	// One session carries them all and answers in about a millisecond; through REST the client lets fewer through.
	itemsAtOnce: { read: 32, write: 8 },
	listSearch: { searchDevices, searchGroups },
};
