import type { INodeProperties } from 'n8n-workflow';

/** The two fields of every credential for servers with certificates of their own. */
export const certificateProperties: INodeProperties[] = [
	{
		displayName: 'Ignore SSL Issues',
		name: 'allowUnauthorizedCerts',
		type: 'boolean',
		default: false,
		description: "Whether to connect even if the server's certificate cannot be verified. It is safer to enter its authority as 'CA Certificate'.",
	},
	{
		displayName: 'CA Certificate',
		name: 'caCertificate',
		type: 'string',
		typeOptions: { rows: 4 },
		default: '',
		placeholder: '-----BEGIN CERTIFICATE-----',
		description: "Certificate of the authority that signed the server's certificate, in PEM form. It is trusted in addition to those that Node.js trusts.",
	},
];
