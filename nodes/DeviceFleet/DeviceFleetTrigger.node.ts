import { NodeConnectionTypes, type INodeExecutionData, type INodeType, type INodeTypeDescription, type IPollFunctions } from 'n8n-workflow';
import { methodsOf } from '../shared/methods';
import { poll } from '../shared/watch/poll';
import { triggerPropertiesOf } from '../shared/watch/settings';
import { credentials, deviceFleet } from './system';
import { deviceFleetWatch } from './watch';

export class DeviceFleetTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Device Fleet Trigger',
		name: 'deviceFleetTrigger',
		icon: { light: 'file:../../icons/devicefleet.light.svg', dark: 'file:../../icons/devicefleet.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{ $parameter["triggerOn"].join(", ") }}',
		description: 'All systems together: find each device in them, and start workflows when one has no agent, has not been seen for long, or systems disagree',
		defaults: { name: 'Device Fleet Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials,
		properties: triggerPropertiesOf(deviceFleetWatch),
	};

	methods = methodsOf(deviceFleet);

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return await poll(this, deviceFleetWatch);
	}
}
