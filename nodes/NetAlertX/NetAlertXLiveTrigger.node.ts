import { NodeConnectionTypes, type INodeType, type INodeTypeDescription, type ITriggerFunctions, type ITriggerResponse } from 'n8n-workflow';
import { methodsOf } from '../shared/methods';
import { live } from '../shared/watch/live';
import { triggerPropertiesOf } from '../shared/watch/settings';
import { netAlertXLiveWatch } from './live';
import { netAlertX } from './system';

export class NetAlertXLiveTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'NetAlertX Live Trigger',
		name: 'netAlertXLiveTrigger',
		icon: { light: 'file:../../icons/netalertx.light.svg', dark: 'file:../../icons/netalertx.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{ $parameter["triggerOn"].join(", ") }}',
		description: 'Network scanner: manage devices, and start workflows as soon as a scan finds that one appeared, went offline, came back or changed',
		defaults: { name: 'NetAlertX Live Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'netAlertXApi', required: true, testedBy: 'netAlertXApiTest' }],
		properties: triggerPropertiesOf(netAlertXLiveWatch),
	};

	methods = methodsOf(netAlertX);

	async trigger(this: ITriggerFunctions): Promise<ITriggerResponse> {
		return await live(this, netAlertXLiveWatch);
	}
}
