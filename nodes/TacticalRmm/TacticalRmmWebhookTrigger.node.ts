import { NodeConnectionTypes, type INodeType, type INodeTypeDescription, type IWebhookFunctions, type IWebhookResponseData } from 'n8n-workflow';
import { methodsOf, optionsOf } from '../shared/methods';
import { tacticalRmm } from './system';
import { hooks } from './webhook/hooks';
import { ring } from './webhook/ring';
import { webhookLists, webhookProperties } from './webhook/settings';

const methods = methodsOf(tacticalRmm);

export class TacticalRmmWebhookTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Tactical RMM Webhook Trigger',
		name: 'tacticalRmmWebhookTrigger',
		icon: { light: 'file:../../icons/tacticalrmm.light.svg', dark: 'file:../../icons/tacticalrmm.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{ $parameter["triggerOn"].join(", ") }}',
		description: 'Starts a workflow as soon as Tactical RMM raises or resolves an alert, by a webhook call',
		defaults: { name: 'Tactical RMM Webhook Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'tacticalRmmApi', required: true, testedBy: 'tacticalRmmApiTest' }],
		webhooks: [{ name: 'default', httpMethod: 'POST', responseMode: 'onReceived', path: 'webhook' }],
		properties: webhookProperties(),
	};

	methods = {
		...methods,
		loadOptions: {
			...methods.loadOptions,
			getAlertTemplates: optionsOf(tacticalRmm, webhookLists.getAlertTemplates),
			getClientsByTemplate: optionsOf(tacticalRmm, webhookLists.getClientsByTemplate),
		},
	};

	webhookMethods = { default: hooks };

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await ring(this);
	}
}
