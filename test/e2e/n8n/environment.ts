/** The environment that n8n runs in: nothing of the caller's own n8n or test run, no telemetry, loopback only. */

/** What configures n8n, its database or Node, and belongs to somebody else's n8n or to the test runner. */
const notOurs = /^(N8N_|DB_|EXECUTIONS_|QUEUE_|WEBHOOK_URL$|NODE_(?!EXTRA_CA_CERTS$)|npm_|JEST_|NODES_|CREDENTIALS_)/;

export interface Place {
	userFolder: string;
	port: number;
	brokerPort: number;
}

export function n8nEnvironment({ userFolder, port, brokerPort }: Place, extra: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
	// Whatever proxy leads out of here, it does not lead to the servers on this machine.
	const noProxy = [process.env.NO_PROXY ?? process.env.no_proxy, '127.0.0.1', 'localhost'].filter(Boolean).join(',');
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
		// It asks n8n's servers for its list once a start.
		N8N_DISABLED_MODULES: 'mcp-registry',
		NO_PROXY: noProxy,
		no_proxy: noProxy,
		...extra,
	};
}
