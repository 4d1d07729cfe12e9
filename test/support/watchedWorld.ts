import type { Proof, Sighting, Snapshot, Whereabouts } from '../../nodes/shared/watch/types';
import { entry, minute, seen } from './watcher';

/** What can be done to a device before a scan. */
export type Deed = 'leave' | 'return' | 'move' | 'rename' | 'force' | 'delete';
export const deeds: Deed[] = ['leave', 'return', 'move', 'rename', 'force', 'delete'];

interface Host {
	present: boolean;
	ip: string;
	/** Kept by the user, whatever scans find. */
	locked: boolean;
	/** Set by the user to count as offline. */
	forced: boolean;
	/** Logged as down instead of as disconnected. */
	alertDown: boolean;
}

interface Row {
	online: boolean;
	ip: string;
	place: string;
	born: number;
	lastSeen: number;
}

/** A transition that truly happened, by the id that its event has to have. */
export interface Truth {
	device: string;
	event: string;
	/** How long the outage that ends with it, or began with it, lasted in the end; in minutes, Infinity while it lasts. */
	outage: { minutes: number };
	eventId: string;
}

/** Never forced, never locked, never deleted: of these every transition has to be reported. */
export const steady = ['calm', 'alarmed', 'late'];
const special = ['forced', 'locked', 'doomed'];
export const devices = [...steady, ...special];

/** A network with a NetAlertX that scans it: what it lists, what it logs, and what truly happened. */
export class WatchedWorld {
	/** Minutes since noon. */
	time = 0;
	readonly truth: Truth[] = [];
	readonly rows = new Map<string, Row>();
	private readonly log: Proof[] = [];
	private readonly hosts = new Map<string, Host>();
	private listedBefore: Sighting[] = [];

	constructor() {
		for (const id of devices) {
			this.hosts.set(id, { present: id !== 'late', ip: '1', locked: id === 'locked', forced: false, alertDown: id === 'alarmed' });
		}
		this.scan(0);
		this.truth.length = 0;
	}

	do(deed: Deed, id: string): void {
		const host = this.hosts.get(id)!;
		const row = this.rows.get(id);
		if (deed === 'leave') host.present = false;
		else if (deed === 'return') host.present = true;
		else if (deed === 'move') host.ip = String(Number(host.ip) + 1);
		else if (deed === 'rename' && row) row.place = row.place === 'rack' ? 'attic' : 'rack';
		else if (deed === 'force' && id === 'forced') host.forced = !host.forced;
		else if (deed === 'delete' && id === 'doomed') this.rows.delete(id);
	}

	/** One scan, some minutes later; all its entries share one second. */
	scan(minutesLater: number): void {
		this.listedBefore = this.listed();
		this.time += minutesLater;
		for (const [id, host] of this.hosts) this.scanOne(id, host);
	}

	/** What a look gives; where the listing is older than the log, it is that of the scan before. */
	snapshot({ logFrom, skewed = false }: { logFrom: string; skewed?: boolean }): Snapshot {
		const from = Date.parse(logFrom) - 3_600_000;
		const proofs = this.log.filter(({ at }) => Date.parse(at) >= from);
		return { sightings: skewed ? this.listedBefore : this.listed(), proofs, now: minute(this.time) };
	}

	whereabouts(ids: readonly string[]): Map<string, Whereabouts> {
		return new Map(ids.map((id) => [id, this.rows.has(id) ? 'present' : 'gone']));
	}

	private listed(): Sighting[] {
		return [...this.rows].map(([id, { online, ip, place, born, lastSeen }]) =>
			seen(id, { status: online ? 'online' : 'offline', ip, lastSeen, born, values: { place } }),
		);
	}

	private scanOne(id: string, host: Host): void {
		const row = this.rows.get(id);
		if (!row) {
			if (host.present) this.appears(id, host);
			return;
		}
		if (!host.present && row.online) this.ends(id, host, row);
		if (!host.present) return;
		if (!row.online) this.begins(id, host, row);
		if (row.ip !== host.ip) this.moves(id, host, row);
		row.online = !host.forced;
		row.lastSeen = this.time;
	}

	private appears(id: string, { ip }: Host): void {
		this.rows.set(id, { online: true, ip, place: 'rack', born: this.time, lastSeen: this.time });
		this.log.push(entry(id, this.time, 'online'));
		this.truth.push({ device: id, event: 'deviceAdded', outage: { minutes: Infinity }, eventId: `deviceAdded:${id}:${minute(this.time)}` });
	}

	private ends(id: string, { alertDown }: Host, row: Row): void {
		const { key } = this.logs(entry(id, this.time, alertDown ? 'down' : 'offline'));
		const outage = { minutes: Infinity };
		for (const event of alertDown ? ['deviceOffline', 'deviceDown'] : ['deviceOffline']) {
			this.truth.push({ device: id, event, outage, eventId: `${event}:${id}:${key}` });
		}
		row.online = false;
		this.outages.set(id, { since: this.time, outage });
	}

	private begins(id: string, { forced }: Host, row: Row): void {
		const { key } = this.logs(entry(id, this.time, 'online'));
		if (forced) return;
		row.online = true;
		const { since, outage } = this.outages.get(id) ?? { since: -Infinity, outage: { minutes: 0 } };
		outage.minutes = this.time - since;
		this.truth.push({ device: id, event: 'deviceOnline', outage, eventId: `deviceOnline:${id}:${key}` });
	}

	private moves(id: string, { ip, locked }: Host, row: Row): void {
		const { key } = this.logs(entry(id, this.time, { ip }));
		if (locked) return;
		row.ip = ip;
		this.truth.push({ device: id, event: 'ipChanged', outage: { minutes: Infinity }, eventId: `ipChanged:${id}:${key}` });
	}

	private logs(proof: Proof): Proof {
		this.log.push(proof);
		return proof;
	}

	private readonly outages = new Map<string, { since: number; outage: { minutes: number } }>();
}
