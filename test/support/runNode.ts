import {
	createRunExecutionData,
	NodeHelpers,
	Workflow,
	type ICredentialDataDecryptedObject,
	type IExecuteData,
	type IExecuteFunctions,
	type INode,
	type INodeExecutionData,
	type INodeType,
	type INodeTypes,
	type IRun,
	type IWorkflowExecuteAdditionalData,
	type NodeApiError,
	type NodeOperationError,
	type WorkflowExecuteMode,
} from 'n8n-workflow';
import { ExecutionLifecycleHooks, WorkflowExecute } from 'n8n-core';

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
	credentials?: Record<string, ICredentialDataDecryptedObject>;
	/** The json of the input items. */
	items?: object[];
	/** Further settings of the node, such as `onError` or `retryOnFail`. */
	node?: Partial<INode>;
	/** Called with the engine before it starts, to cancel it later. */
	onStart?: (engine: ReturnType<WorkflowExecute['processRunExecutionData']>) => void;
}

/** Runs one node in n8n's own engine: parameters, expressions, credentials, pairing and the error output are n8n's. */
export async function runNode(type: INodeType, parameters: INode['parameters'], options: NodeRunOptions = {}): Promise<NodeRun> {
	const { credentials = {}, items = [{}], node = {}, onStart } = options;
	const { name } = type.description;
	const startNode: INode = { id: 's', name: 'Start', type: 'start', typeVersion: 1, position: [0, 0], parameters: {} };
	const target: INode = {
		id: 'n',
		name: 'Node',
		type: name,
		typeVersion: 1,
		position: [0, 0],
		parameters,
		credentials: Object.fromEntries(Object.keys(credentials).map((each) => [each, { id: '1', name: each }])),
		...node,
	};
	const workflow = new Workflow({
		id: 'w',
		nodes: [startNode, target],
		connections: { Start: { main: [[{ node: 'Node', type: 'main', index: 0 }]] } },
		active: false,
		nodeTypes: nodeTypes({ start, [name]: type }),
		settings: { executionOrder: 'v1' },
	});
	const stack: IExecuteData[] = [
		{ node: startNode, source: null, data: { main: [items.map((json, item) => ({ json: json as never, pairedItem: { item } }))] } },
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

function nodeTypes(types: Record<string, INodeType>): INodeTypes {
	const get = (name: string) => NodeHelpers.getVersionedNodeType(types[name]!);
	return { getByName: get, getByNameAndVersion: get, getKnownTypes: () => ({}) };
}

function additionalData(
	mode: WorkflowExecuteMode,
	credentials: Record<string, ICredentialDataDecryptedObject>,
	nodes: INode[],
): IWorkflowExecuteAdditionalData {
	const credentialsHelper = {
		getParentTypes: () => [],
		getCredentialsProperties: () => [],
		isCredentialUsableByNode: () => true,
		getDecrypted: async (_additional: unknown, _details: unknown, type: string) => await Promise.resolve(credentials[type]),
		authenticate: async (_credentials: unknown, _type: string, request: unknown) => await Promise.resolve(request),
		preAuthentication: async () => await Promise.resolve(undefined),
	};
	const workflowData = { id: 'w', name: 'test', nodes, connections: {}, active: false } as never;
	return {
		credentialsHelper,
		executionId: '1',
		variables: {},
		webhookWaitingBaseUrl: 'http://n8n.test/waiting',
		formWaitingBaseUrl: 'http://n8n.test/form',
		hooks: new ExecutionLifecycleHooks(mode, '1', workflowData),
	} as unknown as IWorkflowExecuteAdditionalData;
}
