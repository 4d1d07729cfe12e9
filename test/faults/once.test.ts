import { closeAgents } from '../../nodes/shared/http/agents';
import { netAlertX } from '../../nodes/NetAlertX/system';
import { meshtech } from '../../nodes/Meshtech/system';
import { operations, type OperationRow } from '../nodes/systems';
import { behindProxy, effectOf } from './behindProxy';
import { faultNamed, interferenceOf } from './faults';
import { describeWritesWith, writes } from './once';
import type { Interference } from './proxy';
import { changeRequests } from './shorten';

// What is tried again is tried again at once.
jest.mock('../../nodes/shared/http/retry', () => jest.requireActual<typeof import('./shorten')>('./shorten').impatient());

describeWritesWith(['connection refused', 'reset in the body', '502 with a page']);

describe("with n8n's Retry On Fail", () => {
	afterAll(closeAgents);

	it.each(writes.filter(({ operation }) => operation.effect === 'once'))('$title is refused before anything is sent', async (row) => {
		const behind = await behindProxy(row);
		behind.proxy.interfere(interferenceOf(faultNamed('reset in the body'), ''));
		const { error } = await behind.run({ node: { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 } });
		expect(error?.message).toContain("cannot be used together with 'Retry On Fail'");
		expect(behind.proxy.asked).toEqual([]);
		expect(behind.served.requests).toEqual([]);
		await behind.stop();
	});
});

/** Keeps a request back with this answer. */
const answers = (status: number, body: object): Interference => ({
	isKeptBack: true,
	respond: ({ reply }) => reply({ status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
});

describe('what the server says that it did not do is sent again', () => {
	afterAll(closeAgents);
	const rowsOf = (name: string) => writes.filter(({ node, operation }) => node.system.name === name && operation.effect === 'once');

	/** Runs the sample; the very first changing request is answered like this, and whatever comes after it goes through. */
	async function runAfter(row: OperationRow, answer: Interference): Promise<{ error?: Error; arrived: number; asked: number }> {
		const behind = await behindProxy(row);
		const { proxy } = behind;
		const first: Interference = {
			...answer,
			respond: (exchange) => {
				proxy.interfere(undefined);
				answer.respond(exchange);
			},
		};
		let begun = false;
		const watching = changeRequests((call) => {
			if (effectOf(row, call) !== 'read' && !begun) {
				begun = true;
				proxy.reset();
				proxy.interfere(first);
			}
			return {};
		});
		const { error } = await behind.run();
		watching.stop();
		await behind.stop();
		const [changed] = proxy.asked;
		const same = (all: readonly string[]) => all.filter((each) => each === changed).length;
		return { error, asked: same(proxy.asked), arrived: same(proxy.arrived) };
	}

	it.each(rowsOf(netAlertX.name))('$title, where the database was locked', async (row) => {
		const { error, asked, arrived } = await runAfter(row, answers(500, { success: false, error: 'database is locked' }));
		expect(error).toBeUndefined();
		expect({ asked, arrived }).toEqual({ asked: 2, arrived: 1 });
	});

	it.each(rowsOf(meshtech.name))('$title, where the token was no longer taken', async (row) => {
		const { error, asked, arrived } = await runAfter(row, answers(401, { message: 'Unauthorized' }));
		expect(error).toBeUndefined();
		expect({ asked, arrived }).toEqual({ asked: 2, arrived: 1 });
	});
});

it('every operation that sends something is among these, or only reads', () => {
	const reading = operations.filter(({ operation }) => operation.effect === 'read');
	const silent = operations.filter(({ operation, sample }) => operation.effect !== 'read' && sample?.withoutRequests);
	expect(writes.length + reading.length + silent.length).toBe(operations.length);
	expect(writes.length).toBeGreaterThan(80);
});
