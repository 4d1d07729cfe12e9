import fc from 'fast-check';
import { passingInTurns, sortedInTurns } from '../../../nodes/shared/fleet/turns';

it('sorts as the language does, and keeps the order of what is alike', async () => {
	await fc.assert(
		fc.asyncProperty(fc.array(fc.string({ maxLength: 2 }), { maxLength: 5_000, size: 'max' }), async (texts) => {
			const list = texts.map((text, index) => ({ text, index }));
			const expected = [...list].sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0));
			expect(await sortedInTurns(list, ({ text }) => text)).toEqual(expected);
		}),
		{ numRuns: 20 },
	);
});

it('hands over each with its place', async () => {
	const list = Array.from({ length: 500 }, (_, index) => [index]);
	expect(await passingInTurns(list, (each, index) => each[0] === index && index % 100 === 7)).toEqual([[7], [107], [207], [307], [407]]);
});

it('lets others have their turn', async () => {
	let turns = 0;
	const timer = setInterval(() => turns++, 1);
	await sortedInTurns(Array.from({ length: 100_000 }, (_, index) => `${(index * 7919) % 100_000}`), (text) => text);
	clearInterval(timer);
	expect(turns).toBeGreaterThan(3);
});
