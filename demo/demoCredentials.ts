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

/** What the demo calls its credential for something; the names of earlier demos are taken over. */
const nameOf = (what: string) => `Demo: ${what}`;
const formerNameOf = (name: string) => `${name.replace(/^Demo: /, '')} of the demo`;

/** Slack is found by n8n's environment, so its credential has no address. */
function sinkCredentials({ smtpPort, slackToken }: Sinks): DemoCredential[] {
	return [
		{ name: nameOf('Inbox'), type: 'smtp', address: { host: '127.0.0.1', port: smtpPort }, rest: { user: '', password: '', secure: false, disableStartTls: true } },
		{ name: nameOf('Slack'), type: 'slackApi', address: {}, rest: { accessToken: slackToken } },
	];
}

/** A person may have entered a server of their own: that stays. */
const isOnThisMachine = ({ baseUrl, host }: IDataObject) => /127\.0\.0\.1/.test(`${String(baseUrl)} ${String(host)}`);

/** @returns whether the credential had to be changed, because the demo's servers are elsewhere than last time, or have other secrets */
async function point(client: N8nClient, known: CredentialReference, name: string, address: IDataObject): Promise<boolean> {
	const saved = await client.credentialData(known.id);
	const isRight = Object.entries(address).every(([key, value]) => saved[key] === value);
	const isLeft = isRight || !isOnThisMachine(saved);
	if (isLeft && known.name === name) return false;
	await client.updateCredential({ ...known, name }, isLeft ? saved : { ...saved, ...address });
	return !isLeft;
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
		const known = existing.find((each) => each.type === type && [name, formerNameOf(name)].includes(each.name));
		if (known && (await point(client, known, name, address))) moved.push(known);
		credentials.push(known ?? (await client.createCredential(name, type, { ...address, ...rest })));
	}
	return { credentials, moved };
}
