import * as fc from 'fast-check';
import { entityOf } from '../../../nodes/shared/watch/entity';
import { follow, isAsKept, type TransitionOptions } from '../../../nodes/shared/watch/transition';
import type { Entity } from '../../../nodes/shared/watch/state';
import type { Sighting } from '../../../nodes/shared/watch/types';
import { minute, seen } from '../../support/watcher';

const options = (hasLog: boolean, offlineForMs: number): TransitionOptions => ({
	now: minute(60),
	offlineForMs,
	watched: ['name', 'place'],
	filtered: ['type', 'reboot'],
	turns: [['needsReboot', { field: 'reboot', to: 1 }]],
	passes: ({ place }) => place === 'rack',
	judgedBy: ['place'],
	hasLog,
	epoch: minute(0),
	kept: ['name', 'place', 'type', 'reboot'],
});

const shown = fc
	.record({
		status: fc.constantFrom('online', 'offline', null),
		ip: fc.constantFrom('10.0.0.1', '10.0.0.2', null),
		name: fc.constantFrom('a', 'b', null),
		group: fc.constantFrom(null, 'g'),
		lastSeen: fc.constantFrom(1, 2, null),
		born: fc.constantFrom(-10, -20),
		values: fc.record({ place: fc.constantFrom('rack', 'attic'), reboot: fc.constantFrom(0, 1, null) }),
	});
/** How a device was, and how it is: mostly the same but for a field or two. */
const twoSightings: fc.Arbitrary<[Sighting, Sighting]> = fc
	.tuple(shown, shown, fc.subarray(['status', 'ip', 'name', 'group', 'lastSeen', 'born', 'values'] as const, { maxLength: 2 }))
	.map(([first, other, changed]) => [seen('a', first), seen('a', { ...first, ...Object.fromEntries(changed.map((field) => [field, other[field]])) })]);

type Waits = 'no' | 'for its time' | 'for a filter' | 'with something else held';
const touched = (entity: Entity, told: Entity['told'], waits: Waits): Entity => ({
	...entity,
	told,
	pending: waits === 'for its time' || waits === 'for a filter' ? { key: minute(50), at: minute(50), down: false, ...(waits === 'for a filter' && { held: true as const }) } : null,
	...(waits === 'with something else held' && { held: [{ event: 'needsReboot' as const, key: '1', at: minute(50), changes: [{ field: 'reboot', from: 0, to: 1 }] }] }),
});

it('a device that is passed over as kept would have told nothing, and would have been kept as it was', () => {
	let passedOver = 0;
	fc.assert(
		fc.property(twoSightings, fc.boolean(), fc.constantFrom(0, 600_000), fc.constantFrom('online', 'offline', null), fc.constantFrom<Waits[]>('no', 'for its time', 'for a filter', 'with something else held'), ([first, now], hasLog, wait, told, waits) => {
			const all = options(hasLog, wait);
			// What is held is so, as it was kept.
			fc.pre(waits !== 'with something else held' || first.values.reboot === 1);
			const before = touched(entityOf(first, all), told, waits);
			if (!isAsKept(before, now, all)) return;
			passedOver++;
			const { events, next } = follow(before, now, [], all, false);
			expect(events).toEqual([]);
			expect(next).toEqual(before);
		}),
		{ numRuns: 20_000, seed: 5 },
	);
	expect(passedOver).toBeGreaterThan(500);
});
