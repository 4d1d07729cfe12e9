/** What servers that ask for a certificate in the handshake itself say by it, as Go's, Envoy and HAProxy do: here OpenSSL's own. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as later } from 'node:timers/promises';
import { closeAgents } from '../../nodes/shared/http/agents';
import type { Connection } from '../../nodes/shared/http/call';
import { freePorts } from '../e2e/n8n/ports';
import { testCertificates, type TestCertificates } from '../simulators/support/certificates';
import { call, failureOf, httpTo } from '../support/http';

let certificates: TestCertificates;
let folder: string;
beforeAll(async () => {
	certificates = await testCertificates();
	folder = mkdtempSync(join(tmpdir(), 'openssl-'));
	writeFileSync(join(folder, 'ca.pem'), certificates.ca);
	writeFileSync(join(folder, 'cert.pem'), certificates.valid.cert);
	writeFileSync(join(folder, 'key.pem'), certificates.valid.key, { mode: 0o600 });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function serving(version: string): Promise<{ url: string; stop(): Promise<void> }> {
	const [port] = (await freePorts(1)) as [number];
	const args = ['s_server', '-accept', `127.0.0.1:${port}`, '-cert', 'cert.pem', '-key', 'key.pem', '-CAfile', 'ca.pem', '-Verify', '2', '-verify_return_error', '-www', version];
	const server = spawn('openssl', args, { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] });
	const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
	let said = '';
	server.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
	const deadline = Date.now() + 15_000;
	while (!said.includes('ACCEPT') && server.exitCode === null && Date.now() < deadline) await later(20);
	return {
		url: `https://127.0.0.1:${port}`,
		stop: async () => {
			server.kill();
			await ended;
		},
	};
}

describe.each(['-tls1_2', '-tls1_3'])('%s', (version) => {
	test.each<[what: string, which: 'client' | 'strangeClient' | undefined, words: RegExp]>([
		['without one', undefined, /requires a client certificate$|ended the HTTPS handshake$/],
		['with one of a strange authority', 'strangeClient', /does not accept the client certificate in the credential$/],
	])('%s', async (_, which, words) => {
		const server = await serving(version);
		try {
			const clientCertificate: Connection['clientCertificate'] = which && { certificate: certificates[which].cert, key: certificates[which].key, passphrase: '' };
			const error = await failureOf<Error & { advice: string }>(httpTo(server.url, { caCertificate: certificates.ca, clientCertificate }).request(call({ effect: 'once' })));
			expect(error).toMatchObject({ message: expect.stringMatching(words) as string, arrived: 'no', repeatable: false });
		} finally {
			await closeAgents();
			await server.stop();
		}
	});

	test('with the right one, it is let in', async () => {
		const server = await serving(version);
		try {
			const { cert: certificate, key } = certificates.client;
			const error = await failureOf<Error>(httpTo(server.url, { caCertificate: certificates.ca, clientCertificate: { certificate, key, passphrase: '' } }).request(call()));
			// Its page of what was agreed on: it got as far as HTTP.
			expect(error.message).toContain('answered with a web page');
		} finally {
			await closeAgents();
			await server.stop();
		}
	});
});
