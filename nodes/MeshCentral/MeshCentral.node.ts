import { NodeConnectionTypes, type IExecuteFunctions, type INodeExecutionData, type INodeType, type INodeTypeDescription } from 'n8n-workflow';
import { propertiesOf } from '../shared/describe';
import { execute } from '../shared/execute';
import { methodsOf } from '../shared/methods';
import { meshCentral } from './system';

export class MeshCentral implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'MeshCentral',
		name: 'meshCentral',
		icon: { light: 'file:../../icons/meshcentral.light.svg', dark: 'file:../../icons/meshcentral.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description: 'Run commands on computers, share sessions and manage devices through MeshCentral',
		defaults: { name: 'MeshCentral' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{ name: 'meshCentralApi', required: true, testedBy: 'meshCentralApiTest', displayOptions: { show: { authentication: ['meshCentralApi'] } } },
			{ name: 'meshCentralRestApi', required: true, testedBy: 'meshCentralRestApiTest', displayOptions: { show: { authentication: ['meshCentralRestApi'] } } },
		],
		properties: propertiesOf(meshCentral),
	};

	methods = methodsOf(meshCentral);

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await execute(this, meshCentral);
	}
}
