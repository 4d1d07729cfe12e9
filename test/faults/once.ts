import { closeAgents } from '../../nodes/shared/http/agents';
import type { Call } from '../../nodes/shared/http/call';
import { ATTEMPTS, type Effect } from '../../nodes/shared/http/retry';
import { buildPath } from '../../nodes/shared/http/url';
import { operations, type OperationRow } from '../nodes/systems';
import { VirtualTime } from '../support/meshtech';
import { behindProxy, effectOf, type Behind } from './behindProxy';
import { faultNamed, interferenceOf, type FaultName } from './faults';
import { changeRequests } from './shorten';

const SHORT_MS = 150;
const ELSEWHERE = 'http://127.0.0.1:9';

/** Every operation that changes something, of every node, as far as it sends requests. */
export const writes = operations.filter(({ operation, sample }) => operation.effect !== 'read' && !sample?.withoutRequests);

/** Something that happens at the very requests that change something. */
export type Mishap = FaultName | 'connection refused';

/** The request that changes something, how strongly, and how often it got as far as the server. */
interface Sent {
	request: string;
	effect: Effect;
	times: number;
}

/** Runs the operation's sample; with its changing requests, all attempts at them included, this goes wrong. */
async function sentWith(row: OperationRow, mishap: Mishap): Promise<{ sent: Sent[]; error?: Error }> {
	const behind = await behindProxy(row);
	const fault = faultNamed(mishap);
	const changing = new Map<string, Effect>();
	const watching = changeRequests((call) => {
		const effect = effectOf(row, call);
		if (effect === 'read') {
			behind.proxy.interfere(undefined);
			return {};
		}
		begin(behind, mishap);
		const request = requestOf(row, call);
		// Of two requests to one address, one that must not be repeated forbids it of both.
		if (changing.get(request) !== 'once') changing.set(request, effect);
		return fault.isSlow ? { timeoutMs: SHORT_MS } : {};
	});
	try {
		const { error } = await behind.run();
		const { asked, arrived } = behind.proxy;
		const counted = (fault.reach === 'kept back' ? asked : arrived).map((each) => each.split('?')[0]!);
		const sent = [...changing].map(([request, effect]) => ({ request, effect, times: counted.filter((each) => isThe(request, each)).length }));
		return { sent, error };
	} finally {
		watching.stop();
		await behind.stop();
	}
}

function begin({ proxy }: Behind, mishap: Mishap): void {
	if (mishap === 'connection refused') proxy.vanish();
	else proxy.interfere(interferenceOf(faultNamed(mishap), ELSEWHERE));
}

function requestOf({ node }: OperationRow, { method, path }: Call<unknown>): string {
	return `${method} ${buildPath('', path, {}, { endsInSlash: node.endsInSlash })}`;
}

/** Whether what arrived is that request; the address before its path apart. */
function isThe(request: string, arrived: string): boolean {
	const [method, path] = request.split(' ');
	return arrived.startsWith(`${method} `) && arrived.endsWith(path!);
}

/** Holds every operation that changes something against these mishaps. */
export function describeWritesWith(mishaps: readonly Mishap[]): void {
	beforeEach(() => void new VirtualTime().install());
	afterEach(() => jest.restoreAllMocks());
	afterAll(closeAgents);

	describe.each(mishaps)('with "%s"', (mishap) => {
		it.each(writes)('$title', async (row) => {
			const { sent, error } = await sentWith(row, mishap);
			if (sent.length === 0) throw new Error('Nothing was sent that changes anything', { cause: error });
			for (const { request, effect, times } of sent) {
				const most = faultNamed(mishap).reach === 'unsent' ? 0 : effect === 'once' ? 1 : ATTEMPTS;
				expect({ request, effect, times, isTooOften: times > most }).toEqual({ request, effect, times, isTooOften: false });
			}
			// A lost answer must not pass for a good one.
			if (IS_LOST.includes(mishap) && !(row.title in LOOKS_FOR_ITSELF)) expect(error).toBeDefined();
		});
	});
}

const IS_LOST: readonly Mishap[] = ['connection refused', 'reset before the answer', 'reset before the body', 'reset in the body', 'closed in the body', 'slow drip', 'no answer'];

const LOOKS_FOR_ITSELF: Readonly<Record<string, string>> = {
	'Meshtech: Firmware > Update Devices': 'a job without an answer is followed as if it had been created, and the devices tell',
};
