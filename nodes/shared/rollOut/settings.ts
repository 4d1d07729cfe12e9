import { choice, group, when, wholeNumber, type Field, type Fields, type ValuesOf } from '../fields';
import type { RollsOut } from '../operation';
import type { RollOut } from './run';

const always = {
	firstWave: wholeNumber({ displayName: 'First Wave (Devices)', default: 1, min: 1, description: 'How many devices to begin with. The next wave starts once each of them has ended.' }),
	nextWaves: choice({
		displayName: 'Next Waves',
		default: 'number',
		options: [
			{ name: 'All at Once', value: 'one', description: 'All that are left are one wave' },
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
		description: 'After this many failed devices no further device is started. With 0 it continues whatever fails.',
	}),
	waitBetweenWaves: wholeNumber({
		displayName: 'Wait Between Waves (Minutes)',
		default: 0,
		min: 0,
		max: 1440,
		description: 'The execution keeps running meanwhile. For an approval or a longer wait, use two nodes with a Wait node between them.',
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
			{ name: 'Fail', value: 'fail', description: 'Run it all the same, so that it fails' },
			{ name: 'Leave Out', value: 'leaveOut', description: 'Skip and report it; it is no failure' },
			{ name: 'Wait', value: 'wait', description: 'Go on with others, and run it in a later wave once it is back' },
		],
	}),
	waitForOnline: when(
		{ ifOffline: ['wait'] },
		wholeNumber({ displayName: 'Timeout (Minutes)', default: 60, min: 1, max: 10_080, description: 'For each device, from its turn on. It is left out then.' }),
	),
};

const labels = {
	displayName: 'Roll-Out',
	placeholder: 'Add Roll-Out',
	description: 'Run it in waves, and stop by itself after failures. Every device comes out with what became of it. Must be the same for all items.',
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
