/** PEM as it comes out of forms, clipboards and environment variables. */
import { createPrivateKey, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { pemBlocks } from '../../../nodes/shared/connection/pem';
import { testCertificates } from '../../simulators/support/certificates';

const manglings: ReadonlyArray<[what: string, mangle: (pem: string) => string]> = [
	['as it is', (pem) => pem],
	['with the line ends of Windows', (pem) => pem.replace(/\r?\n/g, '\r\n')],
	['with spaces for line ends, as Chrome pastes into one line', (pem) => pem.replace(/\r?\n/g, ' ')],
	['without line ends, as Firefox pastes into one line', (pem) => pem.replace(/\r?\n/g, '')],
	['with \\n, as environment variables and JSON have it', (pem) => pem.replace(/\r?\n/g, '\\n')],
	['with \\r\\n', (pem) => pem.replace(/\r?\n/g, '\\r\\n')],
	['indented', (pem) => pem.replace(/^/gm, '    ')],
	['with text around it', (pem) => `Bag Attributes\n  friendlyName: n8n\nsubject=CN = x\n${pem}\nThat was it.`],
	['without a line end at its end', (pem) => pem.trim()],
];
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

describe.each(manglings)('%s', (_, mangle) => {
	it('a certificate, and several one after the other', async () => {
		const { ca, valid } = await testCertificates();
		const blocks = pemBlocks(mangle(ca + valid.cert));
		expect(blocks.map(({ label }) => label)).toEqual(['CERTIFICATE', 'CERTIFICATE']);
		expect(blocks.map(({ pem }) => new X509Certificate(pem).fingerprint256)).toEqual([ca, valid.cert].map((pem) => new X509Certificate(pem).fingerprint256));
	});

	it.each([
		['pkcs8', 'PRIVATE KEY', undefined],
		['pkcs1', 'RSA PRIVATE KEY', undefined],
		['pkcs8', 'ENCRYPTED PRIVATE KEY', 'aes-256-cbc'],
		['pkcs1', 'RSA PRIVATE KEY', 'aes-256-cbc'],
		['pkcs1', 'RSA PRIVATE KEY', 'aes-128-cbc'],
		['pkcs1', 'RSA PRIVATE KEY', 'des-ede3-cbc'],
	] as const)('a key in %s (%s, encrypted by %s)', (type, label, cipher) => {
		const passphrase = 'a passphrase';
		const pem = privateKey.export({ type, format: 'pem', ...(cipher && { cipher, passphrase }) } as never) as string;
		const [block] = pemBlocks(mangle(pem));
		expect(block!.label).toBe(label);
		expect(createPrivateKey({ key: block!.pem, ...(cipher && { passphrase }) }).equals(privateKey)).toBe(true);
	});
});

it.each(['', 'nothing', '-----BEGIN CERTIFICATE-----', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END PRIVATE KEY-----'])('none in %j', (text) => expect(pemBlocks(text)).toEqual([]));

it('takes no time that grows with the square of a long text', () => {
	const began = performance.now();
	pemBlocks(`-----BEGIN CERTIFICATE-----${'A'.repeat(2_000_000)}`);
	pemBlocks('-----BEGIN CERTIFICATE----- '.repeat(3_000));
	expect(performance.now() - began).toBeLessThan(5_000);
});
