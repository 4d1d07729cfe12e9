import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { InputError } from '../errors';
import { pemBlocks } from './pem';

/** What n8n shows to a server that asks for a certificate. */
export interface ClientCertificate {
	/** PEM: the certificate, and those of authorities between. */
	certificate: string;
	/** PEM. */
	key: string;
	/** '' for a key that is not encrypted. */
	passphrase: string;
}

const AS_PEM = 'Paste it in PEM format, from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----.';

/**
 * Certificates of a field of the credential, in clean PEM.
 * @throws InputError: Node ignores a certificate that it cannot read, and the user would look for the fault at the server
 */
export function readCertificates(entered: string, field: string): string {
	const blocks = pemBlocks(entered).filter(({ label }) => /CERTIFICATE$/.test(label) && !/REQUEST/.test(label));
	const hasKey = /PRIVATE KEY-----/.test(entered);
	if (blocks.length === 0) {
		const what = hasKey ? 'contains a key, not a certificate' : 'could not be read';
		throw new InputError(`The '${field}' of the credential ${what}`, AS_PEM);
	}
	const isReadable = blocks.every(({ pem }) => certificateOf(pem));
	if (!isReadable) throw new InputError(`The '${field}' of the credential could not be read`, AS_PEM);
	return blocks.map(({ pem }) => pem).join('');
}

/**
 * The client certificate of the credential, checked before anything is sent: a server would only hang up.
 * @throws InputError that names the field that is wrong
 */
export function readClientCertificate(entered: ClientCertificate): ClientCertificate {
	const certificate = readCertificates(entered.certificate, 'Client Certificate');
	const key = pemBlocks(entered.key).find(({ label }) => label.endsWith('PRIVATE KEY'))?.pem;
	if (key === undefined) {
		throw new InputError("The 'Client Key' of the credential could not be read", 'Paste it in PEM format, from -----BEGIN PRIVATE KEY----- to -----END PRIVATE KEY-----.');
	}
	if (!certificateOf(certificate)!.checkPrivateKey(keyOf(key, entered.passphrase))) {
		throw new InputError("The 'Client Key' of the credential does not belong to the 'Client Certificate'", 'Enter the key that belongs to this certificate. If there are several certificates, the one that belongs to the key must come first.');
	}
	return { certificate, key, passphrase: entered.passphrase };
}

function certificateOf(pem: string): X509Certificate | undefined {
	try {
		return new X509Certificate(pem);
	} catch {
		return undefined;
	}
}

function keyOf(pem: string, passphrase: string): KeyObject {
	const isEncrypted = /^-----BEGIN ENCRYPTED|^Proc-Type: 4,ENCRYPTED/m.test(pem);
	if (isEncrypted && !passphrase) throw new InputError("The 'Client Key' of the credential is encrypted", "Enter its 'Passphrase'.");
	try {
		return createPrivateKey({ key: pem, ...(passphrase && { passphrase }) });
	} catch {
		if (!isEncrypted) throw new InputError("The 'Client Key' of the credential could not be read", 'It begins like a key in PEM format, but the rest is not a key. Copy all of it again.');
		throw new InputError(
			"The 'Client Key' of the credential cannot be decrypted with this 'Passphrase'",
			'Check the passphrase. If it is right, the key may use an encryption that this Node.js no longer supports. Convert it: `openssl pkcs8 -topk8 -in old.key -out new.key`.',
		);
	}
}
