import { InputError } from '../shared/errors';
import { checked, choice, choices, group, json, textValue, type Choice, type Field } from '../shared/fields';
import { isRecord } from '../shared/isRecord';
import { inWords } from '../shared/text';

interface Setting {
	/** In words, for an error. */
	takes: string;
	is(value: unknown): boolean;
}

const oneOf = (...words: string[]): Setting => ({ takes: inWords(words, 'or'), is: (value) => words.includes(value as string) });
const number = (from: number, to: number): Setting => ({
	takes: `a whole number from ${from} to ${to}`,
	is: (value) => Number.isInteger(value) && (value as number) >= from && (value as number) <= to,
});
const approval = oneOf('manual', 'approve', 'ignore', 'inherit');
const onOrOff: Setting = { takes: 'true or false', is: (value) => typeof value === 'boolean' };

/** A patch policy with the server's names and words (measured, the last four read in its code): it silently drops any other name. */
const SETTINGS: Readonly<Record<string, Setting>> = {
	critical: approval,
	important: approval,
	moderate: approval,
	low: approval,
	other: approval,
	run_time_frequency: oneOf('daily', 'monthly', 'inherit'),
	run_time_hour: number(0, 23),
	run_time_days: { takes: 'a list of numbers from 0 (Monday) to 6', is: (value) => Array.isArray(value) && value.every((day) => number(0, 6).is(day)) },
	run_time_day: number(1, 31),
	reboot_after_install: oneOf('never', 'required', 'always', 'inherit'),
	reprocess_failed_inherit: onOrOff,
	reprocess_failed: onOrOff,
	reprocess_failed_times: number(0, 1_000),
	email_if_fail: onOrOff,
};

/** What is not chosen is not written. */
const UNCHANGED = 'unchanged';
const unchanged: Choice = { name: 'Unchanged', value: UNCHANGED };

/** One of the server's words, or nothing; the labels are in the order of the alphabet. */
function word(displayName: string, options: readonly Choice[], description?: string): Field<unknown> {
	const all = [...options, unchanged].sort((a, b) => (a.name < b.name ? -1 : 1));
	const chosen = choice<string>({ displayName, default: UNCHANGED, options: all, ...(description && { description }) });
	return { ...chosen, read: async (raw, reading) => valueOf(await chosen.read(raw, reading)) };
}

const SWITCHED: Readonly<Record<string, unknown>> = { [UNCHANGED]: undefined, on: true, off: false };
const valueOf = (entered: string): unknown => (Object.hasOwn(SWITCHED, entered) ? SWITCHED[entered] : entered);
const onOff: readonly Choice[] = [
	{ name: 'Off', value: 'off' },
	{ name: 'On', value: 'on' },
];
const approvals: readonly Choice[] = [
	{ name: 'Approve', value: 'approve' },
	{ name: 'Ignore', value: 'ignore' },
	{ name: 'Inherit', value: 'inherit' },
	{ name: 'Manual', value: 'manual' },
];

/** A number that is written only where one was entered. */
function numberOrNothing(displayName: string, placeholder: string, description: string): Field<unknown> {
	return {
		properties: [{ displayName, type: 'string', default: '', placeholder, description }],
		read: (raw) => {
			const entered = checked(textValue, raw).trim();
			return entered && /^\d+$/.test(entered) ? Number(entered) : entered || undefined;
		},
	};
}

const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const chosenDays = choices({
	displayName: 'Run on Days',
	allowNone: true,
	description: 'Leave empty to keep the current days',
	options: DAYS.map((name, day) => ({ name, value: String(day) })).sort((a, b) => (a.name < b.name ? -1 : 1)),
});
const days: Field<unknown> = {
	...chosenDays,
	read: async (raw, reading) => {
		const chosen = await chosenDays.read(raw, reading);
		return chosen.length > 0 ? chosen.map(Number).sort((a, b) => a - b) : undefined;
	},
};

const entered = group(
	{ displayName: 'Patch Policy', placeholder: 'Add Patch Policy', description: 'Only the settings added here are changed' },
	'settings',
	{
		critical: word('Critical Updates', approvals),
		important: word('Important Updates', approvals),
		moderate: word('Moderate Updates', approvals),
		low: word('Low Updates', approvals),
		other: word('Other Updates', approvals),
		run_time_frequency: word('Run', [{ name: 'Daily', value: 'daily' }, { name: 'Inherit', value: 'inherit' }, { name: 'Monthly', value: 'monthly' }], 'How often approved updates are installed'),
		run_time_hour: numberOrNothing('Run at Hour', 'e.g. 3', '0 to 23. Leave empty to keep the current value.'),
		run_time_days: days,
		run_time_day: numberOrNothing('Day of Month', 'e.g. 15', '1 to 31. Leave empty to keep the current value.'),
		reboot_after_install: word(
			'Reboot After Install',
			[{ name: 'Always', value: 'always' }, { name: 'Inherit', value: 'inherit' }, { name: 'Never', value: 'never' }, { name: 'When Required', value: 'required' }],
		),
		reprocess_failed_inherit: word('Inherit Retries', onOff, 'Whether the settings for failed updates are inherited'),
		reprocess_failed: word('Retry Failed Updates', onOff),
		reprocess_failed_times: numberOrNothing('Retries', 'e.g. 5', 'How often a failed update is retried. Leave empty to keep the current value.'),
		email_if_fail: word('Email if Updates Fail', onOff),
	},
);

/** The settings of an agent's patch policy that are to be changed, by the server's names. */
export const patchSettings: Field<Record<string, unknown>> = {
	...entered,
	read: async (raw, reading) => {
		const settings = Object.fromEntries(Object.entries(await entered.read(raw, reading)).filter(([, value]) => value !== undefined));
		if (Object.keys(settings).length === 0) throw new InputError('must have at least one setting');
		return required(settings);
	},
};

const object = json({
	displayName: 'Patch Policy as JSON',
	default: '{}',
	description: 'An object with the names of the API, such as {"critical": "approve", "reboot_after_install": "required"}',
});

/** The same as JSON, which expressions and models can give. */
export const patchPolicy: Field<Record<string, unknown>> = {
	...object,
	read: async (raw, reading) => {
		const settings = await object.read(raw, reading);
		if (!isRecord(settings) || Object.keys(settings).length === 0) throw new InputError('must be a JSON object with at least one name');
		return required(settings);
	},
};

/** @throws InputError for what the server does not know: it silently drops names */
function required(settings: Record<string, unknown>): Record<string, unknown> {
	for (const [name, value] of Object.entries(settings)) {
		if (!Object.hasOwn(SETTINGS, name)) throw new InputError(`has no setting "${name.slice(0, 80)}": there are ${inWords(Object.keys(SETTINGS))}`);
		if (!SETTINGS[name]!.is(value)) throw new InputError(`must have for "${name}" ${SETTINGS[name]!.takes}`);
	}
	return settings;
}
