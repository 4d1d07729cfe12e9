import type { Device } from '../shared/device';
import { SOURCE, toIsoTime } from './device';
import type { AlertRecord } from './schemas/alerts';

/** Severities of alerts and checks. */
export const severities = [
	{ name: 'Error', value: 'error' },
	{ name: 'Info', value: 'info' },
	{ name: 'Warning', value: 'warning' },
] as const;

/** What alerts are about. */
export const alertTypes = [
	{ name: 'Availability', value: 'availability', description: 'An agent is overdue' },
	{ name: 'Check', value: 'check' },
	{ name: 'Custom', value: 'custom', description: 'Raised by somebody or something through the API' },
	{ name: 'Task', value: 'task' },
] as const;

/** An alert in short. */
export function toAlert(record: AlertRecord) {
	return {
		message: record.message ?? null,
		deviceName: record.hostname ?? null,
		severity: record.severity,
		raisedAt: toIsoTime(record.alert_time),
		resolved: record.resolved,
		type: record.alert_type,
		client: record.client ?? null,
		site: record.site ?? null,
		resolvedAt: toIsoTime(record.resolved_on),
		snoozed: record.snoozed,
		snoozedUntil: toIsoTime(record.snooze_until),
		hidden: record.hidden,
		checkId: record.assigned_check ?? null,
		taskId: record.assigned_task ?? null,
		id: record.id,
		deviceId: record.agent_id ?? null,
	};
}

/** As much of its agent as an alert tells; null for one without an agent. */
export function deviceOfAlert({ agent_id: id, hostname, client, site }: AlertRecord): Device | null {
	if (!id) return null;
	const group = [client, site].filter(Boolean).join(' / ') || null;
	return { name: hostname ?? null, online: null, lastSeen: null, ip: null, mac: null, os: null, version: null, group, id, source: SOURCE };
}

const DAY_MS = 24 * 60 * 60_000;
const HOUR_MS = 60 * 60_000;

/** Whole days back that surely hold everything raised since `from`: an hour to spare for clocks that differ. */
export function alertDays(from: Date, now: Date): number {
	return Math.max(1, Math.ceil((now.getTime() - from.getTime() + HOUR_MS) / DAY_MS));
}
