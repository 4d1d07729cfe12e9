import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { AddressInfo } from 'node:net';
import {
	Workflow,
	type IDataObject,
	type IHookFunctions,
	type ILoadOptionsFunctions,
	type INode,
	type INodeExecutionData,
	type INodePropertyOptions,
	type INodeType,
	type IWebhookFunctions,
	type IWebhookResponseData,
	type IWorkflowExecuteAdditionalData,
	type WorkflowActivateMode,
	type WorkflowExecuteMode,
} from 'n8n-workflow';
import { HookContext, WebhookContext } from 'n8n-core';
import { credentialsHelper, nodeOf, nodeTypes, type Credentials } from './engine';

export interface WebhookNodeOptions {
	/** Makes the node as a new process of n8n loads it. */
	load: () => Promise<INodeType>;
	parameters?: INode['parameters'];
	credentials: Credentials;
	workflowId?: string;
	nodeId?: string;
	/** Which n8n: two of them are never the same owner. */
	instanceId?: string;
	/** Static data that the workflow came with. */
	saved?: IDataObject;
}

/** Which of its two registrations n8n calls a hook for. */
type Kind = 'production' | 'test';
type Hook = (this: IHookFunctions) => Promise<boolean>;

/**
 * A webhook trigger in an n8n: activated, published, tested, called over HTTP, as n8n 2.40 does it. Static data is saved after activation and
 * deactivation, and with every execution.
 */
export class WebhookNode {
	saved: IDataObject | undefined;
	/** Everything that was handed over, in order. */
	readonly emitted: INodeExecutionData[] = [];
	/** What a test in the editor showed. */
	readonly tested: INodeExecutionData[] = [];
	readonly warnings: string[] = [];
	/** What the node wrote into n8n's log as an error. */
	readonly errors: string[] = [];
	/** Failed executions. */
	readonly failed: Error[] = [];
	credentials: Credentials;
	parameters: INode['parameters'];
	instanceId: string;
	/** n8n is killed before it has saved: nothing reaches the disk while this is set. */
	savingFails = false;
	private type: INodeType | undefined;
	private server: Server | undefined;
	private origin = '';
	private isActive = false;
	private testData: IDataObject | undefined;
	private isListening = false;
	private readonly underWay = new Set<Promise<void>>();

	constructor(private readonly given: WebhookNodeOptions) {
		this.saved = copyOf(given.saved);
		this.credentials = given.credentials;
		this.parameters = given.parameters ?? {};
		this.instanceId = given.instanceId ?? 'instance';
	}

	/** The user activates the workflow. A throw leaves it inactive, after what is there was taken away. */
	async activate(mode: WorkflowActivateMode = 'activate'): Promise<void> {
		await this.start();
		const registration = this.register('production', mode);
		// n8n has the address before it is requested.
		this.isActive = true;
		try {
			await this.createIfMissing(registration.hooks, registration.context);
		} catch (error) {
			await this.hook('delete', this.register('production', 'update', 'internal')).catch((other: Error) => void this.warnings.push(other.message));
			this.isActive = false;
			throw error;
		} finally {
			this.save(registration);
		}
	}

	/** n8n goes on whether this succeeds or not. @throws what n8n writes into its log */
	async deactivate(): Promise<void> {
		await this.start();
		this.isActive = false;
		const registration = this.register('production', 'update', 'internal');
		try {
			// n8n does not look at what this returns.
			if (!(await this.hook('delete', registration))) throw new Error(this.errors.at(-1));
		} finally {
			this.save(registration);
		}
	}

	/** As n8n does it: the old one is removed, then the new one added. */
	async publish(parameters?: INode['parameters']): Promise<void> {
		await this.deactivate();
		if (parameters) this.parameters = parameters;
		await this.activate('update');
	}

	/** n8n is killed and starts again: what was only in memory is gone. */
	async restart(mode: WorkflowActivateMode = 'init'): Promise<void> {
		this.type = await this.given.load();
		this.savingFails = false;
		await this.activate(mode);
	}

	/** "Listen for test event". */
	async listen(): Promise<void> {
		await this.start();
		this.testData = undefined;
		this.isListening = true;
		const registration = this.register('test', 'manual', 'manual');
		try {
			await this.createIfMissing(registration.hooks, registration.context);
		} catch (error) {
			await this.stopListening();
			throw error;
		}
		this.testData = dataOf(registration);
	}

	/** The test got its event, or was cancelled. */
	async stopListening(): Promise<void> {
		await this.hook('delete', this.register('test', 'update', 'internal'));
		this.isListening = false;
	}

	/** A list that the form loads. */
	async options(method: string, parameters: Record<string, unknown> = {}): Promise<INodePropertyOptions[]> {
		this.type ??= await this.given.load();
		const { workflow, target } = this.workflowOf('production');
		const editor = {
			getCredentials: async (type: string) => await Promise.resolve(this.credentials[type]),
			getCurrentNodeParameter: (name: string) => parameters[name],
			getInstanceId: () => this.instanceId,
			getNode: () => target,
			getWorkflow: () => ({ id: workflow.id, name: workflow.name, active: false }),
		};
		return await this.type.methods!.loadOptions![method]!.call(editor as unknown as ILoadOptionsFunctions);
	}

	get url(): string {
		return `${this.origin}/webhook/hook-1/webhook`;
	}

	/** Calls it as anybody can. */
	async call(body: string, headers: Record<string, string> = {}): Promise<{ status: number; text: string }> {
		const answer = await fetch(this.url, { method: 'POST', body: Buffer.from(body), headers });
		const text = await answer.text();
		await this.settled();
		return { status: answer.status, text };
	}

	/** All calls that came have led to what they lead to. */
	async settled(): Promise<void> {
		while (this.underWay.size > 0) await Promise.all(this.underWay);
	}

	async stop(): Promise<void> {
		await this.settled();
		this.server?.closeAllConnections();
		await new Promise((resolve) => (this.server ? this.server.close(resolve) : resolve(undefined)));
	}

	private async start(): Promise<void> {
		this.type ??= await this.given.load();
		if (this.server) return;
		this.server = createServer((request, response) => {
			const work = this.called(request, response).finally(() => this.underWay.delete(work));
			this.underWay.add(work);
		});
		await new Promise<void>((resolve) => this.server!.listen(0, '127.0.0.1', resolve));
		this.origin = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
	}

	private async createIfMissing(hooks: Record<string, Hook>, context: IHookFunctions): Promise<void> {
		if (!(await hooks.checkExists!.call(context))) await hooks.create!.call(context);
	}

	private async hook(name: string, { hooks, context }: { hooks: Record<string, Hook>; context: IHookFunctions }): Promise<boolean> {
		return await hooks[name]!.call(context);
	}

	/** As n8n's webhook server: the body is parsed by its content type before the node is asked. */
	private async called(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const kind: Kind | undefined = request.url === '/webhook/hook-1/webhook' ? 'production' : request.url === '/webhook-test/hook-1/webhook' ? 'test' : undefined;
		const rawBody = await buffer(request);
		const refuse = (status: number, message: string) => response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify({ code: status, message }));
		if (kind === undefined || (kind === 'test' ? !this.isListening : !this.isActive)) return void refuse(404, 'The requested webhook is not registered.');
		Object.assign(request, { rawBody });
		const type = request.headers['content-type']?.split(';')[0];
		try {
			if (type === 'application/json' && rawBody.length > 0) Object.assign(request, { body: JSON.parse(rawBody.toString()) as unknown });
			if (type === 'text/plain') Object.assign(request, { body: rawBody.toString() });
		} catch {
			return void refuse(422, 'Failed to parse request body');
		}
		const { workflow, target } = this.workflowOf(kind);
		const additional = { ...this.additional(), httpRequest: request, httpResponse: response } as unknown as IWorkflowExecuteAdditionalData;
		const mode: WorkflowExecuteMode = kind === 'test' ? 'manual' : 'webhook';
		const context = this.dressed(new WebhookContext(workflow, target, additional, mode, webhookData(kind) as never, [], null));
		try {
			const { workflowData } = await (this.type!.webhook as (this: IWebhookFunctions) => Promise<IWebhookResponseData>).call(context);
			if (!workflowData) return;
			(kind === 'test' ? this.tested : this.emitted).push(...workflowData[0]!);
			if (kind === 'production') this.save({ workflow, target });
		} catch (error) {
			this.failed.push(error as Error);
		}
		if (kind === 'test') await this.stopListening();
	}

	private register(kind: Kind, activation: WorkflowActivateMode, mode: WorkflowExecuteMode = 'trigger') {
		const { workflow, target } = this.workflowOf(kind);
		const hooks = (this.type!.webhookMethods as Record<string, Record<string, Hook>>).default!;
		const context = this.dressed(new HookContext(workflow, target, this.additional(), mode, activation, webhookData(kind) as never));
		return { workflow, target, hooks, context };
	}

	private workflowOf(kind: Kind): { workflow: Workflow; target: INode } {
		const type = this.type!;
		const target = nodeOf(type, 'Trigger', structuredClone(this.parameters), this.credentials, { webhookId: 'hook-1', ...(this.given.nodeId && { id: this.given.nodeId }) });
		const saved = kind === 'test' ? this.testData : this.saved;
		const workflow = new Workflow({
			id: this.given.workflowId ?? 'w',
			name: 'On Call',
			nodes: [target],
			connections: {},
			active: kind === 'production',
			nodeTypes: nodeTypes({ [type.description.name]: type }),
			staticData: saved && { [`node:${target.name}`]: copyOf(saved) },
			settings: { timezone: 'UTC' },
		});
		return { workflow, target };
	}

	private dressed<T extends object>(context: T): T {
		Object.defineProperty(context, 'logger', { value: { warn: (message: string) => void this.warnings.push(message), error: (message: string) => void this.errors.push(message) } });
		return Object.assign(context, { getInstanceId: () => this.instanceId });
	}

	private save(registration: { workflow: Workflow; target: INode }): void {
		if (!this.savingFails) this.saved = dataOf(registration);
	}

	private additional(): IWorkflowExecuteAdditionalData {
		return {
			credentialsHelper: credentialsHelper(() => this.credentials), variables: {}, webhookWaitingBaseUrl: '', formWaitingBaseUrl: '',
			webhookBaseUrl: `${this.origin}/webhook`, webhookTestBaseUrl: `${this.origin}/webhook-test`,
		} as unknown as IWorkflowExecuteAdditionalData;
	}
}

function webhookData(kind: Kind) {
	return { httpMethod: 'POST', path: 'hook-1/webhook', node: 'Trigger', workflowId: 'w', webhookDescription: { name: 'default' }, ...(kind === 'test' && { isTest: true }) };
}

function dataOf({ workflow, target }: { workflow: Workflow; target: INode }): IDataObject {
	return copyOf(workflow.getStaticData('node', target))!;
}

function copyOf(data: IDataObject | undefined): IDataObject | undefined {
	return data && (JSON.parse(JSON.stringify(data)) as IDataObject);
}
