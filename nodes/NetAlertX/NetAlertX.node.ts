import { NodeConnectionTypes, type IExecuteFunctions, type INodeExecutionData, type INodeType, type INodeTypeDescription } from 'n8n-workflow';
import { propertiesOf } from '../shared/describe';
import { execute } from '../shared/execute';
import { methodsOf } from '../shared/methods';
import { netAlertX } from './system';

export class NetAlertX implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'NetAlertX',
		name: 'netAlertX',
		icon: { light: 'file:../../icons/netalertx.light.svg', dark: 'file:../../icons/netalertx.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description: 'Read and manage the devices that NetAlertX finds on the network',
		defaults: { name: 'NetAlertX' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'netAlertXApi', required: true, testedBy: 'netAlertXApiTest' }],
		properties: propertiesOf(netAlertX),
	};

	methods = methodsOf(netAlertX);

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await execute(this, netAlertX);
	}
}
