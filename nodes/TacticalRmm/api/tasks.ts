import type { ZodType } from 'zod/v4';
import { COMPLETE_LIST } from '../../shared/http/call';
import type { Http } from '../../shared/http/http';
import { sentence } from '../schemas/common';
import { taskList, taskRecord, type TaskRecord } from '../schemas/tasks';

/** Automated tasks. */
export class TasksApi {
	constructor(private readonly http: Http) {}

	/** Those of all agents, or those of a policy; without results. */
	async list(policy?: number): Promise<TaskRecord[]> {
		return await this.read(policy === undefined ? ['tasks'] : ['automation', 'policies', policy, 'tasks'], taskList);
	}

	async get(id: number): Promise<TaskRecord> {
		return await this.read(['tasks', id], taskRecord);
	}

	/** Has a task run; nothing waits for it. @param agentId on which agent, for a task that comes from a policy */
	async run(id: number, agentId?: string): Promise<string> {
		const json = agentId === undefined ? {} : { agent_id: agentId };
		return await this.http.request({ method: 'POST', path: ['tasks', id, 'run'], json, effect: 'once', rights: ['can_run_autotasks'], answer: sentence });
	}

	private async read<T>(path: ReadonlyArray<string | number>, answer: ZodType<T>): Promise<T> {
		return await this.http.request({ method: 'GET', path, effect: 'read', rights: ['can_list_autotasks'], answer, limit: COMPLETE_LIST, timeoutMs: 60_000 });
	}
}
