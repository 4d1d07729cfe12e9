import type { ZodType } from 'zod/v4';
import { COMPLETE_LIST } from '../../shared/http/call';
import type { Http } from '../../shared/http/http';
import { sentence } from '../schemas/common';
import { ifAllowed, type Unread } from './afterwards';
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

	/** Has all agents of its policy run a task; the server says so of a task that no policy has, too. */
	async runEverywhere(id: number): Promise<string> {
		return await this.http.request({ method: 'POST', path: ['automation', 'tasks', id, 'run'], effect: 'once', rights: ['can_manage_automation_policies'], answer: sentence });
	}

	/** @param values columns as the server names them, `agent` (its agent_id) or `policy` among them */
	async create(values: Readonly<Record<string, unknown>>): Promise<string> {
		return await this.http.request({ method: 'POST', path: ['tasks'], json: values, effect: 'once', rights: ['can_manage_autotasks'], answer: sentence });
	}

	/** Writes these columns and no other. Without `task_type`, the server silently drops those of the schedule; with it, it requires all of that type. */
	async update(id: number, values: Readonly<Record<string, unknown>>): Promise<TaskRecord | Unread> {
		await this.http.request({ method: 'PUT', path: ['tasks', id], json: values, effect: 'idempotent', rights: ['can_manage_autotasks'], answer: sentence });
		return await ifAllowed('The task was changed', async () => await this.get(id));
	}

	/** An agent's task stays listed until that agent has answered. Sent once: a second time it may find nothing. */
	async delete(id: number): Promise<string> {
		return await this.http.request({ method: 'DELETE', path: ['tasks', id], effect: 'once', rights: ['can_manage_autotasks'], answer: sentence });
	}

	private async read<T>(path: ReadonlyArray<string | number>, answer: ZodType<T>): Promise<T> {
		return await this.http.request({ method: 'GET', path, effect: 'read', rights: ['can_list_autotasks'], answer, limit: COMPLETE_LIST, timeoutMs: 60_000 });
	}
}
