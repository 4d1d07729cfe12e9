import {
	Workflow,
	type IDataObject,
	type INode,
	type INodeExecutionData,
	type INodeType,
	type ITriggerFunctions,
	type ITriggerResponse,
	type IWorkflowExecuteAdditionalData,
	type WorkflowActivateMode,
	type WorkflowExecuteMode,
} from 'n8n-workflow';
import { TriggerContext } from 'n8n-core';
import { credentialsHelper, nodeOf, nodeTypes, type Credentials } from './engine';

export interface LiveNodeOptions {
	/** Makes the node as a new process of n8n loads it. */
	load: () => Promise<INodeType>;
	parameters?: INode['parameters'];
	credentials: Credentials;
	workflowId?: string;
	node?: Partial<INode>;
	/** Static data that the workflow came with. */
	saved?: IDataObject;
}

/** A trigger that listens, in an n8n: activated, published again, restarted, as n8n does it. Static data is saved after activation and with every emit. */
export class LiveNode {
	saved: IDataObject | undefined;
	/** Everything that was emitted, in order, without what was repeated. */
	readonly emitted: INodeExecutionData[] = [];
	/** What was handed over once more after a restart. */
	readonly repeated: INodeExecutionData[] = [];
	readonly warnings: string[] = [];
	/** Failed executions. */
	readonly failed: Error[] = [];
	credentials: Credentials;
	parameters: INode['parameters'];
	private type: INodeType | undefined;
	private response: ITriggerResponse | undefined;
	private registered: { workflow: Workflow; target: INode } | undefined;

	constructor(private readonly options: LiveNodeOptions) {
		this.saved = copyOf(options.saved);
		this.credentials = options.credentials;
		this.parameters = options.parameters ?? {};
	}

	/** The user activates or publishes the workflow. A throw leaves it inactive. */
	async activate(mode: WorkflowActivateMode = 'activate'): Promise<void> {
		this.type ??= await this.options.load();
		const { context, workflow, target } = this.register(mode);
		this.registered = { workflow, target };
		this.response = await (this.type.trigger as Trigger).call(context);
		this.save();
	}

	async deactivate(): Promise<void> {
		await this.response?.closeFunction?.();
		this.response = undefined;
	}

	/** As n8n does it: the old one is removed, then the new one added. */
	async publish(): Promise<void> {
		await this.deactivate();
		await this.activate('update');
	}

	/** n8n is killed and starts again: what was only in memory is gone. The old process does not learn of it, and hears nothing any more. */
	async restart(mode: WorkflowActivateMode = 'init'): Promise<void> {
		await this.deactivate();
		this.type = await this.options.load();
		await this.activate(mode);
	}

	/** A test run in the editor: what the user sees. */
	async manual(): Promise<INodeExecutionData[]> {
		this.type ??= await this.options.load();
		const { context } = this.register('manual', 'manual');
		const response = await (this.type.trigger as Trigger).call(context);
		// As n8n-core does it: emit is put in its place only now.
		const emitted = Promise.withResolvers<INodeExecutionData[]>();
		Object.assign(context, { emit: (data: INodeExecutionData[][]) => emitted.resolve(data[0]!) });
		await response.manualTriggerFunction?.();
		const items = await emitted.promise;
		await response.closeFunction?.();
		return items;
	}

	get state(): IDataObject {
		const { workflow, target } = this.registered!;
		return workflow.getStaticData('node', target);
	}

	private save(): void {
		if (this.registered) this.saved = copyOf(this.registered.workflow.getStaticData('node', this.registered.target));
	}

	private register(activation: WorkflowActivateMode, mode: WorkflowExecuteMode = 'trigger') {
		const type = this.type!;
		const target = nodeOf(type, 'Trigger', this.parameters, this.credentials, this.options.node);
		const workflow = new Workflow({
			id: this.options.workflowId ?? 'w',
			nodes: [target],
			connections: {},
			active: mode !== 'manual',
			nodeTypes: nodeTypes({ [type.description.name]: type }),
			staticData: this.saved && { [`node:${target.name}`]: copyOf(this.saved) },
			settings: { timezone: 'UTC' },
		});
		const emit = (data: INodeExecutionData[][]) => {
			const all = data[0]!;
			this.emitted.push(...all.filter(({ json }) => json.repeated !== true));
			this.repeated.push(...all.filter(({ json }) => json.repeated === true));
			this.save();
		};
		const emitError = () => {
			throw new Error('emitError deactivates the workflow');
		};
		const saveFailedExecution = (error: Error) => void this.failed.push(error);
		const context = new TriggerContext(workflow, target, additionalData(() => this.credentials), mode, activation, emit, emitError, saveFailedExecution);
		Object.defineProperty(context, 'logger', { value: { warn: (message: string) => void this.warnings.push(message) } });
		return { context, workflow, target };
	}
}

type Trigger = (this: ITriggerFunctions) => Promise<ITriggerResponse>;

function copyOf(data: IDataObject | undefined): IDataObject | undefined {
	return data && (JSON.parse(JSON.stringify(data)) as IDataObject);
}

function additionalData(credentials: () => Credentials): IWorkflowExecuteAdditionalData {
	return { credentialsHelper: credentialsHelper(credentials), variables: {}, webhookWaitingBaseUrl: '', formWaitingBaseUrl: '' } as unknown as IWorkflowExecuteAdditionalData;
}
