import { lazily } from '../shared/lazily';
import type { System } from '../shared/system';
import { serverAsker, serverScope, wrapperAsker, wrapperScope } from './access';
import type { MeshCentralClient } from './client';
import { lastPart, SOURCE } from './device';
import { fleet } from './fleet';
import { searchCommands, searchDevices, searchGroups, searchShares, searchUserGroups, searchUsers } from './locator';
import { look } from './look';
import { nameLists } from './nameLists';
import { rightLabels } from './rights';
import { command } from './resources/command';
import { device } from './resources/device';
import { deviceGroup } from './resources/deviceGroup';
import { event } from './resources/event';
import { file } from './resources/file';
import { right } from './resources/right';
import { server } from './resources/server';
import { tunnel } from './resources/tunnel';
import { user } from './resources/user';
import { userGroup } from './resources/userGroup';

const connecting = lazily(async () => await import('./connect'));

export const meshCentral: System<MeshCentralClient> = {
	name: 'MeshCentral',
	source: SOURCE,
	accesses: [
		{
			name: 'MeshCentral Server',
			description: 'Connect directly to MeshCentral, over the same WebSocket as its web interface',
			credential: 'meshCentralApi',
			connect: async (data, options) => (await connecting()).connectServer(data, options),
			identity: (data) => ({ scope: serverScope(data), asker: serverAsker(data) }),
			test: async (client) => await client.authenticate(),
		},
		{
			name: 'REST Wrapper (OpenFrame)',
			description: 'Connect through a server in front of MeshCentral that accepts its commands under /api',
			credential: 'meshCentralRestApi',
			connect: async (data, options) => (await connecting()).connectWrapper(data, options),
			identity: (data) => ({ scope: wrapperScope(data), asker: wrapperAsker(data) }),
			test: async (client) => await client.authenticate(),
		},
	],
	resources: [device, deviceGroup, tunnel, file, event, user, userGroup, right, server, command],
	// One session carries them all and answers in about a millisecond; through REST the client lets fewer through.
	itemsAtOnce: { read: 32, write: 8 },
	look,
	nameOf: (client, id) => client.knownName(id),
	readNames: async (client) => await client.allDevices(),
	sameDevice: lastPart,
	listSearch: { searchCommands, searchDevices, searchGroups, searchShares, searchUsers, searchUserGroups },
	rightLabels,
	nameLists: Object.values(nameLists),
	fleet,
};
