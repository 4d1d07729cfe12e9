import type { Agent } from '../agent';
import { fellOver, forbidden, json, refused } from '../answers';
import { contact } from '../bus';
import { maybe, whole } from '../body';
import { checkView } from '../checkViews';
import { day, stampOf } from '../clock';
import { agentsIn } from '../places';
import { get, patch, post, type Routes } from '../routing';
import type { Check, CheckResult } from '../rows';
import { policiesOf } from '../views';
import type { World } from '../world';

/** Checks: read, run, reset. Only the agent's own list carries results. */
export const checkRoutes: Routes = (world) => {
	const { checks, checkResults, checkHistory } = world.tables;
	return [
		get('/agents/:agentId/checks/', 'can_list_checks', ({ agent }) => json(checksOf(world, agent)), { othersBreak: true }),
		get('/automation/policies/:id/checks/', 'can_list_checks', ({ params: { id = '' } }) =>
			json(checks.where(({ policy }) => policy === world.tables.policies.get(id).id).map((check) => checkView(world, check))),
		),
		get('/automation/checks/:id/status/', 'can_list_automation_policies', ({ params: { id = '' } }) => {
			const results = checkResults.where(({ assigned_check: check }) => check === Number(id));
			return json(results.map((result) => ({ hostname: world.agent(result.agent).hostname, ...result })));
		}),
		post('/checks/:agentId/run/', 'can_run_checks', async ({ agent }) => {
			const said = await contact(world, agent, 15, () => world.machines.runChecks(agent));
			if (said === 'busy') throw refused(`Checks are already running on ${agent.hostname}`);
			if (said !== 'ok') throw refused('Unable to contact the agent');
			return json(`Checks will now be run on ${agent.hostname}`);
		}),
		post('/checks/:agentId/resetall/', 'can_manage_checks', ({ agent }) => {
			const { tables } = world;
			tables.ofAgent(checkResults, agent.id).forEach((result) => reset(world, result));
			return json('All checks status were reset');
		}),
		post('/checks/:id/reset/', 'can_manage_checks', ({ params: { id = '' } }) => {
			reset(world, checkResults.get(id));
			return json('The check status was reset');
		}),
		patch('/checks/:id/history/', 'can_list_checks', ({ params: { id = '' }, body }) => {
			const filter = maybe(body, 'timeFilter') ?? 0;
			if (typeof filter !== 'number') throw fellOver();
			const since = filter === 0 ? '' : stampOf(world.clock.ago(whole(filter) * day));
			const rows = checkHistory.where(({ result, x }) => result === Number(id) && x >= since);
			return json(rows.sort((one, other) => other.x.localeCompare(one.x)).map(({ x, y, results }) => ({ x, y, results })));
		}),
		post('/checks/:target/:id/csbulkrun/', 'can_run_checks', ({ params: { target, id = '' } }) => {
			if (target !== 'client' && target !== 'site') return forbidden;
			if (world.bus === 'down') throw refused('Unable to connect to NATS');
			const { length } = agentsIn(world, { [target]: Number(id) });
			if (length === 0) throw refused('No agents matched query');
			return json(`Checks will now be run on ${length} agents`);
		}),
	];
};

/** An agent's own checks and those of its policies, each with its result on this agent. */
function checksOf(world: World, agent: Agent): unknown[] {
	const { checks, checkResults } = world.tables;
	const results = new Map(world.tables.ofAgent(checkResults, agent.id).map((result) => [result.assigned_check, result]));
	const policies = policiesOf(world, agent);
	const fromPolicies = checks.where(({ policy }) => policy !== null && policies.includes(policy));
	const own: Check[] = world.tables.ofAgent(checks, agent.id);
	return [...own, ...fromPolicies].map((check) => checkView(world, check, results.get(check.id)));
}

/** The check counts as passing again, and its open alert as resolved. */
function reset(world: World, { id, agent, assigned_check: check }: CheckResult): void {
	world.tables.checkResults.update(id, { status: 'passing', fail_count: 0 });
	const open = world.tables.alerts.where((alert) => alert.assigned_check === check && alert.agent === agent && !alert.resolved);
	open.forEach((alert) => world.markResolved(alert.id));
}
