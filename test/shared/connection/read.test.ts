/** The group 'Connection' of a credential, as it is stored, and what it comes down to. */
import { NodeHelpers, type ICredentialDataDecryptedObject, type ICredentialType, type INodeParameters } from 'n8n-workflow';
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
		expect(always.filter((name) => GROUP.includes(name))).toEqual(['allowUnauthorizedCerts', 'connection']);
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

/** What n8n hands to a node of what is stored: defaults for missing values, and nothing that the form hides. */
const handedOver = ({ properties }: ICredentialType, stored: INodeParameters) => NodeHelpers.getNodeParameters(properties, stored, true, false, null, null) as ICredentialDataDecryptedObject;
/** Labels of what the form shows beyond what it always shows. */
const shown = ({ properties }: ICredentialType, stored: INodeParameters) => {
	const all = NodeHelpers.getNodeParameters(properties, stored, true, true, null, null)!;
	return properties.filter((property) => property.displayOptions && NodeHelpers.displayParameter(all, property, null, null)).map(({ name }) => name);
};
const PEM = '-----BEGIN CERTIFICATE-----';

describe.each(credentials.map((credential) => ({ credential, name: credential.name })))('the certificate of an authority in $name', ({ credential }) => {
	const isCounted = credential.properties.some(({ name }) => name === 'requestsAtOnce');
	const usual = shown(credential, {});

	it.each<[when: string, stored: INodeParameters]>([
		['entered before there was a choice', { caCertificate: PEM }],
		['entered while nothing was chosen', { caCertificate: PEM, connection: [] }],
		['entered beside another choice', { caCertificate: PEM, connection: ['serverName'], serverName: 'a.example' }],
		['chosen', { caCertificate: PEM, connection: ['caCertificate'] }],
		['left to an expression', { caCertificate: PEM, connection: '={{ [] }}' }],
		['an expression itself', { caCertificate: '={{ $vars.ca }}', connection: [] }],
	])('%s, is shown once, and verifies', (_, stored) => {
		expect(shown(credential, stored).filter((name) => name === 'caCertificate')).toEqual(['caCertificate']);
		expect(handedOver(credential, stored).caCertificate).toBe(stored.caCertificate);
	});

	it('is not asked for by itself', () => {
		expect(usual).not.toContain('caCertificate');
		expect(usual).not.toContain('requestsAtOnce');
		expect(shown(credential, { caCertificate: '', connection: [] })).toEqual(usual);
		expect(shown(credential, { connection: ['caCertificate'] })).toEqual([...usual, 'caCertificate']);
		expect(connectionOf(handedOver(credential, {}))).toMatchObject({ allowUnauthorizedCerts: false, caCertificate: '' });
	});

	it('has its like in the limit of parallel requests', () => {
		if (!isCounted) return expect(credential.properties.find(({ name }) => name === 'connection')!.options!.map(({ name }) => name)).not.toContain('Max Parallel Requests');
		expect(shown(credential, { requestsAtOnce: 32 })).toEqual(usual);
		for (const stored of [{ requestsAtOnce: 4 }, { requestsAtOnce: 4, connection: [] }, { requestsAtOnce: 4, connection: ['requestsAtOnce'] }] as INodeParameters[]) {
			expect(shown(credential, stored)).toEqual([...usual, 'requestsAtOnce']);
			expect(connectionOf(handedOver(credential, stored)).requestsAtOnce).toBe(4);
		}
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
