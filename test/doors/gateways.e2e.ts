/** A real nginx with mutual TLS and Basic Auth in front of every simulator: what gets through, and what is said where it does not. */
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { closeAgents } from '../../nodes/shared/http/agents';
import { subjects, type Served } from '../faults/subjects';
import { testCertificates } from '../simulators/support/certificates';
import { startGateway, type Gateway, type GatewayOptions } from './nginx';
import { basic, basicAuth, certificate, DONE, problemsOf } from './way';

// What is tried again is tried again at once.
jest.mock('../../nodes/shared/http/retry', () => ({ ...jest.requireActual<object>('../../nodes/shared/http/retry'), waitBefore: () => 0 }));

const gateways: Gateway[] = [];
afterEach(async () => {
	await closeAgents();
	await Promise.all(gateways.splice(0).map(async ({ stop }) => await stop()));
});

/** The same addresses behind nginx, one for every origin. */
async function behind(data: ICredentialDataDecryptedObject, options: Omit<GatewayOptions, 'upstream'>): Promise<ICredentialDataDecryptedObject> {
	const moved: ICredentialDataDecryptedObject = { ...data };
	const urls = new Map<string, string>();
	for (const field of ['baseUrl', 'signInUrl'].filter((name) => typeof data[name] === 'string')) {
		const { origin, pathname } = new URL(String(data[field]));
		if (!urls.has(origin)) {
			const gateway = await startGateway({ ...options, upstream: origin });
			gateways.push(gateway);
			urls.set(origin, gateway.url);
		}
		moved[field] = urls.get(origin)! + (pathname === '/' ? '' : pathname);
	}
	return { ...moved, ...(options.tls && { caCertificate: (await testCertificates()).ca }) };
}

const toldIn = (problems: Record<string, string>) => Object.keys(problems).sort();

describe.each(subjects.filter(({ address }) => address === 'baseUrl'))('$name', (subject) => {
	const takesBasicAuth = subject.credential !== 'meshtechApi';
	let served: Served;
	beforeAll(async () => {
		served = await subject.start('s3cretOfGateways');
	});
	afterAll(async () => await served.stop());

	test('mutual TLS: with the certificate, everything works', async () => {
		const data = await behind(served.data, { tls: 'valid', asksForCertificate: true });
		expect(await problemsOf(subject, { ...data, connection: ['clientCertificate'], ...(await certificate()) }, () => served.change())).toEqual({});
	});

	test('mutual TLS: without, and with one of a strange authority', async () => {
		const data = await behind(served.data, { tls: 'valid', asksForCertificate: true });
		const without = await problemsOf(subject, data);
		expect(toldIn(without)).toEqual(DONE);
		for (const said of Object.values(without)) expect(said).toMatch(/requires a client certificate.*choose 'Client Certificate' under 'Connection'/);
		const strange = await problemsOf(subject, { ...data, connection: ['clientCertificate'], ...(await certificate('strangeClient')) });
		expect(toldIn(strange)).toEqual(DONE);
		for (const said of Object.values(strange)) expect(said).toMatch(/does not accept the client certificate in the credential.*ask the administrator of the server/);
	});

	if (takesBasicAuth) {
		test('Basic Auth and mutual TLS together, under a path: with both, everything works', async () => {
			const path = subject.credential === 'meshCentralRestApi' ? '/mesh' : '/devices';
			const data = await behind(served.data, { tls: 'valid', asksForCertificate: true, basicAuth, path });
			expect(await problemsOf(subject, { ...data, connection: ['clientCertificate', 'basicAuth'], ...basic, ...(await certificate()) }, () => served.change())).toEqual({});
			expect(new Set(gateways[0]!.log().map((line) => line.split(' ')[1]))).toEqual(new Set([basicAuth.user]));
		});

		test('Basic Auth: without, and with a wrong password; the secret of the system is not blamed', async () => {
			const data = await behind(served.data, { basicAuth });
			const without = await problemsOf(subject, data);
			expect(toldIn(without)).toEqual(DONE);
			for (const said of Object.values(without)) expect(said).toMatch(/requires a user and password \(Basic Auth\).*choose 'Basic Auth' under 'Connection'/);
			const wrong = await problemsOf(subject, { ...data, connection: ['basicAuth'], ...basic, basicAuthPassword: 'wrong' });
			expect(toldIn(wrong)).toEqual(DONE);
			for (const said of Object.values(wrong)) expect(said).toMatch(/does not accept this user and password.*'Basic Auth Password' in the credential/);
			// Nothing is remembered of it: once it is right, it works at once.
			expect(await problemsOf(subject, { ...data, connection: ['basicAuth'], ...basic })).toEqual({});
		});
	}

	test('http to its port of https is told in its words', async () => {
		const data = await behind(served.data, { tls: 'valid' });
		const plain = Object.fromEntries(Object.entries(data).map(([name, value]) => [name, typeof value === 'string' ? value.replace(/^https:/, 'http:') : value]));
		const problems = await problemsOf(subject, plain);
		expect(toldIn(problems)).toEqual(DONE);
		for (const said of Object.values(problems)) expect(said).toMatch(/expects HTTPS, but the request was HTTP.*Begin the address in the credential with https:\/\//);
	});

	test('a certificate of another name: with Server Name, everything works', async () => {
		const data = await behind(served.data, { tls: 'wrongName' });
		const problems = await problemsOf(subject, data);
		expect(toldIn(problems)).toEqual(DONE);
		for (const said of Object.values(problems)) expect(said).toMatch(/issued for another name.*'Server Name' under 'Connection'/);
		expect(await problemsOf(subject, { ...data, connection: ['serverName'], serverName: 'elsewhere.example' }, () => served.change())).toEqual({});
	});
});

test("NetAlertX's token goes into the query where Basic Auth needs its header, and into the header where it does not", async () => {
	const subject = subjects.find(({ name }) => name === 'NetAlertX')!;
	const served = await subject.start('t0ken');
	try {
		const data = await behind(served.data, { basicAuth });
		await problemsOf(subject, { ...data, connection: ['basicAuth'], ...basic });
		expect(gateways[0]!.log().every((line) => line.includes('token=t0ken'))).toBe(true);
		const plain = await behind(served.data, {});
		await problemsOf(subject, plain);
		expect(gateways[1]!.log().some((line) => line.includes('t0ken'))).toBe(false);
		expect(gateways[1]!.log().length).toBeGreaterThan(4);
	} finally {
		await served.stop();
	}
});
