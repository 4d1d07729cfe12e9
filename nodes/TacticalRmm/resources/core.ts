import { checkConnection } from '../../shared/checkConnection';
import type { Operation, Resource } from '../../shared/operation';
import { missingReadingRights } from '../api/readingRights';
import type { TacticalRmmClient } from '../client';
import { operation } from '../operation';
import { versions } from '../versions';

const getDashboardInfo = operation({
	name: 'Get Dashboard Info',
	value: 'getDashboardInfo',
	action: 'Get info of dashboard',
	description: 'Retrieve what the dashboard shows of the server: versions, settings of the view, features that are on',
	effect: 'read',
	rights: [],
	fields: {},
	run: async ({ client }) => await client.core.dashInfo(),
});

const getVersion = operation({
	name: 'Get Version',
	value: 'getVersion',
	action: 'Get server version',
	description: 'Retrieve the version of the server, the newest there is, and that of the web interface',
	effect: 'read',
	rights: [],
	fields: {},
	run: async ({ client }) => {
		const { trmm_version: version, latest_trmm_ver: latest } = await client.core.dashInfo();
		// The server's word where it could not find out.
		return { version, latestVersion: latest === 'error' ? null : (latest ?? null), webVersion: await client.core.webVersion() };
	},
});

/** Nothing tells whose key it is. Which rights to act its user has cannot be found out without acting. */
const check: Operation<TacticalRmmClient> = {
	...checkConnection<TacticalRmmClient>('Tactical RMM', async (client) => {
		const { trmm_version: version } = await client.core.dashInfo();
		const missingRights = await missingReadingRights(client.http);
		const devices = missingRights.includes('can_list_agents') ? 0 : (await client.directory.agents()).length;
		return { product: 'Tactical RMM', version, user: null, devices, missingRights };
	}, versions),
	description: 'Show which Tactical RMM answers, how many agents the key can see, which rights for reading it lacks, and what an older version lacks',
	rights: [],
};

export const core: Resource<TacticalRmmClient> = { name: 'Core', value: 'core', operations: [getDashboardInfo, getVersion, check] };
