/** What the demo is made of, and what can be chosen about it. */
import { join } from 'node:path';
import { repository } from '../test/e2e/n8n/pack';
import type { OwnerAccount } from '../test/e2e/n8n/types';

/** A port, what listens on it, and the environment variable that chooses another one. */
export interface PortSetting {
	port: number;
	use: string;
	variable: string;
}

function portSetting(variable: string, use: string, byDefault: number): PortSetting {
	const text = process.env[variable];
	const port = text === undefined || text === '' ? byDefault : Number(text);
	if (!Number.isInteger(port) || port < 1 || port > 65_535) {
		throw new Error(`${variable} is "${text}", which is not a port: enter a number from 1 to 65535.`);
	}
	return { port, use, variable };
}

/** The ports as the environment wants them. */
export const portSettings = () => ({
	n8n: portSetting('N8N_PORT', 'n8n', 5678),
	netAlertX: portSetting('NETALERTX_PORT', 'the NetAlertX simulator', 20212),
	tacticalRmm: portSetting('TACTICAL_RMM_PORT', 'the Tactical RMM simulator', 20213),
	meshCentral: portSetting('MESHCENTRAL_PORT', 'MeshCentral', 20214),
	meshCentralWrapper: portSetting('MESHCENTRAL_WRAPPER_PORT', "MeshCentral's REST wrapper", 20215),
	meshtech: portSetting('MESHTECH_PORT', 'the Meshtech simulator', 20216),
	meshtechSignIn: portSetting('MESHTECH_SIGN_IN_PORT', "the Meshtech simulator's sign-in", 20217),
	inbox: portSetting('INBOX_PORT', "the inbox's page", 8025),
	smtp: portSetting('SMTP_PORT', "the inbox's mail server", 1025),
});

/**
 * n8n's data between two starts. In the repository (and ignored by git), because they belong to this clone's build and
 * examples: another clone has a demo of its own, and deleting the clone deletes its demo.
 */
export const demoFolder = (): string => process.env.DEMO_FOLDER ?? join(repository, '.cache', 'demo');

/** Only ever valid for an n8n that listens on this machine alone. */
export const owner: OwnerAccount = {
	email: 'demo@example.com',
	password: 'Demo-password-1',
	firstName: 'Demo',
	lastName: 'Owner',
};

export const netAlertXToken = 'demo-token';
export const tacticalRmmKey = 'DEMOKEY0000000000000000000000000';
/** The network: so many devices, the same ones every time. */
export const network = { devices: 120, seed: 1, scanEveryMs: 15_000 };
