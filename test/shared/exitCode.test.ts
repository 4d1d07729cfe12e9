import { OutcomeError } from '../../nodes/shared/errors';
import { unlessFailed } from '../../nodes/shared/exitCode';
import { failureItem } from '../../nodes/shared/items';

const on = { failOnExitCode: true };
const result = { id: 'a', exitCode: 3, stdout: 'working\n', stderr: 'no such disk\n' };
const failing = (ended: Parameters<typeof unlessFailed>[0]) => {
	try {
		unlessFailed(ended, 'The script "Clear Temp" on nas', on);
	} catch (error) {
		return error as OutcomeError;
	}
	throw new Error('it went well');
};

it('an exit code is a result, unless it is to be an error', () => {
	expect(unlessFailed(result, 'The script', { failOnExitCode: false })).toBe(result);
});

it.each([0, null])('%s is no failure', (exitCode) => {
	expect(unlessFailed({ exitCode }, 'The script', on)).toEqual({ exitCode });
});

it('T13 any other is an error that names what was run, with its last words and the whole of it in the details', () => {
	const error = failing(result);
	expect(error).toMatchObject({ message: 'The script "Clear Temp" on nas ended with exit code 3', advice: 'Its output ends with: no such disk' });
	expect(failureItem(error, 4)).toEqual({
		json: { error: error.message, details: { description: 'Its output ends with: no such disk', ...result } },
		pairedItem: { item: 4 },
	});
});

it('T13 names the reason where it is known', () => {
	expect(() => unlessFailed(result, 'The script', { ...on, reason: 'timed out after 90 seconds' })).toThrow('The script ended with exit code 3: timed out after 90 seconds');
});

it('repeats the end of a long output, and says where there is none', () => {
	expect(failing({ exitCode: 1, output: `${'x'.repeat(10_000)} the end` }).advice).toMatch(/^Its output ends with: …x+ the end$/);
	expect(failing({ exitCode: 1, output: `${'x'.repeat(10_000)} the end` }).advice!.length).toBeLessThan(600);
	expect(failing({ exitCode: -1, stdout: '' }).advice).toBe('It returned no output.');
});
