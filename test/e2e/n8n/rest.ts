/** What a person does in n8n's editor, as calls: sign in, make credentials and workflows, run them, look at executions. */
import type { IDataObject } from 'n8n-workflow';
import { decodeFlatted } from './flatted';
import { N8nRefusal, Session } from './session';
import type {
	CredentialReference,
	DropdownOption,
	DropdownQuery,
	Execution,
	ExecutionSummary,
	ListSearchResult,
	NodeTypeDescription,
	OwnerAccount,
	PublicationStatus,
	SavedWorkflow,
	WorkflowJson,
} from './types';
import { until } from './wait';
import type { Waiting } from './wait';

const unfinished: ReadonlyArray<ExecutionSummary['status']> = ['new', 'running', 'unknown'];

export class N8nClient {
	readonly session: Session;

	/** `url` without a slash at the end, e.g. `http://127.0.0.1:5678`. */
	constructor(url: string) {
		this.session = new Session(url);
	}

	/** Makes the owner of a new n8n, or signs in as the owner that is there already. */
	async signIn(account: OwnerAccount): Promise<void> {
		if (await this.isNew()) await this.session.call('POST', 'owner/setup', account);
		else await this.session.call('POST', 'login', { emailOrLdapLoginId: account.email, password: account.password });
	}

	private async isNew(): Promise<boolean> {
		const settings = await this.session.call<{ userManagement: { showSetupOnFirstLoad: boolean } }>('GET', 'settings');
		return settings.userManagement.showSetupOnFirstLoad;
	}

	async credentials(): Promise<CredentialReference[]> {
		return await this.session.call('GET', 'credentials');
	}

	async createCredential(name: string, type: string, data: IDataObject): Promise<CredentialReference> {
		return await this.session.call('POST', 'credentials', { name, type, data });
	}

	/** What was saved, with n8n's placeholders instead of secrets; `updateCredential` takes those as "unchanged". */
	async credentialData(id: string): Promise<IDataObject> {
		return (await this.session.call<{ data: IDataObject }>('GET', `credentials/${id}?includeData=true`)).data;
	}

	async updateCredential(credential: CredentialReference, data: IDataObject): Promise<void> {
		const { id, name, type } = credential;
		await this.session.call('PATCH', `credentials/${id}`, { name, type, data });
	}

	/** What n8n shows under a credential that was just saved. */
	async testCredential(credential: CredentialReference, data: IDataObject): Promise<{ status: 'OK' | 'Error'; message: string }> {
		return await this.session.call('POST', 'credentials/test', { credentials: { ...credential, data } });
	}

	async workflows(): Promise<SavedWorkflow[]> {
		return await this.session.call('GET', 'workflows');
	}

	async workflow(id: string): Promise<SavedWorkflow> {
		return await this.session.call('GET', `workflows/${id}`);
	}

	/** Saves a new workflow; it is not active, whatever the JSON says. */
	async createWorkflow(workflow: WorkflowJson): Promise<SavedWorkflow> {
		const { name, nodes, connections, settings } = workflow;
		const body = { name, nodes, connections, settings: settings ?? { executionOrder: 'v1' }, active: false };
		return await this.session.call('POST', 'workflows', body);
	}

	/** Saves a change as a draft: `activate` makes it the one that runs. */
	async updateWorkflow(workflow: SavedWorkflow): Promise<SavedWorkflow> {
		const { id, name, nodes, connections, settings, versionId } = workflow;
		return await this.session.call('PATCH', `workflows/${id}`, { name, nodes, connections, settings, versionId });
	}

	/**
	 * Publishes a workflow and returns when its triggers are on (webhooks answer, the first poll has passed).
	 *
	 * @throws an Error with the trigger's own message, if n8n gave one of them up (after 5 attempts in about 15 s)
	 */
	async activate(workflow: SavedWorkflow, waiting: Waiting = {}): Promise<void> {
		await this.session.call('POST', `workflows/${workflow.id}/activate`, { versionId: workflow.versionId });
		const settled = async () => {
			const seen = await this.publicationStatus(workflow.id);
			return seen.status === 'in_progress' || seen.status === 'not_published' ? undefined : seen;
		};
		const what = `n8n to publish the workflow "${workflow.name}"`;
		const { status, triggers } = await until(what, settled, { deadlineMs: 40_000, ...waiting });
		if (status === 'published') return;
		const reasons = triggers.map(({ errorMessage }) => errorMessage).filter(Boolean);
		throw new Error(`n8n could not activate the workflow "${workflow.name}" (${status}): ${reasons.join('; ')}`);
	}

	async deactivate(workflow: { id: string }): Promise<void> {
		await this.session.call('POST', `workflows/${workflow.id}/deactivate`, {});
	}

	/** Early versions of n8n 2 have no word for it: there, a workflow is published once the request for it is answered. */
	async publicationStatus(workflowId: string): Promise<PublicationStatus> {
		return await this.session.call<PublicationStatus>('GET', `workflows/${workflowId}/publication-status`).catch((error: unknown) => {
			if (error instanceof N8nRefusal && error.status === 404) return { status: 'published', triggers: [] };
			throw error;
		});
	}

	/** "Execute workflow" in the editor, from the trigger named; returns the finished execution, whatever its status. */
	async run(workflow: SavedWorkflow, triggerName: string, waiting: Waiting = {}): Promise<Execution> {
		return await this.finished(await this.start(workflow, triggerName), waiting);
	}

	/** The same without waiting for its end; returns the execution's id. */
	async start(workflow: SavedWorkflow, triggerName: string): Promise<string> {
		const body = { workflowData: workflow, triggerToStartFrom: { name: triggerName } };
		const { executionId } = await this.session.call<{ executionId?: string }>('POST', `workflows/${workflow.id}/run`, body);
		if (!executionId) throw new Error(`n8n did not start "${workflow.name}" from "${triggerName}": it waits for an event instead.`);
		return executionId;
	}

	/** e.g. `running`, `waiting`, `success`, `error`. */
	async executionStatus(executionId: string): Promise<string> {
		return (await this.session.call<{ status: string }>('GET', `executions/${executionId}`)).status;
	}

	/** The execution as soon as it has ended; default deadline 60 s. */
	async finished(executionId: string, waiting: Waiting = {}): Promise<Execution> {
		const ended = async () => {
			const seen = await this.execution(executionId);
			return !unfinished.includes(seen.status) && seen;
		};
		return await until(`execution ${executionId} to end`, ended, { deadlineMs: 60_000, ...waiting });
	}

	/** Newest first. */
	async executions(workflowId?: string, limit = 20): Promise<ExecutionSummary[]> {
		const filter = encodeURIComponent(JSON.stringify(workflowId ? { workflowId } : {}));
		const found = await this.session.call<{ results: ExecutionSummary[] }>('GET', `executions?limit=${limit}&filter=${filter}`);
		return found.results;
	}

	async execution(id: string): Promise<Execution> {
		const found = await this.session.call<Omit<Execution, 'data'> & { data: string }>('GET', `executions/${id}`);
		return { ...found, data: decodeFlatted(found.data) as Execution['data'] };
	}

	/** The first ended execution of a workflow that is newer than the one with the id `after`; default deadline 60 s. */
	async waitForExecution(workflowId: string, options: Waiting & { after?: string } = {}): Promise<Execution> {
		const { after = '0', ...waiting } = options;
		const newer = async () => {
			const seen = await this.executions(workflowId);
			return seen.filter(({ id, status }) => Number(id) > Number(after) && !unfinished.includes(status)).at(-1);
		};
		const { id } = await until(`workflow ${workflowId} to run`, newer, { deadlineMs: 60_000, ...waiting });
		return await this.execution(id);
	}

	/** Every node n8n offers, or those of one package. */
	async nodeTypes(packageName?: string): Promise<NodeTypeDescription[]> {
		const all = (await (await this.session.request('GET', '/types/nodes.json')).json()) as NodeTypeDescription[];
		return packageName ? all.filter(({ name }) => name.startsWith(`${packageName}.`)) : all;
	}

	/** The entries of a "From List" field. */
	async listSearch(query: DropdownQuery): Promise<ListSearchResult> {
		return await this.session.call('POST', 'dynamic-node-parameters/resource-locator-results', dropdownBody(query));
	}

	/** The options of a dropdown that the node loads. */
	async options(query: DropdownQuery): Promise<DropdownOption[]> {
		return await this.session.call('POST', 'dynamic-node-parameters/options', dropdownBody(query));
	}

	/** An icon by the path that a node type names. For a file it does not have, n8n answers with its start page: undefined here. */
	async icon(iconUrl: string): Promise<{ type: string; text: string } | undefined> {
		const response = await this.session.request('GET', `/${iconUrl.replace(/^\//, '')}`);
		const type = response.headers.get('content-type') ?? '';
		return type.startsWith('image/') ? { type, text: await response.text() } : undefined;
	}
}

function dropdownBody(query: DropdownQuery): IDataObject {
	const { credential } = query;
	return {
		path: query.path ?? 'parameters.deviceId',
		methodName: query.methodName,
		nodeTypeAndVersion: { name: query.nodeType, version: query.nodeVersion ?? 1 },
		currentNodeParameters: query.parameters ?? {},
		...(credential && { credentials: { [credential.type]: { id: credential.id, name: credential.name } } }),
		...(query.filter !== undefined && { filter: query.filter }),
		...(query.paginationToken !== undefined && { paginationToken: query.paginationToken }),
	};
}
