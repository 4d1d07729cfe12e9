/** What is wrong with a certificate or key is said before anything is sent, by the field's name. */
import { createPrivateKey } from 'node:crypto';
import { readCertificates, readClientCertificate } from '../../../nodes/shared/connection/certificates';
import { InputError } from '../../../nodes/shared/errors';
import { testCertificates, type TestCertificates } from '../../simulators/support/certificates';

let certificates: TestCertificates;
beforeAll(async () => {
	certificates = await testCertificates();
});

const problem = (read: () => unknown): InputError => {
	try {
		read();
	} catch (error) {
		expect(error).toBeInstanceOf(InputError);
		return error as InputError;
	}
	throw new Error('it was taken');
};
const encrypted = (key: string, passphrase: string) => createPrivateKey(key).export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase }) as string;

describe('authorities', () => {
	it('one, several, and in one line', () => {
		const { ca, strangeClient } = certificates;
		expect(readCertificates(ca, 'CA Certificate').match(/BEGIN/g)).toHaveLength(1);
		expect(readCertificates(`${ca}\r\n${strangeClient.cert}`.replace(/\n/g, ' '), 'CA Certificate').match(/BEGIN/g)).toHaveLength(2);
	});

	it.each([
		['nonsense', 'could not be read'],
		['-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----', 'could not be read'],
		['-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----', 'contains a key, not a certificate'],
		['-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----', 'could not be read'],
	])('%j %s', (entered, words) => {
		expect(problem(() => readCertificates(entered, 'CA Certificate')).message).toBe(`The 'CA Certificate' of the credential ${words}`);
	});

	it('one of several that is damaged', () => {
		const damaged = `${certificates.ca}\n${certificates.ca.replace(/M/g, 'A')}`;
		expect(problem(() => readCertificates(damaged, 'CA Certificate')).message).toContain('could not be read');
	});
});

describe('a client certificate', () => {
	const entered = (more: Partial<Record<'certificate' | 'key' | 'passphrase', string>> = {}) => ({ certificate: certificates.client.cert, key: certificates.client.key, passphrase: '', ...more });

	it('with its key, plain or encrypted, with its chain behind it', () => {
		expect(readClientCertificate(entered()).key).toContain('PRIVATE KEY');
		expect(readClientCertificate(entered({ certificate: certificates.client.cert + certificates.ca })).certificate.match(/BEGIN/g)).toHaveLength(2);
		const key = encrypted(certificates.client.key, 's3same');
		expect(readClientCertificate(entered({ key: key.replace(/\n/g, ' '), passphrase: 's3same' })).passphrase).toBe('s3same');
	});

	it('a passphrase for a key that has none does no harm', () => {
		expect(readClientCertificate(entered({ passphrase: 'for nothing' })).key).toContain('PRIVATE KEY');
	});

	it.each<[what: string, more: () => Partial<Record<'certificate' | 'key' | 'passphrase', string>>, words: RegExp]>([
		['the passphrase is missing', () => ({ key: encrypted(certificates.client.key, 's3same') }), /^The 'Client Key' of the credential is encrypted$/],
		['the passphrase is wrong', () => ({ key: encrypted(certificates.client.key, 's3same'), passphrase: 's3other' }), /cannot be decrypted with this 'Passphrase'$/],
		['the key is of another certificate', () => ({ key: certificates.strangeClient.key }), /does not belong to the 'Client Certificate'$/],
		['the chain stands before the certificate', () => ({ certificate: certificates.ca + certificates.client.cert }), /does not belong to the 'Client Certificate'$/],
		['the key is cut off', () => ({ key: certificates.client.key.slice(0, 80) }), /^The 'Client Key' of the credential could not be read$/],
		['the key is damaged', () => ({ key: certificates.client.key.replace(/^(-+BEGIN.*\n.{8}).{12}/, '$1AAAAAAAAAAAA') }), /^The 'Client Key' of the credential could not be read$/],
		['the two are exchanged', () => ({ certificate: certificates.client.key, key: certificates.client.cert }), /^The 'Client Certificate' of the credential contains a key, not a certificate$/],
	])('%s', (_, more, words) => {
		const { message, advice } = problem(() => readClientCertificate(entered(more())));
		expect(message).toMatch(words);
		expect(advice).toBeTruthy();
		expect(message + advice).not.toMatch(/s3same|s3other|[A-Za-z0-9+/]{40}/);
	});
});
