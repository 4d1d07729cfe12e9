import { NodeConnectionTypes, type INodeExecutionData, type INodeType, type INodeTypeDescription, type IPollFunctions } from 'n8n-workflow';
import { methodsOf } from '../shared/methods';
import { poll } from '../shared/watch/poll';
import { triggerPropertiesOf } from '../shared/watch/settings';
import { tacticalRmm } from './system';
import { tacticalRmmWatch } from './watch';

export class TacticalRmmTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Tactical RMM Trigger',
		name: 'tacticalRmmTrigger',
		icon: { light: 'file:../../icons/tacticalrmm.light.svg', dark: 'file:../../icons/tacticalrmm.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{ $parameter["triggerOn"].join(", ") }}',
		description: 'RMM: manage agents, scripts and patches, and start workflows on alerts, offline agents, failing checks and finished scripts',
		defaults: { name: 'Tactical RMM Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'tacticalRmmApi', required: true, testedBy: 'tacticalRmmApiTest' }],
		properties: triggerPropertiesOf(tacticalRmmWatch),
	};

	methods = methodsOf(tacticalRmm);

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return await poll(this, tacticalRmmWatch);
	}
}
