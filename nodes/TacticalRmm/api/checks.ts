import type { ZodType } from 'zod/v4';
import { COMPLETE_LIST } from '../../shared/http/call';
import type { Http } from '../../shared/http/http';
import { checkHistory, checkList, checkRecord, type CheckHistory, type CheckRecord } from '../schemas/checks';
import { sentence } from '../schemas/common';
import { ifAllowed, type Unread } from './afterwards';

/** The server waits 15 s for the agent (measured). */
const RUN_TIMEOUT_MS = 30_000;

/**
 * Checks. A check and what came of it on an agent have ids of their own: `result` is the latter, found in the list of that agent's
 * checks only (see AgentsApi.checks).
 */
export class ChecksApi {
	constructor(private readonly http: Http) {}

	/** Those of all agents, or those of a policy; without results. */
	async list(policy?: number): Promise<CheckRecord[]> {
		return await this.read(policy === undefined ? ['checks'] : ['automation', 'policies', policy, 'checks'], checkList);
	}

	async get(id: number): Promise<CheckRecord> {
		return await this.read(['checks', id], checkRecord);
	}

	/** Has the agent run all its checks now. */
	async run(agentId: string): Promise<string> {
		return await this.http.request({ method: 'POST', path: ['checks', agentId, 'run'], effect: 'once', rights: ['can_run_checks'], answer: sentence, timeoutMs: RUN_TIMEOUT_MS });
	}

	/** Sets one check on one agent to passing, and resolves its open alert; its next run may fail and raise another. */
	async reset(result: number): Promise<string> {
		return await this.http.request({ method: 'POST', path: ['checks', result, 'reset'], effect: 'once', rights: ['can_manage_checks'], answer: sentence });
	}

	async resetAll(agentId: string): Promise<string> {
		return await this.http.request({ method: 'POST', path: ['checks', agentId, 'resetall'], effect: 'once', rights: ['can_manage_checks'], answer: sentence });
	}

	/** Newest first. @param days 0 for all */
	async history(result: number, days: number): Promise<CheckHistory> {
		// It reads, although it is a PATCH: GET is not allowed there.
		return await this.http.request({
			method: 'PATCH',
			path: ['checks', result, 'history'],
			json: { timeFilter: days },
			effect: 'read',
			rights: ['can_list_checks'],
			answer: checkHistory,
			limit: COMPLETE_LIST,
		});
	}

	/** @param values columns as the server names them, `agent` (its agent_id) and `check_type` among them */
	async create(values: Readonly<Record<string, unknown>>): Promise<string> {
		return await this.http.request({ method: 'POST', path: ['checks'], json: values, effect: 'once', rights: ['can_manage_checks'], answer: sentence });
	}

	/** Writes these columns and no other; the server drops a type silently. */
	async update(id: number, values: Readonly<Record<string, unknown>>): Promise<CheckRecord | Unread> {
		await this.http.request({ method: 'PUT', path: ['checks', id], json: values, effect: 'idempotent', rights: ['can_manage_checks'], answer: sentence });
		return await ifAllowed('The check was changed', async () => await this.get(id));
	}

	/** Has all agents of a client or site run their checks now; those that are offline are counted as well. */
	async runIn(of: 'client' | 'site', id: number): Promise<string> {
		return await this.http.request({ method: 'POST', path: ['checks', of, id, 'csbulkrun'], json: {}, effect: 'once', rights: ['can_run_checks'], answer: sentence, timeoutMs: RUN_TIMEOUT_MS });
	}

	async delete(id: number): Promise<string> {
		return await this.http.request({ method: 'DELETE', path: ['checks', id], effect: 'once', rights: ['can_manage_checks'], answer: sentence });
	}

	private async read<T>(path: ReadonlyArray<string | number>, answer: ZodType<T>): Promise<T> {
		return await this.http.request({ method: 'GET', path, effect: 'read', rights: ['can_list_checks'], answer, limit: COMPLETE_LIST, timeoutMs: 60_000 });
	}
}
