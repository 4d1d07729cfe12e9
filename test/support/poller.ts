import {
	Workflow,
	type IDataObject,
	type INode,
	type INodeExecutionData,
	type INodeType,
	type IPollFunctions,
	type IWorkflowExecuteAdditionalData,
	type WorkflowActivateMode,
	type WorkflowExecuteMode,
} from 'n8n-workflow';
import { PollContext } from 'n8n-core';
import { credentialsHelper, nodeOf, nodeTypes, type Credentials } from './engine';

/**
 * n8n's ways to poll, which differ in what they keep of static data:
 * - `default`: one context a registration. Saved after the activation poll and after every emit; what a poll without events wrote stays
 *   in memory until then, and is gone after a restart.
 * - `scheduler`: a new context, from what is saved, for every poll. Saved after the activation poll and after every emit.
 * - `durable`: a new context for every poll. Saved after every poll, the activation poll without events apart. A start of n8n polls nothing.
 */
export type Saving = 'default' | 'scheduler' | 'durable';
export const savings: Saving[] = ['default', 'scheduler', 'durable'];

export interface PollerOptions {
	/** Makes the node as a new process of n8n loads it. */
	load: () => Promise<INodeType>;
	parameters?: INode['parameters'];
	credentials: Credentials;
	saving?: Saving;
	workflowId?: string;
	node?: Partial<INode>;
	/** Static data that the workflow came with. */
	saved?: IDataObject;
	/** What n8n gives a poll, in ms. */
	budgetMs?: number;
}

interface Registration {
	context: PollContext;
	workflow: Workflow;
	target: INode;
}

/** A polling trigger in an n8n: activated, polled, restarted, as n8n does it. */
export class Poller {
	/** The trigger's static data as n8n has it on disk. */
	saved: IDataObject | undefined;
	/** Everything that was emitted, in order. */
	readonly emitted: INodeExecutionData[] = [];
	/** What was handed over once more after a restart; none of it is among what was emitted, or returned. */
	readonly repeated: INodeExecutionData[] = [];
	/** What was written into n8n's log as a warning. */
	readonly warnings: string[] = [];
	/** n8n is killed before it has saved: nothing reaches the disk while this is set. */
	savingFails = false;
	credentials: Credentials;
	parameters: INode['parameters'];
	node: Partial<INode>;
	budgetMs: number | undefined;
	private type: INodeType | undefined;
	private registered: Registration | undefined;

	constructor(private readonly options: PollerOptions) {
		this.saved = copyOf(options.saved);
		this.credentials = options.credentials;
		this.parameters = options.parameters ?? {};
		this.node = options.node ?? {};
		this.budgetMs = options.budgetMs;
	}

	/** The user activates or publishes the workflow; n8n polls at once. A throw leaves it inactive. */
	async activate(mode: WorkflowActivateMode = 'activate'): Promise<INodeExecutionData[] | null> {
		this.type ??= await this.options.load();
		const registration = this.register(mode);
		this.registered = undefined;
		const items = await this.pollIn(registration);
		this.registered = registration;
		if (this.emits || this.saving !== 'durable') this.save(registration);
		return items;
	}

	/** A poll of the schedule. */
	async poll(): Promise<INodeExecutionData[] | null> {
		if (!this.registered) throw new Error('not active');
		if (this.saving !== 'default') this.registered = this.register('update');
		const registration = this.registered;
		const items = await this.pollIn(registration);
		if (this.emits || this.saving === 'durable') this.save(registration);
		return items;
	}

	/** n8n ends and starts again: what was only in memory is gone, the trigger's own memory as well. */
	async restart(mode: WorkflowActivateMode = 'init'): Promise<INodeExecutionData[] | null> {
		this.type = await this.options.load();
		this.savingFails = false;
		if (this.saving !== 'durable') return await this.activate(mode);
		this.registered = this.register('update');
		return null;
	}

	/** A test run in the editor. */
	async manual(): Promise<INodeExecutionData[] | null> {
		this.type ??= await this.options.load();
		const items = await (this.type.poll as Poll).call(this.register('manual', 'manual').context);
		return items?.[0] ?? null;
	}

	/** What the trigger sees as its static data now. */
	get state(): IDataObject {
		const { workflow, target } = this.registered!;
		return workflow.getStaticData('node', target);
	}

	/** Whether anything was assigned since n8n last looked: then it would write. */
	get changed(): boolean {
		return this.registered!.workflow.staticData.__dataChanged === true;
	}

	private get saving(): Saving {
		return this.options.saving ?? 'default';
	}

	private async pollIn({ context }: Registration): Promise<INodeExecutionData[] | null> {
		const output = await (this.type!.poll as Poll).call(context);
		const all = output?.[0] ?? [];
		const items = all.filter(({ json }) => json.repeated !== true);
		this.repeated.push(...all.filter(({ json }) => json.repeated === true));
		this.emitted.push(...items);
		this.emits = all.length > 0;
		return items.length > 0 ? items : null;
	}
	/** Whether the last poll handed anything over: then n8n saves. */
	private emits = false;

	private save({ workflow, target }: Registration): void {
		if (!this.savingFails) this.saved = copyOf(workflow.getStaticData('node', target));
		(workflow.staticData as { __dataChanged: boolean }).__dataChanged = false;
	}

	private register(activation: WorkflowActivateMode, mode: WorkflowExecuteMode = 'trigger'): Registration {
		const type = this.type!;
		const target = nodeOf(type, 'Trigger', this.parameters, this.credentials, this.node);
		const workflow = new Workflow({
			id: this.options.workflowId ?? 'w',
			nodes: [target],
			connections: {},
			active: mode !== 'manual',
			nodeTypes: nodeTypes({ [type.description.name]: type }),
			staticData: this.saved && { [`node:${target.name}`]: copyOf(this.saved) },
			settings: { timezone: 'UTC' },
		});
		return { workflow, target, context: this.contextOf(workflow, target, mode, activation) };
	}

	private contextOf(workflow: Workflow, target: INode, mode: WorkflowExecuteMode, activation: WorkflowActivateMode): PollContext {
		const context = new PollContext(workflow, target, additionalData(() => this.credentials), mode, activation);
		Object.defineProperty(context, 'logger', { value: { warn: (message: string) => void this.warnings.push(message) } });
		const budget = this.budgetMs;
		return budget === undefined ? context : Object.assign(context, { getPollBudgetMs: () => budget });
	}
}

type Poll = (this: IPollFunctions) => Promise<INodeExecutionData[][] | null>;

function copyOf(data: IDataObject | undefined): IDataObject | undefined {
	return data && (JSON.parse(JSON.stringify(data)) as IDataObject);
}

function additionalData(credentials: () => Credentials): IWorkflowExecuteAdditionalData {
	return { credentialsHelper: credentialsHelper(credentials), variables: {}, webhookWaitingBaseUrl: '', formWaitingBaseUrl: '' } as unknown as IWorkflowExecuteAdditionalData;
}
