/** What a value becomes on its way through the wrapper: it arrives as it was written, or it is refused before anything is sent. */
import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { InputError } from '../../nodes/shared/errors';
import { failureOf } from '../support/http';
import { lab, order, startWrapped, type Wrapped } from './wrapperWorld';

let wrapped: Wrapped;
beforeEach(async () => {
	wrapped = await startWrapped();
});
afterEach(async () => {
	expect(wrapped.simulator.dangerousLines).toEqual([]);
	await wrapped.stop();
});

const describedAs = () => wrapped.simulator.world.device(lab.two).node.desc;

describe('a description', () => {
	it.each([
		['quotes', 'say "hello" to `them`'],
		['what a shell would act on', '$HOME $(id) ; & | < > * ? [a] {b} ~ ! # \\ ( )'],
		['what belongs to an address', 'a=b&c=d?e/f%20g%+h@i'],
		['line breaks and tabs inside', 'one\ntwo\r\n\tthree'],
		['blanks around it', '  in the middle  '],
		['unicode', 'žluť 日本 😀 ’typographic‘'],
		['a lone dash', '-'],
		['a dash inside', 'a -x --y'],
		['numbers with more', '10.0.0.1 1.2.3 1e3x 0xZZ'],
		['the words true and false', 'true'],
		['a long text', 'x'.repeat(7_000)],
	])('with %s arrives as it is', async (_, desc) => {
		await wrapped.client().updateDevice(lab.two, { desc });
		expect(wrapped.last('editdevice')).toEqual({ id: lab.two, desc });
		expect(describedAs()).toBe(desc);
	});

	it.each<[string, string, RegExp]>([
		['an apostrophe', "it's", /apostrophe/],
		['a dash in front', '-x', /begins with a dash/],
		['two dashes alone', '--', /begins with a dash/],
		['NUL', 'a\0b', /NUL/],
		['a line break at its end', 'one\n', /ends in a line break/],
		['nothing in it', '', /cannot be cleared|nothing can be cleared/],
		...['123', '007', '0x1F', '1.50', '.5', '1e3', '+4', '-5'].map((number): [string, string, RegExp] => [`the number ${number}`, number, /looks like a number|begins with a dash/]),
		['60 kB', 'x'.repeat(60_000), /'desc' \(description\) is too long/],
		['unicode that is short and long once encoded', '日'.repeat(1_000), /too long/],
		['half a character', '\ud800', /broken Unicode/],
	])('with %s is refused, and nothing is sent', async (_, desc, words) => {
		const error = await failureOf<InputError>(wrapped.client().updateDevice(lab.two, { desc }));
		expect(error).toBeInstanceOf(InputError);
		expect(error.message).toMatch(words);
		expect(wrapped.sent()).toEqual([]);
	});

	it('is never altered, whatever is in it', async () => {
		await fc.assert(
			fc.asyncProperty(fc.oneof(fc.string({ unit: 'binary', minLength: 1, maxLength: 30 }), fc.stringMatching(/^[-+.0-9xe '"\n$]{1,8}$/)), async (desc) => {
				wrapped.simulator.world.device(lab.two).node.desc = 'as before';
				const refused = await wrapped.client().updateDevice(lab.two, { desc }).then(() => false, (error: unknown) => error instanceof InputError);
				expect(describedAs()).toBe(refused ? 'as before' : desc);
			}),
			{ numRuns: 300 },
		);
	});
});

describe('refusals point to the other way', () => {
	it.each([
		['an apostrophe', { desc: "it's" }],
		['a list without entries', { tags: [] }],
		['an entry with a comma', { tags: ['a,b'] }],
		['consent to nothing', { consent: 0 }],
		['a name that is a number', { name: '2024' }],
	])('%s', async (_, changes) => {
		const { advice } = await failureOf<InputError>(wrapped.client().updateDevice(lab.two, changes));
		expect(advice).toMatch(/'WebSocket' in 'Connect Through'.*Nothing was sent/);
	});
});

it('what nobody asked to change is not sent', async () => {
	await wrapped.client().updateDevice(lab.two, { name: undefined, desc: 'x' });
	expect(wrapped.last('editdevice')).toEqual({ id: lab.two, desc: 'x' });
	await wrapped.client().updateDevice(lab.two, {});
	expect(wrapped.sent().filter((each) => each === 'POST editdevice')).toHaveLength(1);
});

it('tags arrive one by one, icon and consent as numbers', async () => {
	await wrapped.client().updateDevice(lab.two, { tags: ['b c', 'a'], icon: 3, consent: 9 });
	expect(wrapped.simulator.world.device(lab.two).node).toMatchObject({ tags: ['a', 'b c'], icon: 3, consent: 9 });
});

describe('a command for a device', () => {
	it.each([
		['apostrophes', "echo 'it'\"'\"'s'"],
		['a dash in front', '-x'],
		['nothing but a number', '007'],
		['a line break at its end', 'echo one\n'],
		['unicode', 'echo žluť 日本 😀'],
		['what a shell would act on', '$(id) `id` ; & | > x #'],
		['an unbalanced quote', 'echo "'],
		['5 kB', `echo ${'x'.repeat(5_000)}`],
		['4 kB that nothing compresses', `echo ${randomBytes(2_000).toString('hex')}`],
	])('with %s arrives as it is: the device echoes it', async (_, text) => {
		const result = await wrapped.client().run(await wrapped.device(lab.two), order(text));
		expect(result).toMatchObject({ output: text, exitCode: 0 });
	});

	it('for Windows arrives in a PowerShell of its own', async () => {
		const { world } = wrapped.simulator;
		const windows = world.addDevice(lab.group, { name: 'win', osdesc: 'Microsoft Windows 11 Pro', agent: { ver: 0, id: 4, caps: 31 } });
		world.connect(windows.node._id);
		const device = await wrapped.device(windows.node._id);
		const text = "Write-Output 'žluť'";
		expect(await wrapped.client().run(device, order(text, { shell: 'powershell' }))).toMatchObject({ output: text, exitCode: 0 });
		expect(wrapped.last('runcommand')).toMatchObject({ powershell: '1', reply: '1' });
	});

	it('of 40 kB is refused, and nothing is sent', async () => {
		const device = await wrapped.device(lab.two);
		const asked = wrapped.sent().length;
		await expect(wrapped.client().run(device, order(randomBytes(20_000).toString('hex')))).rejects.toThrow(/'run' \(command\) is too long/);
		expect(wrapped.sent()).toHaveLength(asked);
	});
});
