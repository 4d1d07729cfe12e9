import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { MeshCentralApi } from '../../credentials/MeshCentralApi.credentials';
import { serverAsker, serverConnection, serverScope, wrapperAsker, wrapperConnection, wrapperScope, wrapperWebSocket } from '../../nodes/MeshCentral/access';
import type { InputError } from '../../nodes/shared/errors';

const decoded = (header: string | undefined) => header?.split(',').map((part) => Buffer.from(part, 'base64').toString('utf8'));
const token = { signInWith: 'loginToken', tokenUser: '~t:abc', tokenPassword: 'pa,ss:ü' };
const password = { signInWith: 'password', username: 'admin', password: 'secret', twoFactorCode: '' };
const server = (more: ICredentialDataDecryptedObject = {}): ICredentialDataDecryptedObject => ({ baseUrl: 'https://mesh.example.com', domain: '', ...token, ...more });
const wrapper = (more: ICredentialDataDecryptedObject = {}): ICredentialDataDecryptedObject => ({ baseUrl: 'https://mesh.example.com', ...more });

function refusalOf(run: () => unknown): string {
	try {
		run();
	} catch (error) {
		return [(error as InputError).message, (error as InputError).advice].join(' ');
	}
	throw new Error('was not refused');
}

describe('a MeshCentral server', () => {
	it.each([
		['https://mesh.example.com', '', 'wss://mesh.example.com/control.ashx'],
		[' https://mesh.example.com:8443/ ', '', 'wss://mesh.example.com:8443/control.ashx'],
		['http://127.0.0.1:3000', '', 'ws://127.0.0.1:3000/control.ashx'],
		['https://mesh.example.com', 'customer1', 'wss://mesh.example.com/customer1/control.ashx'],
		['https://mesh.example.com', '/customer1/', 'wss://mesh.example.com/customer1/control.ashx'],
		['https://mesh.example.com/customer1', 'customer1', 'wss://mesh.example.com/customer1/control.ashx'],
		['https://mesh.example.com/customer1', '', 'wss://mesh.example.com/customer1/control.ashx'],
		['https://example.com/mesh', 'customer1', 'wss://example.com/mesh/customer1/control.ashx'],
		['wss://mesh.example.com/control.ashx', '', 'wss://mesh.example.com/control.ashx'],
	])('at %s with the domain "%s" is reached at %s, and is the same server however it was typed', (baseUrl, domain, url) => {
		expect(serverConnection(server({ baseUrl, domain })).url).toBe(url);
		expect(serverScope(server({ baseUrl, domain }))).toBe(url.replace(/^ws/, 'http').replace('/control.ashx', ''));
	});

	it.each<[string, ICredentialDataDecryptedObject, string[]]>([
		['a login token', server(), ['~t:abc', 'pa,ss:ü']],
		['a login token that was copied with blanks around it (A8)', server({ ...token, tokenUser: ' ~t:abc ', tokenPassword: '\tpa,ss:ü\n' }), ['~t:abc', 'pa,ss:ü']],
		['a password', server(password), ['admin', 'secret']],
		['a password with blanks, as it was entered (A8)', server({ ...password, password: ' secret ' }), ['admin', ' secret ']],
		['a password and a code', server({ ...password, twoFactorCode: ' 123 456 ' }), ['admin', 'secret', '123456']],
		['a login token, whatever code was left in the credential', server({ ...token, twoFactorCode: '123456' }), ['~t:abc', 'pa,ss:ü']],
	])('is signed in to with %s', (_, data, parts) => {
		const { headers, secrets, through } = serverConnection(data);
		expect(decoded(headers['x-meshauth'])).toEqual(parts);
		expect(secrets).toEqual(expect.arrayContaining(parts.slice(1)));
		expect(secrets).toContain(Buffer.from(parts[1]!).toString('base64'));
		expect(through).toBeUndefined();
	});

	it.each<[string, ICredentialDataDecryptedObject, RegExp]>([
		['no token user', server({ tokenUser: ' ' }), /has no token user .*Manage login tokens/],
		['no token password', server({ tokenPassword: '' }), /has no password/],
		['no user name', server({ ...password, username: '' }), /has no user name .*login token/],
		['no address', server({ baseUrl: '' }), /has no address/],
		['a domain that is none', server({ domain: 'a/b' }), /'Domain' of the credential is not valid .*Most servers have no domains/],
	])('with %s is refused', (_, data, words) => {
		expect(refusalOf(() => serverConnection(data))).toMatch(words);
	});

	it('is asked by somebody else with another token or password, and by the same with another code', () => {
		const asker = serverAsker(server(password));
		expect(serverAsker(server({ ...password, twoFactorCode: '1' }))).toBe(asker);
		expect(new Set([asker, serverAsker(server({ ...password, password: 'x' })), serverAsker(server())]).size).toBe(3);
	});

	it('hands its certificates on', () => {
		const data = server({ allowUnauthorizedCerts: true, caCertificate: 'PEM' });
		expect(serverConnection(data)).toMatchObject({ allowUnauthorizedCerts: true, caCertificate: 'PEM' });
		expect(wrapperWebSocket(data)).toMatchObject({ allowUnauthorizedCerts: true, caCertificate: 'PEM' });
		expect(wrapperConnection(data)).toMatchObject({ allowUnauthorizedCerts: true, caCertificate: 'PEM' });
	});
});

describe('a REST wrapper', () => {
	it.each([
		['https://mesh.example.com', 'https://mesh.example.com'],
		['https://mesh.example.com/api', 'https://mesh.example.com'],
		['https://mesh.example.com/api/', 'https://mesh.example.com'],
		['https://gateway.example.com/tools/mesh/api', 'https://gateway.example.com/tools/mesh'],
		['https://gateway.example.com/tools/mesh', 'https://gateway.example.com/tools/mesh'],
	])('at %s has its commands and its WebSocket under the same /api', (baseUrl, base) => {
		expect(wrapperConnection(wrapper({ baseUrl })).baseUrl).toBe(`${base}/api`);
		expect(wrapperWebSocket(wrapper({ baseUrl }))).toMatchObject({ url: `${base.replace(/^http/, 'ws')}/api/ws/control.ashx`, through: 'wrapper' });
		expect(wrapperScope(wrapper({ baseUrl }))).toBe(base);
	});

	it.each([
		['nothing', {}, {}, []],
		['a key', { gatewayHeaderName: 'X-API-KEY', gatewayHeaderValue: ' k3y ' }, { 'X-API-KEY': 'k3y' }, ['k3y']],
		['a key behind a word', { gatewayHeaderName: 'Authorization', gatewayHeaderValue: 'Bearer k3y' }, { Authorization: 'Bearer k3y' }, ['Bearer k3y', 'k3y']],
	])('gets %s, both ways, and nothing of it is repeated', (_, fields, headers, secrets) => {
		expect(wrapperConnection(wrapper(fields))).toMatchObject({ headers, secrets });
		expect(wrapperWebSocket(wrapper(fields))).toMatchObject({ headers, secrets });
	});

	it.each([
		['a name with a colon', { gatewayHeaderName: 'Authorization:', gatewayHeaderValue: 'x' }, /'Gateway Header Name'.*without a colon/],
		['a value without a name', { gatewayHeaderValue: 'x' }, /'Gateway Header Name'/],
		['a name without a value', { gatewayHeaderName: 'X-API-KEY' }, /'Gateway Header Value'.*needs a value/],
		['a value of two lines', { gatewayHeaderName: 'X-API-KEY', gatewayHeaderValue: 'x\r\nHost: y' }, /'Gateway Header Value'/],
	])('with %s for the gateway is refused', (_, fields, words) => {
		expect(refusalOf(() => wrapperConnection(wrapper(fields)))).toMatch(words);
	});

	it('is asked by somebody else with another key', () => {
		const asker = (gatewayHeaderValue: string) => wrapperAsker(wrapper({ gatewayHeaderName: 'X-API-KEY', gatewayHeaderValue }));
		expect(asker('a')).not.toBe(asker('b'));
	});
});

it('M15 a two-factor code is not said to be good once: the server accepts it for about a minute, from whoever has it', () => {
	const { description } = new MeshCentralApi().properties.find(({ name }) => name === 'twoFactorCode')!;
	expect(description).toMatch(/about a minute/);
	expect([description, readFileSync(join(__dirname, '../../docs/meshcentral.md'), 'utf8')].join(' ')).not.toMatch(/good (once|for one)/i);
});
