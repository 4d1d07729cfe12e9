import { Http } from '../shared/http/http';
import { certificatesOf, serverOf } from '../shared/credential';
import type { System } from '../shared/system';
import { NetAlertXClient } from './client';
import { SOURCE } from './device';
import { dialect } from './dialect';
import { searchDevices } from './locator';
import { api } from './resources/api';
import { device } from './resources/device';
import { event } from './resources/event';
import { network } from './resources/network';
import { statistics } from './resources/statistics';

export const netAlertX: System<NetAlertXClient> = {
	name: 'NetAlertX',
	source: SOURCE,
	accesses: [
		{
			name: 'API Token',
			credential: 'netAlertXApi',
			connect: (data, options) => {
				const token = String(data.apiToken ?? '');
				const connection = {
					baseUrl: String(data.baseUrl ?? ''),
					headers: { authorization: `Bearer ${token}` },
					secrets: [token],
					...certificatesOf(data),
				};
				return new NetAlertXClient(new Http(connection, dialect, options));
			},
			identity: (data) => ({ scope: serverOf(data.baseUrl), asker: String(data.apiToken ?? '') }),
			test: async (client) => await client.authenticate(),
		},
	],
	resources: [device, event, network, statistics, api],
	// A development server over SQLite: measured, it takes four writers without trouble, and reads are bound by its CPU.
	itemsAtOnce: { read: 16, write: 4 },
	listSearch: { searchDevices },
};
