import type { Icon, ICredentialType, INodeProperties } from 'n8n-workflow';
import { connectionProperties } from '../nodes/shared/connection/properties';

/**
 * A REST wrapper in front of a MeshCentral server, as OpenFrame has it: it signs in to MeshCentral by itself. Tested by the MeshCentral
 * node (`testedBy`), over the transport that the node itself uses.
 */
export class MeshCentralRestApi implements ICredentialType {
	name = 'meshCentralRestApi';

	displayName = 'MeshCentral REST API';

	icon: Icon = { light: 'file:../icons/meshcentral.light.svg', dark: 'file:../icons/meshcentral.dark.svg' };

	documentationUrl = 'https://github.com/n8n-nodes-device-management/n8n-nodes-device-management/blob/main/docs/meshcentral.md';

	properties: INodeProperties[] = [
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. https://meshcentral.example.com',
			hint: 'With or without /api at the end',
			description: 'Address of the REST wrapper in front of MeshCentral',
		},
		{
			displayName: 'Connect Through',
			name: 'connectThrough',
			type: 'options',
			default: 'webSocket',
			options: [
				{
					name: 'REST Commands',
					value: 'rest',
					description: 'For wrappers without a WebSocket. Slower. Long lists and some characters are not supported; the node reports an error.',
				},
				{
					name: 'WebSocket',
					value: 'webSocket',
					description: "MeshCentral's own connection, which the wrapper forwards at /api/ws. It has none of the limits of the REST commands.",
				},
			],
		},
		{
			displayName: 'Gateway Header Name',
			name: 'gatewayHeaderName',
			type: 'string',
			default: '',
			placeholder: 'e.g. Authorization',
			description: 'Only if a gateway in front of the wrapper requires a key: the header for it',
		},
		// eslint-disable-next-line @n8n/community-nodes/credential-unnecessary-password -- the header carries the gateway's key
		{
			displayName: 'Gateway Header Value',
			name: 'gatewayHeaderValue',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			placeholder: 'e.g. Bearer abc123',
			hint: 'Sent exactly as entered: include a word such as Bearer if the gateway expects one',
		},
		...connectionProperties({ requestsAtOnce: false }),
	];
}
