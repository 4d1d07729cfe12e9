import { baseline, diff, type DiffOptions, type Difference } from '../../nodes/shared/watch/diff';
import type { State } from '../../nodes/shared/watch/state';
import type { Occurrence, Proof, Sighting, Snapshot, Status, Value, WatchEvent } from '../../nodes/shared/watch/types';

/** The server's time in tests of the engine: so many minutes after noon. */
export function minute(minutes: number, seconds = 0): string {
	const after = minutes * 60 + seconds;
	const text = written.get(after) ?? new Date(Date.UTC(2026, 0, 10, 12, 0, after)).toISOString();
	written.set(after, text);
	return text;
}
/** By seconds after noon: fleets of thousands share few of them. */
const written = new Map<number, string>();
export const hours = (count: number): number => count * 60;

export interface Seen {
	status?: Sighting['status'];
	ip?: string | null;
	name?: string | null;
	group?: string | null;
	/** Minutes after noon. */
	lastSeen?: number | null;
	/** Minutes after noon. */
	born?: number;
	values?: Record<string, Value>;
}

/** A device as a listing shows it: online unless said otherwise. */
export function seen(id: string, more: Seen = {}): Sighting {
	const { status = 'online', ip = '10.0.0.1', name = id, group = null, lastSeen = 0, born = -1000, values = {} } = more;
	const shown = lastSeen === null ? null : minute(lastSeen);
	const online = status === null ? null : status === 'online';
	return {
		device: { source: 'netAlertX', id, name, online, lastSeen: shown, ip, mac: id, os: null, version: null, group },
		status,
		born: minute(born),
		values: { name, place: 'rack', type: 'NAS', ...values },
		raw: { id, status },
	};
}

export const offline = (id: string, more: Seen = {}): Sighting => seen(id, { status: 'offline', ...more });

/** An entry of the log, so many minutes after noon; two in one second differ by their text. */
export function entry(id: string, at: number, says: Status | { ip: string }): Proof {
	const word = typeof says === 'string' ? says : `ip=${says.ip}`;
	return { id, key: `${minute(at)}:${word}`, at: minute(at), says: typeof says === 'string' ? { status: says } : says };
}

export interface Look {
	/** Minutes after noon by the server's clock. */
	now?: number;
	/** No log at all unless given. */
	log?: Proof[];
	/** No records at all unless given. */
	records?: Occurrence[];
	open?: string[];
}

/** A record of the server, so many minutes after noon. */
export function record(event: Occurrence['event'], key: string, at: number, more: Partial<Occurrence> = {}): Occurrence {
	return { event, key, at: minute(at), device: null, details: { alert: { id: key } }, values: {}, raw: { key }, ...more };
}

export function snapshot(sightings: readonly Sighting[] | null, { now = 30, log, records, open }: Look = {}): Snapshot {
	return { sightings, now: minute(now), ...(log && { proofs: log }), ...(records && { occurrences: records }), ...(open && { open }) };
}

export const usual: DiffOptions = {
	offlineForMs: 0,
	watched: ['name', 'place'],
	filtered: ['type'],
	most: 500,
	source: 'netAlertX',
	chosen: () => true,
	passes: () => true,
};

/** Looks again and again, each time from where the last look left off, and keeps what was reported. */
export class Watcher {
	state: State;
	readonly told: WatchEvent[] = [];
	private readonly options: DiffOptions;

	constructor(first: readonly Sighting[] | null, { options = {}, ...look }: Look & { options?: Partial<DiffOptions> } = {}) {
		this.options = { ...usual, ...options };
		this.state = baseline(snapshot(first, { now: 0, ...look }), this.options);
	}

	/** What this look tells, in short: "deviceOffline a". */
	look(sightings: readonly Sighting[] | null, look: Look = {}, options: Partial<DiffOptions> = {}): string[] {
		return this.diff(sightings, look, options).events.map(inShort);
	}

	diff(sightings: readonly Sighting[] | null, look: Look = {}, options: Partial<DiffOptions> = {}): Difference {
		const difference = diff(this.state, snapshot(sightings, look), { ...this.options, ...options });
		this.state = difference.next;
		this.told.push(...difference.events);
		return difference;
	}

	/** The ids of all that was reported, in the order told. */
	get ids(): string[] {
		return this.told.map(({ eventId }) => eventId);
	}
}

export function inShort({ event, eventId, device, mass }: WatchEvent): string {
	return mass ? `${event} ${mass.kind} ${mass.count}` : device ? `${event} ${device.id}` : eventId;
}

/** Devices d01, d02 ... as `make` shows them. */
export function many(count: number, make: (id: string) => Sighting = seen): Sighting[] {
	return Array.from({ length: count }, (_, index) => make(`d${String(index + 1).padStart(2, '0')}`));
}
