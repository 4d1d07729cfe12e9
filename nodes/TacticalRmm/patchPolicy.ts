import { InputError } from '../shared/errors';
import { json, type Field } from '../shared/fields';
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

/** A patch policy with the server's names and words (measured, the last four read in its code): any other name it drops without a word. */
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

const object = json({
	displayName: 'Patch Policy',
	default: '{}',
	description: 'As a JSON object with the names of the API, such as {"critical": "approve", "reboot_after_install": "required"}',
});

/** The settings of an agent's patch policy that are to be changed, by the server's names. */
export const patchPolicy: Field<Record<string, unknown>> = {
	...object,
	read: async (raw, reading) => {
		const entered = await object.read(raw, reading);
		if (typeof entered !== 'object' || entered === null || Array.isArray(entered) || Object.keys(entered).length === 0) {
			throw new InputError('must be a JSON object with at least one name');
		}
		for (const [name, value] of Object.entries(entered)) {
			if (!Object.hasOwn(SETTINGS, name)) throw new InputError(`has no setting "${name.slice(0, 80)}": there are ${inWords(Object.keys(SETTINGS))}`);
			if (!SETTINGS[name]!.is(value)) throw new InputError(`must have for "${name}" ${SETTINGS[name]!.takes}`);
		}
		return entered as Record<string, unknown>;
	},
};
