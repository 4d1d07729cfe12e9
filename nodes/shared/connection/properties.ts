import type { INodeProperties } from 'n8n-workflow';
import { MOST_REQUESTS_AT_ONCE, REQUESTS_AT_ONCE } from '../http/limits';

/** What a credential can say beyond the usual, each with fields of its own: values of the choice 'Connection'. */
export type Need = (typeof NEEDS)[number];
export const NEEDS = ['headers', 'basicAuth', 'caCertificate', 'clientCertificate', 'requestsAtOnce', 'serverName'] as const;

/** Where a kind of credential has less than all of the group, because it could not work there. */
export interface Offered {
	/** False where the system's own token has to stand in the header `Authorization`. */
	basicAuth?: boolean;
	/** False where there are no requests to be counted, as over one WebSocket. */
	requestsAtOnce?: boolean;
}

const choices: ReadonlyArray<{ name: string; value: Need; description: string }> = [
	{ name: 'Additional Headers', value: 'headers', description: 'Headers that are sent with every request, such as the two of Cloudflare Access' },
	{ name: 'Basic Auth', value: 'basicAuth', description: 'User and password that a reverse proxy requires' },
	{ name: 'CA Certificate', value: 'caCertificate', description: 'For a server whose certificate is self-signed or signed by a private authority' },
	{ name: 'Client Certificate', value: 'clientCertificate', description: 'Certificate and key that n8n shows to the server (mutual TLS)' },
	{ name: 'Max Parallel Requests', value: 'requestsAtOnce', description: `For a server that cannot handle ${REQUESTS_AT_ONCE} requests at the same time` },
	{ name: 'Server Name', value: 'serverName', description: 'For a certificate issued for another name than the one in the address' },
];

const shownFor = (need: Need) => ({ show: { connection: [need] } });

/**
 * A field that credentials had before it became a choice: shown once it is chosen, and wherever it was filled in before. n8n drops the
 * values of hidden fields, so that an older credential would lose it. n8n finds the field's own value only from the root, by the slash.
 */
function shownForOrFilled(need: Need, field: INodeProperties): INodeProperties[] {
	const isFilled = [{ _cnd: { not: field.default as string | number } }];
	const isChosen = [need, { _cnd: { startsWith: '=' } }];
	return [
		{ ...field, displayOptions: shownFor(need) },
		{ ...field, displayOptions: { show: { [`/${field.name}`]: isFilled }, hide: { connection: isChosen } } },
	];
}

/**
 * The fields of every credential that say how its server is reached; declared here alone. What few need is shown once it is chosen.
 * Read by {@link connectionOf}.
 */
export function connectionProperties({ basicAuth = true, requestsAtOnce = true }: Offered = {}): INodeProperties[] {
	const isOffered = { headers: true, basicAuth, caCertificate: true, clientCertificate: true, requestsAtOnce, serverName: true };
	return [
		{
			displayName: 'Ignore SSL Issues',
			name: 'allowUnauthorizedCerts',
			type: 'boolean',
			default: false,
			// eslint-disable-next-line n8n-nodes-base/node-param-description-wrong-for-ignore-ssl-issues -- there is something better to do
			description: "Whether to connect even if the certificate cannot be verified. Choosing 'CA Certificate' or 'Server Name' under 'Connection' is safer.",
		},
		{
			displayName: 'Connection',
			name: 'connection',
			type: 'multiOptions',
			default: [],
			options: choices.filter(({ value }) => isOffered[value]),
			description: 'What else is needed to reach the server, for example with a private certificate authority or a gateway. Each choice shows its fields below.',
		},
		{
			displayName: 'Additional Headers',
			name: 'additionalHeaders',
			type: 'fixedCollection',
			typeOptions: { multipleValues: true },
			default: {},
			placeholder: 'Add Header',
			displayOptions: shownFor('headers'),
			description: 'Sent to the address of this credential only. After you remove a header, enter the values of those below it again, because n8n stores hidden values by position.',
			options: [
				{
					displayName: 'Header',
					name: 'values',
					values: [
						{ displayName: 'Name', name: 'name', type: 'string', default: '', placeholder: 'e.g. X-API-Key' },
						{
							displayName: 'Value',
							name: 'value',
							type: 'string',
							typeOptions: { password: true },
							default: '',
							description: 'Sent as entered: include a word such as Bearer where one is expected',
						},
					],
				},
			],
		},
		...(basicAuth ? basicAuthProperties : []),
		...shownForOrFilled('caCertificate', caCertificateProperty),
		{
			displayName: 'Client Certificate',
			name: 'clientCertificate',
			type: 'string',
			typeOptions: { rows: 4 },
			default: '',
			placeholder: '-----BEGIN CERTIFICATE-----',
			displayOptions: shownFor('clientCertificate'),
			description: 'In PEM format. Intermediate certificates may follow it.',
		},
		{
			displayName: 'Client Key',
			name: 'clientKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			placeholder: '-----BEGIN PRIVATE KEY-----',
			displayOptions: shownFor('clientCertificate'),
			description: 'The private key of the certificate, in PEM format. Lost line breaks after pasting do no harm.',
		},
		{
			displayName: 'Passphrase',
			name: 'clientKeyPassphrase',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			displayOptions: shownFor('clientCertificate'),
			description: 'Only for an encrypted key',
		},
		...(requestsAtOnce ? shownForOrFilled('requestsAtOnce', requestsAtOnceProperty) : []),
		{
			displayName: 'Server Name',
			name: 'serverName',
			type: 'string',
			default: '',
			placeholder: 'e.g. server.example.com',
			displayOptions: shownFor('serverName'),
			description: "The name that the server's certificate is issued for. The server is still reached by its address; only its certificate is requested and checked by this name.",
		},
	];
}

const caCertificateProperty: INodeProperties = {
	displayName: 'CA Certificate',
	name: 'caCertificate',
	type: 'string',
	typeOptions: { rows: 4 },
	default: '',
	placeholder: '-----BEGIN CERTIFICATE-----',
	description: "Certificate of the authority that signed the server's certificate, in PEM format. It is trusted in addition to those that Node.js trusts.",
};

const requestsAtOnceProperty: INodeProperties = {
	displayName: 'Max Parallel Requests',
	name: 'requestsAtOnce',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: MOST_REQUESTS_AT_ONCE },
	default: REQUESTS_AT_ONCE,
	description:
		'Maximum number of parallel requests to this server across all workflows. Others wait. In queue mode, the limit applies to each worker.',
};

const basicAuthProperties: INodeProperties[] = [
	{
		displayName: 'Basic Auth User',
		name: 'basicAuthUser',
		type: 'string',
		default: '',
		displayOptions: shownFor('basicAuth'),
		description: 'User for the reverse proxy in front of the server',
	},
	{
		displayName: 'Basic Auth Password',
		name: 'basicAuthPassword',
		type: 'string',
		typeOptions: { password: true },
		default: '',
		displayOptions: shownFor('basicAuth'),
	},
];
