import { NodeConnectionTypes, type INodeExecutionData, type INodeType, type INodeTypeDescription, type IPollFunctions } from 'n8n-workflow';
import { methodsOf } from '../shared/methods';
import { poll } from '../shared/watch/poll';
import { triggerPropertiesOf } from '../shared/watch/settings';
import { meshtech } from './system';
import { meshtechWatch } from './watch';

export class MeshtechTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Meshtech Trigger',
		name: 'meshtechTrigger',
		icon: { light: 'file:../../icons/meshtech.light.svg', dark: 'file:../../icons/meshtech.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{ $parameter["triggerOn"].join(", ") }}',
		description: 'Bluetooth gateways: manage labels and firmware, and start workflows when one disconnects, comes back, changes its firmware or is added',
		defaults: { name: 'Meshtech Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'meshtechApi', required: true, testedBy: 'meshtechApiTest' }],
		properties: triggerPropertiesOf(meshtechWatch),
	};

	methods = methodsOf(meshtech);

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return await poll(this, meshtechWatch);
	}
}
