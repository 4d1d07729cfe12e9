import { NodeConnectionTypes, type INodeType, type INodeTypeDescription, type ITriggerFunctions, type ITriggerResponse } from 'n8n-workflow';
import { methodsOf } from '../shared/methods';
import { live } from '../shared/watch/live';
import { triggerPropertiesOf } from '../shared/watch/settings';
import { meshCentralLiveWatch } from './live';
import { meshCentral } from './system';

export class MeshCentralLiveTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'MeshCentral Live Trigger',
		name: 'meshCentralLiveTrigger',
		icon: { light: 'file:../../icons/meshcentral.light.svg', dark: 'file:../../icons/meshcentral.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{ $parameter["triggerOn"].join(", ") }}',
		description: 'Remote management: run commands and manage devices, and start workflows at once when one registers, goes offline, comes back, moves or changes',
		defaults: { name: 'MeshCentral Live Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{ name: 'meshCentralApi', required: true, testedBy: 'meshCentralApiTest', displayOptions: { show: { authentication: ['meshCentralApi'] } } },
			{ name: 'meshCentralRestApi', required: true, testedBy: 'meshCentralRestApiTest', displayOptions: { show: { authentication: ['meshCentralRestApi'] } } },
		],
		properties: triggerPropertiesOf(meshCentralLiveWatch),
	};

	methods = methodsOf(meshCentral);

	async trigger(this: ITriggerFunctions): Promise<ITriggerResponse> {
		return await live(this, meshCentralLiveWatch);
	}
}
