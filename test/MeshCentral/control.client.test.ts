/** What the client does around its requests: looks first, sends nothing that could do nothing, tells the server's time. */
import { ControlClient } from '../../nodes/MeshCentral/control/client';
import { sessions } from '../../nodes/MeshCentral/control/channel';
import { openLink } from '../../nodes/MeshCentral/control/link';
import { OF_OPERATIONS } from '../../nodes/MeshCentral/rights';
import { InputError } from '../../nodes/shared/errors';
import { answersOf, records } from './controlExchanges';
import { FakeServer, recorded, replayed, welcome } from './controlWire';

jest.mock('../../nodes/MeshCentral/control/link', () => ({ openLink: jest.fn() }));

let server: FakeServer;
let client: ControlClient;
beforeEach(() => {
	server = new FakeServer();
	server.answer = answersOf('toast');
	jest.mocked(openLink).mockImplementation(server.open);
	client = new ControlClient(server.connection, {});
});
afterEach(async () => await sessions.closeAll());

const { two, three } = records;
const recordedServerTime = (recorded('connect').received[0]!.serverinfo as { serverTime: number }).serverTime;
const amtOnly = { ...two, conn: 2 };
const command = { text: 'uptime', shell: 'default', runAs: 'agent', wait: true, timeoutMs: 1_000, outputAtMost: 1_048_576 } as const;

describe('a device without its agent', () => {
	it.each<[what: string, act: (device: typeof three) => Promise<unknown>]>([
		['power', async (device) => await client.power(device, 'off')],
		['reset', async (device) => await client.power(device, 'reset')],
		['sleep', async (device) => await client.power(device, 'sleep')],
		['toast', async (device) => await client.message(device, { title: 'a', text: 'b', as: 'toast', seconds: 0 })],
		['dialog', async (device) => await client.message(device, { title: 'a', text: 'b', as: 'dialog', seconds: 9 })],
		['run', async (device) => await client.run(device, command)],
		['processes', async (device) => await client.processes(device)],
	])('is sent no %s, offline or reached by Intel AMT alone', async (_, act) => {
		await expect(act(three)).rejects.toThrow('lab-three is offline');
		await expect(act(amtOnly)).rejects.toThrow('The agent of lab-two is not connected');
		expect(server.wires).toEqual([]);
	});
});

describe('an agent that has just connected', () => {
	const fresh = () => ({ ...two, agct: recordedServerTime });
	const probes = () => server.sent.filter(({ type }) => type === 'cpuinfo').length;
	/** Takes nothing until it was asked so often, as an agent whose core does not run yet. */
	const deafUntil = (count: number) => {
		server.answer = (frame) => {
			const { action, type, responseid, tag, nodeid } = frame;
			if (type === 'cpuinfo') return [{ action: 'msg', result: 'OK', responseid }, ...(probes() >= count ? [{ action: 'msg', type, tag, nodeid }] : [])];
			return action === 'runcommands' ? [{ action: 'msg', type: 'runcommands', responseid, nodeid: two._id, result: 'up' }] : answersOf('toast')(frame);
		};
	};

	it.each([
		['a command', async () => await client.run(fresh(), command), { output: 'up' }],
		['a toast', async () => await client.message(fresh(), { title: 'a', text: 'b', as: 'toast', seconds: 0 }), { answer: 'ok' }],
	])('is sent %s only once it listens, and once', async (what, act, result) => {
		deafUntil(2);
		expect(await act()).toMatchObject(result);
		expect(server.sent.map(({ action, type }) => action === 'msg' ? type : action)).toEqual(['cpuinfo', 'cpuinfo', what === 'a toast' ? 'toast' : 'runcommands']);
	});

	it('and that never listens is sent nothing', async () => {
		jest.useFakeTimers({ doNotFake: ['queueMicrotask', 'nextTick'] });
		try {
			deafUntil(Infinity);
			const asked = client.run(fresh(), command).catch((error: unknown) => error);
			await jest.advanceTimersByTimeAsync(15_000);
			expect(await asked).toMatchObject({ message: 'lab-two has just connected and accepts nothing yet' });
			expect(server.actions).not.toContain('runcommands');
		} finally {
			jest.useRealTimers();
		}
	});

	it('and is gone again is said to be so at once', async () => {
		server.answer = ({ responseid }) => [{ action: 'msg', result: 'Unable to route', responseid }];
		await expect(client.run(fresh(), command)).rejects.toMatchObject({ message: 'Unable to route' });
	});

	it('is not asked when it has been connected for long', async () => {
		deafUntil(0);
		await client.run(two, command);
		expect(probes()).toBe(0);
	});
});

describe('a device or group that is not known', () => {
	const nobody = `node//${'B'.repeat(64)}`;
	const nowhere = `mesh//${'B'.repeat(64)}`;
	it.each<[what: string, act: () => Promise<unknown>]>([
		['device', async () => await client.device(nobody)],
		['details', async () => await client.details(nobody)],
		['updateDevice', async () => await client.updateDevice(nobody, { name: 'x' })],
		['moveDevice', async () => await client.moveDevice(nobody, two.meshid)],
		['moveDevice to nowhere', async () => await client.moveDevice(two._id, nowhere)],
		['deleteDevice', async () => await client.deleteDevice(nobody)],
		['shares', async () => await client.shares(nobody)],
		['createShare', async () => await client.createShare(nobody, { types: ['files'], guestName: 'g', validFor: 'unlimited' })],
		['events', async () => await client.events({ deviceId: nobody, limit: 1 })],
		['updateGroup', async () => await client.updateGroup(nowhere, { name: 'x' })],
		['deleteGroup', async () => await client.deleteGroup(nowhere)],
		['createInviteLink', async () => await client.createInviteLink(nowhere, 1)],
	])('is an error of %s, and only looked for', async (_, act) => {
		await expect(act()).rejects.toMatchObject({ message: expect.stringMatching(/^Invalid (device|group) id$/) as string, advice: expect.any(String) as string });
		expect(server.actions.filter((action) => action !== 'nodes' && action !== 'meshes')).toEqual([]);
	});

	it('is nobody for find', async () => {
		expect(await client.find(nobody)).toBeUndefined();
	});
});

describe('an id', () => {
	it.each([
		['whole', two._id],
		['by its last part', two._id.slice('node//'.length)],
	])('may be given %s', async (_, id) => {
		expect(await client.device(id)).toMatchObject({ _id: two._id });
		expect(server.sent.at(0)).toMatchObject({ action: 'nodes', id: two._id });
	});

	it("belongs to the server's domain", async () => {
		server.greeting = welcome({ serverinfo: { domain: 'customer' }, userinfo: { _id: 'user/customer/n8n' } });
		await client.find('x'.repeat(64));
		expect(server.sent.at(0)).toMatchObject({ id: `node/customer/${'x'.repeat(64)}` });
	});

	it('of something else is refused before anything is sent', async () => {
		await expect(client.device(two.meshid)).rejects.toThrow(InputError);
		expect(server.wires).toEqual([]);
	});
});

it('the list for devices by their names is read once for a hundred items, and again after it failed', async () => {
	const known = answersOf('nodes');
	server.answer = (frame) => (frame.action === 'nodes' ? [{ action: 'nodes', responseid: frame.responseid, result: 'not now' }] : known(frame));
	await expect(client.candidates()).rejects.toThrow('not now');
	server.answer = known;
	const lists = await Promise.all(Array.from({ length: 100 }, async () => await client.candidates()));
	expect(lists.at(-1)).toHaveLength(3);
	expect(server.actions.filter((action) => action === 'nodes')).toHaveLength(2);
});

it('names are asked for once, however many devices are looked up', async () => {
	await Promise.all(Array.from({ length: 50 }, async () => await client.device(two._id)));
	expect(server.actions.filter((action) => action === 'meshes')).toHaveLength(1);
	expect(await client.device(two._id)).toMatchObject({ groupname: 'OpenFrame' });
});

it('a device is moved only where it is not there yet', async () => {
	expect(await client.moveDevice(two._id.slice('node//'.length), two.meshid.slice('mesh//'.length))).toMatchObject({ device: { _id: two._id }, group: { _id: two.meshid }, wasThere: true });
	expect(server.actions).not.toContain('changeDeviceMesh');
});

it('a device is not moved into a group of another kind, which would never be answered', async () => {
	const known = answersOf('nodes');
	const amt = { _id: `mesh//${'A'.repeat(64)}`, name: 'AMT', mtype: 1 };
	server.answer = (frame) => known(frame).map((each) => ('meshes' in each ? { ...each, meshes: [...(each.meshes as object[]), amt] } : each));
	await expect(client.moveDevice(two._id, amt._id)).rejects.toThrow('A device of the group OpenFrame cannot be moved to AMT, which is of another type');
	expect(server.actions).not.toContain('changeDeviceMesh');
});

describe('M14 tags one by one', () => {
	it('are worked out from those that are there, and read back', async () => {
		server.answer = answersOf('changedevice-desc-tags');
		expect(await client.updateDevice(two._id, { addTags: ['new', 'n8n'], removeTags: ['server', 'never there'] })).toMatchObject({ tags: ['lab, comma', 'n8n', 'new'] });
		expect(server.sent.find(({ action }) => action === 'changedevice')?.tags).toEqual(['lab, comma', 'n8n', 'new']);
	});

	it('are not written where those that are there could not be read: the others would be lost', async () => {
		const known = answersOf('changedevice-desc-tags');
		server.answer = (frame) => known(frame).map((each) => JSON.parse(JSON.stringify(each).replace(/"tags":\[/, '"tags":[7,')) as object);
		await expect(client.updateDevice(two._id, { addTags: ['new'] })).rejects.toThrow('The tags of lab-two could not be read');
		expect(server.actions).not.toContain('changedevice');
	});

	it('are all that is written', async () => {
		server.answer = answersOf('changedevice-desc-tags');
		await client.updateDevice(two._id, { removeTags: ['server'] });
		expect(Object.keys(server.sent.find(({ action }) => action === 'changedevice')!).sort()).toEqual(['action', 'nodeid', 'responseid', 'tags']);
	});
});

describe('what the server says is done, and is not', () => {
	it.each<[string, object, RegExp]>([
		['a tag that is too long', { tags: ['x'.repeat(70)], desc: 'known' }, /did not store Tags of lab-two as it was sent$/],
		['a name', { name: 'other' }, /did not store Name of lab-two/],
	])('is found when it is read back: %s', async (_, changes, message) => {
		const known = answersOf('changedevice-desc-tags');
		server.answer = (frame) => (frame.action === 'changedevice' ? [{ action: 'changedevice', responseid: frame.responseid, result: 'ok' }] : known(frame).map((each) => ('nodes' in each ? JSON.parse(JSON.stringify(each).replace(/Front[^,]*ť/, 'known')) as object : each)));
		await expect(client.updateDevice(two._id, changes)).rejects.toMatchObject({ name: 'BadAnswerError', message: expect.stringMatching(message) as string });
	});
});

describe('M6 waking that used no device', () => {
	const answered = (words: string, features: number) => {
		server.greeting = welcome({ serverinfo: { features } });
		server.answer = (frame) => (frame.action === 'wakedevices' ? [{ action: 'wakedevices', responseid: frame.responseid, result: words }] : answersOf('toast')(frame));
	};

	it('was not done by a server that is on the internet only', async () => {
		answered('Used 0 device(s) to send wake packets', 2_148_670_977);
		await expect(client.power(three, 'wake')).rejects.toMatchObject({ message: 'Used 0 device(s) to send wake packets', advice: expect.stringContaining('nothing was done') as string });
	});

	it('was done by a server in the network itself, which sends the packets too', async () => {
		answered('Used 0 device(s) to send wake packets', 2_148_670_976);
		expect(await client.power(three, 'wake')).toEqual({ answer: 'Used 0 device(s) to send wake packets', confirmed: false, reason: expect.stringContaining('Only the server sent packets') as string });
	});

	it.each(['Used 1 device(s) to send wake packets', 'Used 10 device(s) to send wake packets'])('is not "%s"', async (words) => {
		answered(words, 2_148_670_977);
		expect(await client.power(three, 'wake')).toEqual({ answer: words, confirmed: false, reason: expect.stringContaining('do not answer wake packets') });
	});
});

describe('a server on which sharing is switched off', () => {
	it('is not asked for links, because it never answers', async () => {
		server.greeting = welcome({ serverinfo: { guestdevicesharing: false } });
		for (const asked of [client.shares(two._id), client.createShare(two._id, { types: ['files'], guestName: 'g', validFor: 'unlimited' }), client.send('deviceShares', { nodeid: two._id })]) {
			await expect(asked).rejects.toThrow('Device sharing is turned off on this MeshCentral');
		}
		expect(server.actions.filter((action) => /share/i.test(action))).toEqual([]);
	});
});

describe('Check Connection', () => {
	const asFull = () => {
		const known = answersOf('nodes');
		server.answer = (frame) => (frame.action === 'serverconsole' ? [{ action: 'serverconsole', tag: frame.tag, value: '{"meshVersion":"v1.1.55","nodeVersion":"v20.20.2"}' }] : known(frame));
	};

	it('says who we are, what is seen, which version answers, and that nothing is missing', async () => {
		asFull();
		expect(await client.connection(OF_OPERATIONS)).toEqual({ user: 'user//labadmin', version: '1.1.55', devices: 3, missingRights: [] });
	});

	it('asks only a full administrator for the version, which nobody else is told, and names what is missing where', async () => {
		const links = { [two.meshid]: { rights: 1 + 8 + 64 }, 'mesh//GIwMTXItGmEm1M7NTcltjhoCMQmPM9SD2MyeDvAQqVUKpZhASKOWMuDzTRO1M7eX': { rights: 1 + 2 + 4 + 8 + 64 + 131_072 } };
		server.greeting = welcome({ userinfo: { _id: 'user//n8n', siteadmin: 0, links } });
		asFull();
		const { version, missingRights } = await client.connection(OF_OPERATIONS);
		expect([version, server.actions.includes('serverconsole')]).toEqual([null, false]);
		expect(missingRights).toEqual(['Agent Console', 'Chat and Notify', 'Device Details', 'Full Administrator', 'Guest Sharing', 'Manage Devices (in OpenFrame)', 'Manage Users (Server)', 'Manage Users (in OpenFrame)', 'Remote Command (in OpenFrame)', 'Reset and Off', 'Set Notes', 'Uninstall', 'User Groups (Server)']);
	});

	it('of an account without any group names all of them, and is no error', async () => {
		server.greeting = welcome({ userinfo: { siteadmin: 0, links: undefined } });
		server.answer = (frame) => (frame.action === 'meshes' ? [{ action: 'meshes', meshes: [] }] : [{ action: 'nodes', responseid: frame.responseid, nodes: {} }]);
		expect(await client.connection(OF_OPERATIONS)).toMatchObject({ devices: 0, missingRights: expect.arrayContaining(['Remote Command', 'Wake']) as string[] });
	});

	it('leaves open what the server does not say', async () => {
		server.greeting = welcome({}).map((frame) => ('userinfo' in frame ? { action: 'userinfo' } : frame));
		expect(await client.connection(OF_OPERATIONS)).toMatchObject({ user: null, version: null, missingRights: null });
	});
});

it('only what changes is written', async () => {
	server.answer = answersOf('changedevice-rename');
	await client.updateDevice(three._id, { desc: '' });
	const { responseid, ...written } = server.sent.find(({ action }) => action === 'changedevice')!;
	expect(written).toEqual({ action: 'changedevice', nodeid: three._id, desc: '' });
	expect(responseid).toEqual(expect.any(String));
});

describe('details', () => {
	const withSystem = (system: object) => {
		const known = answersOf('getnetworkinfo');
		server.answer = (frame) => (frame.action === 'getsysinfo' ? [{ action: 'getsysinfo', nodeid: frame.nodeid, ...system }] : known(frame));
	};

	it('have the network where the agent has no hardware to tell of', async () => {
		withSystem({ noinfo: true, result: 'Invalid device id' });
		expect(await client.details(two._id)).toMatchObject({ network: { netif2: { lo: expect.any(Array) as unknown[] } }, system: null });
	});

	it('have both where there are both', async () => {
		withSystem({ hardware: { identifiers: { cpu_name: 'Some CPU' } } });
		expect(await client.details(two._id)).toMatchObject({ network: { netif2: expect.anything() as object }, system: { hardware: { identifiers: { cpu_name: 'Some CPU' } } } });
	});
});

describe('processes', () => {
	const agentSays = (value: string) => {
		server.answer = ({ responseid, nodeid }) => [
			{ action: 'msg', result: 'OK', responseid },
			{ action: 'msg', type: 'ps', nodeid: `node//${'C'.repeat(64)}`, value: '{"1":{"cmd":"of another device"}}' },
			{ action: 'msg', type: 'ps', nodeid, value },
		];
	};

	it.each([
		['by id', '{"1":{"pid":1,"cmd":"systemd","user":"root"},"42":{"cmd":"nginx"}}'],
		['as a list', '[{"pid":1,"cmd":"systemd","user":"root"},{"pid":42,"cmd":"nginx"}]'],
		['M14 with ids as text', '{"1":{"pid":"1","cmd":"systemd","user":"root"},"42":{"pid":"42","cmd":"nginx"}}'],
		['M14 with the heading of ps among them', '{"1":{"pid":1,"cmd":"systemd","user":"root"},"42":{"cmd":"nginx"},"PID":{"pid":"PID","user":"USER","cmd":"  PID USER      COMMAND"}}'],
		['M14 as a list with ids as text', '[{"pid":"1","cmd":"systemd","user":"root"},{"pid":"42","cmd":"nginx"}]'],
	])('come %s', async (_, value) => {
		agentSays(value);
		expect(await client.processes(two)).toEqual([{ pid: 1, cmd: 'systemd', user: 'root' }, { pid: 42, cmd: 'nginx' }]);
	});

	it('that cannot be read are an error of the kind that says so', async () => {
		agentSays('<html>');
		await expect(client.processes(two)).rejects.toMatchObject({ name: 'BadAnswerError' });
	});

	it('are asked for again where the agent says nothing, and not for ever', async () => {
		jest.useFakeTimers({ doNotFake: ['queueMicrotask', 'nextTick'] });
		try {
			let asked = 0;
			server.answer = ({ responseid, nodeid }) => [{ action: 'msg', result: 'OK', responseid }, ...(++asked === 2 ? [{ action: 'msg', type: 'ps', nodeid, value: '{}' }] : [])];
			const once = client.processes(two);
			await jest.advanceTimersByTimeAsync(10_001);
			expect(await once).toEqual([]);
			const never = client.processes(two).catch((error: Error) => error.message);
			await jest.advanceTimersByTimeAsync(31_000);
			expect([await never, asked]).toEqual(['The agent of lab-two did not list its processes in 3 attempts', 5]);
		} finally {
			jest.useRealTimers();
		}
	});

	it('of a device that has just gone are refused at once', async () => {
		server.answer = ({ responseid }) => [{ action: 'msg', result: 'Unable to route', responseid }];
		await expect(client.processes(two)).rejects.toMatchObject({ message: 'Unable to route' });
	});
});

describe("the server's clock", () => {
	const ahead = (ms: number) => {
		server.greeting = welcome({ serverinfo: { serverTime: Date.now() + ms } });
	};

	it.each([3_600_000, -3_600_000, 0])('that is %d ms ahead is the one that times are told by', async (ms) => {
		ahead(ms);
		expect(client.connectedSince()).toBeUndefined();
		await client.groups();
		expect(Math.abs(client.serverNow().getTime() - Date.now() - ms)).toBeLessThan(1_000);
		expect(Math.abs(client.connectedSince()!.getTime() - Date.now() - ms)).toBeLessThan(1_000);
	});
});

describe('send', () => {
	it.each(['action', 'responseid'])('takes no parameter %s', async (reserved) => {
		await expect(client.send('usergroups', { [reserved]: 'x' })).rejects.toThrow(InputError);
		expect(server.wires).toEqual([]);
	});

	it('shows the list for a command that it does not know, and none of those that are not allowed', async () => {
		const refused = await client.send('nosuch', {}).catch((error: unknown) => error as InputError);
		const allowed = client.commands().filter((each) => each.allowed).map(({ name }) => name);
		expect((refused as InputError).advice).toContain(allowed.join(', '));
		for (const { name, reason } of client.commands().filter((each) => !each.allowed)) {
			expect(reason).toEqual(expect.any(String));
			await expect(client.send(name, {})).rejects.toThrow(reason);
		}
		expect(server.wires).toEqual([]);
	});

	it('asks for a device by the last part of its id', async () => {
		server.answer = (frame) => replayed(frame.action, frame);
		expect(await client.send('lastconnect', { nodeid: three._id.slice('node//'.length) })).toMatchObject({ nodeid: three._id });
	});
});

it('a no repeats no secret', async () => {
	const [secret] = server.connection.secrets;
	server.answer = ({ action, responseid }) => [{ action, responseid, result: `wrong:\n ${secret} <b>` }];
	await expect(client.createGroup('a', '')).rejects.toThrow('wrong: *** <b>');
});
