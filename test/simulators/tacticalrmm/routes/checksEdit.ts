import { fellOver, invalid, json } from '../answers';
import { has, maybe, needed, objectOf, whole } from '../body';
import { blankCheck, checkTypes, severities } from '../checks';
import { checkView, nameOf } from '../checkViews';
import { tracks } from '../made';
import { get, post, put, remove, type Routes } from '../routing';
import type { Check } from '../rows';
import { checked, choice, key, type Check as Rule } from '../validate';
import type { World } from '../world';

/** What each type of check needs; a missing field is a 500. */
const essentials: Record<string, string[]> = {
	diskspace: ['disk', 'warning_threshold', 'error_threshold'],
	cpuload: ['warning_threshold', 'error_threshold'],
	memory: ['warning_threshold', 'error_threshold'],
	ping: ['ip'],
	script: ['script'],
	eventlog: ['event_id_is_wildcard'],
};

const rules: Record<string, Rule> = {
	check_type: choice(checkTypes), alert_severity: choice(severities), log_name: choice(['Application', 'System', 'Security']),
	event_type: choice(['INFO', 'WARNING', 'ERROR', 'AUDIT_SUCCESS', 'AUDIT_FAILURE']),
};

/** Checks: list all, make, edit, delete. */
export const checkEditRoutes: Routes = (world) => {
	const { checks, checkResults } = world.tables;
	return [
		get('/checks/', 'can_list_checks', () => json(checks.all().map((check) => checkView(world, check)))),
		post('/checks/', 'can_manage_checks', ({ body, user }) => {
			const sent = objectOf(body);
			const owner = ownerOf(world, sent);
			checked(sent, rules);
			for (const name of essentials[String(needed(body, 'check_type'))] ?? []) needed(body, name);
			if (sent.check_type === 'script') checked(sent, { script: key(world.tables.scripts) });
			const values = { ...blankCheck(), ...known(sent), ...owner } as Omit<Check, 'id'>;
			mustFit(world, values);
			const check = checks.add({ ...tracks(world, user), ...values } as Omit<Check, 'id'>);
			return json(`${nameOf(world, check)} was added!`);
		}),
		get('/checks/:id/', 'can_list_checks', ({ params: { id = '' } }) => json(checkView(world, checks.get(id)))),
		put('/checks/:id/', 'can_manage_checks', ({ params: { id = '' }, body }) => {
			checks.get(id);
			const sent = { ...objectOf(body) };
			// The type is dropped silently.
			delete sent.check_type;
			checked(sent, rules);
			return json(`${nameOf(world, checks.update(id, known(sent)))} was edited!`);
		}),
		remove('/checks/:id/', 'can_manage_checks', ({ params: { id = '' } }) => {
			const check = checks.get(id);
			checkResults.deleteWhere((result) => result.assigned_check === check.id);
			checks.delete(id);
			return json(`${nameOf(world, check)} was deleted!`);
		}),
	];
};

/** The agent, told by its agent_id, or the policy, told by its number; neither is a 500. */
function ownerOf(world: World, sent: Record<string, unknown>): { agent: number } | { policy: number } {
	if (has(sent, 'agent')) return { agent: world.agent(String(sent.agent)).id };
	if (!has(sent, 'policy')) throw fellOver();
	checked(sent, { policy: key(world.tables.policies) });
	return { policy: whole(maybe(sent, 'policy')) };
}

/** The columns that a check has; the agent and policy of a check never change. */
function known(sent: Record<string, unknown>): Partial<Check> {
	const columns = Object.keys(blankCheck()).filter((name) => name !== 'agent' && name !== 'policy');
	return Object.fromEntries(Object.entries(sent).filter(([name]) => columns.includes(name)));
}

function mustFit({ tables }: World, { check_type, disk, agent, policy, ip }: Omit<Check, 'id'>): void {
	const sameDisk = (check: Check) => check.disk === disk && check.agent === agent && check.policy === policy;
	if (check_type === 'diskspace' && tables.checks.where(sameDisk).length > 0) {
		throw invalid({ non_field_errors: [`A disk check for Drive ${disk} already exists!`] });
	}
	if (check_type === 'ping' && !/^[\w.:-]+$/.test(String(ip))) {
		throw invalid({ non_field_errors: ['Please enter a valid IP address or domain name'] });
	}
}
