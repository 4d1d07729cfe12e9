import type { Agent } from '../agent';
import { fellOver, invalid, json } from '../answers';
import { hears } from '../bus';
import { has, items, maybe, needed, objectOf, whole } from '../body';
import { tracks } from '../made';
import { get, post, put, remove, type Routes } from '../routing';
import type { Task, TaskResult } from '../rows';
import { blankTask, blankTaskResult, scheduleOf } from '../tasks';
import { policiesOf } from '../views';
import type { World } from '../world';

/** What the type of a task asks for; a missing field is named in the answer, except the date, without which the server fails. */
const essentials: Record<string, string[]> = {
	daily: ['daily_interval'],
	weekly: ['weekly_interval', 'run_time_bit_weekdays'],
	monthly: ['monthly_months_of_year', 'monthly_days_of_month'],
	monthlydow: ['monthly_months_of_year', 'monthly_weeks_of_month', 'run_time_bit_weekdays'],
	checkfailure: ['assigned_check'],
};
const dated = ['daily', 'weekly', 'monthly', 'monthlydow', 'runonce'];

/** Automated tasks. Only the agent's own list carries results. */
export const taskRoutes: Routes = (world) => {
	const { tasks, taskResults } = world.tables;
	const view = (task: Task) => viewOf(task);
	return [
		get('/agents/:agentId/tasks/', 'can_list_autotasks', ({ agent }) => json(tasksOf(world, agent)), { othersBreak: true }),
		get('/automation/policies/:id/tasks/', 'can_list_autotasks', ({ params: { id = '' } }) =>
			json(tasks.where(({ policy }) => policy === world.tables.policies.get(id).id).map(view)),
		),
		get('/automation/tasks/:id/status/', 'can_list_automation_policies', ({ params: { id = '' } }) => {
			const results = taskResults.where(({ task }) => task === Number(id));
			return json(results.map((result) => ({ hostname: world.agent(result.agent).hostname, ...result })));
		}),
		post('/automation/tasks/:id/run/', 'can_manage_automation_policies', ({ params: { id = '' } }) => {
			const task = tasks.find(Number(id));
			const affected = !task ? [] : world.agents().filter((agent) => task.policy !== null && policiesOf(world, agent).includes(task.policy));
			affected.forEach((agent) => run(world, task!, agent));
			return json('Affected agent tasks will run shortly');
		}),
		get('/tasks/', 'can_list_autotasks', () => json(tasks.all().map(view))),
		post('/tasks/', 'can_manage_autotasks', ({ body, user }) => {
			const sent = objectOf(body);
			// With neither, it is an orphan.
			const owner = has(sent, 'agent') ? { agent: world.agent(String(sent.agent)).id } : has(sent, 'policy') ? { policy: whole(maybe(sent, 'policy')) } : {};
			mustBeWhole(sent);
			const task = tasks.add({ ...blankTask(), ...tracks(world, user), ...known(sent), ...owner } as Omit<Task, 'id'>);
			if (task.agent !== null) taskResults.add({ ...blankTaskResult(), agent: task.agent, task: task.id });
			return json('The task has been created. It will show up on the agent on next checkin');
		}),
		get('/tasks/:id/', 'can_list_autotasks', ({ params: { id = '' } }) => json(view(tasks.get(id)))),
		put('/tasks/:id/', 'can_manage_autotasks', ({ params: { id = '' }, body }) => {
			tasks.get(id);
			const sent = objectOf(body);
			if (sent.expire_date && Date.parse(String(sent.expire_date)) < world.now().getTime()) throw invalid({ non_field_errors: ['Expires date/time is in the past'] });
			const type = sent.task_type === undefined ? undefined : String(sent.task_type);
			if (type !== undefined && dated.includes(type) && (sent.run_time_date === undefined || (essentials[type] ?? []).some((name) => sent[name] === undefined))) throw fellOver();
			// Without its type, what it has of a schedule is dropped silently.
			tasks.update(id, type === undefined ? without(known(sent), schedule) : known(sent));
			if (has(sent, 'agent')) tasks.update(id, { agent: whole(sent.agent) });
			return json('The task was updated');
		}),
		remove('/tasks/:id/', 'can_manage_autotasks', ({ params: { id = '' } }) => {
			const { id: task, name, agent } = tasks.get(id);
			const owner = agent === null ? undefined : world.findAgent(agent);
			// An agent's goes once that has answered, and else stays.
			if (owner && !hears(world, owner)) return json(`${name} will be deleted shortly`);
			taskResults.deleteWhere((result) => result.task === task);
			tasks.delete(id);
			return json(`${name} will be deleted shortly`);
		}),
		post('/tasks/:id/run/', 'can_run_autotasks', ({ params: { id = '' }, body }) => {
			const task = tasks.get(id);
			const named = maybe(body, 'agent_id');
			const agent = named === undefined ? world.findAgent(task.agent ?? 0) : world.agent(String(named));
			if (!agent) throw fellOver();
			run(world, task, agent);
			return json(`${task.name} will now be run.`);
		}),
	];
};

function viewOf({ id, ...columns }: Task, result?: TaskResult): Record<string, unknown> {
	return { id, schedule: scheduleOf({ id, ...columns } as Task), alert_template: null, task_result: result ?? {}, ...columns };
}

function tasksOf(world: World, agent: Agent): unknown[] {
	const { tables } = world;
	const results = new Map(tables.ofAgent(tables.taskResults, agent.id).map((result) => [result.task, result]));
	const policies = policiesOf(world, agent);
	const fromPolicies = tables.tasks.where(({ policy }) => policy !== null && policies.includes(policy));
	const own: Task[] = tables.ofAgent(tables.tasks, agent.id);
	return [...own, ...fromPolicies].map((task) => viewOf(task, results.get(task.id)));
}

function known(sent: Record<string, unknown>): Partial<Task> {
	const columns = Object.keys(blankTask()).filter((name) => name !== 'agent' && name !== 'policy');
	return Object.fromEntries(Object.entries(sent).filter(([name]) => columns.includes(name)));
}

const schedule = [
	'run_time_date', 'daily_interval', 'weekly_interval', 'run_time_bit_weekdays', 'monthly_months_of_year', 'monthly_days_of_month', 'monthly_weeks_of_month', 'assigned_check',
];

function without(values: Partial<Task>, names: readonly string[]): Partial<Task> {
	return Object.fromEntries(Object.entries(values).filter(([name]) => !names.includes(name)));
}

const taskTypes = ['daily', 'weekly', 'monthly', 'monthlydow', 'checkfailure', 'manual', 'runonce', 'onboarding', 'scheduled'];

function mustBeWhole(sent: Record<string, unknown>): void {
	const type = String(needed(sent, 'task_type'));
	if (!taskTypes.includes(type)) throw invalid({ task_type: [`"${type}" is not a valid choice.`] });
	if (sent.actions !== undefined && items(sent.actions).length === 0) throw invalid({ actions: ['There must be at least one action configured'] });
	for (const action of items(sent.actions ?? [])) {
		const { type: kind, script, script_args: args } = objectOf(action);
		if (kind !== 'script') continue;
		if (script !== undefined && args === undefined) throw invalid({ actions: ['A script action type must have a \'script_args\' field with an array of arguments'] });
		if (script !== undefined) continue;
		throw invalid({ actions: ['A script action type must have a \'script\' field with primary key of script'] });
	}
	const missing = (essentials[type] ?? []).find((name) => !has(sent, name));
	if (missing) throw invalid({ non_field_errors: [`${missing} is required for task_type '${type}'`] });
	if (dated.includes(type)) needed(sent, 'run_time_date');
}

/** An agent that hears of it runs the task about a second later; one that does not never will. */
function run(world: World, task: Task, agent: Agent): void {
	if (!hears(world, agent)) return;
	const { taskResults } = world.tables;
	const find = ({ agent: owner, task: its }: TaskResult) => owner === agent.id && its === task.id;
	const result = taskResults.where(find)[0] ?? taskResults.add({ ...blankTaskResult(), agent: agent.id, task: task.id });
	void world.wait(1).then(() => {
		if (!taskResults.find(result.id)) return;
		taskResults.update(result.id, {
			retcode: 0, stdout: `${agent.hostname} ran ${task.name}\n`, stderr: '', execution_time: '0.1234', status: 'passing',
			last_run: world.clock.stamp(), run_status: 'completed', sync_status: 'synced',
		});
	});
}
