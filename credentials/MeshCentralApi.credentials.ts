import type { Icon, ICredentialType, INodeProperties } from 'n8n-workflow';
import { connectionProperties } from '../nodes/shared/connection/properties';

const withToken = { show: { signInWith: ['loginToken'] } };
const withPassword = { show: { signInWith: ['password'] } };

/** A MeshCentral server and who signs in there. Tested by the MeshCentral node (`testedBy`), over the transport that the node itself uses. */
export class MeshCentralApi implements ICredentialType {
	name = 'meshCentralApi';

	displayName = 'MeshCentral API';

	icon: Icon = { light: 'file:../icons/meshcentral.light.svg', dark: 'file:../icons/meshcentral.dark.svg' };

	documentationUrl = 'https://github.com/n8n-nodes-device-management/n8n-nodes-device-management/blob/main/docs/meshcentral.md';

	properties: INodeProperties[] = [
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. https://mesh.example.com',
			hint: 'As in the browser, with the port if there is one',
			description: 'Address of the MeshCentral server',
		},
		{
			displayName: 'Domain',
			name: 'domain',
			type: 'string',
			default: '',
			placeholder: 'e.g. customer1',
			description: 'Only for servers with several domains: the one to sign in to, as in its address. Leave empty for the main one.',
		},
		{
			displayName: 'Sign In With',
			name: 'signInWith',
			type: 'options',
			default: 'loginToken',
			options: [
				{
					name: 'Login Token (Recommended)',
					value: 'loginToken',
					description: 'Create one in MeshCentral under My Account > Manage login tokens. It needs no two-factor code, can expire, and can be revoked.',
				},
				{ name: 'Password', value: 'password', description: 'User name and password of an account' },
			],
		},
		{
			displayName: 'Token User',
			name: 'tokenUser',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			placeholder: 'e.g. ~t:q8XkT2mNpLr5Vw1z',
			hint: 'Begins with ~t:. From MeshCentral: My Account > Manage login tokens',
			description: 'The first of the two texts that MeshCentral shows for a new login token',
			displayOptions: withToken,
		},
		{
			displayName: 'Token Password',
			name: 'tokenPassword',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			hint: 'Shown only once, when the token is created',
			description: 'The second of the two texts that MeshCentral shows for a new login token',
			displayOptions: withToken,
		},
		{
			displayName: 'User Name',
			name: 'username',
			type: 'string',
			default: '',
			required: true,
			hint: 'Not an email address',
			description: 'The name of the account',
			displayOptions: withPassword,
		},
		{
			displayName: 'Password',
			name: 'password',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			displayOptions: withPassword,
		},
		{
			displayName: 'Two-Factor Code',
			name: 'twoFactorCode',
			type: 'string',
			default: '',
			description: 'Only for accounts that require one. A code works for about a minute, and every new connection needs one: use a login token for workflows.',
			displayOptions: withPassword,
		},
		...connectionProperties({ requestsAtOnce: false }),
	];
}
