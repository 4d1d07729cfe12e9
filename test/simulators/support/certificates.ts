import { generate } from 'selfsigned';
import type { ServerCertificate } from './listen';

/** A certificate authority for tests and the leaf certificates it signed, all PEM. */
export interface TestCertificates {
	/** What a client must trust. */
	ca: string;
	/** Valid for 127.0.0.1 and localhost. */
	valid: ServerCertificate;
	/** Valid for 127.0.0.1 and localhost, until yesterday. */
	expired: ServerCertificate;
	/** Valid today, for another host. */
	wrongName: ServerCertificate;
	/** What a client shows, signed by the same authority. */
	client: ServerCertificate;
	/** What a client shows, signed by an authority of its own. */
	strangeClient: ServerCertificate;
}

let cached: Promise<TestCertificates> | undefined;

/** Made once a process: signing is what takes time in a TLS test. */
export function testCertificates(): Promise<TestCertificates> {
	return (cached ??= makeCertificates());
}

type Names = { type: 2; value: string } | { type: 7; ip: string };

const day = 24 * 60 * 60 * 1000;
const loopback: Names[] = [
	{ type: 7, ip: '127.0.0.1' },
	{ type: 2, value: 'localhost' },
];

async function makeCertificates(): Promise<TestCertificates> {
	const now = Date.now();
	const strong = { keyType: 'ec', algorithm: 'sha256' } as const;
	const lastWeek = new Date(now - 7 * day);
	const ca = await generate([{ name: 'commonName', value: 'Test CA' }], {
		...strong,
		notBeforeDate: lastWeek,
		extensions: [
			{ name: 'basicConstraints', cA: true, critical: true },
			{ name: 'keyUsage', keyCertSign: true, cRLSign: true, digitalSignature: true, critical: true },
		],
	});
	const leaf = async (altNames: Names[], notAfterDate: Date, use: 'serverAuth' | 'clientAuth' = 'serverAuth'): Promise<ServerCertificate> => {
		const signed = await generate([{ name: 'commonName', value: 'simulator' }], {
			...strong,
			notBeforeDate: lastWeek,
			notAfterDate,
			ca: { key: ca.private, cert: ca.cert },
			extensions: [
				{ name: 'basicConstraints', cA: false },
				{ name: 'extKeyUsage', [use]: true },
				{ name: 'subjectAltName', altNames },
			],
		});
		return { key: signed.private, cert: signed.cert };
	};
	const tomorrow = new Date(now + day);
	const strange = await generate([{ name: 'commonName', value: 'a stranger' }], { ...strong, notBeforeDate: lastWeek, notAfterDate: tomorrow });
	return {
		ca: ca.cert,
		valid: await leaf(loopback, tomorrow),
		expired: await leaf(loopback, new Date(now - day)),
		wrongName: await leaf([{ type: 2, value: 'elsewhere.example' }], tomorrow),
		client: await leaf([{ type: 2, value: 'n8n.example' }], tomorrow, 'clientAuth'),
		strangeClient: { key: strange.private, cert: strange.cert },
	};
}
