import { COMPLETE_LIST } from '../../shared/http/call';
import type { Http } from '../../shared/http/http';
import { ReadOnce } from '../../shared/readOnce';
import { routeOf, type RawRequest } from '../../shared/routes';
import { requireVersion, type Later } from '../../shared/versions';
import { routes } from '../routes';
import { anything, sentence } from '../schemas/common';
import { dashInfo, type DashInfo } from '../schemas/core';
import { versions } from '../versions';

/** What a route without an operation may take: some wait for an agent, until the server's web server ends it after 300 s. */
const RAW_TIMEOUT_MS = 305_000;

/** The server talks to its mail server meanwhile. */
const MAIL_TIMEOUT_MS = 90_000;

/** The server itself. */
export class CoreApi {
	private readonly known = new ReadOnce();

	constructor(private readonly http: Http) {}

	/** What the dashboard reads at its start; no right is needed. The server asks the internet for its newest version each time. */
	async dashInfo(): Promise<DashInfo> {
		return await this.http.request({ method: 'GET', path: ['core', 'dashinfo'], effect: 'read', answer: dashInfo });
	}

	/**
	 * For what only later servers have; the version is read once.
	 * @throws InputError where this one is surely too old
	 */
	async requireSince(later: Later): Promise<void> {
		requireVersion(versions, later, await this.known.get('version', async () => (await this.dashInfo()).trmm_version));
	}

	/** The build of the web interface, which is not the version of the server. */
	async webVersion(): Promise<string> {
		return await this.http.request({ method: 'GET', path: ['core', 'version'], effect: 'read', answer: sentence });
	}

	/** Has the server send a mail to the recipients of its settings. @throws RefusedError with its reason where it cannot */
	async testEmail(): Promise<string> {
		return await this.http.request({ method: 'POST', path: ['core', 'emailtest'], json: {}, effect: 'once', rights: ['can_edit_core_settings'], answer: sentence, timeoutMs: MAIL_TIMEOUT_MS });
	}

	/** It acts, although it is a GET. */
	async clearCache(): Promise<string> {
		return await this.http.request({ method: 'GET', path: ['core', 'clearcache'], effect: 'idempotent', rights: ['can_do_server_maint'], answer: sentence });
	}

	/** Any other route; those that are dangerous or have an operation of their own are refused (see routes.ts). */
	async raw(request: RawRequest): Promise<unknown> {
		const { method, path, effect } = routeOf(routes, request);
		const { query, body } = request;
		const json = method === 'GET' ? undefined : (body ?? (method === 'DELETE' ? undefined : {}));
		return await this.http.request({ method, path, query, json, effect, answer: anything, isRaw: true, orText: true, limit: COMPLETE_LIST, timeoutMs: RAW_TIMEOUT_MS });
	}
}
