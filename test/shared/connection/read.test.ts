/** The group 'Connection' of a credential, as it is stored, and what it comes down to. */
import type { ICredentialDataDecryptedObject, ICredentialType } from 'n8n-workflow';
import { MeshCentralApi } from '../../../credentials/MeshCentralApi.credentials';
import { MeshCentralRestApi } from '../../../credentials/MeshCentralRestApi.credentials';
import { MeshtechApi } from '../../../credentials/MeshtechApi.credentials';
import { NetAlertXApi } from '../../../credentials/NetAlertXApi.credentials';
import { TacticalRmmApi } from '../../../credentials/TacticalRmmApi.credentials';
import { connectionOf } from '../../../nodes/shared/connection/read';

const credentials: ICredentialType[] = [new NetAlertXApi(), new TacticalRmmApi(), new MeshCentralApi(), new MeshCentralRestApi(), new MeshtechApi()];
const GROUP = ['allowUnauthorizedCerts', 'caCertificate', 'connection', 'additionalHeaders', 'clientCertificate', 'clientKey', 'clientKeyPassphrase', 'serverName'];

describe.each(credentials.map((credential) => ({ credential, name: credential.name })))('$name', ({ credential }) => {
	it('has the whole group, short until more is asked for', () => {
		const names = credential.properties.map(({ name }) => name);
		expect(names).toEqual(expect.arrayContaining(GROUP));
		const always = credential.properties.filter(({ displayOptions }) => displayOptions === undefined).map(({ name }) => name);
		expect(always.filter((name) => GROUP.includes(name))).toEqual(['allowUnauthorizedCerts', 'caCertificate', 'connection']);
	});

	it('hides what is secret, also in rows', () => {
		const secret = ['clientKey', 'clientKeyPassphrase', 'basicAuthPassword'];
		const { properties } = credential;
		for (const property of properties.filter(({ name }) => secret.includes(name))) expect([property.name, property.typeOptions?.password]).toEqual([property.name, true]);
		const rows = properties.find(({ name }) => name === 'additionalHeaders')!.options as unknown as Array<{ values: Array<{ name: string; typeOptions?: object }> }>;
		expect(rows[0]!.values.find(({ name }) => name === 'value')!.typeOptions).toEqual({ password: true });
	});

	it('offers Basic Auth unless its own token needs the header', () => {
		expect(credential.properties.some(({ name }) => name === 'basicAuthUser')).toBe(credential.name !== 'meshtechApi');
	});
});

describe('what is stored', () => {
	const old = { allowUnauthorizedCerts: true, caCertificate: ' PEM ' };

	it('before the group was there', () => {
		expect(connectionOf(old)).toEqual({ allowUnauthorizedCerts: true, caCertificate: 'PEM', requestsAtOnce: 32, inFront: {}, clientCertificate: undefined, serverName: '', wayIn: [] });
		expect(connectionOf({})).toMatchObject({ allowUnauthorizedCerts: false, caCertificate: '', inFront: {} });
	});

	it.each<ICredentialDataDecryptedObject>([{ connection: '' }, { connection: [] }, { connection: null as never }, { connection: {} as never }])('without a choice (%j), what is filled in counts for nothing', (choice) => {
		const filled = { additionalHeaders: { values: [{ name: 'Host', value: 'x' }] }, basicAuthUser: 'u', basicAuthPassword: 'p', clientKey: 'k', serverName: 'n' } as ICredentialDataDecryptedObject;
		expect(connectionOf({ ...filled, ...choice })).toMatchObject({ inFront: {}, clientCertificate: undefined, serverName: '', wayIn: [] });
	});

	it.each(['headers', 'headers, serverName', '["headers", "serverName"]'])('a choice as text, as an expression gives it (%s)', (connection) => {
		const filled = { additionalHeaders: { values: [{ name: 'X-Key', value: 'k' }] }, serverName: 'n' } as ICredentialDataDecryptedObject;
		expect(connectionOf({ ...filled, connection })).toMatchObject({ inFront: { 'x-key': 'k' } });
	});

	it.each<unknown>([['Additional Headers'], 'header', { headers: true }, true])('a choice that is none (%j) is refused: nobody would know that it is not sent', (connection) => {
		expect(() => connectionOf({ connection: connection as never })).toThrow(/'Connection' of the credential has an unknown choice/);
	});

	it('Basic Auth, in UTF-8, with a password as it was entered', () => {
		const { inFront, wayIn } = connectionOf({ connection: ['basicAuth'], basicAuthUser: ' bob ', basicAuthPassword: ' pä:ss ' });
		const proof = Buffer.from('bob: pä:ss ').toString('base64');
		expect(inFront).toEqual({ authorization: `Basic ${proof}` });
		expect(wayIn).toEqual([' pä:ss ', `Basic ${proof}`, proof]);
	});

	it.each<[data: ICredentialDataDecryptedObject, words: RegExp]>([
		[{ connection: ['basicAuth'] }, /'Basic Auth' of the credential has no user/],
		[{ connection: ['basicAuth'], basicAuthUser: 'a:b' }, /colon/],
		[{ connection: ['basicAuth', 'headers'], basicAuthUser: 'a', additionalHeaders: { values: [{ name: 'Authorization', value: 'x' }] } as never }, /it carries the user and password of 'Basic Auth'/],
		[{ connection: ['clientCertificate'] }, /The 'Client Certificate' of the credential is empty/],
		[{ connection: ['clientCertificate'], clientCertificate: 'x' }, /The 'Client Key' of the credential is empty/],
		[{ connection: ['serverName'] }, /The 'Server Name' of the credential is empty/],
		[{ connection: ['serverName'], serverName: 'https://x' }, /is not a host name/],
		[{ connection: ['serverName'], serverName: 'a b' }, /is not a host name/],
		[{ connection: ['serverName'], serverName: 'server.example.com:8443' }, /is not a host name/],
		[{ connection: ['serverName'], serverName: '10.0.0.1:8443' }, /is not a host name/],
		[{ connection: ['serverName'], serverName: '.' }, /is not a host name/],
	])('%j is refused', (data, words) => expect(() => connectionOf(data)).toThrow(words));

	it('Basic Auth where its header is taken', () => {
		expect(() => connectionOf({ connection: ['basicAuth'], basicAuthUser: 'a' }, { taken: { authorization: 'the token' } })).toThrow(/the token uses the same header, Authorization/);
	});

	it('a server name as it is compared', () => {
		const names = [' Server.Example.COM. ', 'my_server-1', '10.0.0.1', 'FD00::1', 'xn--mnchen-3ya.example'];
		expect(names.map((serverName) => connectionOf({ connection: ['serverName'], serverName }).serverName)).toEqual(['server.example.com', 'my_server-1', '10.0.0.1', 'fd00::1', 'xn--mnchen-3ya.example']);
	});
});
