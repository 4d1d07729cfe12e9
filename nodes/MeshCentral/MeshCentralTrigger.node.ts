import { NodeConnectionTypes, type INodeExecutionData, type INodeType, type INodeTypeDescription, type IPollFunctions } from 'n8n-workflow';
import { methodsOf } from '../shared/methods';
import { poll } from '../shared/watch/poll';
import { triggerPropertiesOf } from '../shared/watch/settings';
import { meshCentral } from './system';
import { meshCentralWatch } from './watch';

export class MeshCentralTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'MeshCentral Trigger',
		name: 'meshCentralTrigger',
		icon: { light: 'file:../../icons/meshcentral.light.svg', dark: 'file:../../icons/meshcentral.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{ $parameter["triggerOn"].join(", ") }}',
		description: 'Remote management: run commands and manage devices, and start workflows when one registers, goes offline, comes back, moves or changes',
		defaults: { name: 'MeshCentral Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{ name: 'meshCentralApi', required: true, testedBy: 'meshCentralApiTest', displayOptions: { show: { authentication: ['meshCentralApi'] } } },
			{ name: 'meshCentralRestApi', required: true, testedBy: 'meshCentralRestApiTest', displayOptions: { show: { authentication: ['meshCentralRestApi'] } } },
		],
		properties: triggerPropertiesOf(meshCentralWatch),
	};

	methods = methodsOf(meshCentral);

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return await poll(this, meshCentralWatch);
	}
}
