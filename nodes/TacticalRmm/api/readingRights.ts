import { ForbiddenError } from '../../shared/errors';
import type { Http } from '../../shared/http/http';
import type { Right } from '../rights';
import { anything } from '../schemas/common';

/** An agent_id that no agent has. */
const NOBODY = 'x'.repeat(40);

/**
 * What reads only, by the right that it needs: of something that does not exist. With the right, the answer is that it was not found;
 * without it, the request is refused before anything is looked for (measured). Rights to act cannot be found out without acting.
 */
const QUESTIONS: Readonly<Partial<Record<Right, ReadonlyArray<string | number>>>> = {
	can_list_accounts: ['accounts', 0, 'users'],
	can_list_agent_history: ['agents', NOBODY, 'history'],
	can_list_agents: ['agents', NOBODY],
	can_list_alerts: ['alerts', 0],
	can_list_alerttemplates: ['alerts', 'templates', 0],
	can_list_automation_policies: ['automation', 'policies', 0],
	can_list_autotasks: ['tasks', 0],
	can_list_checks: ['checks', 0],
	can_list_clients: ['clients', 0],
	can_list_notes: ['agents', 'notes', 0],
	can_list_pendingactions: ['agents', NOBODY, 'pendingactions'],
	can_list_roles: ['accounts', 'roles', 0],
	can_list_scripts: ['scripts', 0],
	can_list_sites: ['clients', 'sites', 0],
	can_list_software: ['software', NOBODY],
	can_manage_procs: ['agents', NOBODY, 'processes'],
	can_manage_winsvcs: ['services', NOBODY],
	can_manage_winupdates: ['winupdate', NOBODY],
	can_view_customfields: ['core', 'customfields', 0],
	can_view_eventlogs: ['agents', NOBODY, 'eventlog', 'System', 1],
	can_view_reports: ['reporting', 'templates', 0],
};

/** Those of the rights for reading that the key's user lacks, in the order of the alphabet. */
export async function missingReadingRights(http: Http): Promise<Right[]> {
	const missing: Right[] = [];
	for (const [right, path] of Object.entries(QUESTIONS) as Array<[Right, string[]]>) if (await isRefused(http, right, path)) missing.push(right);
	return missing;
}

async function isRefused(http: Http, right: Right, path: readonly string[]): Promise<boolean> {
	try {
		await http.request({ method: 'GET', path, effect: 'read', rights: [right], alsoFine: [404], answer: anything });
		return false;
	} catch (error) {
		if (error instanceof ForbiddenError) return true;
		throw error;
	}
}
