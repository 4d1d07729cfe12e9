import { isIP } from 'node:net';
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { InputError } from '../errors';
import type { Route } from '../http/agents';
import { MOST_REQUESTS_AT_ONCE, REQUESTS_AT_ONCE } from '../http/limits';
import { readHeaders, secretsIn } from './headers';
import { NEEDS, type Need } from './properties';

/** How a server is reached: what the group 'Connection' of its credential comes down to, ready to be spread into a connection. */
export interface Reached extends Omit<Route, 'origin'> {
	/** What of it is secret: to be masked, beside the secrets of the system itself. */
	wayIn: readonly string[];
}

/** What a system says about itself, so that what is entered does not break it. */
export interface OwnHeaders {
	/** Headers that the system sends by itself, in small letters, each with what it holds: `{'x-api-key': 'the API key'}`. */
	taken?: Readonly<Record<string, string>>;
}

/**
 * Reads the fields of {@link connectionProperties}. A credential from before they were there has none of them, which is as good as empty;
 * what is entered in the fields of a choice that is not made counts for nothing, as the form does not show it. The form shows a CA certificate
 * and a limit of requests wherever they are filled in, so they always count.
 * @throws InputError that names the field, for what could not work
 */
export function connectionOf(data: ICredentialDataDecryptedObject, { taken = {} }: OwnHeaders = {}): Reached {
	const basic = basicAuthOf(data, taken.authorization);
	const allTaken = { ...taken, ...(basic && { authorization: "the user and password of 'Basic Auth'" }) };
	const headers = needs(data, 'headers') ? readHeaders(data.additionalHeaders, allTaken) : {};
	const clientCertificate = clientCertificateOf(data);
	return {
		allowUnauthorizedCerts: data.allowUnauthorizedCerts === true,
		caCertificate: String(data.caCertificate ?? '').trim(),
		...limitOf(data),
		inFront: { ...headers, ...(basic && { authorization: basic.header }) },
		clientCertificate,
		serverName: serverNameOf(data),
		wayIn: [
			...Object.values(headers).flatMap(secretsIn),
			...(basic ? [basic.password, basic.header, basic.proof] : []),
			...(clientCertificate ? [clientCertificate.passphrase, clientCertificate.key, bodyOf(clientCertificate.key)] : []),
		].filter(Boolean),
	};
}

/** Whether the choice 'Connection' asks for it. */
export function needs({ connection }: ICredentialDataDecryptedObject, need: Need): boolean {
	return chosenIn(connection).includes(need);
}

/** An expression may give the choice as text. @throws InputError for an unknown choice: what it was for would silently not be sent */
function chosenIn(connection: unknown): string[] {
	if (connection === undefined || connection === null || (typeof connection === 'object' && Object.keys(connection).length === 0)) return [];
	const chosen = Array.isArray(connection) ? connection.map(String) : typeof connection === 'string' ? connection.split(/[\s,"'[\]]+/).filter(Boolean) : undefined;
	const isKnown = chosen?.every((each) => NEEDS.some((need) => need === each));
	if (chosen && isKnown) return chosen;
	throw new InputError("'Connection' of the credential has an unknown choice", `An expression there must return a list of these: ${NEEDS.join(', ')}. Nothing was sent.`);
}

/**
 * 'Max Parallel Requests' of a credential for a server that takes HTTP requests; credentials from before it have none.
 * @throws InputError
 */
export function limitOf({ requestsAtOnce = REQUESTS_AT_ONCE }: ICredentialDataDecryptedObject): Pick<Route, 'requestsAtOnce'> {
	const places = Number(requestsAtOnce);
	if (Number.isInteger(places) && places >= 1 && places <= MOST_REQUESTS_AT_ONCE) return { requestsAtOnce: places };
	throw new InputError(`'Max Parallel Requests' of the credential must be a whole number from 1 to ${MOST_REQUESTS_AT_ONCE}`, `Nothing was sent. Unless you need another number, use ${REQUESTS_AT_ONCE}.`);
}

/** @param inItsPlace what stands in its header already, if anything does */
function basicAuthOf(data: ICredentialDataDecryptedObject, inItsPlace: string | undefined): { header: string; proof: string; password: string } | undefined {
	if (!needs(data, 'basicAuth')) return undefined;
	if (inItsPlace !== undefined) throw new InputError(`'Basic Auth' of the credential cannot be sent: ${inItsPlace} uses the same header, Authorization`, "Remove 'Basic Auth' from 'Connection', and set the reverse proxy to accept a header or a client certificate. Nothing was sent.");
	const user = String(data.basicAuthUser ?? '').trim();
	const password = String(data.basicAuthPassword ?? '');
	if (!user) throw new InputError("'Basic Auth' of the credential has no user", "Enter it, or remove 'Basic Auth' from 'Connection'.");
	if (user.includes(':')) throw new InputError("The 'Basic Auth User' of the credential has a colon in it", 'A colon separates the user from the password, so the user cannot contain one.');
	const proof = Buffer.from(`${user}:${password}`, 'utf8').toString('base64');
	return { header: `Basic ${proof}`, proof, password };
}

function clientCertificateOf(data: ICredentialDataDecryptedObject): Route['clientCertificate'] {
	if (!needs(data, 'clientCertificate')) return undefined;
	const [certificate, key] = [String(data.clientCertificate ?? ''), String(data.clientKey ?? '')];
	const empty = !certificate.trim() ? 'Client Certificate' : !key.trim() ? 'Client Key' : undefined;
	if (empty) throw new InputError(`The '${empty}' of the credential is empty`, "Enter certificate and key, or remove 'Client Certificate' from 'Connection'.");
	return { certificate, key, passphrase: String(data.clientKeyPassphrase ?? '') };
}

function serverNameOf(data: ICredentialDataDecryptedObject): string {
	if (!needs(data, 'serverName')) return '';
	const entered = String(data.serverName ?? '').trim();
	const name = entered.replace(/\.$/, '').toLowerCase();
	// A colon stands in no name, but in every address of IPv6: what has one and is none has a port behind it.
	if (isIP(name) !== 0 || /^\w[\w-]*(\.\w[\w-]*)*$/.test(name)) return name;
	throw new InputError(entered ? "The 'Server Name' of the credential is not a host name" : "The 'Server Name' of the credential is empty", "Enter only the name in the server's certificate, such as server.example.com, without a port, or remove 'Server Name' from 'Connection'.");
}

/** The Base64 of a key in one line: a page may repeat it without its first and last line. */
function bodyOf(key: string): string {
	return key.replace(/-----[^-]+-----|\\n/g, '').replace(/\s+/g, '');
}
