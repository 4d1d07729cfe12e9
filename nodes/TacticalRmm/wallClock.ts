import { InputError } from '../shared/errors';
import { momentText, type Field } from '../shared/fields';
import { BEGINS_AS_ISO } from '../shared/time';

const WITHOUT_ZONE = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(?::\d{2}(?:\.\d+)?)?)$/;

/** A moment, or what a clock on the wall at the agent shows. */
export type WhenThere = { wallClock: string } | { moment: Date };

/**
 * A time on the clock of the agent, as the picker gives it; one with a zone, or from an expression, is a moment and has to be
 * turned into the agent's time.
 */
export function timeThere(labels: { displayName: string; description: string }): Field<WhenThere> {
	return {
		properties: [{ ...labels, type: 'dateTime', default: '', required: true }],
		read: (raw) => {
			const entered = momentText(raw);
			const local = WITHOUT_ZONE.exec(entered);
			if (local && !Number.isNaN(Date.parse(`${local[1]}T${local[2]}Z`))) return { wallClock: `${local[1]}T${local[2]}` };
			const moment = new Date(BEGINS_AS_ISO.test(entered) ? entered : NaN);
			if (local || Number.isNaN(moment.getTime())) throw new InputError('must be a date and time, such as 2026-01-31T03:00');
			return { moment };
		},
	};
}

/** What a clock in the zone shows at this moment, to the minute: `2026-01-31T03:00`. */
export function wallClockAt(moment: Date, timezone: string): string {
	const parts = new Intl.DateTimeFormat('en-CA', {
		timeZone: timezone,
		hourCycle: 'h23',
		year: 'numeric',
		month: '2-digit',
		day: '2-digit',
		hour: '2-digit',
		minute: '2-digit',
	}).formatToParts(moment);
	const of = (type: Intl.DateTimeFormatPartTypes) => parts.find((part) => part.type === type)!.value;
	return `${of('year')}-${of('month')}-${of('day')}T${of('hour')}:${of('minute')}`;
}
