import { fitsPattern } from '../../../nodes/shared/watch/filters';

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
