import fc from 'fast-check';
import type { Proof } from '../../../nodes/shared/watch/types';
import { entry, many, offline, seen, Watcher } from '../../support/watcher';

const COUNT = 24;

interface Moment {
	/** Which devices are away; few, or many. */
	away: boolean[];
	most: number;
	saved: boolean;
}

const few = fc.array(fc.integer({ min: 0, max: 9 }).map((dice) => dice === 0), { minLength: COUNT, maxLength: COUNT });
const half = fc.array(fc.boolean(), { minLength: COUNT, maxLength: COUNT });
const nearlyAll = fc.array(fc.integer({ min: 0, max: 9 }).map((dice) => dice > 0), { minLength: COUNT, maxLength: COUNT });
const moment: fc.Arbitrary<Moment> = fc.record({ away: fc.oneof(few, half, nearlyAll), most: fc.integer({ min: 1, max: 30 }), saved: fc.boolean() });
const history = fc.array(moment, { minLength: 1, maxLength: 15 });

/** Devices that come and go, looked at every ten minutes, with a log of it or without. */
class Crowd {
	readonly watcher: Watcher;
	private readonly log: Proof[] = [];
	private away: boolean[] = new Array<boolean>(COUNT).fill(false);
	private readonly lastSeen = new Array<number>(COUNT).fill(0);
	private time = 0;

	constructor(private readonly withLog: boolean) {
		this.watcher = new Watcher(many(COUNT), withLog ? { log: [] } : {});
	}

	/** @returns what is reported about single devices */
	look({ away, most, saved }: Moment): string[] {
		this.time += 10;
		for (const [index, { device }] of many(COUNT).entries()) {
			if (away[index] !== this.away[index]) this.log.push(entry(device.id, this.time, away[index] ? 'offline' : 'online'));
			if (!away[index]) this.lastSeen[index] = this.time;
		}
		this.away = away;
		const { state } = this.watcher;
		const listing = many(COUNT, seen).map(({ device }, index) => (away[index] ? offline : seen)(device.id, { lastSeen: this.lastSeen[index] }));
		const told = this.watcher.look(listing, { now: this.time, ...(this.withLog && { log: this.log }) }, { most });
		// Only looks that tell nothing are ever lost while n8n runs on.
		if (!saved && told.length === 0) this.watcher.state = state;
		return told.filter((each) => !each.startsWith('massChange'));
	}

	isAway(id: string): boolean {
		return this.away[Number(id.slice(1)) - 1]!;
	}
}

describe.each([['with a log', true], ['without a log', false]])('many devices that come and go, %s', (_, withLog) => {
	it('are told in the end as they are, each event once', () => {
		fc.assert(
			fc.property(history, (moments) => {
				const crowd = new Crowd(withLog);
				for (const each of moments) crowd.look(each);
				const last = moments.at(-1)!;
				for (let look = 0; look < COUNT + 12; look++) crowd.look({ ...last, most: 5, saved: true });
				const { entities, mass } = crowd.watcher.state;
				for (const { id, told, pending } of entities.values()) {
					// As long as many are away, those that were reported as one are a part of that.
					const isPart = mass.offline?.told === true && pending?.mass === true;
					expect({ id, isAway: isPart || told === 'offline', waits: pending !== null && !isPart }).toEqual({ id, isAway: crowd.isAway(id), waits: false });
				}
				expect(new Set(crowd.watcher.ids).size).toBe(crowd.watcher.ids.length);
			}),
			{ numRuns: 150 },
		);
	});

	it('E3 are reported in pairs: what was reported as many ends, before it begins anew', () => {
		fc.assert(
			fc.property(history, (moments) => {
				const crowd = new Crowd(withLog);
				for (const each of moments) crowd.look({ ...each, saved: true });
				const nobodyAway = { away: new Array<boolean>(COUNT).fill(false), most: 500, saved: true };
				for (let look = 0; look < 3; look++) crowd.look(nobodyAway);
				const events = crowd.watcher.told.filter(({ mass }) => mass).map(({ event }) => event);
				expect(events).toEqual(events.map((_, index) => (index % 2 === 0 ? 'massChange' : 'massChangeOver')));
				expect(events.length % 2).toBe(0);
			}),
			{ numRuns: 150 },
		);
	});

	it('E3 come back without a word of each: a device is reported online only after it was reported offline by itself', () => {
		fc.assert(
			fc.property(history, (moments) => {
				const crowd = new Crowd(withLog);
				for (const each of moments) crowd.look({ ...each, saved: true });
				const last = new Map<string, string>();
				for (const { event, device } of crowd.watcher.told) {
					if (!device) continue;
					if (event === 'deviceOnline') expect(last.get(device.id)).toBe('deviceOffline');
					if (event === 'deviceOffline') expect(last.get(device.id)).not.toBe('deviceOffline');
					last.set(device.id, event);
				}
			}),
			{ numRuns: 150 },
		);
	});

	it('are never told all at once: more than half of them are one event', () => {
		fc.assert(
			fc.property(history, (moments) => {
				const crowd = new Crowd(withLog);
				for (const each of moments) {
					const told = crowd.look({ ...each, most: 500, saved: true });
					expect(told.filter((event) => event.startsWith('deviceOffline')).length).toBeLessThanOrEqual(COUNT / 2);
				}
			}),
			{ numRuns: 150 },
		);
	});
});
