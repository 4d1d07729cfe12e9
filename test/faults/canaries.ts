import { createPrivateKey } from 'node:crypto';
import { inspect } from 'node:util';
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { testCertificates } from '../simulators/support/certificates';
import { subjects, type Subject } from './subjects';

/** A credential filled in with secrets that are nowhere else. */
export interface Canary {
	title: string;
	subject: Subject;
	/** Data of the credential for a server at this address. */
	data(url: string): Promise<ICredentialDataDecryptedObject>;
	secrets: readonly string[];
}

const plain = { allowUnauthorizedCerts: false, caCertificate: '' };
const subjectNamed = (name: string): Subject => subjects.find((subject) => subject.name === name)!;

/** The same system, reached with another credential. */
function through(subject: Subject, credential: string): Subject {
	const authentication = { authentication: credential };
	const { read, idempotent, once } = subject.operations;
	const operations = { read: { ...read, ...authentication }, idempotent: { ...idempotent, ...authentication }, once: { ...once, ...authentication } };
	return { ...subject, credential, operations, triggerParameters: { ...subject.triggerParameters, ...authentication } };
}

const meshCentral = subjectNamed('MeshCentral, REST');
const gateway = { gatewayHeaderName: 'Authorization', gatewayHeaderValue: 'Bearer c4nary/gateway+value==' };
const gatewaySecrets = [gateway.gatewayHeaderValue, 'c4nary/gateway+value=='];

/** A canary whose data are at hand. */
type Plain = Omit<Canary, 'data'> & { data(url: string): ICredentialDataDecryptedObject };

/** Every credential of the package, and every way to fill it in. */
const plainly: readonly Plain[] = [
	{ title: 'NetAlertX', subject: subjectNamed('NetAlertX'), data: (baseUrl) => ({ ...plain, baseUrl, apiToken: 'c4nary/token+x==' }), secrets: ['c4nary/token+x=='] },
	{ title: 'Tactical RMM', subject: subjectNamed('Tactical RMM'), data: (baseUrl) => ({ ...plain, baseUrl, apiKey: 'C4NARY/KEY+X==' }), secrets: ['C4NARY/KEY+X=='] },
	{
		title: 'MeshCentral with a login token',
		subject: through(meshCentral, 'meshCentralApi'),
		data: (baseUrl) => ({ ...plain, baseUrl, signInWith: 'loginToken', tokenUser: '~t:c4naryTokenUser', tokenPassword: 'c4nary/token+password' }),
		secrets: ['~t:c4naryTokenUser', 'c4nary/token+password'],
	},
	{
		title: 'MeshCentral with a password and a code',
		subject: through(meshCentral, 'meshCentralApi'),
		data: (baseUrl) => ({ ...plain, baseUrl, signInWith: 'password', username: 'somebody', password: 'c4nary/pass+word', twoFactorCode: '739 518' }),
		secrets: ['c4nary/pass+word', '739518'],
	},
	{ title: 'MeshCentral through REST commands', subject: meshCentral, data: (baseUrl) => ({ ...plain, ...gateway, baseUrl, connectThrough: 'rest' }), secrets: gatewaySecrets },
	{ title: "MeshCentral through the wrapper's WebSocket", subject: meshCentral, data: (baseUrl) => ({ ...plain, ...gateway, baseUrl, connectThrough: 'webSocket' }), secrets: gatewaySecrets },
	{
		title: 'Meshtech',
		subject: subjectNamed('Meshtech'),
		data: (url) => ({ ...plain, username: 'somebody', password: 'c4nary/pass+word', signInUrl: `${url}/sign-in`, baseUrl: `${url}/api` }),
		secrets: ['c4nary/pass+word'],
	},
];

/** All of the group 'Connection', where the system's own token leaves room for it. */
const WAY_IN = ['c4nary/access+secret', 'c4nary/session+cookie', 'c4nary/basic+password', 'c4nary/passphrase+x'];

async function wayIn(isBasic: boolean): Promise<ICredentialDataDecryptedObject> {
	const { client } = await testCertificates();
	const [accessSecret, session, basicAuthPassword, passphrase] = WAY_IN as [string, string, string, string];
	const key = createPrivateKey(client.key).export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase }) as string;
	return {
		connection: ['headers', 'clientCertificate', 'serverName', ...(isBasic ? ['basicAuth'] : [])],
		additionalHeaders: { values: [{ name: 'CF-Access-Client-Secret', value: accessSecret }, { name: 'Cookie', value: `session=${session}; theme=dark` }] },
		basicAuthUser: 'somebody',
		basicAuthPassword,
		clientCertificate: client.cert,
		clientKey: key.replace(/\n/g, ' '),
		clientKeyPassphrase: passphrase,
		serverName: 'server.example',
	} as ICredentialDataDecryptedObject;
}

/** The same with everything of the group filled in. */
const withWayIn = ({ title, subject, data, secrets }: Plain): Canary => {
	const isBasic = subject.credential !== 'meshtechApi';
	return {
		title: `${title}, with all of the group Connection`,
		subject,
		// The gateway's header is the one that Basic Auth needs.
		data: async (url) => ({ ...data(url), ...(await wayIn(isBasic)), ...(isBasic && 'gatewayHeaderName' in data(url) && { gatewayHeaderName: 'X-Gateway' }) }),
		secrets: [...secrets, ...WAY_IN.filter((secret) => isBasic || !secret.includes('basic'))],
	};
};

export const canaries: readonly Canary[] = [...plainly.map((canary) => ({ ...canary, data: async (url: string) => await Promise.resolve(canary.data(url)) })), ...plainly.map(withWayIn)];

/** Where one of the secrets shows, as it is, percent-encoded or in Base64, of everything that somebody could see. */
export function shownIn(told: unknown, secrets: readonly string[]): string[] {
	const texts = { JSON: JSON.stringify(told), inspected: inspect(told, { depth: 12, showHidden: true, maxStringLength: null, maxArrayLength: null }) };
	const forms = secrets.flatMap((secret) => [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')]);
	return Object.entries(texts).flatMap(([where, text]) => forms.filter((form) => text.includes(form)).map((form) => `${where}: ${form}`));
}
