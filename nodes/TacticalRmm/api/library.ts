import { BadAnswerError } from '../../shared/errors';
import type { Http } from '../../shared/http/http';
import { sentence } from '../schemas/common';
import {
	deploymentList,
	keyList,
	snippetList,
	snippetRecord,
	urlActionList,
	urlActionSent,
	type DeploymentRecord,
	type KeyRecord,
	type SnippetRecord,
	type UrlActionRecord,
} from '../schemas/records';
import { RecordsApi } from './records';

/** Whose values the variables of a URL action stand for. */
export type UrlActionTarget = { agent_id: string } | { client: number } | { site: number };

export class UrlActionsApi extends RecordsApi<UrlActionRecord> {
	constructor(http: Http) {
		super(http, { what: 'URL action', path: ['core', 'urlaction'], rights: { read: 'can_run_urlactions', write: 'can_edit_core_settings' }, list: urlActionList, isSecret: true });
	}

	/** The URL with its variables filled in, values of the key store in clear among them; nothing is called. It reads, although it is a PATCH. */
	async url(action: number, target: UrlActionTarget): Promise<string> {
		const json = { ...target, action };
		return await this.http.request({ method: 'PATCH', path: ['core', 'urlaction', 'run'], json, effect: 'read', rights: ['can_run_urlactions'], answer: sentence, isSecret: true });
	}

	/**
	 * Has the server send the request of a REST action for an agent. @returns what the receiver said; its status is not told
	 * @throws BadAnswerError where the server says instead of it why nothing came back
	 */
	async send({ pattern, rest_method, rest_body, rest_headers }: UrlActionRecord, agentId: string): Promise<{ url: string; result: string }> {
		return await this.sent({ pattern, rest_method, rest_body, rest_headers, run_instance_type: 'agent', run_instance_id: agentId });
	}

	/** Has the server send a request that is about nothing, as {@link send} does; nothing of it is stored. */
	async tryOut(request: Required<Pick<UrlActionRecord, 'pattern' | 'rest_method' | 'rest_body' | 'rest_headers'>>): Promise<string> {
		const { result } = await this.sent({ ...request, run_instance_type: 'none', run_instance_id: null });
		return result;
	}

	private async sent({ rest_body, rest_headers, ...more }: Pick<UrlActionRecord, 'pattern' | 'rest_method' | 'rest_body' | 'rest_headers'> & { run_instance_type: string; run_instance_id: string | null }): Promise<{ url: string; result: string }> {
		// Neither may be blank here. A blank body is sent as this by the server itself.
		const json = { ...more, rest_body: rest_body || '""', rest_headers: rest_headers || '{}' };
		const path = ['core', 'urlaction', 'run', 'test'];
		const { url, result } = await this.http.request({ method: 'POST', path, json, effect: 'once', rights: ['can_run_urlactions'], answer: urlActionSent, isSecret: true });
		if (/^HTTPS?ConnectionPool\(/.test(result) || result === url) {
			const words = /timed out/.test(result) ? 'The receiver did not answer within 8 s' : /ConnectionPool/.test(result) ? 'The receiver could not be reached' : 'The request could not be made';
			throw new BadAnswerError(words, { method: 'POST', path: `/${path.join('/')}/` }, 200, "Check the URL, headers and body of the URL action. Tactical RMM sent it from its own server; if it arrived, it may have been carried out.");
		}
		return { url, result };
	}
}

/** Links by which agents are installed. */
export class DeploymentsApi extends RecordsApi<DeploymentRecord> {
	constructor(http: Http) {
		super(http, {
			what: 'deployment',
			path: ['clients', 'deployments'],
			rights: { read: 'can_list_deployments', write: 'can_manage_deployments' },
			list: deploymentList,
			isSecret: true,
		});
	}

	/** What a computer asks for to be installed: anyone who has it can add agents. */
	linkOf({ uid }: DeploymentRecord): string {
		const { origin, path } = this.http.url;
		return `${origin}${path}/clients/${encodeURIComponent(uid)}/deploy/`;
	}
}

export function snippetsApi(http: Http): RecordsApi<SnippetRecord> {
	return new RecordsApi(http, { what: 'snippet', path: ['scripts', 'snippets'], rights: { read: 'can_list_scripts', write: 'can_manage_scripts' }, list: snippetList, one: snippetRecord });
}

export function keyStoreApi(http: Http): RecordsApi<KeyRecord> {
	return new RecordsApi(http, {
		what: 'key',
		path: ['core', 'keystore'],
		rights: { read: 'can_view_global_keystore', write: 'can_edit_global_keystore' },
		list: keyList,
		isSecret: true,
	});
}
