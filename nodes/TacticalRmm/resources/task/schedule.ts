import { InputError } from '../../../shared/errors';
import { choice, choices, wholeNumber, type Choice, type Field } from '../../../shared/fields';
import { inWords } from '../../../shared/text';
import type { TacticalRmmClient } from '../../client';
import { labelled } from '../../locator';
import { checkId } from '../../recordLocators';
import { timeThere, wallClockAt, type WhenThere } from '../../wallClock';

export const taskTypes = [
	{ name: 'Daily', value: 'daily' },
	{ name: 'Manual', value: 'manual', description: 'Only when started by hand' },
	{ name: 'Monthly', value: 'monthly', description: 'On days of months' },
	{ name: 'Monthly by Weekday', value: 'monthlydow', description: 'On weekdays in weeks of months' },
	{ name: 'On Check Failure', value: 'checkfailure' },
	{ name: 'Onboarding', value: 'onboarding', description: 'Once on each new agent' },
	{ name: 'Run Once', value: 'runonce' },
	{ name: 'Weekly', value: 'weekly' },
] as const;

export type TaskType = (typeof taskTypes)[number]['value'];

const DATED: readonly TaskType[] = ['daily', 'weekly', 'monthly', 'monthlydow', 'runonce'];

/** Several of a list, sent as the sum of their bits. */
interface Mask {
	field: Field<string[]>;
	bitOf(value: string): number;
}

function mask(displayName: string, description: string, values: readonly string[], bitOf: (index: number) => number, first?: string[]): Mask {
	const options: Array<Choice> = values.map((name) => ({ name, value: name }));
	return { field: choices({ displayName, description, options, ...(first && { default: first }) }), bitOf: (value) => bitOf(values.indexOf(value)) };
}

const DAYS = ['Friday', 'Monday', 'Saturday', 'Sunday', 'Thursday', 'Tuesday', 'Wednesday'];
const FROM_SUNDAY = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS = ['April', 'August', 'December', 'February', 'January', 'July', 'June', 'March', 'May', 'November', 'October', 'September'];
const FROM_JANUARY = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];
const WEEKS = ['First', 'Fourth', 'Last', 'Second', 'Third'];
const FROM_FIRST = ['First', 'Second', 'Third', 'Fourth', 'Last'];
const LAST_DAY = 'Last Day';

const weekdays = mask('Weekdays', 'The days on which it runs', DAYS, (index) => 2 ** FROM_SUNDAY.indexOf(DAYS[index]!));
const months = mask('Months', 'In which it runs', MONTHS, (index) => 2 ** FROM_JANUARY.indexOf(MONTHS[index]!), [...MONTHS]);
const weeks = mask('Weeks of the Month', 'In which it runs', WEEKS, (index) => 2 ** FROM_FIRST.indexOf(WEEKS[index]!));
const monthDayNames = [...Array.from({ length: 31 }, (_, index) => String(index + 1)), LAST_DAY];
const monthDays = mask('Days of the Month', 'The days on which it runs', monthDayNames, (index) => 2 ** index);

interface ScheduleColumn {
	column: string;
	types: readonly TaskType[];
	field: Field<unknown, TacticalRmmClient>;
	sent?(value: unknown): unknown;
}

const of = <T>(types: readonly TaskType[], column: string, field: Field<T, TacticalRmmClient>, sent?: (value: unknown) => unknown): ScheduleColumn => ({ column, types, field, ...(sent && { sent }) });
const sumOf = ({ bitOf }: Mask) => (values: unknown) => (values as string[]).reduce((sum, value) => sum + bitOf(value), 0);

/** What a schedule is made of, by the parameter's name. Every column of a type is required by the server. */
export const scheduleColumns = {
	dailyInterval: of(['daily'], 'daily_interval', wholeNumber({ displayName: 'Every (Days)', default: 1, min: 1, max: 255 })),
	weeklyInterval: of(['weekly'], 'weekly_interval', wholeNumber({ displayName: 'Every (Weeks)', default: 1, min: 1, max: 52 })),
	weekdays: of(['weekly', 'monthlydow'], 'run_time_bit_weekdays', weekdays.field, sumOf(weekdays)),
	months: of(['monthly', 'monthlydow'], 'monthly_months_of_year', months.field, sumOf(months)),
	monthDays: of(['monthly'], 'monthly_days_of_month', monthDays.field, sumOf(monthDays)),
	weeks: of(['monthlydow'], 'monthly_weeks_of_month', weeks.field, sumOf(weeks)),
	runAt: of(DATED, 'run_time_date', timeThere({ displayName: 'Run At', description: "The first run, and the time of day of all later runs, on the agent's own clock" })),
	assignedCheckId: of(['checkfailure'], 'assigned_check', labelled(checkId, 'Check', 'The check whose failure starts the task')),
} as const satisfies Readonly<Record<string, ScheduleColumn>>;

/** Columns of a type, as the server names them. */
function columnsOf(type: string): string[] {
	return Object.values<ScheduleColumn>(scheduleColumns).filter(({ types }) => types.includes(type as TaskType)).map(({ column }) => column);
}

/** What was entered of a schedule, by the server's names. @param clock turns a moment into the time of the agent */
export async function scheduleSent(entered: Readonly<Record<string, unknown>>, clock: (at: WhenThere) => Promise<string>): Promise<Record<string, unknown>> {
	const sent: Record<string, unknown> = {};
	for (const [name, { column, sent: asSent }] of Object.entries<ScheduleColumn>(scheduleColumns)) {
		const value = entered[name];
		if (value === undefined) continue;
		// The digits of what looks like UTC there are the agent's own time.
		sent[column] = name === 'runAt' ? `${await clock(value as WhenThere)}:00Z` : (asSent?.(value) ?? value);
	}
	return sent;
}

/**
 * The whole schedule of a type: what was entered, and for the rest what is stored. Anything missing is a server error there.
 * @throws InputError for a field that is missing, and for one that this type does not have
 */
export function wholeSchedule(type: string, entered: Readonly<Record<string, unknown>>, stored: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
	const columns = columnsOf(type);
	const labels = (names: readonly string[]) => inWords(names.map((column) => `'${Object.values<ScheduleColumn>(scheduleColumns).find((each) => each.column === column)!.field.properties[0]!.displayName}'`));
	const others = Object.keys(entered).filter((column) => !columns.includes(column));
	if (others.length > 0) throw new InputError(`A task of the type ${type} has no ${labels(others)}`, 'Leave it out, or change the type as well. Nothing was sent.');
	const schedule = Object.fromEntries(columns.map((column) => [column, entered[column] ?? stored[column] ?? null]));
	const missing = columns.filter((column) => schedule[column] === null);
	if (missing.length > 0) throw new InputError(`A task of the type ${type} needs ${labels(missing)}`, 'Add it. Nothing was sent.');
	return { task_type: type, ...schedule };
}

const HALF_DAY_MS = 14 * 60 * 60_000;

/** The agent's own time of what was entered. @throws InputError for a moment where no agent's clock is known, and for a time that is over everywhere */
export async function clockFor(client: TacticalRmmClient, agentId: string | undefined, at: WhenThere, isOnce: boolean): Promise<string> {
	const clock = 'wallClock' in at ? at.wallClock : await ofAgent(client, agentId, at.moment);
	// No clock is further ahead than this; the server accepts any time, and such a task never runs.
	if (isOnce && Date.parse(`${clock}Z`) < client.serverNow().getTime() - HALF_DAY_MS) throw new InputError("'Run At' is in the past", 'The task would never run. Nothing was sent.');
	return clock;
}

async function ofAgent(client: TacticalRmmClient, agentId: string | undefined, moment: Date): Promise<string> {
	if (agentId === undefined) throw new InputError("'Run At' of a policy's task refers to each agent's own clock", 'Enter it without a time zone, such as 2026-01-31T03:00. Nothing was sent.');
	const { timezone, hostname } = await client.agents.get(agentId);
	if (!timezone) throw new InputError(`Tactical RMM knows no time zone of ${hostname}`, "Enter the time as the agent's own clock shows it, without a zone. Nothing was sent.");
	return wallClockAt(moment, timezone);
}

export const taskType = choice({ displayName: 'Type', default: 'manual', options: taskTypes });
