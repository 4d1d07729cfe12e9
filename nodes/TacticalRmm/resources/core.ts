import type { Resource } from '../../shared/operation';
import type { TacticalRmmClient } from '../client';
import { operation } from '../operation';

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

export const core: Resource<TacticalRmmClient> = { name: 'Core', value: 'core', operations: [getDashboardInfo, getVersion] };
