import { isOpen, settle, type Entry } from './plan';

/** Devices that a roll-out of this process is at work on, by connection: two workflows must not start two jobs for the same device. */
const underWay = new Map<string, Set<string>>();

/** Takes the open devices for this roll-out; those that another one has are settled. @returns what was taken, to be given back */
export function claim(connection: string, entries: readonly Entry[]): string[] {
	const taken = underWay.get(connection) ?? new Set();
	underWay.set(connection, taken);
	for (const entry of entries) {
		if (isOpen(entry) && taken.has(entry.before.id)) settle(entry, 'leftOut', 'Another roll-out in this n8n is updating it');
	}
	const mine = entries.filter(isOpen).map(({ before }) => before.id);
	for (const id of mine) taken.add(id);
	return mine;
}

export function release(connection: string, ids: readonly string[]): void {
	const taken = underWay.get(connection);
	for (const id of ids) taken?.delete(id);
	if (taken?.size === 0) underWay.delete(connection);
}
