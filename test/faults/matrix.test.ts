import { closeAgents } from '../../nodes/shared/http/agents';
import { Bench, kinds, type Kind, type Outcome } from './cells';
import { faultNamed, faultNames, type FaultName } from './faults';
import { printed } from './printed';
import { subjects } from './subjects';
import { expectedOf } from './table';

// What is tried again is tried again at once.
jest.mock('../../nodes/shared/http/retry', () => jest.requireActual<typeof import('./shorten')>('./shorten').impatient());

// Each cell is the first thing that happens to its server: what earlier ones left unanswered is tried elsewhere.
jest.mock('../../nodes/MeshCentral/wrapper/unanswered', () => {
	const actual = jest.requireActual<typeof import('../../nodes/MeshCentral/wrapper/unanswered')>('../../nodes/MeshCentral/wrapper/unanswered');
	return { ...actual, unansweredAt: () => new actual.Unanswered() };
});

const outcomes: Array<{ subject: string; fault: FaultName; kind: Kind; outcome: Outcome; isAsExpected: boolean }> = [];
afterAll(() => process.stdout.write(printed(outcomes)));

const cells = faultNames.flatMap((fault) => kinds.map((kind) => ({ fault, kind })));

describe.each(subjects)('$name', (subject) => {
	let bench: Bench;
	beforeAll(async () => {
		bench = await Bench.start(subject);
	});
	afterAll(async () => {
		await closeAgents();
		await bench.stop();
	});

	it.each(cells)('$fault: $kind', async ({ fault, kind }) => {
		const outcome = await bench.outcomeOf(kind, faultNamed(fault));
		const cell = { subject: subject.name, fault, kind, outcome, isAsExpected: false };
		outcomes.push(cell);
		const { fails, says, doubts, isHarmless, cause, asked, waits = [0, 5_000] } = expectedOf(fault, subject.name, kind);
		expect(outcome).toMatchObject({ ended: fails ? (kind === 'credential test' ? 'red' : 'NodeApiError') : 'fine', asked: asked[kind] });
		for (const words of says) expect(outcome.said).toMatch(words);
		if (doubts) expect(doubts.test(outcome.said)).toBe(!isHarmless && (kind === 'idempotent' || kind === 'once'));
		if (kind !== 'credential test') expect(outcome.cause).toBe(cause);
		// What stands before the server may have been asked without it; never the other way round.
		expect(outcome.arrived).toBe(faultNamed(fault).reach === 'kept back' ? 0 : outcome.asked);
		for (const wait of outcome.waits) {
			expect(wait).toBeGreaterThanOrEqual(waits[0]);
			expect(wait).toBeLessThanOrEqual(waits[1]);
		}
		if (kind === 'trigger') expect(outcome).toMatchObject({ state: fails ? 'untouched' : 'changed', told: 1 });
		expect(outcome.leaks).toEqual([]);
		expect(bench.other.arrived).toEqual([]);
		cell.isAsExpected = true;
	});
});
