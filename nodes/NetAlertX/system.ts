import { secretOf, serverOf } from '../shared/credential';
import { lazily } from '../shared/lazily';
import type { System } from '../shared/system';
import type { NetAlertXClient } from './client';
import { SOURCE } from './device';
import { dialect } from './dialect';
import { fleet } from './fleet';
import { searchDevices } from './locator';
import { nameLists } from './nameLists';
import { api } from './resources/api';
import { device } from './resources/device';
import { event } from './resources/event';
import { network } from './resources/network';
import { notification, searchNotifications } from './resources/notification';
import { scan, searchPlugins } from './resources/scan';
import { session } from './resources/session';
import { statistics } from './resources/statistics';

const connecting = lazily(async () => await import('./connect'));

export const netAlertX: System<NetAlertXClient> = {
	name: 'NetAlertX',
	source: SOURCE,
	accesses: [
		{
			name: 'API Token',
			credential: 'netAlertXApi',
			connect: async (data, options) => (await connecting()).connect(data, options),
			identity: (data) => ({ scope: serverOf(data.baseUrl, dialect.exampleAddress), asker: secretOf(data.apiToken) }),
			test: async (client) => await client.authenticate(),
		},
	],
	resources: [device, event, session, scan, network, notification, statistics, api],
	// A development server over SQLite: measured, it takes four writers without trouble, and reads are bound by its CPU.
	itemsAtOnce: { read: 16, write: 4 },
	nameOf: (client, id) => client.knownName(id),
	readNames: async (client) => await client.allDevices(),
	listSearch: { searchDevices, searchNotifications, searchPlugins },
	nameLists: Object.values(nameLists),
	fleet,
};
