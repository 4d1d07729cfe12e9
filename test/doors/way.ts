import { createPrivateKey } from 'node:crypto';
import type { ICredentialDataDecryptedObject, INodeType } from 'n8n-workflow';
import { openList, pressTest } from '../faults/doing';
import type { Subject } from '../faults/subjects';
import { testCertificates } from '../simulators/support/certificates';
import { Poller } from '../support/poller';
import { runNode } from '../support/runNode';

export const basicAuth = { user: 'n8n', password: 'pass:word ä' };
export const basic = { basicAuthUser: basicAuth.user, basicAuthPassword: basicAuth.password };

/** What a user enters for mutual TLS: the key encrypted, and in one line as a field for passwords makes it. */
export async function certificate(which: 'client' | 'strangeClient' = 'client'): Promise<ICredentialDataDecryptedObject> {
	const certificates = await testCertificates();
	const passphrase = 'a passphrase';
	const key = createPrivateKey(certificates[which].key).export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase }) as string;
	return { clientCertificate: certificates[which].cert, clientKey: key.replace(/\n/g, ' '), clientKeyPassphrase: passphrase };
}

let polled = 0;

/** Everything that is done with a credential: an operation that reads, one that acts, a drop-down, the credential test, a trigger that polls. @returns what went wrong, by what was done */
export async function problemsOf(subject: Subject, data: ICredentialDataDecryptedObject, change?: () => void): Promise<Record<string, string>> {
	const credentials = { [subject.credential]: data };
	const problems: Record<string, string> = {};
	const note = (what: string, error: unknown) => {
		const { message, description } = error as { message: string; description?: string };
		problems[what] = [message, description].filter(Boolean).join(' | ');
	};
	for (const kind of ['read', 'idempotent'] as const) {
		const { error } = await runNode(subject.node, subject.operations[kind], { credentials });
		if (error) note(kind, error);
	}
	await openList(subject, subject.listSearch, data).catch((error: unknown) => note('drop-down', error));
	const { status, message } = await pressTest(subject, data);
	if (status !== 'OK') note('credential test', { message });
	const load = async (): Promise<INodeType> => await Promise.resolve(subject.trigger);
	const poller = new Poller({ load, parameters: subject.triggerParameters, credentials, workflowId: `way ${++polled}` });
	try {
		await poller.activate();
		change?.();
		await poller.poll();
		if (change && poller.emitted.length !== 1) note('trigger', { message: `told ${poller.emitted.length} events` });
	} catch (error) {
		note('trigger', error);
	}
	return problems;
}

export const DONE = ['credential test', 'drop-down', 'idempotent', 'read', 'trigger'];
