/** The credentials of the demo's own servers in n8n: made once, and pointed to where those servers are now. */
import type { IDataObject } from 'n8n-workflow';
import type { N8nClient } from '../test/e2e/n8n/rest';
import type { CredentialReference } from '../test/e2e/n8n/types';
import type { DemoCredential, DemoSystem } from './systems';

/** What the inbox and the simulated Slack give. */
export interface Sinks {
	smtpPort: number;
	slackToken: string;
}

/** Slack is found by n8n's environment, so its credential has no address. */
function sinkCredentials({ smtpPort, slackToken }: Sinks): DemoCredential[] {
	return [
		{ name: 'Inbox of the demo', type: 'smtp', address: { host: '127.0.0.1', port: smtpPort }, rest: { user: '', password: '', secure: false, disableStartTls: true } },
		{ name: 'Slack of the demo', type: 'slackApi', address: {}, rest: { accessToken: slackToken } },
	];
}

/** A person may have entered a server of their own: that stays. */
const isOnThisMachine = ({ baseUrl, host }: IDataObject) => /127\.0\.0\.1/.test(`${String(baseUrl)} ${String(host)}`);

/** @returns whether the credential had to be changed, because the demo's servers are elsewhere than last time, or have other secrets */
async function point(client: N8nClient, known: CredentialReference, address: IDataObject): Promise<boolean> {
	const saved = await client.credentialData(known.id);
	const isRight = Object.entries(address).every(([key, value]) => saved[key] === value);
	if (isRight || !isOnThisMachine(saved)) return false;
	await client.updateCredential(known, { ...saved, ...address });
	return true;
}

export interface ProvidedCredentials {
	credentials: CredentialReference[];
	/** Those of them that pointed elsewhere before. */
	moved: CredentialReference[];
}

/** Sees to it that n8n has the demo's credentials, and that they lead to where the demo's servers are. */
export async function provideCredentials(client: N8nClient, systems: readonly DemoSystem[], sinks: Sinks): Promise<ProvidedCredentials> {
	const existing = await client.credentials();
	const credentials: CredentialReference[] = [];
	const moved: CredentialReference[] = [];
	for (const { name, type, address, rest } of [...systems.flatMap((system) => system.credentials), ...sinkCredentials(sinks)]) {
		const known = existing.find((each) => each.name === name && each.type === type);
		if (known && (await point(client, known, address))) moved.push(known);
		credentials.push(known ?? (await client.createCredential(name, type, { ...address, ...rest })));
	}
	return { credentials, moved };
}
