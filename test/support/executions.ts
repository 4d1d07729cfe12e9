import {
	createRunExecutionData,
	Workflow,
	type IConnections,
	type IExecuteFunctions,
	type INode,
	type INodeExecutionData,
	type INodeType,
	type IRun,
	type IRunExecutionData,
	type ITaskData,
	type IWorkflowExecuteAdditionalData,
	type WorkflowExecuteMode,
} from 'n8n-workflow';
import { ExecutionLifecycleHooks, WorkflowExecute } from 'n8n-core';
import { credentialsHelper, nodeTypes, type Credentials } from './engine';

/** A node of the test's own, instead of any other of n8n's: hands on what it gets, or fails. */
export function otherNode(name: string, act: (items: INodeExecutionData[]) => INodeExecutionData[] = (items) => items): INodeType {
	return {
		description: { displayName: name, name, group: ['transform'], version: 1, description: '', defaults: { name }, inputs: ['main'], outputs: ['main'], properties: [] },
		async execute(this: IExecuteFunctions) {
			return await Promise.resolve([act(this.getInputData())]);
		},
	};
}

/** One execution, as n8n keeps it in its database, and what a user can do with it. */
export interface Execution {
	id: string;
	run: IRun;
	/** Of each node by its name, the latest first. */
	task(node: string): ITaskData | undefined;
}

/**
 * n8n with one workflow, its database of executions, and its Retry (as in its executions/execution.service: the state that an execution left,
 * less the run that failed, goes on in a new execution of mode `retry`).
 */
export class Executions {
	/** By ID; plain data, as it comes back from a database. */
	readonly saved = new Map<string, IRunExecutionData>();
	/** n8n before a version that lets nodes read executions has no such function. */
	readable = true;

	constructor(
		private readonly nodes: INode[],
		private readonly connections: IConnections,
		private readonly types: Record<string, INodeType>,
		private readonly credentials: Credentials = {},
	) {}

	/** The trigger has fired with these items. */
	async start(items: object[], mode: WorkflowExecuteMode = 'trigger'): Promise<Execution> {
		return await this.execute(this.beginning(items), mode);
	}

	/** What lies in the database of an execution that has only just begun. */
	beginning(items: object[]): IRunExecutionData {
		const main = [items.map((json, item) => ({ json: json as never, pairedItem: { item } }))];
		const data = createRunExecutionData({ executionData: { nodeExecutionStack: [{ node: this.nodes[0]!, source: null, data: { main } }] } });
		data.executionData!.runtimeData = { version: 1, establishedAt: Date.now(), source: 'trigger' } as never;
		return data;
	}

	async retry(id: string): Promise<Execution> {
		const data = copyOf(this.saved.get(id)!);
		const { lastNodeExecuted, runData } = data.resultData;
		if (lastNodeExecuted) {
			delete data.resultData.error;
			const runs = runData[lastNodeExecuted];
			if (runs?.at(-1)?.error !== undefined) runs.pop();
		}
		return await this.execute(data, 'retry', id);
	}

	private async execute(data: IRunExecutionData, mode: WorkflowExecuteMode, retryOf?: string): Promise<Execution> {
		const id = String(this.saved.size + 1);
		const workflow = new Workflow({ id: 'w', nodes: this.nodes, connections: this.connections, active: false, nodeTypes: nodeTypes(this.types), settings: { executionOrder: 'v1' } });
		const workflowData = { id: 'w', name: 'test', nodes: this.nodes, connections: this.connections, active: false } as never;
		const additional = {
			credentialsHelper: credentialsHelper(() => this.credentials),
			currentNodeExecutionIndex: 0,
			executionId: id,
			variables: {},
			webhookWaitingBaseUrl: 'http://n8n.test/waiting',
			formWaitingBaseUrl: 'http://n8n.test/form',
			hooks: new ExecutionLifecycleHooks(mode, id, workflowData, retryOf),
			getRunExecutionData: async (which: string) => await Promise.resolve(this.readable ? this.saved.get(which) : undefined),
		} as unknown as IWorkflowExecuteAdditionalData;
		const run = await new WorkflowExecute(additional, mode, data).processRunExecutionData(workflow);
		this.saved.set(id, copyOf(run.data));
		return { id, run, task: (node) => run.data.resultData.runData[node]?.at(-1) };
	}
}

function copyOf<T>(data: T): T {
	return JSON.parse(JSON.stringify(data)) as T;
}
