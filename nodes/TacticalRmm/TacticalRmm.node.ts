import { NodeConnectionTypes, type IExecuteFunctions, type INodeExecutionData, type INodeType, type INodeTypeDescription } from 'n8n-workflow';
import { propertiesOf } from '../shared/describe';
import { execute } from '../shared/execute';
import { methodsOf } from '../shared/methods';
import { tacticalRmm } from './system';

export class TacticalRmm implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Tactical RMM',
		name: 'tacticalRmm',
		icon: { light: 'file:../../icons/tacticalrmm.light.svg', dark: 'file:../../icons/tacticalrmm.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description: 'Manage agents, scripts, patches and alerts of Tactical RMM',
		defaults: { name: 'Tactical RMM' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'tacticalRmmApi', required: true, testedBy: 'tacticalRmmApiTest' }],
		properties: propertiesOf(tacticalRmm),
	};

	methods = methodsOf(tacticalRmm);

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await execute(this, tacticalRmm);
	}
}
