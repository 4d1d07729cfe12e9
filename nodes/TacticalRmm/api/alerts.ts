import { alone } from '../../shared/alone';
import { COMPLETE_LIST, type Call } from '../../shared/http/call';
import type { Http } from '../../shared/http/http';
import { alertList, alertRecord, notFound, type AlertRecord } from '../schemas/alerts';
import { sentence } from '../schemas/common';
import { afterwards, ifAllowed, theNewOne, type Unread } from './afterwards';

/**
 * What the server itself can select alerts by (measured): whole days back, clients, severities, unresolved only, unsnoozed only. For
 * `true` instead of "only the resolved ones" it would answer all, and any other name it ignores: hence no more than this.
 */
export interface AlertSelection {
	/** Raised within so many days. */
	days?: number;
	/** Ids; alerts without an agent belong to no client. */
	clients?: readonly number[];
	severities?: readonly string[];
	/** Leave out what is resolved. */
	unresolvedOnly?: boolean;
}

const LIST_TIMEOUT_MS = 60_000;

/** Alerts. */
export class AlertsApi {
	constructor(private readonly http: Http) {}

	/** All that fit, in no order; those that are not shown on the dashboard are among them. */
	async list({ days, clients, severities, unresolvedOnly }: AlertSelection = {}): Promise<AlertRecord[]> {
		const json = {
			...(days !== undefined && { timeFilter: days }),
			...(clients && { clientFilter: clients }),
			...(severities && { severityFilter: severities }),
			...(unresolvedOnly && { resolvedFilter: false }),
		};
		// It reads, although it is a PATCH: GET is not allowed there.
		const call: Call<AlertRecord[]> = { method: 'PATCH', path: ['alerts'], json, effect: 'read', rights: ['can_list_alerts'], answer: alertList };
		return await this.http.request({ ...call, limit: COMPLETE_LIST, timeoutMs: LIST_TIMEOUT_MS });
	}

	async get(id: number): Promise<AlertRecord> {
		return await this.http.request({ method: 'GET', path: ['alerts', id], effect: 'read', rights: ['can_list_alerts'], answer: alertRecord });
	}

	/** One that may have been deleted: undefined then. */
	async find(id: number): Promise<AlertRecord | undefined> {
		const found = await this.http.request({ method: 'GET', path: ['alerts', id], effect: 'read', rights: ['can_list_alerts'], answer: alertRecord.or(notFound), alsoFine: [404] });
		return 'alert_time' in found ? (found as AlertRecord) : undefined;
	}

	/** Resolves it, unless it is resolved already: that would give it another time of its end. */
	async resolve(id: number): Promise<AlertRecord | Unread> {
		const alert = await this.get(id);
		if (alert.resolved) return alert;
		return await this.change(id, { type: 'resolve' });
	}

	/** No notifications of it for so many days; its actions are run anyway. */
	async snooze(id: number, days: number): Promise<AlertRecord | Unread> {
		return await this.change(id, { type: 'snooze', snooze_days: days });
	}

	async unsnooze(id: number): Promise<AlertRecord | Unread> {
		return await this.change(id, { type: 'unsnooze' });
	}

	/** Asked for first, because an unknown one would be a server error there. @returns the alert as it was */
	async delete(id: number): Promise<AlertRecord> {
		const alert = await this.get(id);
		await this.http.request({ method: 'DELETE', path: ['alerts', id], effect: 'once', rights: ['can_manage_alerts'], answer: sentence });
		return alert;
	}

	/**
	 * Creates an alert of the type `custom` and returns it. It triggers nothing: no mail, no action of a template. One of the type availability
	 * would count as the server's own.
	 * @param agent numeric id
	 */
	async create({ agent, severity, message }: { agent?: number; severity: string; message: string }): Promise<AlertRecord> {
		const json = { ...(agent !== undefined && { agent }), alert_type: 'custom', severity, message };
		return await alone(`${this.http.key} create alert`, async () => {
			const before = new Set((await this.list({ days: 1 })).map(({ id }) => id));
			await this.http.request({ method: 'POST', path: ['alerts'], json, effect: 'once', rights: ['can_manage_alerts'], answer: sentence });
			const fits = (each: AlertRecord) => each.alert_type === 'custom' && each.message?.trim() === message.trim() && (each.agent ?? undefined) === agent;
			return await afterwards('The alert was created', async () => theNewOne('alert', { method: 'POST', path: '/alerts/' }, before, await this.list({ days: 1 }), fits));
		});
	}

	/** Resolves or snoozes many at once. The server answers the same for ids that do not exist, and never tells how many there were. */
	async bulk(action: { bulk_action: 'resolve' } | { bulk_action: 'snooze'; snooze_days: number }, ids: readonly number[]): Promise<void> {
		const json = { ...action, alerts: ids };
		await this.http.request({ method: 'POST', path: ['alerts', 'bulk'], json, effect: 'idempotent', rights: ['can_manage_alerts'], answer: sentence, timeoutMs: LIST_TIMEOUT_MS });
	}

	private async change(id: number, json: object): Promise<AlertRecord | Unread> {
		await this.http.request({ method: 'PUT', path: ['alerts', id], json, effect: 'idempotent', rights: ['can_manage_alerts'], answer: sentence });
		return await ifAllowed('The alert was changed', async () => await this.get(id));
	}
}
