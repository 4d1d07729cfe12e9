import { NodeConnectionTypes, type IExecuteFunctions, type INodeExecutionData, type INodeType, type INodeTypeDescription } from 'n8n-workflow';
import { propertiesOf } from '../shared/describe';
import { execute } from '../shared/execute';
import { methodsOf } from '../shared/methods';
import { meshtech } from './system';

export class Meshtech implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Meshtech',
		name: 'meshtech',
		icon: { light: 'file:../../icons/meshtech.light.svg', dark: 'file:../../icons/meshtech.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description: 'Manage Bluetooth gateways, their labels and their firmware',
		defaults: { name: 'Meshtech' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'meshtechApi', required: true, testedBy: 'meshtechApiTest' }],
		properties: propertiesOf(meshtech),
	};

	methods = methodsOf(meshtech);

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await execute(this, meshtech);
	}
}
