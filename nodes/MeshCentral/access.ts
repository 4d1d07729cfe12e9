import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { connectionOf, type Reached } from '../shared/connection/read';
import { blankAround } from '../shared/credential';
import { InputError } from '../shared/errors';
import type { Connection } from '../shared/http/call';
import { parseBaseUrl } from '../shared/http/url';
import type { ControlConnection } from './control/connection';

/** What the fields of the credentials come down to: the addresses and the proofs of who asks. */

type Data = ICredentialDataDecryptedObject;

/** Addresses as an error shows them. */
const EXAMPLE_SERVER = 'https://mesh.example.com';
export const EXAMPLE_WRAPPER = 'https://meshcentral.example.com';

/** A MeshCentral server's own WebSocket, from a credential of the type `meshCentralApi`. */
export function serverConnection(data: Data): ControlConnection {
	const { user, password, code } = signInOf(data);
	const proof = [user, password, ...(code ? [code] : [])].map(base64);
	const { wayIn, ...reached } = connectionOf(data, { taken: { 'x-meshauth': "MeshCentral's sign-in" } });
	return {
		url: `${webSocket(serverScope(data))}/control.ashx`,
		headers: { 'x-meshauth': proof.join(',') },
		secrets: [password, base64(password), ...(code ? [code] : []), ...wayIn],
		doubt: blankAround(password),
		...reached,
	};
}

/** The server with its domain, without a slash at the end: the same however the two were typed. */
export function serverScope(data: Data): string {
	const entered = text(data.baseUrl).replace(/\/control\.ashx\/?$/i, '').replace(/^ws(s?):/i, 'http$1:');
	const { origin, path } = parseBaseUrl(entered, EXAMPLE_SERVER);
	const domain = text(data.domain).replace(/^\/+|\/+$/g, '');
	if (!/^[\w.-]*$/.test(domain)) {
		throw new InputError(
			"The 'Domain' of the credential is not valid",
			"Enter its name from MeshCentral's configuration. Most servers have no domains: leave it empty then.",
		);
	}
	// The domain is often copied together with the address.
	return origin + (domain && !path.endsWith(`/${domain}`) ? `${path}/${domain}` : path);
}

/** Who signs in. The code is left out: it is another one every time. */
export function serverAsker(data: Data): string {
	const fields = data.signInWith === 'password' ? [data.username, data.password] : [data.tokenUser, data.tokenPassword];
	return fields.map(text).join('\n');
}

function signInOf(data: Data): { user: string; password: string; code: string } {
	const withPassword = data.signInWith === 'password';
	const user = text(withPassword ? data.username : data.tokenUser);
	// Both parts of a token are made by the server and hold no blanks; a password may.
	const password = withPassword ? String(data.password ?? '') : text(data.tokenPassword);
	if (!user || !password) {
		throw new InputError(
			`The credential has no ${user ? 'password' : withPassword ? 'user name' : 'token user'}`,
			withPassword
				? 'Enter both, or sign in with a login token.'
				: "Enter both parts of a login token, which you create in MeshCentral under 'My Account' > 'Manage login tokens'.",
		);
	}
	return { user, password, code: withPassword ? text(data.twoFactorCode).replace(/\s/g, '') : '' };
}

/** The wrapper's REST commands, from a credential of the type `meshCentralRestApi`. */
export function wrapperConnection(data: Data): Connection {
	return { baseUrl: `${wrapperScope(data)}/api`, ...throughGateway(data) };
}

/** The way to MeshCentral's own WebSocket through the wrapper, which signs in there by itself. */
export function wrapperWebSocket(data: Data): ControlConnection {
	return { url: `${webSocket(wrapperScope(data))}/api/ws/control.ashx`, ...throughGateway(data), through: 'wrapper' };
}

/** The wrapper's address without the `/api` that all its paths begin with, nor a slash at the end. */
export function wrapperScope(data: Data): string {
	const { origin, path } = parseBaseUrl(text(data.baseUrl), EXAMPLE_WRAPPER);
	return origin + path.replace(/\/api$/i, '');
}

export function wrapperAsker(data: Data): string {
	return [data.gatewayHeaderName, data.gatewayHeaderValue].map(text).join('\n');
}

/** What leads through all that is in front of the wrapper. */
function throughGateway(data: Data): Omit<Reached, 'wayIn'> & { headers: Record<string, string>; secrets: string[]; inPlaceOfBasicAuth?: string } {
	const { headers, secrets } = gateway(data);
	const taken = Object.fromEntries(Object.keys(headers).map((name) => [name.toLowerCase(), "the credential's 'Gateway Header Value'"]));
	const { wayIn, ...reached } = connectionOf(data, { taken });
	return { ...reached, headers, secrets: [...secrets, ...wayIn], ...(taken.authorization && { inPlaceOfBasicAuth: taken.authorization }) };
}

/** The header that a gateway in front of the wrapper asks for, if there is one. */
function gateway(data: Data): { headers: Record<string, string>; secrets: string[] } {
	const name = text(data.gatewayHeaderName);
	const value = text(data.gatewayHeaderValue);
	if (!name && !value) return { headers: {}, secrets: [] };
	if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name)) {
		throw new InputError(
			"The 'Gateway Header Name' of the credential is not a header name",
			'Enter a name such as Authorization or X-API-Key, without a colon, or leave name and value empty.',
		);
	}
	if (!/^[\x20-\x7e]+$/.test(value)) {
		throw new InputError(
			"The 'Gateway Header Value' of the credential cannot be sent",
			'A header needs a value in one line of plain characters.',
		);
	}
	// A gateway may repeat the key without the scheme in front of it.
	return { headers: { [name]: value }, secrets: [value, ...value.split(' ').slice(1)] };
}

function webSocket(address: string): string {
	return address.replace(/^http/, 'ws');
}

function base64(value: string): string {
	return Buffer.from(value, 'utf8').toString('base64');
}

function text(value: unknown): string {
	return String(value ?? '').trim();
}
