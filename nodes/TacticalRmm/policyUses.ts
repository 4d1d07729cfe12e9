import { sizeOf } from '../shared/http/rows';
import { ifReadable } from './api/ifReadable';
import type { PolicyRelated } from './schemas/policies';

/** Where a policy is assigned, as a path of the answer to `related`. */
const PLACES = ['server_clients', 'server_sites', 'workstation_clients', 'workstation_sites', 'agents'] as const;

/** In words, where a policy is in use: "2 clients, 1 agent and the default for servers"; none where nowhere. */
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

/** What was found; if that is nothing, what was requested may not exist, which the server does not report either. */
export async function unlessUnknown<T>(found: T[], exists: () => Promise<unknown>): Promise<T[]> {
	if (found.length === 0) await ifReadable(exists);
	return found;
}
