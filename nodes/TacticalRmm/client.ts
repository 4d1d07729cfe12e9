import type { Http } from '../shared/http/http';
import { AccountsApi } from './api/accounts';
import { AgentsApi } from './api/agents';
import { AlertsApi } from './api/alerts';
import { alertTemplatesApi } from './api/alertTemplates';
import { BulkApi } from './api/bulk';
import { ChecksApi } from './api/checks';
import { ClientsApi } from './api/clients';
import { CoreApi } from './api/core';
import { CustomFieldsApi } from './api/customFields';
import { DirectoryApi } from './api/directory';
import { HistoryApi } from './api/history';
import { DeploymentsApi, keyStoreApi, snippetsApi, UrlActionsApi } from './api/library';
import { LiveApi } from './api/live';
import { LogsApi } from './api/logs';
import { NotesApi } from './api/notes';
import { PoliciesApi } from './api/policies';
import type { RecordsApi } from './api/records';
import { ReportsApi } from './api/reports';
import { RunsApi } from './api/runs';
import { ScriptsApi } from './api/scripts';
import { SearchApi } from './api/search';
import { ServicesApi } from './api/services';
import { SoftwareApi } from './api/software';
import { TasksApi } from './api/tasks';
import { UninstallsApi } from './api/uninstalls';
import { WindowsUpdatesApi } from './api/windowsUpdates';
import type { AlertTemplateRecord } from './schemas/alertTemplates';
import type { KeyRecord, SnippetRecord } from './schemas/records';

/** What a Tactical RMM server can do, as typed methods by area: `client.live.ping(id)`. */
export class TacticalRmmClient {
	/** Users, roles and API keys. */
	readonly accounts: AccountsApi;
	/** Records of agents. */
	readonly agents: AgentsApi;
	readonly alerts: AlertsApi;
	readonly alertTemplates: RecordsApi<AlertTemplateRecord>;
	/** One order to many agents at once. */
	readonly bulk: BulkApi;
	readonly checks: ChecksApi;
	readonly clients: ClientsApi;
	readonly core: CoreApi;
	readonly customFields: CustomFieldsApi;
	/** Links that install agents. */
	readonly deployments: DeploymentsApi;
	/** Names and ids of agents, clients, sites and scripts, each list read once: for locators. */
	readonly directory: DirectoryApi;
	/** What was run on agents, and what came of it. */
	readonly history: HistoryApi;
	/** Values that scripts and URLs use by name. */
	readonly keyStore: RecordsApi<KeyRecord>;
	/** What goes to an agent at once over the message bus. */
	readonly live: LiveApi;
	/** What the server notes of itself, and what is planned. */
	readonly logs: LogsApi;
	readonly notes: NotesApi;
	readonly policies: PoliciesApi;
	readonly reports: ReportsApi;
	/** Scripts run on agents. */
	readonly runs: RunsApi;
	readonly scripts: ScriptsApi;
	/** Search of agents by the beta API. */
	readonly search: SearchApi;
	readonly services: ServicesApi;
	/** Code that scripts use by name. */
	readonly snippets: RecordsApi<SnippetRecord>;
	readonly software: SoftwareApi;
	readonly tasks: TasksApi;
	/** Programs uninstalled, and waited for. */
	readonly uninstalls: UninstallsApi;
	readonly urlActions: UrlActionsApi;
	readonly windowsUpdates: WindowsUpdatesApi;

	/** @param betaApi whether the credential says that the server's beta API is on */
	constructor(
		readonly http: Http,
		betaApi = false,
	) {
		this.accounts = new AccountsApi(http);
		this.agents = new AgentsApi(http);
		this.alerts = new AlertsApi(http);
		this.alertTemplates = alertTemplatesApi(http);
		this.bulk = new BulkApi(http);
		this.checks = new ChecksApi(http);
		this.clients = new ClientsApi(http);
		this.core = new CoreApi(http);
		this.customFields = new CustomFieldsApi(http);
		this.deployments = new DeploymentsApi(http);
		this.directory = new DirectoryApi(http);
		this.history = new HistoryApi(http);
		this.keyStore = keyStoreApi(http);
		this.live = new LiveApi(http, (agentId, hostname) => this.agents.note(agentId, hostname));
		this.logs = new LogsApi(http);
		this.notes = new NotesApi(http);
		this.policies = new PoliciesApi(http);
		this.reports = new ReportsApi(http);
		this.runs = new RunsApi(http, this.live, this.history);
		this.scripts = new ScriptsApi(http);
		this.search = new SearchApi(http, betaApi);
		this.services = new ServicesApi(http);
		this.snippets = snippetsApi(http);
		this.software = new SoftwareApi(http);
		this.tasks = new TasksApi(http);
		this.uninstalls = new UninstallsApi(http, this.history, this.software);
		this.urlActions = new UrlActionsApi(http);
		this.windowsUpdates = new WindowsUpdatesApi(http);
	}

	/** The time by the server's clock. */
	serverNow(): Date {
		return this.http.serverNow();
	}
}
