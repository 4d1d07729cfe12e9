/** What the server never answers, and how it is proved: notes, and agents that remove themselves. */
import { ControlClient } from '../../nodes/MeshCentral/control/client';
import { sessions } from '../../nodes/MeshCentral/control/channel';
import { openLink } from '../../nodes/MeshCentral/control/link';
import { MissingRightError } from '../../nodes/MeshCentral/permissions';
import { records } from './controlExchanges';
import { FakeServer, recorded, replayed, welcome, type Sent } from './controlWire';

jest.mock('../../nodes/MeshCentral/control/link', () => ({ openLink: jest.fn() }));

let server: FakeServer;
let client: ControlClient;
let notes: Map<unknown, string>;
/** Whether the agent's connection is up; it ends when the agent has to remove itself, and may come back. */
let isConnected: boolean;
const device = { ...records.two, _id: String(recorded('setNotes-device').sent.id) };
const agent = { ...records.two, _id: (recorded('uninstallagent').sent.nodeids as [string])[0] };

beforeEach(() => {
	server = new FakeServer();
	jest.mocked(openLink).mockImplementation(server.open);
	client = new ControlClient(server.connection, {});
	notes = new Map();
	isConnected = true;
	server.answer = (frame) => answer(frame);
});
afterEach(async () => await sessions.closeAll());

function answer(frame: Sent): object[] {
	const { action, id, responseid } = frame;
	if (action === 'setNotes') void notes.set(id, String(frame.notes));
	// An empty text removes it.
	if (action === 'getNotes') return [{ action, id, notes: notes.get(id) || null }];
	if (action === 'meshes') return replayed('meshes', frame);
	if (action === 'nodes') return [{ action, responseid, nodes: { [agent.meshid]: [{ ...agent, conn: isConnected ? 1 : 0 }] } }];
	return [];
}

describe('a note', () => {
	it.each(['setNotes-device', 'setNotes-clear'])('is sent as recorded (%s), and read back', async (name) => {
		notes.set(device._id, 'before');
		const { notes: text } = recorded(name).sent;
		expect(await client.changeNote(device, () => String(text))).toBe(text);
		const sent = server.sent.find(({ action }) => action === 'setNotes');
		expect(sent).toEqual({ action: 'setNotes', id: device._id, notes: text });
	});

	it('is made of the one that is there, and two at once lose nothing', async () => {
		const below = (line: string) => async () => await client.changeNote(device, (before) => (before ? `${before}\n${line}` : line));
		await Promise.all(['one', 'two', 'three'].map(async (line) => await below(line)()));
		expect(notes.get(device._id)).toBe('one\ntwo\nthree');
	});

	it('that is the same is not written', async () => {
		notes.set(device._id, 'same');
		await client.changeNote(device, (before) => before ?? '');
		expect(server.actions).not.toContain('setNotes');
	});

	it('that was not stored is an error', async () => {
		server.answer = (frame) => (frame.action === 'setNotes' ? [] : answer(frame));
		await expect(client.changeNote(device, () => 'new')).rejects.toThrow('MeshCentral did not store the note of lab-two');
	});

	it('is not written without the right, which nobody would tell', async () => {
		server.greeting = welcome({ userinfo: { links: { [device.meshid]: { rights: 8 } }, siteadmin: 0 } });
		await expect(client.changeNote(device, () => 'new')).rejects.toBeInstanceOf(MissingRightError);
		expect(server.actions).not.toContain('setNotes');
	});
});

describe('an agent that is to remove itself', () => {
	const gone = () => ({ action: 'event', event: { action: 'nodeconnect', nodeid: agent._id, conn: 0, pwr: 0 } });
	const uninstalling = async () => {
		jest.useFakeTimers({ doNotFake: ['queueMicrotask', 'nextTick'] });
		try {
			const asked = client.uninstallAgent(agent);
			asked.catch(() => {});
			await jest.advanceTimersByTimeAsync(45_000);
			return await asked;
		} finally {
			jest.useRealTimers();
		}
	};

	it('and goes has done so', async () => {
		server.answer = (frame) => {
			if (frame.action !== 'uninstallagent') return answer(frame);
			isConnected = false;
			return [gone()];
		};
		expect(await uninstalling()).toEqual({ answer: '', confirmed: true });
		expect(server.sent.find(({ action }) => action === 'uninstallagent')).toEqual({ action: 'uninstallagent', nodeids: [agent._id] });
	});

	it('and stays, as one that is no service, has not', async () => {
		server.answer = (frame) => (frame.action === 'uninstallagent' ? replayed('uninstallagent', frame) : answer(frame));
		expect(await uninstalling()).toMatchObject({ confirmed: false, reason: expect.stringContaining('still connected') as string });
	});

	it('and only loses its connection has not', async () => {
		server.answer = (frame) => (frame.action === 'uninstallagent' ? [gone()] : answer(frame));
		expect(await uninstalling()).toMatchObject({ confirmed: false, reason: expect.stringContaining('came back') as string });
	});

	it('is not told to without the right, which nobody would tell', async () => {
		server.greeting = welcome({ userinfo: { links: { [agent.meshid]: { rights: 8 } }, siteadmin: 0 } });
		await expect(client.uninstallAgent(agent)).rejects.toBeInstanceOf(MissingRightError);
		expect(server.actions).not.toContain('uninstallagent');
	});
});

describe('a local device', () => {
	const group = { _id: 'mesh//local', name: 'Local', mtype: 3 };
	const added: object[] = [];
	beforeEach(() => {
		added.splice(0);
		server.answer = (frame) => {
			const { action, responseid } = frame;
			if (action === 'meshes') return [{ action, meshes: [group, { ...group, _id: 'mesh//agents', mtype: 2 }] }];
			if (action === 'nodes') return [{ action, responseid, nodes: { [group._id]: [...added] } }];
			added.push({ _id: `node//new${added.length}`, name: frame.devicename, mtype: 3 });
			return [{ action, responseid, result: 'ok' }];
		};
	});

	it('is found among those of its group, since the server does not name it', async () => {
		const order = { name: 'printer', host: '192.0.2.9', kind: 6 } as const;
		const devices = await Promise.all([client.addLocalDevice(group._id, order), client.addLocalDevice(group._id, order)]);
		expect(devices.map(({ _id }) => _id)).toEqual(['node//new0', 'node//new1']);
		expect(server.sent.find(({ action }) => action === 'addlocaldevice')).toMatchObject({ meshid: group._id, devicename: 'printer', hostname: '192.0.2.9', type: 6 });
	});

	it('is not added to a group of another kind', async () => {
		await expect(client.addLocalDevice('mesh//agents', { name: 'x', host: 'y', kind: 4 })).rejects.toThrow('is not a group for local devices');
		expect(server.actions).not.toContain('addlocaldevice');
	});

	it("of which the server's no comes under the name of another action is an error in its words", async () => {
		const { answer: before } = server;
		server.answer = (frame, wire) => (frame.action === 'addlocaldevice' ? [{ action: 'changeDeviceMesh', responseid: frame.responseid, result: 'Invalid hostname' }] : before(frame, wire));
		await expect(client.addLocalDevice(group._id, { name: 'x', host: 'y', kind: 4 })).rejects.toThrow('Invalid hostname');
	});
});
