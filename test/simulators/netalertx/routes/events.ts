import { failure, json, done } from '../answers';
import type { Database, EventRow } from '../database';
import { macKey } from '../mac';
import { integer, ip, model, nullable, string } from '../models';
import { SqlError } from '../columns';
import { get, isNumber, post, remove, type Call, type Routes } from '../routing';
import { day, hour, stamp } from '../time';

const recent = model({}, { hours: integer({ min: 1, max: 720 }), limit: integer({ min: 1 }) });
const creation = model(
	{},
	{ ip, event_type: string(), additional_info: nullable(string()), pending_alert: integer(), event_time: nullable(string()) },
);

/** The event log. Rows have no id, and one word of the path may be a number of hours, of days, or a MAC. */
export const eventsRoutes: Routes = (server) => {
	const { database, oldEventColumns } = server;
	const shown = (events: EventRow[]) => (oldEventColumns ? events.map(asBefore) : events);
	const since = (hours: number) => {
		const from = stamp(new Date(server.now().getTime() - hours * hour));
		const events = newestFirst(database).filter(({ eveDateTime }) => eveDateTime >= from);
		return json({ count: events.length, events: shown(events), hours, success: true });
	};
	const last = () => {
		const events = newestFirst(database).slice(0, 10);
		return json({ count: events.length, events: shown(events), success: true });
	};
	return [
		get('/events', ({ query }) => {
			const events = query.mac ? ofDevice(database, query.mac) : newestFirst(database);
			return json({ count: events.length, events: shown(events), success: true });
		}),
		get('/events/last', last),
		post('/events/last', undefined, last),
		get('/events/recent', ({ query }) => since(Number(query.hours ?? 24)), { query: recent }),
		// The body is validated and then ignored.
		post('/events/recent', recent, ({ query }) => since(Number(query.hours ?? 24)), { query: recent }),
		get(
			'/events/:hours',
			({ params }) => {
				const hours = Number(params.hours);
				return hours > 0 ? since(hours) : failure(400, 'Hours must be > 0');
			},
			{ when: isNumber('hours') },
		),
		post('/events/create/:mac', creation, (call) => create(database, call, server.now())),
		remove('/events', undefined, () => {
			database.deleteEvents(() => true);
			return json({ message: 'Deleted all events', success: true });
		}),
		remove(
			'/events/:days',
			undefined,
			({ params }) => {
				const limit = stamp(new Date(server.now().getTime() - Number(params.days) * day));
				database.deleteEvents(({ eveDateTime }) => eveDateTime < limit);
				return json({ message: `Deleted events older than ${params.days} days`, success: true });
			},
			{ when: isNumber('days') },
		),
		remove(
			'/events/:mac',
			undefined,
			({ params: { mac = '' } }) => {
				database.deleteEvents(({ eveMac }) => macKey(eveMac) === macKey(mac));
				return done;
			},
			{ when: (params) => !isNumber('mac')(params) },
		),
	];
};

/** The columns of an event as they were named before 26.4.6. */
function asBefore(event: EventRow) {
	const { eveMac, eveIp, eveDateTime, eveEventType, eveAdditionalInfo, evePendingAlertEmail, evePairEventRowid } = event;
	return {
		eve_MAC: eveMac,
		eve_IP: eveIp,
		eve_DateTime: eveDateTime,
		eve_EventType: eveEventType,
		eve_AdditionalInfo: eveAdditionalInfo,
		eve_PendingAlertEmail: evePendingAlertEmail,
		eve_PairEventRowid: evePairEventRowid,
	};
}

/** Newest second first, and within a second the last one written first. */
function newestFirst(database: Database): EventRow[] {
	return database.events().reverse().sort(byTime);
}

/** Of one device the second's events come in the order in which they were written: the database takes another index. */
function ofDevice(database: Database, mac: string): EventRow[] {
	return database.events().filter(({ eveMac }) => macKey(eveMac) === macKey(mac)).sort(byTime);
}

/** Times are compared as text. */
function byTime(one: EventRow, other: EventRow): number {
	if (one.eveDateTime === other.eveDateTime) return 0;
	return one.eveDateTime < other.eveDateTime ? 1 : -1;
}

/** Any MAC and any type. An alert flag other than 0 or 1 drops the event, as does one that is there already; the answer is the same. */
function create(database: Database, { params: { mac = '' }, body }: Call, now: Date) {
	const pending = Number(body.pending_alert ?? 1);
	const eveDateTime = zoned(body.event_time as string | null | undefined, now);
	if (pending === 0 || pending === 1) {
		database.addEvent({
			eveMac: mac,
			eveIp: String(body.ip ?? '0.0.0.0'),
			eveDateTime,
			eveEventType: String(body.event_type ?? 'Device Down'),
			eveAdditionalInfo: String(body.additional_info ?? ''),
			evePendingAlertEmail: pending,
		});
	}
	return json({ message: `Created event for ${mac}`, success: true });
}

/** These events alone are stored with their zone. */
function zoned(time: string | null | undefined, now: Date): string {
	if (!time) return `${stamp(now)}+00:00`;
	const parts = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(:\d\d)?(?:\.(\d{1,6}))?(Z|[+-]\d\d:\d\d)?)?$/.exec(time);
	if (!parts) throw new SqlError(`Invalid isoformat string: '${time}'`);
	const [, date, minutes = '00:00', seconds = ':00', fraction = '', zone = ''] = parts;
	// As Python writes a time: six digits after the second, or none where they are zero.
	const micros = Number(fraction) === 0 ? '' : `.${fraction.padEnd(6, '0')}`;
	return `${date} ${minutes}${seconds}${micros}${zone === 'Z' ? '+00:00' : zone}`;
}
