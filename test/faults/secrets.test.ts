import type { INodeType } from 'n8n-workflow';
import { closeAgents } from '../../nodes/shared/http/agents';
import { Poller } from '../support/poller';
import { runNode } from '../support/runNode';
import { startServer, type TestServer } from '../support/server';
import { canaries, shownIn, type Canary } from './canaries';
import { openList, pressTest } from './doing';
import { overhear } from './overhear';
import { repeaters } from './repeaters';

// What is tried again is tried again at once.
jest.mock('../../nodes/shared/http/retry', () => jest.requireActual<typeof import('./shorten')>('./shorten').impatient());

afterAll(closeAgents);

/** Everything that a user, a log or the database could get to see of what is done with the credential. */
async function toldOf({ subject, data }: Canary, url: string): Promise<{ told: unknown[]; failures: number }> {
	const { node, trigger, credential, operations, triggerParameters, listSearch } = subject;
	const entered = await data(url);
	const credentials = { [credential]: entered };
	const poller = new Poller({ load: async (): Promise<INodeType> => await Promise.resolve(trigger), parameters: triggerParameters, credentials });
	const failureOf = async (doing: Promise<unknown>) => await doing.then(() => undefined, (error: unknown) => error);
	const failures = [
		(await runNode(node, operations.read, { credentials })).error,
		(await runNode(node, operations.once, { credentials })).error,
		await failureOf(openList(subject, listSearch, entered)),
		await failureOf(poller.activate()),
	];
	const goingOn = await runNode(node, operations.read, { credentials, node: { onError: 'continueErrorOutput' } });
	const told = [...failures, goingOn.output, await pressTest(subject, entered), poller.saved, poller.emitted, poller.warnings];
	return { told, failures: failures.filter(Boolean).length };
}

describe.each(canaries)('the secrets of $title', (canary) => {
	let other: TestServer;
	beforeAll(async () => {
		other = await startServer((_, response) => response.end('{}'));
	});
	afterAll(async () => await other.stop());

	it.each(Object.entries(repeaters))('do not show where the server repeats them in %s', async (_, repeat) => {
		const server = await startServer((request, response) => repeat(request, response, other.url));
		const heard = overhear();
		try {
			const { told, failures } = await toldOf(canary, server.url);
			heard.stop();
			// Each of them asked, failed, and had something to tell.
			expect(failures).toBe(4);
			expect(server.arrived.length).toBeGreaterThan(0);
			expect(shownIn([told, heard.lines], canary.secrets)).toEqual([]);
			expect(other.arrived).toEqual([]);
		} finally {
			heard.stop();
			await server.stop();
		}
	});

	it('arrive at the server, so that the test means something', async () => {
		const seen: string[] = [];
		const server = await startServer((request, response) => {
			const whole: string[] = [JSON.stringify(request.headers)];
			request.on('data', (chunk: Buffer) => whole.push(chunk.toString('utf8')));
			request.on('end', () => {
				seen.push(whole.join(''));
				response.writeHead(500).end('no');
			});
		});
		await toldOf(canary, server.url);
		await server.stop();
		expect(seen.some((text) => shownIn(text, canary.secrets).length > 0)).toBe(true);
	});
});
