/** How many of a wrapper's workers are held, as far as this process can know. */
import { RefusedError, UnreachableError } from '../../nodes/shared/errors';
import { holdsWorker, Unanswered } from '../../nodes/MeshCentral/wrapper/unanswered';

const MINUTE = 60_000;
let now: number;
let unanswered: Unanswered;
beforeEach(() => {
	now = 1_000_000;
	unanswered = new Unanswered(() => now);
});
const isRefused = (device: string) => unanswered.reasonAgainst(device) !== undefined;
const silent = (...devices: string[]) => devices.forEach((device) => unanswered.add(device));

it('M3 a first one is forgiven, and from the third on nothing goes to a device that was silent', () => {
	silent('a');
	expect([isRefused('a'), isRefused('b')]).toEqual([false, false]);
	silent('a');
	expect([isRefused('a'), isRefused('b')]).toEqual([true, false]);
	expect(unanswered.reasonAgainst('a')).toBe('2 commands through this wrapper were never answered, and each blocks one of its five workers');
});

it('M3 with four held nothing more goes to any device, so that one is left for what only reads, however long that is', () => {
	silent('a', 'b', 'c', 'd');
	expect([isRefused('a'), isRefused('e')]).toEqual([true, true]);
	now += 24 * 60 * MINUTE;
	expect(isRefused('e')).toBe(true);
});

it('M3 a silent device is tried again after ten minutes', () => {
	silent('a', 'a');
	now += 10 * MINUTE - 1;
	expect(isRefused('a')).toBe(true);
	now += 1;
	expect(isRefused('a')).toBe(false);
});

it('M3 an answer to any command sets all free', () => {
	silent('a', 'b', 'c', 'd');
	unanswered.clear();
	expect([isRefused('a'), isRefused('e')]).toEqual([false, false]);
});

it.each<[string, Error, boolean]>([
	['silence', new UnreachableError('no answer', { method: 'POST', path: '/' }, 'unknown'), true],
	['a web server that gave up', new RefusedError('504', { method: 'POST', path: '/' }, 504), true],
	['Cloudflare, that gave up', new RefusedError('524', { method: 'POST', path: '/' }, 524), true],
	['what was not sent', new UnreachableError('refused', { method: 'POST', path: '/' }, 'no'), false],
	['a no', new RefusedError('Invalid nodeid', { method: 'POST', path: '/' }, 200), false],
	['anything else', new Error('x'), false],
])('what becomes of a worker after %s', (_, error, held) => {
	expect(holdsWorker(error)).toBe(held);
});
