import * as fc from 'fast-check';
import { closeAgents } from '../../nodes/shared/http/agents';
import { actionNodes, operations, type OperationRow } from '../nodes/systems';
import { Entering } from './entering';
import { hostile } from './hostile';
import { placesOf, type Place } from './places';

/** How thoroughly it is tried. */
export interface Thoroughness {
	/** Drawn values for every place. */
	runs: number;
	/** Entered into every place beside them. */
	always?: readonly unknown[];
	/** Whether every place gets a server of its own: what one value deletes, another place still needs. */
	isFreshForEachPlace: boolean;
	/** Another one each time by default; a failure tells which. */
	seed?: number;
}

/** Operations that values are entered into: those that send requests. */
export const entered = operations.filter(({ sample }) => !sample?.withoutRequests);

/** Enters hostile values into every place of every operation of every node. */
export function describeHostileInput({ runs, always = [], isFreshForEachPlace, seed }: Thoroughness): void {
	afterEach(() => jest.restoreAllMocks());
	afterAll(closeAgents);

	describe.each(actionNodes.filter((node) => entered.some((row) => row.node === node)).map((node) => ({ node, name: node.system.name })))('$name', ({ node }) => {
		const rows = entered.filter((row) => row.node === node);
		let lookUps: Awaited<ReturnType<typeof Entering.lookUpsOf>>;
		beforeAll(async () => {
			lookUps = await Entering.lookUpsOf(rows);
		});

		it.each(rows)('$title', async (row) => {
			const places = placesOf(row);
			for (const together of isFreshForEachPlace ? places.map((place) => [place]) : [places]) await tryAll(row, together);
		});

		async function tryAll(row: OperationRow, places: readonly Place[]): Promise<void> {
			const entering = await Entering.start(row, lookUps);
			try {
				for (const place of places) {
					const hold = async (value: unknown) => expect({ place: place.name, problems: await entering.problemsWith(place, value) }).toEqual({ place: place.name, problems: [] });
					for (const value of always) await hold(value);
					await fc.assert(fc.asyncProperty(hostile, hold), { numRuns: runs, seed, endOnFailure: true });
				}
			} finally {
				await entering.stop();
			}
		}
	});
}
