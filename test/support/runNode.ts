import {
	createRunExecutionData,
	Workflow,
	type IBinaryKeyData,
	type IExecuteData,
	type IExecuteFunctions,
	type INode,
	type INodeExecutionData,
	type INodeType,
	type IRun,
	type IWorkflowExecuteAdditionalData,
	type NodeApiError,
	type NodeExecutionHint,
	type NodeOperationError,
	type WorkflowExecuteMode,
} from 'n8n-workflow';
import { ExecutionLifecycleHooks, WorkflowExecute } from 'n8n-core';
import { credentialsHelper, nodeOf, nodeTypes, type Credentials } from './engine';
import { withinOperation } from './withinOperation';

/** A start node of our own, so that nothing of n8n-nodes-base is needed. */
const start: INodeType = {
	description: {
		displayName: 'Start',
		name: 'start',
		group: ['trigger'],
		version: 1,
		description: '',
		defaults: { name: 'Start' },
		inputs: [],
		outputs: ['main'],
		properties: [],
	},
	async execute(this: IExecuteFunctions) {
		return [this.getInputData()];
	},
};

export interface NodeRun {
	run: IRun;
	/** Items by output: the first is the regular one, the second the error output where the node has one. */
	output: INodeExecutionData[][];
	error?: NodeApiError | NodeOperationError;
}

export interface NodeRunOptions {
	/** Decrypted data by credential type. */
	credentials?: Credentials;
	/** The json of the input items. */
	items?: object[];
	/** The files of each of them. */
	files?: IBinaryKeyData[];
	/** Further settings of the node, such as `onError` or `retryOnFail`. */
	node?: Partial<INode>;
	/** Called with the engine before it starts, to cancel it later. */
	onStart?: (engine: ReturnType<WorkflowExecute['processRunExecutionData']>) => void;
}

/** What n8n shows above the output. */
export const hintsOf = ({ run }: NodeRun): NodeExecutionHint[] => run.data.resultData.runData.Node?.[0]?.hints ?? [];

/** Runs one node in n8n's own engine: parameters, expressions, credentials, pairing and the error output are n8n's. */
export async function runNode(whole: INodeType, parameters: INode['parameters'], options: NodeRunOptions = {}): Promise<NodeRun> {
	const type = withinOperation(whole, parameters);
	const { credentials = {}, items = [{}], files, node = {}, onStart } = options;
	const { name } = type.description;
	const startNode: INode = { id: 's', name: 'Start', type: 'start', typeVersion: 1, position: [0, 0], parameters: {} };
	const target = nodeOf(type, 'Node', parameters, credentials, node);
	const workflow = new Workflow({
		id: 'w',
		nodes: [startNode, target],
		connections: { Start: { main: [[{ node: 'Node', type: 'main', index: 0 }]] } },
		active: false,
		nodeTypes: nodeTypes({ start, [name]: type }),
		settings: { executionOrder: 'v1' },
	});
	const stack: IExecuteData[] = [
		{ node: startNode, source: null, data: { main: [items.map((json, item) => ({ json: json as never, ...(files?.[item] && { binary: files[item] }), pairedItem: { item } }))] } },
	];
	const engine = new WorkflowExecute(
		additionalData('manual', credentials, [startNode, target]),
		'manual',
		createRunExecutionData({ executionData: { nodeExecutionStack: stack } }),
	);
	const running = engine.processRunExecutionData(workflow);
	onStart?.(running);
	const run = await running;
	const task = run.data.resultData.runData.Node?.[0];
	return {
		run,
		output: (task?.data?.main ?? []).map((each) => each ?? []),
		error: (task?.error ?? run.data.resultData.error) as NodeRun['error'],
	};
}

function additionalData(
	mode: WorkflowExecuteMode,
	credentials: Credentials,
	nodes: INode[],
): IWorkflowExecuteAdditionalData {
	const workflowData = { id: 'w', name: 'test', nodes, connections: {}, active: false } as never;
	return {
		credentialsHelper: credentialsHelper(() => credentials),
		executionId: '1',
		variables: {},
		webhookWaitingBaseUrl: 'http://n8n.test/waiting',
		formWaitingBaseUrl: 'http://n8n.test/form',
		hooks: new ExecutionLifecycleHooks(mode, '1', workflowData),
	} as unknown as IWorkflowExecuteAdditionalData;
}
