/** The environment that n8n runs in: nothing of the caller's own n8n or test run, no telemetry, loopback only. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { N8nInstall } from './install';

/** Asks n8n's servers for its list once a start. Early versions of n8n 2 have it not, and start with no name that they do not know. */
const mcpRegistry = 'mcp-registry';

/** What configures n8n, its database or Node, and belongs to somebody else's n8n or to the test runner. */
const notOurs = /^(N8N_|DB_|EXECUTIONS_|QUEUE_|WEBHOOK_URL$|NODE_(?!EXTRA_CA_CERTS$)|npm_|JEST_|NODES_|CREDENTIALS_)/;

export interface Place {
	userFolder: string;
	port: number;
	brokerPort: number;
	/** Default: one that has all that the locked version has. */
	install?: N8nInstall;
}

export function n8nEnvironment({ userFolder, port, brokerPort, install }: Place, extra: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
	// Whatever proxy leads out of here, it does not lead to the servers on this machine.
	const noProxy = [process.env.NO_PROXY ?? process.env.no_proxy, '127.0.0.1', 'localhost'].filter(Boolean).join(',');
	const hasRegistry = !install || existsSync(join(install.folder, 'node_modules', 'n8n', 'dist', 'modules', mcpRegistry));
	return {
		...Object.fromEntries(Object.entries(process.env).filter(([name]) => !notOurs.test(name))),
		NODE_ENV: 'production',
		N8N_USER_FOLDER: userFolder,
		N8N_PORT: String(port),
		N8N_LISTEN_ADDRESS: '127.0.0.1',
		N8N_HOST: '127.0.0.1',
		N8N_RUNNERS_BROKER_PORT: String(brokerPort),
		N8N_SECURE_COOKIE: 'false',
		N8N_DIAGNOSTICS_ENABLED: 'false',
		N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
		N8N_PERSONALIZATION_ENABLED: 'false',
		N8N_TEMPLATES_ENABLED: 'false',
		N8N_HIRING_BANNER_ENABLED: 'false',
		...(hasRegistry && { N8N_DISABLED_MODULES: mcpRegistry }),
		NO_PROXY: noProxy,
		no_proxy: noProxy,
		...extra,
	};
}
