import type { IAuthenticateGeneric, Icon, ICredentialType, INodeProperties } from 'n8n-workflow';
import { connectionProperties } from '../nodes/shared/connection/properties';

/** A Tactical RMM server's API. Tested by the Tactical RMM node (`testedBy`), over the transport that the node itself uses. */
export class TacticalRmmApi implements ICredentialType {
	name = 'tacticalRmmApi';

	displayName = 'Tactical RMM API';

	icon: Icon = { light: 'file:../icons/tacticalrmm.light.svg', dark: 'file:../icons/tacticalrmm.dark.svg' };

	documentationUrl = 'https://github.com/n8n-nodes-device-management/n8n-nodes-device-management/blob/main/docs/tactical-rmm.md';

	properties: INodeProperties[] = [
		{
			displayName:
				'An API key has all the rights of its user and bypasses two-factor authentication. Create a separate user for n8n with only the rights that your workflows need.',
			name: 'rightsNotice',
			type: 'notice',
			default: '',
		},
		{
			displayName: 'API URL',
			name: 'baseUrl',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. https://api.example.com',
			hint: 'Usually api.example.com, not the web interface on rmm.example.com',
			description:
				"Address of Tactical RMM's API, without a path",
		},
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			hint: 'From Tactical RMM: Settings > Global Settings > API Keys',
		},
		...connectionProperties(),
		{
			displayName: 'Beta API',
			name: 'betaApi',
			type: 'boolean',
			default: false,
			description:
				"Whether the server's beta API is on (BETA_API_ENABLED in its settings). Only Agent > Search needs it. It ignores the client and site limits of the key's role.",
		},
	];

	authenticate: IAuthenticateGeneric = {
		type: 'generic',
		properties: { headers: { 'X-API-KEY': '={{$credentials.apiKey.trim()}}' } },
	};
}
