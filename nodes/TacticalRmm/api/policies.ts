import type { Http } from '../../shared/http/http';
import { COMPLETE_LIST } from '../../shared/http/call';
import { ForbiddenError, InputError } from '../../shared/errors';
import { sizeOf } from '../../shared/http/rows';
import { checkStatuses, policyList, policyRecord, policyRelated, taskStatuses, type CheckStatus, type PolicyRecord, type PolicyRelated, type TaskStatus } from '../schemas/policies';
import { RecordsApi } from './records';

/** Where a policy is assigned, as a path of the answer to `related`. */
const PLACES = ['server_clients', 'server_sites', 'workstation_clients', 'workstation_sites', 'agents'] as const;

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

/** In words, where a policy is in use: "2 clients, 1 agent and as the default for servers"; undefined where nowhere. */
export function usesOf(related: PolicyRelated): string[] {
	const counts = PLACES.map((place) => ({ what: place.replace(/^.*_/, '').replace(/s$/, ''), count: sizeOf(related[place] ?? []) }));
	const of = (what: string) => counts.filter((each) => each.what === what).reduce((sum, { count }) => sum + count, 0);
	const places = ['client', 'site', 'agent'].map((what) => ({ what, count: of(what) })).filter(({ count }) => count > 0);
	return [
		...places.map(({ what, count }) => `${count} ${what}${count === 1 ? '' : 's'}`),
		...(related.is_default_server_policy ? ['the default for servers'] : []),
		...(related.is_default_workstation_policy ? ['the default for workstations'] : []),
	];
}

/** What was found; where that is nothing, what was asked for may not exist, of which the server says nothing either. */
export async function unlessUnknown<T>(found: T[], exists: () => Promise<unknown>): Promise<T[]> {
	if (found.length > 0) return found;
	try {
		await exists();
	} catch (error) {
		if (!(error instanceof ForbiddenError)) throw error;
	}
	return found;
}
