import type { IDataObject } from 'n8n-workflow';
import type { TacticalRmmClient } from '../../../nodes/TacticalRmm/client';
import type { AlertRecord } from '../../../nodes/TacticalRmm/schemas/alerts';
import { TacticalRmmTrigger } from '../../../nodes/TacticalRmm/TacticalRmmTrigger.node';
import { tacticalRmmWatch } from '../../../nodes/TacticalRmm/watch';
import { over, World } from './world';

interface Look {
	at: string;
	alerts: ReadonlyMap<number, AlertRecord>;
}

const STILL_OPEN_AFTER_MS = 30 * 60_000;
const DAY_MS = 24 * 60 * 60_000;

/** Alerts of a Tactical RMM: a system with records, which are raised, end, and may be deleted. */
export class Alarms extends World<Look> {
	readonly node = new TacticalRmmTrigger();
	readonly credentials = { tacticalRmmApi: { baseUrl: 'https://rmm.example', apiKey: 'key' } };
	readonly parameters = { triggerOn: ['alertRaised', 'alertResolved', 'alertStillOpen'], options: { stillOpenAfter: 30 } };
	private readonly alerts = new Map<number, AlertRecord>();
	private lastId = 0;

	constructor() {
		super();
		for (let count = 0; count < 3; count++) this.isRaised();
	}

	watch() {
		const list = async ({ days, unresolvedOnly }: { days?: number; unresolvedOnly?: boolean } = {}) =>
			await this.list(() => {
				const from = new Date(this.clock.ms - (days ?? Infinity) * DAY_MS);
				return [...this.look().alerts.values()].filter(({ resolved, alert_time: at }) => !(unresolvedOnly && resolved) && (days === undefined || new Date(at!) >= from));
			});
		const find = async (id: number) => await this.answer(() => this.look().alerts.get(id));
		return over(tacticalRmmWatch, { alerts: { list, find }, serverNow: () => new Date(this.clock.ms) } as unknown as TacticalRmmClient);
	}

	happen(what: number, whom: number): void {
		const all = [...this.alerts.values()];
		const alert = all[whom % Math.max(1, all.length)];
		const deeds = [
			() => this.isRaised(),
			() => this.isRaised(),
			() => alert && !alert.resolved && Object.assign(alert, { resolved: true, resolved_on: this.clock.ticks() }),
			() => alert && !alert.resolved && Object.assign(alert, { resolved: true, resolved_on: this.clock.ticks() }),
			() => alert && whom % 3 === 0 && this.alerts.delete(alert.id),
		];
		deeds[what % deeds.length]!();
	}

	look(): Look {
		return { at: this.clock.now, alerts: new Map([...this.alerts].map(([id, alert]) => [id, { ...alert }])) };
	}

	toTell(before: Look, now: Look): string[] {
		return [...now.alerts].flatMap(([id, { alert_time: raised, resolved, resolved_on: end }]) => {
			const was = before.alerts.get(id);
			const stillOpenAt = new Date(Date.parse(raised!) + STILL_OPEN_AFTER_MS).toISOString();
			const wasStillOpen = was !== undefined && stillOpenAt <= before.at;
			return [
				...(was ? [] : [`alertRaised ${id}`]),
				...(resolved && !was?.resolved ? [`alertResolved ${id} ${end}`] : []),
				...(!resolved && !wasStillOpen && stillOpenAt <= now.at ? [`alertStillOpen ${id}`] : []),
			];
		}).sort();
	}

	line({ event, occurredAt, alert }: IDataObject): string {
		return [event as string, (alert as { id: number }).id, ...(event === 'alertResolved' ? [occurredAt as string] : [])].join(' ');
	}

	listedIds(): string[] {
		return [];
	}

	isProved(): boolean {
		return true;
	}

	private isRaised(): void {
		const id = ++this.lastId;
		const about = { alert_type: 'custom', severity: 'error', message: 'help', snoozed: false, snooze_until: null, hidden: false };
		this.alerts.set(id, { id, alert_time: this.clock.ticks(), resolved: false, resolved_on: null, ...about } as AlertRecord);
	}
}
