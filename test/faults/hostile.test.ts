import { describeHostileInput, entered } from './hostileInput';
import { placesOf } from './places';

// What is tried again is tried again at once.
jest.mock('../../nodes/shared/http/retry', () => jest.requireActual<typeof import('./shorten')>('./shorten').impatient());
jest.mock('../../nodes/shared/nodeErrors', () => jest.requireActual<typeof import('./raised')>('./raised').takingNote());

describeHostileInput({ runs: 2, isFreshForEachPlace: false, seed: 1 });

it('finds the places of every operation, those inside of collections as well', () => {
	const places = entered.map((row) => placesOf(row).map(({ name }) => `${row.title}: ${name}`));
	expect(places.flat().length).toBeGreaterThan(600);
	expect(places.every((each) => each.length > 0)).toBe(true);
});
