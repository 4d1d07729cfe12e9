import type { ZodType } from 'zod/v4';
import { ForbiddenError } from '../../shared/errors';
import { COMPLETE_LIST } from '../../shared/http/call';
import type { Http } from '../../shared/http/http';
import type { QueryValue } from '../../shared/http/url';
import type { Right } from '../rights';
import { agentList, agentNames, type AgentName, type AgentRow } from '../schemas/agents';
import { clientNames, recordNames, siteNames, userNames, type ClientName, type RecordName, type SiteName } from '../schemas/directory';
import { customFieldList, type CustomFieldRecord } from '../schemas/customFields';
import { deploymentList } from '../schemas/records';
import { scriptList, type ScriptRow } from '../schemas/scripts';
import { queryOf, type AgentFilter } from './agentFilter';

/** Longest list measured: 10,000 agents with all columns, 10.5 MB in 9 s, more under load. */
const LIST_TIMEOUT_MS = 120_000;

/** What there is, by name and id: each list is read once and then kept for as long as this client lives. */
export class DirectoryApi {
	private readonly lists = new Map<string, Promise<unknown>>();

	constructor(private readonly http: Http) {}

	/** All agents that the key may see, in the short form. */
	async agents(): Promise<AgentName[]> {
		return await this.once('agents', () => this.list('can_list_agents', ['agents'], agentNames, { detail: false }));
	}

	/** The agents of a client or site, by its id, or those of a type, in the short form. */
	async agentsIn(filter: AgentFilter): Promise<AgentName[]> {
		return await this.once(`agents ${JSON.stringify(filter)}`, () => this.list('can_list_agents', ['agents'], agentNames, { ...queryOf(filter), detail: false }));
	}

	/** The same with all columns, such as the platform: ten times as long. */
	async rowsIn(filter: AgentFilter): Promise<AgentRow[]> {
		return await this.once(`rows ${JSON.stringify(filter)}`, () => this.list('can_list_agents', ['agents'], agentList, queryOf(filter)));
	}

	async clients(): Promise<ClientName[]> {
		return await this.once('clients', () => this.list('can_list_clients', ['clients'], clientNames));
	}

	async sites(): Promise<SiteName[]> {
		return await this.once('sites', () => this.list('can_list_sites', ['clients', 'sites'], siteNames));
	}

	/** All scripts, hidden ones too. */
	async scripts(): Promise<ScriptRow[]> {
		return await this.once('scripts', () => this.list('can_list_scripts', ['scripts'], scriptList, { showHiddenScripts: true }));
	}

	async alertTemplates(): Promise<RecordName[]> {
		return await this.named('can_list_alerttemplates', ['alerts', 'templates']);
	}

	async apiKeys(): Promise<RecordName[]> {
		return await this.named('can_list_api_keys', ['accounts', 'apikeys'], true);
	}

	async customFields(): Promise<CustomFieldRecord[]> {
		return await this.once('customFields', () => this.list('can_view_customfields', ['core', 'customfields'], customFieldList));
	}

	/** Deployments have no name: where their agents go is what tells them apart. */
	async deployments(): Promise<RecordName[]> {
		const all = await this.once('deployments', () => this.list('can_list_deployments', ['clients', 'deployments'], deploymentList, undefined, true));
		return all.map(({ id, client_name: client, site_name: site }) => ({ id, name: [client, site].filter(Boolean).join(' / ') }));
	}

	async keyStore(): Promise<RecordName[]> {
		return await this.named('can_view_global_keystore', ['core', 'keystore'], true);
	}

	async policies(): Promise<RecordName[]> {
		return await this.named('can_list_automation_policies', ['automation', 'policies']);
	}

	async reportTemplates(): Promise<RecordName[]> {
		return await this.named('can_view_reports', ['reporting', 'templates']);
	}

	async roles(): Promise<RecordName[]> {
		return await this.named('can_list_roles', ['accounts', 'roles']);
	}

	async snippets(): Promise<RecordName[]> {
		return await this.named('can_list_scripts', ['scripts', 'snippets']);
	}

	async urlActions(): Promise<RecordName[]> {
		return await this.named('can_run_urlactions', ['core', 'urlaction']);
	}

	async users(): Promise<RecordName[]> {
		const users = await this.once('users', () => this.list('can_list_accounts', ['accounts', 'users'], userNames));
		return users.map(({ id, username }) => ({ id, name: username }));
	}

	/** @param isSecret its rows hold secrets beside the names */
	private async named(right: Right, path: string[], isSecret = false): Promise<RecordName[]> {
		return await this.once(path.join('/'), () => this.list(right, path, recordNames, undefined, isSecret));
	}

	private async list<T>(right: Right, path: string[], answer: ZodType<T>, query?: Record<string, QueryValue>, isSecret = false): Promise<T> {
		return await this.http.request({ method: 'GET', path, query, effect: 'read', rights: [right], answer, isSecret, limit: COMPLETE_LIST, timeoutMs: LIST_TIMEOUT_MS });
	}

	private async once<T>(name: string, read: () => Promise<T>): Promise<T> {
		const known = this.lists.get(name) as Promise<T> | undefined;
		if (known) return await known;
		const reading = read();
		this.lists.set(name, reading);
		try {
			return await reading;
		} catch (error) {
			// A right that is missing stays missing; all else may have passed.
			if (!(error instanceof ForbiddenError)) this.lists.delete(name);
			throw error;
		}
	}
}
