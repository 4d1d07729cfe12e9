import type { Icon, ICredentialType, INodeProperties } from 'n8n-workflow';
import { assumedRoutes, assumedSettings, CORRECTED, JOB_BODY, NEXT_TOKEN, PAGE_SIZE } from '../nodes/Meshtech/assumptions';
import { connectionProperties } from '../nodes/shared/connection/properties';

/** What is assumed of Meshtech's API, shown once the switch is on; empty fields leave the assumption as it is. */
const corrections: INodeProperties[] = [
	...Object.values(assumedRoutes).map(({ field, displayName, method, path, why }) => ({
		displayName,
		name: field,
		placeholder: `e.g. ${path}`,
		description: `${method} request; ${path} by default, ${why}`,
	})),
	{
		displayName: 'Parameter for the Next Page',
		name: assumedSettings.nextToken,
		placeholder: `e.g. ${NEXT_TOKEN}`,
		description: `Name of the query parameter for the nextToken of the previous page; ${NEXT_TOKEN} by default`,
	},
	{ displayName: 'Page Size', name: assumedSettings.pageSize, placeholder: `e.g. ${PAGE_SIZE}`, description: `How many devices are requested at a time; ${PAGE_SIZE} by default` },
	{
		displayName: 'Body to Create a Job',
		name: assumedSettings.jobBody,
		placeholder: `e.g. ${JOB_BODY}`,
		description: 'JSON, in which "$type", "$deviceIds" (a list) and "$firmwareVersion" are filled in',
	},
].map((field) => ({ ...field, type: 'string', default: '', displayOptions: { show: { [CORRECTED]: [true] } } }));

/** Meshtech's Device Management Portal API. Tested by the Meshtech node (`testedBy`), over the transport that the node itself uses. */
export class MeshtechApi implements ICredentialType {
	name = 'meshtechApi';

	displayName = 'Meshtech API';

	icon: Icon = { light: 'file:../icons/meshtech.light.svg', dark: 'file:../icons/meshtech.dark.svg' };

	documentationUrl = 'https://github.com/n8n-nodes-device-management/n8n-nodes-device-management/blob/main/docs/meshtech.md';

	properties: INodeProperties[] = [
		{
			displayName: 'User Name',
			name: 'username',
			type: 'string',
			default: '',
			required: true,
			hint: "As for Meshtech's Device Management Portal",
		},
		{
			displayName: 'Password',
			name: 'password',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description: 'A wrong password is tried once and then not sent for 5 minutes. Saving the credential, or Retry, always tries it.',
		},
		{
			displayName: 'Sign-In URL',
			name: 'signInUrl',
			type: 'string',
			default: 'https://ops-api.meshtech.no/api/v1/auth/login',
			required: true,
			hint: 'The full address of the sign-in request',
			description: 'User name and password are sent only there',
		},
		{
			displayName: 'API URL',
			name: 'baseUrl',
			type: 'string',
			default: 'https://iot-api.meshtech.no/api/v1',
			required: true,
			hint: 'Where the paths of the API begin, with /api/v1 at the end',
			description: 'The token is sent only there',
		},
		...connectionProperties({ basicAuth: false }),
		{
			displayName: 'Advanced',
			name: CORRECTED,
			type: 'boolean',
			default: false,
			description:
				"Whether to correct the node's assumptions. Meshtech does not document the paths of some requests; if your API's Swagger page shows other paths, enter them here. Empty fields change nothing.",
		},
		...corrections,
	];
}
