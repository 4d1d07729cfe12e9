/** Makes things happen on the simulated network, and keeps the book that the inboxes are compared with. */
import type { NetAlertX } from '../../simulators/netalertx';

/** An event and its device as one word each, e.g. `deviceAdded 02:00:00:00:00:01`. */
export type Entry = string;

export const entry = (event: string, mac: string): Entry => `${event} ${mac.toLowerCase()}`;

interface Outage {
	mac: string;
	/** The server raises an alert for it. */
	down: boolean;
	from: number;
	/** None while it lasts. */
	to?: number;
}

const minute = 60_000;
const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * minute);

export class Journal {
	private readonly others: Entry[] = [];
	private readonly outages: Outage[] = [];
	private readonly ordinary: string[];
	private unseen: string[] = [];

	constructor(private readonly server: NetAlertX) {
		this.ordinary = this.present().filter((mac) => this.isOrdinary(mac));
	}

	/** A device that is online, that nothing is special about, and that nothing happened to so far. */
	someDevice(): string {
		const mac = this.ordinary.shift();
		if (!mac) throw new Error('Every ordinary device of the network has had its event: start it with more devices.');
		return mac;
	}

	/** A device that was never seen before. */
	joins(): string {
		const { mac } = this.server.network.join({ name: `guest-${this.others.length}` });
		this.server.network.scan();
		this.others.push(entry('deviceAdded', mac));
		return mac;
	}

	leaves(mac: string): void {
		this.server.network.leave(mac);
		this.server.network.scan();
		this.outages.push({ mac, down: this.server.database.device(mac)?.devAlertDown === 1, from: Date.now() });
	}

	returns(mac: string): void {
		const outage = this.outages.findLast((each) => each.mac === mac && each.to === undefined);
		if (!outage) throw new Error(`${mac} cannot return: it is not away.`);
		this.server.network.comeBack(mac);
		this.server.network.scan();
		outage.to = Date.now();
	}

	/** It has been away since some minutes ago, until some minutes ago if `to` is given: nobody has to wait for the time to pass. */
	wasAway(mac: string, from: number, to?: number): void {
		const { network } = this.server;
		network.scan(minutesAgo(from + 1)); // When it was seen last.
		network.leave(mac);
		network.scan(minutesAgo(from));
		if (to !== undefined) {
			network.comeBack(mac);
			network.scan(minutesAgo(to));
		}
		network.scan();
		this.outages.push({ mac, down: false, from: minutesAgo(from).getTime(), to: to === undefined ? undefined : minutesAgo(to).getTime() });
	}

	/** Gets another address. */
	moves(mac: string): void {
		this.server.network.changeAddress(mac);
		this.server.network.scan();
		this.others.push(entry('ipChanged', mac));
	}

	/** A user deletes it; it does not come back by itself. */
	isDeleted(mac: string): void {
		this.server.network.leave(mac);
		this.server.database.delete(mac);
		this.others.push(entry('deviceRemoved', mac));
	}

	/** A user writes something about it. */
	isEdited(mac: string): void {
		this.server.database.patch(mac, { devLocation: 'Cellar' });
		this.others.push(entry('deviceChanged', mac));
	}

	/** The scanner finds nobody any more: one event instead of one for each device. */
	scannerFails(): void {
		this.unseen = this.present();
		for (const mac of this.unseen) this.server.network.leave(mac);
		this.server.network.scan();
		this.others.push(entry('massChange', ''));
	}

	/** It finds them again, which is one event as well: single devices were not reported. */
	scannerWorks(): void {
		for (const mac of this.unseen) this.server.network.comeBack(mac);
		this.server.network.scan();
		this.others.push(entry('massChangeOver', ''));
	}

	/** What has to be reported by now, once each, if only outages of so many minutes count; sorted. */
	book(events: string[], longerThanMinutes = 0): Entry[] {
		const told = ({ from, to = Date.now() }: Outage) => to - from >= longerThanMinutes * minute;
		const outages = this.outages.filter(told).flatMap(({ mac, down, to }) => {
			const words = ['deviceOffline', ...(down ? ['deviceDown'] : []), ...(to === undefined ? [] : ['deviceOnline'])];
			return words.map((event) => entry(event, mac));
		});
		return [...this.others, ...outages].filter((each) => events.some((event) => each.startsWith(`${event} `))).sort();
	}

	private present(): string[] {
		return this.server.network.hosts().filter(({ present }) => present).map(({ mac }) => mac);
	}

	/** A device that goes down, sleeps, is archived or forced has rules of its own. */
	private isOrdinary(mac: string): boolean {
		const row = this.server.database.device(mac);
		const { devAlertDown, devIsArchived, devForceStatus } = row ?? {};
		return row !== undefined && devAlertDown !== 1 && devIsArchived !== 1 && devForceStatus !== 'offline';
	}
}
