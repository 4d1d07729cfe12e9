/** What the suite of faults in front of a real server found, one by one. */
import { ControlClient } from '../../nodes/MeshCentral/control/client';
import { sessions } from '../../nodes/MeshCentral/control/channel';
import { openLink } from '../../nodes/MeshCentral/control/link';
import type { Command } from '../../nodes/MeshCentral/command';
import type { DeviceRecord } from '../../nodes/MeshCentral/schemas';
import { BadAnswerError, UnreachableError } from '../../nodes/shared/errors';
import { FakeServer, recorded, replayed, type Sent, type Wire } from './controlWire';

jest.mock('../../nodes/MeshCentral/control/link', () => ({ openLink: jest.fn() }));
// What is tried again is tried again at once.
jest.mock('../../nodes/shared/http/retry', () => ({ ...jest.requireActual<object>('../../nodes/shared/http/retry'), waitBefore: () => 0 }));

let server: FakeServer;
let client: ControlClient;
beforeEach(() => {
	server = new FakeServer();
	server.answer = (frame) => replayed(frame.action, frame);
	jest.mocked(openLink).mockImplementation(server.open);
	client = new ControlClient(server.connection, {});
});
afterEach(async () => await sessions.closeAll());

const devices = { count: 0 };
const pc = (more: Partial<DeviceRecord> = {}): DeviceRecord => ({ _id: `node//${`pc${++devices.count}`.padEnd(64, 'x')}`, name: 'pc', conn: 1, agent: { id: 6 }, meshid: 'mesh//x', groupname: null, ...more });
const command: Command = { text: 'uptime', shell: 'default', runAs: 'agent', wait: true, timeoutMs: 5_000, outputAtMost: 1_048_576 };

describe('a connection that breaks while it signs in', () => {
	const [first] = recorded('connect').received;
	const breaking = (greeting: readonly object[], times: number) => {
		let left = times;
		jest.mocked(openLink).mockImplementation(async () => {
			const wire: Wire = await server.open();
			server.greeting = left > 0 ? greeting : recorded('connect').received;
			if (left-- > 0) setImmediate(() => wire.break());
			return wire;
		});
	};

	it.each<[string, readonly object[]]>([
		['before anything came', []],
		['after the first frame', [first!]],
	])('%s is tried again, as the server may be starting', async (_, greeting) => {
		breaking(greeting, 2);
		expect(await client.users()).toHaveLength(1);
		expect(server.wires).toHaveLength(3);
	});

	it('again and again is out of reach, and not another server', async () => {
		breaking([], Infinity);
		const thrown = await client.createGroup('Lab', '').catch((error: unknown) => error);
		expect(thrown).toBeInstanceOf(UnreachableError);
		expect(thrown).toMatchObject({ arrived: 'no', message: 'The connection to mesh.example broke before the sign-in was answered' });
	});

	it('in due form, after the server has said who it is, is the same', async () => {
		jest.mocked(openLink).mockImplementation(async () => {
			const wire = await server.open();
			server.greeting = [first!];
			setImmediate(() => wire.close());
			return wire;
		});
		expect(await client.users().catch((error: unknown) => error)).toBeInstanceOf(UnreachableError);
	});
});

it('a group is made on a new connection, once, where the server has just left the old one and nobody was told yet', async () => {
	await client.users();
	const [first] = server.wires;
	// The end is reported a moment after it happens.
	first!.break();
	expect(await client.createGroup('Lab', '')).toHaveProperty('id');
	expect(server.wires.map(({ sent }) => sent.filter(({ action }) => action === 'createmesh').length)).toEqual([0, 1]);
});

describe('an answer to a command', () => {
	const replies = (result: unknown) => ({ responseid, nodeids }: Sent) => [{ action: 'msg', type: 'runcommands', responseid, nodeid: (nodeids as string[])[0], result }];

	it.each<[string, unknown]>([
		['an object', { odd: 1 }],
		['a list', []],
		['a number', 7],
	])('that is %s is a bad answer, and no output', async (_, result) => {
		server.answer = replies(result);
		await expect(client.run(pc(), command)).rejects.toThrow(BadAnswerError);
	});

	it('that is nothing is no output', async () => {
		server.answer = replies(null);
		expect(await client.run(pc(), command)).toMatchObject({ output: '' });
	});

	it('of the server itself, that is neither yes nor a word, is a bad answer as well', async () => {
		server.answer = ({ responseid }) => [{ action: 'runcommands', responseid, result: { odd: 1 } }];
		await expect(client.run(pc(), command)).rejects.toThrow(BadAnswerError);
	});
});

it('an agent that has just connected over a slow line is waited for, and is sent a command once', async () => {
	const device = pc({ agct: Date.now() });
	server.answer = (frame, wire) => {
		if (frame.type === 'cpuinfo') setTimeout(() => wire.say({ action: 'msg', type: 'cpuinfo', nodeid: device._id, tag: frame.tag }), 700);
		return frame.action === 'runcommands' ? [{ action: 'msg', type: 'runcommands', responseid: frame.responseid, nodeid: device._id, result: 'up' }] : [];
	};
	server.greeting = recorded('connect').received.map((frame) => ({ ...frame, ...('serverinfo' in frame && { serverinfo: { ...(frame.serverinfo as object), serverTime: Date.now() } }) }));
	expect(await client.run(device, command)).toMatchObject({ output: 'up' });
	expect(server.sent.filter(({ action }) => action === 'runcommands')).toHaveLength(1);
}, 15_000);
