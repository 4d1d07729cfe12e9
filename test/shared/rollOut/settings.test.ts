import { readNamed } from '../../../nodes/shared/fields';
import { rollOutField } from '../../../nodes/shared/rollOut/settings';

const field = rollOutField({ exitCode: 'failOnExitCode' });
const read = async (raw: unknown, of = field) => await readNamed(of, raw, { client: undefined, siblings: {}, timezone: 'UTC' });

const defaults = { first: 1, next: { devices: 10 }, stopAfter: 1, pauseMs: 0, ifOffline: 'fail', failsOnExitCode: true };

test.each([undefined, null, '', {}, { settings: {} }, { settings: null }, '{"settings":{}}', { settings: { firstWave: null, stopAfterFailures: undefined } }])('nothing entered is what the form shows: %j', async (raw) => {
	expect(await read(raw)).toEqual(defaults);
});

test.each<[object | string, object]>([
	[{ settings: { firstWave: 5, nextWaves: 'percent' } }, { first: 5, next: { percent: 10 } }],
	[{ settings: { nextWaves: 'All at Once', waveSize: 3 } }, { next: 'one' }],
	[{ firstWave: '7' }, { first: 7 }],
	[{ settings: { ifOffline: 'wait', waitForOnline: 5, waitBetweenWaves: 2 } }, { ifOffline: { waitMs: 300_000 }, pauseMs: 120_000 }],
	[{ settings: { ifOffline: 'Leave Out', waitForOnline: 5, failureIs: 'error' } }, { ifOffline: 'leaveOut', failsOnExitCode: false }],
])('%j', async (raw, expected) => {
	expect(await read(raw)).toEqual({ ...defaults, ...expected });
});

test.each<[unknown, RegExp]>([
	[{ waves: 3 }, /^'Roll-Out' has no field "waves"\. It has firstWave, /],
	[{ settings: { __proto__: null, firstwave: 1 } }, /has no field "firstwave"/],
	['yes', /^'Roll-Out' must be an object with the fields to set, or JSON text of one\./],
	[[1], /^'Roll-Out' must be an object/],
	[{ settings: 3 }, /^'Roll-Out' must be an object/],
	[true, /^'Roll-Out' must be an object/],
])('refuses %j', async (raw, words) => {
	await expect(read(raw)).rejects.toThrow(words);
});

test('an operation without exit codes, or for devices that are off, does not ask for them', async () => {
	const wake = rollOutField({ online: false });
	expect(await read({}, wake)).toEqual({ ...defaults, failsOnExitCode: false });
	await expect(read({ ifOffline: 'wait' }, wake)).rejects.toThrow('has no field "ifOffline"');
	await expect(read({ failureIs: 'error' }, wake)).rejects.toThrow('has no field "failureIs"');
});
