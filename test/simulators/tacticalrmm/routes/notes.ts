import { isLimited, maySee } from '../access';
import { json, refused } from '../answers';
import { maybe, needed } from '../body';
import { get, post, put, remove, type Routes } from '../routing';
import type { Note } from '../rows';
import type { World } from '../world';

/** Notes on agents. One is added without the agent in the path. */
export const noteRoutes: Routes = (world) => {
	const { notes } = world.tables;
	const view = (note: Note) => viewOf(world, note);
	return [
		get('/agents/notes/', 'can_list_notes', ({ user }) => {
			const seen = notes.where(({ agent }) => !isLimited(user) || maySee(user, world.placeOf(world.agent(agent))));
			return json(seen.map(view));
		}),
		post('/agents/notes/', 'can_manage_notes', ({ body, user }) => {
			const agent = world.agent(String(needed(body, 'agent_id')));
			const note = maybe(body, 'note');
			if (note === undefined) throw refused('Cannot add an empty note');
			notes.add({ entry_time: world.clock.stamp(), note: String(note), username: user.username, agent: agent.id });
			return json('Note added!');
		}),
		get('/agents/notes/:id/', 'can_list_notes', ({ params: { id = '' } }) => json(view(notes.get(id)))),
		put('/agents/notes/:id/', 'can_manage_notes', ({ params: { id = '' }, body }) => {
			const { note } = notes.get(id);
			notes.update(id, { note: String(maybe(body, 'note') ?? note) });
			return json('Note edited!');
		}),
		remove('/agents/notes/:id/', 'can_manage_notes', ({ params: { id = '' } }) => {
			notes.delete(notes.get(id).id);
			return json('Note was deleted!');
		}),
		get('/agents/:agentId/notes/', 'can_list_notes', ({ agent }) => json(world.tables.ofAgent(notes, agent.id).map(view)), {
			othersBreak: true,
		}),
	];
};

/** A note's number is called `pk`, unlike every other. */
function viewOf(world: World, { id, entry_time, note, username, agent }: Note): Record<string, unknown> {
	return { pk: id, entry_time, note, username, agent_id: world.agent(agent).agent_id };
}
