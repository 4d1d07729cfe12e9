import fc from 'fast-check';
import { offline, seen, Watcher } from '../../support/watcher';

interface Glance {
	online: boolean;
	/** It was seen in between, though it is offline at both looks. */
	bounced: boolean;
	place: 'rack' | 'attic';
}

const glance: fc.Arbitrary<Glance> = fc.record({ online: fc.boolean(), bounced: fc.boolean(), place: fc.constantFrom('rack', 'attic') });
const looks = fc.array(fc.record({ a: glance, b: glance }), { minLength: 1, maxLength: 20 });

/** What a person would tell who compares two glances of a device. */
function expected(id: string, before: Glance, now: Glance): string[] {
	const changed = now.online !== before.online;
	const isOffline = changed && !now.online;
	const bounced = !changed && !now.online && now.bounced;
	const presence = [...(bounced || (changed && now.online) ? ['deviceOnline'] : []), ...(bounced || isOffline ? ['deviceOffline'] : [])];
	return [...presence, ...(now.place !== before.place ? ['deviceChanged'] : [])].map((event) => `${event} ${id}`);
}

test('without a log, what is told is what two neighbouring looks differ in', () => {
	fc.assert(
		fc.property(looks, (glances) => {
			const start: Glance = { online: true, bounced: false, place: 'rack' };
			const last = { a: start, b: start };
			const lastSeen = { a: 0, b: 0 };
			const watcher = new Watcher([seen('a'), seen('b')]);
			for (const [index, { a, b }] of glances.entries()) {
				const now = 10 * (index + 1);
				const show = (id: 'a' | 'b', { online, bounced, place }: Glance) => {
					if (online || bounced || last[id].online) lastSeen[id] = online ? now : now - 5;
					return (online ? seen : offline)(id, { lastSeen: lastSeen[id], values: { place } });
				};
				const told = watcher.look([show('a', a), show('b', b)], { now });
				for (const [id, device] of [['a', a], ['b', b]] as const) {
					expect(told.filter((each) => each.endsWith(` ${id}`))).toEqual(expected(id, last[id], device));
					last[id] = device;
				}
			}
			expect(new Set(watcher.ids).size).toBe(watcher.ids.length);
		}),
		{ numRuns: 300 },
	);
});

test('whatever is not saved is told again with the same ids, and nothing is lost', () => {
	fc.assert(
		fc.property(looks, fc.nat(), (glances, at) => {
			const watcher = new Watcher([seen('a'), seen('b')]);
			const lost = at % glances.length;
			for (const [index, { a, b }] of glances.entries()) {
				const now = 10 * (index + 1);
				const show = (id: string, { online, place }: Glance) => (online ? seen : offline)(id, { lastSeen: now, values: { place } });
				const listing = [show('a', a), show('b', b)];
				const { state } = watcher;
				const first = watcher.diff(listing, { now }).events;
				if (index !== lost) continue;
				watcher.state = state;
				expect(watcher.diff(listing, { now }).events).toEqual(first);
			}
		}),
		{ numRuns: 200 },
	);
});
