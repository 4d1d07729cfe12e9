import { checkConnection } from '../../shared/checkConnection';
import { sizeOf } from '../../shared/http/rows';
import type { Operation, Resource } from '../../shared/operation';
import { missingReadingRights } from '../api/readingRights';
import type { TacticalRmmClient } from '../client';
import { operation } from '../operation';
import { versions } from '../versions';

const getDashboardInfo = operation({
	name: 'Get Dashboard Info',
	value: 'getDashboardInfo',
	action: 'Get server dashboard info',
	description: "Retrieve the server's dashboard information: versions, view settings and enabled features",
	effect: 'read',
	rights: [],
	fields: {},
	run: async ({ client }) => await client.core.dashInfo(),
});

const getVersion = operation({
	name: 'Get Version',
	value: 'getVersion',
	action: 'Get server version',
	description: 'Retrieve the version of the server, the newest available one, and that of the web interface',
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
	description: 'Show which Tactical RMM answers, how many agents the key can see, and missing rights for reading or features of newer versions',
	rights: [],
};

const sendTestEmail = operation({
	name: 'Send Test Email',
	value: 'sendTestEmail',
	action: 'Send test email from server',
	description: "Send an email from the server to the recipients in its settings, and report the mail server's reason if it fails",
	effect: 'once',
	rights: ['can_edit_core_settings'],
	fields: {},
	run: async ({ client }) => ({ sent: true, message: await client.core.testEmail() }),
});

const clearCache = operation({
	name: 'Clear Cache',
	value: 'clearCache',
	action: 'Clear server cache',
	description: 'Recalculate policies and counts on the server, so that changes show immediately',
	effect: 'idempotent',
	rights: ['can_do_server_maint'],
	fields: {},
	run: async ({ client }) => ({ cleared: true, message: await client.core.clearCache() }),
});

const getStatus = operation({
	name: 'Get Status',
	value: 'getStatus',
	action: 'Get fleet status',
	description: 'Count agents by state and open alerts by severity, as far as the key may see them',
	effect: 'read',
	rights: ['can_list_agents', 'can_list_alerts'],
	fields: {},
	run: async ({ client }) => {
		const { trmm_version: version } = await client.core.dashInfo();
		const agents = await client.agents.list();
		const alerts = await client.alerts.list({ unresolvedOnly: true });
		const countOf = <T>(list: readonly T[], is: (each: T) => boolean) => list.filter(is).length;
		const status = (word: string) => countOf(agents, (agent) => agent.status === word);
		const severity = (word: string) => countOf(alerts, (alert) => alert.severity === word);
		return {
			version,
			agents: {
				total: sizeOf(agents),
				online: status('online'),
				offline: status('offline'),
				overdue: status('overdue'),
				inMaintenance: countOf(agents, (agent) => agent.maintenance_mode === true),
				needsReboot: countOf(agents, (agent) => agent.needs_reboot === true),
				hasPatchesPending: countOf(agents, (agent) => agent.has_patches_pending === true),
			},
			openAlerts: { total: sizeOf(alerts), error: severity('error'), warning: severity('warning'), info: severity('info') },
		};
	},
});

export const core: Resource<TacticalRmmClient> = { name: 'Core', value: 'core', operations: [getDashboardInfo, getVersion, check, getStatus, sendTestEmail, clearCache] };
