/** A list in parts: whatever the names, every device is in exactly one of them. */
import fc from 'fast-check';
import { isNamed, literal, partsBy } from '../../nodes/MeshCentral/wrapper/pieces';
import { toQuery } from '../../nodes/MeshCentral/wrapper/parameters';
import { commands } from '../../nodes/MeshCentral/wrapper/commands';

/** As meshctrl (1.1.55) reads a filter: in small letters, blanks are alternatives, and one that is no expression lets all pass. */
function fits(name: string, filter: string): boolean {
	const pattern = filter.toLowerCase().split(/\s+/).join('|');
	return new RegExp(pattern).test(name.toLowerCase());
}

const name = fc.oneof(
	fc.string({ minLength: 1, maxLength: 30, unit: 'binary' }),
	fc.string({ minLength: 1, maxLength: 8, unit: fc.constantFrom('a', 'b', '1', '2', '-', '.', ' ') }),
	fc.integer({ min: 0, max: 9_999 }).map((number) => `host-${number}.office.example`),
	fc.constantFrom("it's", 'a|b', '[x]', '(', '\\', 'one\ntwo', 'ip:1', 'user:x', 'a and b', 'a or b', '-x', '007', 'İstanbul', 'ẞ', '日本 🙂', '$&', '^', '*'),
);

it('M8 every name is in exactly one part, also names that nobody knew of', () => {
	fc.assert(
		fc.property(fc.array(name, { minLength: 1, maxLength: 60 }), fc.array(name, { maxLength: 20 }), fc.integer({ min: 2, max: 40 }), (sample, others, wanted) => {
			const parts = partsBy(sample, wanted);
			if (!parts) return;
			expect(parts.length).toBeGreaterThan(1);
			for (const each of [...sample, ...others]) expect([each, parts.filter((part) => fits(each, part)).length]).toEqual([each, 1]);
		}),
		{ numRuns: 300 },
	);
});

it('M8 names that differ are parted sooner or later', () => {
	fc.assert(
		fc.property(fc.array(name, { minLength: 2, maxLength: 40 }), (sample) => {
			const differ = new Set(sample.map((each) => each.toLowerCase())).size > 1;
			const parts = partsBy(sample, 2);
			if (!differ) return expect(parts).toEqual([isNamed(sample[0]!), expect.any(String)]);
			const sizes = parts!.map((part) => sample.filter((each) => fits(each, part)).length);
			expect(Math.max(...sizes)).toBeLessThan(sample.length);
		}),
	);
});

it('M8 a name is found by itself, and a text wherever it stands', () => {
	fc.assert(
		fc.property(name, name, (one, other) => {
			expect(fits(one, isNamed(one))).toBe(true);
			expect(fits(other, isNamed(one))).toBe(one.toLowerCase() === other.toLowerCase());
			expect(fits(`x${one}y`, literal(one))).toBe(true);
		}),
	);
});

it('M8 whatever the names, the conditions arrive through the wrapper as they are', () => {
	fc.assert(
		fc.property(fc.array(name, { minLength: 2, maxLength: 40 }), (sample) => {
			for (const filter of [isNamed(sample[0]!), ...(partsBy(sample, 4) ?? [])]) expect(toQuery(commands.listdevices, { filter })).toEqual({ filter });
		}),
	);
});

it('M8 numbered names are parted evenly', () => {
	const all = Array.from({ length: 5_000 }, (_, index) => `host${String(index).padStart(5, '0')}`);
	const sizes = partsBy(all.slice(0, 390), 16)!.map((part) => all.filter((each) => fits(each, part)).length);
	expect(sizes.length).toBe(16);
	expect(Math.max(...sizes)).toBeLessThan(390);
});
