/** The certificate that our Slack presents, and the authority that n8n has to trust for it. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { generate } from 'selfsigned';
import type { ServerCertificate } from '../test/simulators/support/listen';

/** What a server presents, and what its clients must trust. */
export interface Certified {
	leaf: ServerCertificate;
	/** PEM. */
	ca: string;
}

const strong = { keyType: 'ec', algorithm: 'sha256' } as const;

/** A certificate for one host, signed by an authority that exists for nothing else: its key is thrown away here. */
export async function certificateFor(host: string): Promise<Certified> {
	const authority = await generate([{ name: 'commonName', value: `Authority of the simulated ${host}` }], {
		...strong,
		extensions: [
			{ name: 'basicConstraints', cA: true, critical: true },
			{ name: 'keyUsage', keyCertSign: true, critical: true },
		],
	});
	const { private: key, cert } = await generate([{ name: 'commonName', value: host }], {
		...strong,
		ca: { key: authority.private, cert: authority.cert },
		extensions: [
			{ name: 'basicConstraints', cA: false },
			{ name: 'extKeyUsage', serverAuth: true },
			{ name: 'subjectAltName', altNames: [{ type: 2, value: host }] },
		],
	});
	return { leaf: { key, cert }, ca: authority.cert };
}

/** Node accepts only one file of extra authorities: those that this machine's user already needs are put before ours. */
export function writeAuthorities(file: string, ca: string): void {
	const { NODE_EXTRA_CA_CERTS: known } = process.env;
	const theirs = known && existsSync(known) ? readFileSync(known, 'utf8').trimEnd() : '';
	writeFileSync(file, `${theirs}\n${ca}`);
}
