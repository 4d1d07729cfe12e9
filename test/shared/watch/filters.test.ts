import type { Names } from '../../../nodes/shared/fields';
import { fitsPattern, hasOneOf, isOneOf, listed } from '../../../nodes/shared/watch/filters';

it.each([
	['', 'anything', true],
	[' ', 'anything', true],
	['warehouse-*', 'Warehouse-7', true],
	['warehouse-*', 'the warehouse-7', false],
	['*-7', 'warehouse-7-7', true],
	['a*b*c', 'aXbXbXc', true],
	['a*b*c', 'aXbXbX', false],
	['**', '', true],
	['?', '', false],
	['?', '😀', true],
	['a?c', 'abc', true],
	['a?c', 'ac', false],
	['3.3.*', '3x3x1', false],
	['(a|b)+', '(A|B)+', true],
	['a*', 'a\nb', true],
	['*', null, true],
])('the pattern "%s" and "%s"', (pattern, value, fits) => {
	expect(fitsPattern(pattern, value)).toBe(fits);
});

it('takes no time to speak of, however many asterisks there are', () => {
	const began = performance.now();
	expect(fitsPattern(`${'*a'.repeat(40)}*b`, 'a'.repeat(2_000))).toBe(false);
	expect(fitsPattern('x/'.repeat(500_000), 'x')).toBe(false);
	expect(performance.now() - began).toBeLessThan(5_000);
});

describe('E10 names of a filter', () => {
	it.each<[Names | undefined, string | null, boolean]>([
		[['Acme, Inc.'], 'Acme, Inc.', true],
		[['acme, inc.'], ' Acme, Inc. ', true],
		[['Acme, Inc.'], 'Acme', false],
		[['Acme, Inc.'], 'Inc.', false],
		[['Acme', 'Inc.'], 'Acme, Inc.', false],
		[['Acme', 'Globex'], 'GLOBEX', true],
		[['Acme'], 'Acme Corp', false],
		[['Acme'], '', false],
		[['Acme'], null, false],
		[[], 'anything', true],
		[undefined, 'anything', true],
	])('%j and the value %j', (wanted, value, passes) => {
		expect(isOneOf(wanted, value)).toBe(passes);
	});

	it.each<[Names | undefined, string[], boolean]>([
		[['kiosk, lobby'], ['kiosk, lobby'], true],
		[['kiosk, lobby'], ['kiosk', 'lobby'], false],
		[['kiosk'], ['kiosk, lobby'], false],
		[['lobby'], ['Kiosk', 'LOBBY'], true],
		[['["a"]'], ['["a"]'], true],
		[['a'], [], false],
		[[], [], true],
	])('%j and the values %j', (wanted, values, passes) => {
		expect(hasOneOf(wanted, listed(values))).toBe(passes);
	});

	it('a list is the same value whatever order it comes in', () => {
		expect(listed(['b', 'a, c', 'a'])).toBe(listed(['a, c', 'a', 'b']));
		expect(listed(['a', 'b'])).not.toBe(listed(['a, b']));
	});

	it('values that are not known pass only where nothing is named', () => {
		expect([hasOneOf(['a'], null), hasOneOf([], null), hasOneOf(['a'], undefined)]).toEqual([false, true, false]);
	});

	it.each<[string, string, boolean]>([
		['Acme, Inc.', 'Acme, Inc.', true],
		['Acme,Inc.', 'acme, inc.', true],
		['Acme, Inc.', 'Inc.', true],
		['Globex, Acme, Inc.', 'Acme, Inc.', true],
		['Acme', 'Acme Corp', false],
		[' , ', 'anything', true],
		['Acme', '', false],
	])('a text with commas between names, or in one, lets through what may be meant: "%s" and "%s"', (wanted, value, passes) => {
		expect(isOneOf(wanted, value)).toBe(passes);
	});

	it('values that an earlier version kept as text are taken apart at their commas', () => {
		expect([hasOneOf(['kiosk'], undefined, 'desk, Kiosk'), hasOneOf('front, kiosk', undefined, 'desk, Kiosk'), hasOneOf(['front'], undefined, 'desk, Kiosk')]).toEqual([true, true, false]);
	});
});
