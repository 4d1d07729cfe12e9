/** How the server of a test is configured: on loopback only, with nothing that leaves this machine. */

/** MeshCentral's `config.json`. */
export interface MeshCentralConfig {
	settings: Record<string, unknown>;
	domains: Record<string, Record<string, unknown>>;
}

/** @param more settings of the test, e.g. `{ agentIdleTimeout: 10 }` */
export function configuration(port: number, more: Record<string, unknown>): MeshCentralConfig {
	return {
		settings: {
			cert: '127.0.0.1',
			WANonly: true,
			port,
			portBind: '127.0.0.1',
			// Else it takes the next free port silently.
			exactPorts: true,
			redirPort: 0,
			mpsPort: 0,
			// Keys of 2048 bits: a faster first start.
			fastCert: true,
			selfUpdate: false,
			autoBackup: false,
			// Asks a time server on the internet at the first start.
			agentTimeStampServer: false,
			webRTC: false,
			allowLoginToken: true,
			// A wrong password of one test locks no other out.
			maxInvalidLogin: false,
			...more,
		},
		domains: { '': { title: 'Test', newAccounts: false } },
	};
}
