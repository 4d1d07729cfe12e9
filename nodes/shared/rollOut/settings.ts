import { choice, group, when, wholeNumber, type Field, type Fields, type ValuesOf } from '../fields';
import type { RollsOut } from '../operation';
import type { RollOut } from './run';

const always = {
	firstWave: wholeNumber({ displayName: 'First Wave (Devices)', default: 1, min: 1, description: 'How many devices to start with. The next wave starts once all of them have finished.' }),
	nextWaves: choice({
		displayName: 'Next Waves',
		default: 'number',
		options: [
			{ name: 'All at Once', value: 'one', description: 'All remaining devices are one wave' },
			{ name: 'By Number of Devices', value: 'number' },
			{ name: 'By Percent of Devices', value: 'percent' },
		],
	}),
	waveSize: when({ nextWaves: ['number'] }, wholeNumber({ displayName: 'Devices in a Wave', default: 10, min: 1 })),
	wavePercent: when({ nextWaves: ['percent'] }, wholeNumber({ displayName: 'Percent in a Wave', default: 10, min: 1, max: 100, description: 'Of all devices of the roll-out, rounded up' })),
	stopAfterFailures: wholeNumber({
		displayName: 'Stop After Failures',
		default: 1,
		min: 0,
		description: 'After this many failed devices, no further device is started. Enter 0 to continue regardless.',
	}),
	waitBetweenWaves: wholeNumber({
		displayName: 'Pause (Minutes)',
		default: 0,
		min: 0,
		max: 1440,
		description: 'Between two waves. The execution keeps running in the meantime. For an approval or a longer wait, use two nodes with a Wait node between them.',
	}),
};

const failureIs = choice({
	displayName: 'Failure Is',
	default: 'exitCode',
	description: 'What counts as a failed device',
	options: [
		{ name: 'An Error', value: 'error' },
		{ name: 'An Error or an Exit Code Other Than 0', value: 'exitCode', description: "As 'Fail on Exit Code' does, where the exit code is known" },
	],
});

const offline = {
	ifOffline: choice({
		displayName: 'If Offline',
		default: 'fail',
		description: 'What to do with a device that is offline when its turn comes',
		options: [
			{ name: 'Fail', value: 'fail', description: 'Run it anyway, so that it fails' },
			{ name: 'Leave Out', value: 'leaveOut', description: 'Skip and report it; it does not count as a failure' },
			{ name: 'Wait', value: 'wait', description: 'Continue with others, and run it in a later wave once it is back' },
		],
	}),
	waitForOnline: when(
		{ ifOffline: ['wait'] },
		wholeNumber({ displayName: 'Timeout (Minutes)', default: 60, min: 1, max: 10_080, description: 'For each device, starting with its turn. After that, the device is left out.' }),
	),
};

const labels = {
	displayName: 'Roll-Out',
	placeholder: 'Add Roll-Out',
	description: 'Run in waves, and stop automatically after failures. The output shows the outcome for each device. Must be the same for all items.',
};

/** As a user sets it: those that an operation does not have are not there. */
type Entered = ValuesOf<typeof always> & Partial<ValuesOf<{ failureIs: typeof failureIs } & typeof offline>>;

/** What the user wants of a roll-out. */
export interface RollOutSettings extends RollOut {
	/** An exit code other than 0 is a failure. */
	failsOnExitCode: boolean;
}

/** The option Roll-Out of an operation that has it. */
export function rollOutField<C>({ exitCode, online }: RollsOut<C>): Field<RollOutSettings> {
	const fields: Fields<unknown> = { ...always, ...(exitCode && { failureIs }), ...(online !== false && offline) };
	const { properties, read } = group(labels, 'settings', fields);
	return { properties, read: async (raw, reading) => settingsOf((await read(raw, reading)) as Entered) };
}

function settingsOf(entered: Entered): RollOutSettings {
	const { firstWave: first, waveSize, wavePercent, stopAfterFailures: stopAfter, waitBetweenWaves, ifOffline = 'fail', waitForOnline = 0 } = entered;
	return {
		first,
		next: waveSize !== undefined ? { devices: waveSize } : wavePercent !== undefined ? { percent: wavePercent } : 'one',
		stopAfter,
		pauseMs: waitBetweenWaves * 60_000,
		ifOffline: ifOffline === 'wait' ? { waitMs: waitForOnline * 60_000 } : ifOffline,
		failsOnExitCode: entered.failureIs === 'exitCode',
	};
}
