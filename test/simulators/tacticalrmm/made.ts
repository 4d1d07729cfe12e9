import type { User } from './access';
import type { Client, Tracked } from './rows';
import type { World } from './world';

/** A client or a site with nothing set. */
export function blankPlace(): Omit<Client, 'id' | 'name' | keyof Tracked> {
	return { server_policy: null, workstation_policy: null, alert_template: null, block_policy_inheritance: false };
}

/** Who changes a row, and when; a row that nobody made counts as made by the first who changes it. */
export function retracks(world: World, { username }: Pick<User, 'username'>, { created_by }: Pick<Tracked, 'created_by'>): Partial<Tracked> {
	return { created_by: created_by ?? username, modified_by: username, modified_time: world.clock.stamp() };
}

/** Who makes a row, and when. */
export function tracks(world: World, { username }: Pick<User, 'username'>): Tracked {
	const at = world.clock.stamp();
	return { created_by: username, created_time: at, modified_by: username, modified_time: at };
}
