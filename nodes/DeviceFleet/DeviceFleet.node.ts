import { NodeConnectionTypes, type IExecuteFunctions, type INodeExecutionData, type INodeType, type INodeTypeDescription } from 'n8n-workflow';
import { propertiesOf } from '../shared/describe';
import { execute } from '../shared/execute';
import { methodsOf } from '../shared/methods';
import { credentials, deviceFleet } from './system';

export class DeviceFleet implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Device Fleet',
		name: 'deviceFleet',
		icon: { light: 'file:../../icons/devicefleet.light.svg', dark: 'file:../../icons/devicefleet.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description: 'Match devices across NetAlertX, Tactical RMM, MeshCentral and Meshtech, and find devices that one of them lacks',
		defaults: { name: 'Device Fleet' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials,
		properties: propertiesOf(deviceFleet),
	};

	methods = methodsOf(deviceFleet);

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await execute(this, deviceFleet);
	}
}
