import { isLimited, maySee } from '../access';
import { fellOver, json } from '../answers';
import { whole } from '../body';
import { day } from '../clock';
import { get, type Routes } from '../routing';
import { historyOf } from '../views';
import type { World } from '../world';

/** What was run: per agent, of all agents, and the scripts alone. */
export const historyRoutes: Routes = (world) => [
	get('/agents/history/', 'can_list_agent_history', ({ user }) => {
		const rows = world.tables.history.where(({ agent }) => {
			const owner = world.findAgent(agent);
			return owner !== undefined && (!isLimited(user) || maySee(user, world.placeOf(owner)));
		});
		return json(rows.map((row) => historyOf(world, row)));
	}),
	get('/agents/:agentId/history/', 'can_list_agent_history', ({ agent }) => {
		const { tables } = world;
		return json(tables.ofAgent(tables.history, agent.id).map((row) => historyOf(world, row)));
	}),
	// Measured: the role's limits do not count here.
	get('/agents/scripthistory/', 'can_list_agent_history', ({ query: { limit, start, end, scriptname } }) => {
		const within = start === undefined || end === undefined ? () => true : range(start, end);
		const named = (id: number | null) => scriptname === undefined || scriptNameOf(world, id) === scriptname;
		const rows = world.tables.history
			.where(({ type, time, script }) => type === 'script_run' && within(time) && named(script))
			.sort((one, other) => other.id - one.id)
			.slice(0, limit === undefined ? undefined : whole(limit));
		return json(
			rows.map(({ id, time, username, script, script_results, agent }) => {
				const script_name = scriptNameOf(world, script);
				const agent_id = world.findAgent(agent)?.agent_id;
				return { id, time, username, script, script_results, agent, ...(script_name !== undefined && { script_name }), agent_id };
			}),
		);
	}),
];

/** From a start to the end of the day of an end. */
function range(start: string, end: string): (time: string) => boolean {
	const [from, until] = [Date.parse(start), Date.parse(end) + day];
	if (Number.isNaN(from) || Number.isNaN(until)) throw fellOver();
	return (time) => Date.parse(time) >= from && Date.parse(time) <= until;
}

function scriptNameOf({ tables }: World, id: number | null): string | undefined {
	return id === null ? undefined : tables.scripts.find(id)?.name;
}
