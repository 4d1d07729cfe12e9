import { NodeConnectionTypes, type INodeExecutionData, type INodeType, type INodeTypeDescription, type IPollFunctions } from 'n8n-workflow';
import { methodsOf } from '../shared/methods';
import { poll } from '../shared/watch/poll';
import { triggerPropertiesOf } from '../shared/watch/settings';
import { netAlertX } from './system';
import { netAlertXWatch } from './watch';

export class NetAlertXTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'NetAlertX Trigger',
		name: 'netAlertXTrigger',
		icon: { light: 'file:../../icons/netalertx.light.svg', dark: 'file:../../icons/netalertx.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{ $parameter["triggerOn"].join(", ") }}',
		description: 'Network scanner: manage devices, and start workflows when one appears, goes offline, comes back or changes',
		defaults: { name: 'NetAlertX Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'netAlertXApi', required: true, testedBy: 'netAlertXApiTest' }],
		properties: triggerPropertiesOf(netAlertXWatch),
	};

	methods = methodsOf(netAlertX);

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return await poll(this, netAlertXWatch);
	}
}
