/** What ends the whole MeshCentral process, and is not sent, whatever way it goes. */
import { ControlClient } from '../../nodes/MeshCentral/control/client';
import { sessions } from '../../nodes/MeshCentral/control/channel';
import { openLink } from '../../nodes/MeshCentral/control/link';
import type { InputError } from '../../nodes/shared/errors';
import { failureOf } from '../support/http';
import { answersOf, records } from './controlExchanges';
import { FakeServer } from './controlWire';

jest.mock('../../nodes/MeshCentral/control/link', () => ({ openLink: jest.fn() }));

let server: FakeServer;
let client: ControlClient;
beforeEach(() => {
	server = new FakeServer();
	server.answer = answersOf('nodes');
	jest.mocked(openLink).mockImplementation(server.open);
	client = new ControlClient(server.connection, {});
});
afterEach(async () => await sessions.closeAll());

const command = { text: 'info', shell: 'default', runAs: 'agent', wait: true, timeoutMs: 1_000, outputAtMost: 1_000 } as const;

it.each([undefined, null])('M16 a device without an agent (%p) is sent no command', async (agent) => {
	const amt = { ...records.two, agent };
	for (const more of [{}, { shell: 'console' as const }, { wait: false }]) {
		expect(await failureOf(client.run(amt, { ...command, ...more }))).toMatchObject({ name: 'InputError', message: 'lab-two has no MeshCentral agent, and cannot run commands' });
	}
	expect(server.actions).not.toContain('runcommands');
});

it("M16 'Send' sends no command to any device", async () => {
	const error = await failureOf<InputError>(client.send('runcommands', { nodeids: [records.two._id], type: 3, cmds: 'x' }));
	expect(error).toMatchObject({ name: 'InputError', message: expect.stringContaining("'runcommands' is not available here") as string });
	expect(server.actions).toEqual([]);
});

describe("M16 'Send' sends nothing at which the server breaks down", () => {
	it.each<[string, Record<string, unknown>, RegExp]>([
		['events', { userid: ['user//a'] }, /^'userid' must be a text$/],
		['events', { userid: 5 }, /^'userid' must be a text$/],
		['events', { nodeid: null }, /^'nodeid' must be a text$/],
		['nodes', { id: {} }, /^'id' must be a text$/],
		['changedevice', { nodeid: 'node//x', tags: ['a', null] }, /^'tags' must be a text or a list of texts$/],
		['changedevice', { nodeid: 'node//x', tags: [5] }, /^'tags' must be a text or a list of texts$/],
		['changedevice', { nodeid: 'node//x', icon: null }, /^'icon' must be a text, a number/],
		['getDeviceDetails', { type: { a: 1 } }, /^'type' must be a text, a number/],
	])('%s %j', async (action, parameters, message) => {
		const error = await failureOf<InputError>(client.send(action, parameters));
		expect(error.message).toMatch(message);
		expect(error.advice).toContain('Nothing was sent.');
		expect(server.wires).toEqual([]);
	});

	it.each<[string, Record<string, unknown>]>([
		['changedevice', { nodeid: 'node//x', tags: ['a', 'b'], icon: 3, desc: '' }],
		['changedevice', { nodeid: 'node//x', tags: 'a,b' }],
		['events', { limit: 5, userid: 'user//a' }],
		['wssessioncount', { all: true }],
	])('and all else as it is: %s %j', async (action, parameters) => {
		server.answer = ({ responseid }) => [{ action, responseid, result: 'ok', ...parameters }];
		await client.send(action, parameters);
		expect(server.sent).toMatchObject([{ action, ...parameters }]);
	});
});
