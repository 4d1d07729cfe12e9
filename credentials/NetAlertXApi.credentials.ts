import type { IAuthenticateGeneric, Icon, ICredentialType, INodeProperties } from 'n8n-workflow';
import { connectionProperties } from '../nodes/shared/connection/properties';

/** A NetAlertX server's API. Tested by the NetAlertX node (`testedBy`), over the transport that the node itself uses. */
export class NetAlertXApi implements ICredentialType {
	name = 'netAlertXApi';

	displayName = 'NetAlertX API';

	icon: Icon = { light: 'file:../icons/netalertx.light.svg', dark: 'file:../icons/netalertx.dark.svg' };

	documentationUrl = 'https://github.com/n8n-nodes-device-management/n8n-nodes-device-management/blob/main/docs/netalertx.md';

	properties: INodeProperties[] = [
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. http://192.168.1.20:20212',
			hint: 'The API port, 20212 by default (setting GRAPHQL_PORT), not the web interface on 20211',
			description:
				"Address of NetAlertX's API: scheme, host and API port, without a path",
		},
		{
			displayName: 'API Token',
			name: 'apiToken',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			hint: 'From NetAlertX: Settings > Core > General > API token',
			description:
				'A wrong token is tried once and then not sent for 30 minutes, because NetAlertX raises an alert for every rejected request.',
		},
		...connectionProperties(),
	];

	authenticate: IAuthenticateGeneric = {
		type: 'generic',
		properties: { headers: { Authorization: '=Bearer {{$credentials.apiToken.trim()}}' } },
	};
}
