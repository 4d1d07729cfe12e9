import * as fc from 'fast-check';
import { closeAgents } from '../../nodes/shared/http/agents';
import { SecretMemory } from '../../nodes/shared/http/secretMemory';
import { VirtualTime } from '../support/meshtech';
import { spoilings, type Spoiling } from './answering';
import { askers, type Asking } from './askers';
import { problemsOf, raised } from './raised';

const HANGS_AFTER_MS = 15_000;

/** Answers everything that asks a server in `runs` ways that no server should. */
export function describeHostileAnswers({ runs, seed }: { runs: number; seed?: number }): void {
	beforeEach(() => {
		new VirtualTime().install();
		// A status of 401 is an answer like any other here: the next one is requested anyway.
		jest.spyOn(SecretMemory.prototype, 'rejection').mockReturnValue(undefined);
	});
	afterEach(() => jest.restoreAllMocks());
	afterAll(closeAgents);

	it.each(askers)('$title', async ({ start }) => {
		const asking = await start();
		try {
			await fc.assert(fc.asyncProperty(spoilings, async (spoiling) => expect(await problemsWith(asking, spoiling)).toEqual([])), { numRuns: runs, seed, endOnFailure: true });
		} finally {
			await asking.stop();
		}
	});
}

async function problemsWith(asking: Asking, spoiling: Spoiling): Promise<string[]> {
	raised.length = 0;
	const ended = asking.ask(spoiling).then(
		(result) => (result === undefined ? ['nothing came of it'] : problemsOf(undefined)),
		(error: Error) => problemsOf(error),
	);
	let timer: NodeJS.Timeout | undefined;
	const hangs = new Promise<string[]>((resolve) => (timer = setTimeout(() => resolve(['it hangs']), HANGS_AFTER_MS)));
	try {
		return await Promise.race([ended, hangs]);
	} finally {
		clearTimeout(timer);
	}
}
