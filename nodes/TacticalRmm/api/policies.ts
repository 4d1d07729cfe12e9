import type { Http } from '../../shared/http/http';
import { COMPLETE_LIST } from '../../shared/http/call';
import { InputError } from '../../shared/errors';
import { checkStatuses, policyList, policyRecord, policyRelated, taskStatuses, type CheckStatus, type PolicyRecord, type PolicyRelated, type TaskStatus } from '../schemas/policies';
import { RecordsApi } from './records';

/** Automation policies: checks and tasks for the agents of clients and sites. */
export class PoliciesApi extends RecordsApi<PolicyRecord> {
	constructor(http: Http) {
		super(http, {
			what: 'policy',
			path: ['automation', 'policies'],
			rights: { read: 'can_list_automation_policies', write: 'can_manage_automation_policies' },
			list: policyList,
			one: policyRecord,
		});
	}

	/** Where it is assigned. @throws InputError for one that does not exist, of which the server says nothing */
	async related(id: number): Promise<PolicyRelated> {
		const path = ['automation', 'policies', id, 'related'];
		const found = await this.http.request({ method: 'GET', path, effect: 'read', rights: ['can_list_automation_policies'], answer: policyRelated, limit: COMPLETE_LIST });
		if (found.pk === undefined) throw new InputError(`Tactical RMM has no policy with the ID ${id}`, 'It was deleted, or has another ID: choose it from the list again.');
		return found;
	}

	/** What came of a policy's check on its agents; also of those that the key may not see. */
	async checkStatus(check: number): Promise<CheckStatus[]> {
		const path = ['automation', 'checks', check, 'status'];
		return await this.http.request({ method: 'GET', path, effect: 'read', rights: ['can_list_automation_policies'], answer: checkStatuses, limit: COMPLETE_LIST, timeoutMs: 60_000 });
	}

	/** What came of a policy's task on its agents; also of those that the key may not see. */
	async taskStatus(task: number): Promise<TaskStatus[]> {
		const path = ['automation', 'tasks', task, 'status'];
		return await this.http.request({ method: 'GET', path, effect: 'read', rights: ['can_list_automation_policies'], answer: taskStatuses, limit: COMPLETE_LIST, timeoutMs: 60_000 });
	}
}
