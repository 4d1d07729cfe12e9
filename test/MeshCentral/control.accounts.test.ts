/** Accounts, user groups and rights over the WebSocket: sent as recorded, and read back. */
import { ControlClient } from '../../nodes/MeshCentral/control/client';
import { sessions } from '../../nodes/MeshCentral/control/channel';
import { openLink } from '../../nodes/MeshCentral/control/link';
import { MissingRightError } from '../../nodes/MeshCentral/permissions';
import type { DeviceRecord, GroupRecord } from '../../nodes/MeshCentral/schemas';
import { FakeServer, fieldsOf, recorded, replayed, welcome, type Sent } from './controlWire';

jest.mock('../../nodes/MeshCentral/control/link', () => ({ openLink: jest.fn() }));

const FULL = 4_294_967_295;
const mesh = String(recorded('addmeshuser-again').sent.meshid);
const node = String(recorded('adddeviceuser-usergroup').sent.nodeid);
const ugrp = String(recorded('editusergroup').sent.ugrpid);

let server: FakeServer;
let client: ControlClient;
let users: Map<string, Record<string, unknown>>;
let groups: Map<string, Record<string, unknown> & { links: Record<string, { rights: number }> }>;
let links: Record<string, Record<string, { name?: string; rights: number }>>;
/** The recording whose answers an action gets; otherwise it is done. */
let playing: Record<string, string>;

beforeEach(() => {
	users = new Map((recorded('users-full').received[0]!.users as Array<{ _id: string }>).map((user) => [user._id, { ...user }]));
	groups = new Map([[ugrp, { _id: ugrp, name: 'Technicians', desc: 'old', links: { 'user//dana': { rights: 1 } } }]]);
	links = { [mesh]: { 'user//labadmin': { rights: FULL } }, [node]: {} };
	playing = {};
	server = new FakeServer();
	server.greeting = welcome({ userinfo: { links: { [mesh]: { rights: FULL } } } });
	server.answer = (frame) => {
		const name = playing[frame.action];
		return name ? replayed(name, frame) : does(frame);
	};
	jest.mocked(openLink).mockImplementation(server.open);
	client = new ControlClient(server.connection, {});
});
afterEach(async () => await sessions.closeAll());

/** As the server does it. */
function does({ action, responseid, ...frame }: Sent): object[] {
	const ok = (more: object = {}) => [{ action, responseid, result: 'ok', ...more }];
	const text = (name: string) => String(frame[name]);
	switch (action) {
		case 'users':
			return [{ action, users: [...users.values()] }];
		case 'usergroups':
			return [{ action, ugroups: Object.fromEntries(groups) }];
		case 'meshes':
			return [{ action, meshes: [{ _id: mesh, name: 'OpenFrame', mtype: 2, links: links[mesh] }] }];
		case 'nodes':
			return [{ action, responseid, nodes: { [mesh]: [{ _id: node, name: 'lab-three', links: links[node] }] } }];
		case 'adduser':
			users.set(`user//${text('username').toLowerCase()}`, { _id: `user//${text('username').toLowerCase()}`, name: frame.username, email: frame.email, realname: frame.realname });
			return ok();
		case 'edituser':
			Object.assign(users.get(text('id'))!, { ...(frame.realname !== undefined && { realname: frame.realname }), ...(frame.siteadmin !== undefined && { siteadmin: frame.siteadmin }) });
			return ok();
		case 'deleteuser':
			users.delete(text('userid'));
			return ok();
		case 'createusergroup':
			groups.set('ugrp//new', { _id: 'ugrp//new', name: frame.name, desc: frame.desc, links: {} });
			return ok({ ugrpid: 'ugrp//new' });
		case 'editusergroup':
			Object.assign(groups.get(text('ugrpid'))!, { ...(frame.name !== undefined && { name: frame.name }), ...(frame.desc !== undefined && { desc: frame.desc }) });
			return [];
		case 'deleteusergroup':
			groups.delete(text('ugrpid'));
			return ok();
		case 'addusertousergroup':
			groups.get(text('ugrpid'))!.links[`user//${(frame.usernames as [string])[0]}`] = { rights: 1 };
			return ok({ added: 1, failed: 0 });
		case 'removeuserfromusergroup':
			delete groups.get(text('ugrpid'))!.links[text('userid')];
			return ok();
		case 'addmeshuser':
			links[mesh]![(frame.userids as [string])[0]] = { rights: Number(frame.meshadmin) };
			return [{ action, responseid, result: 'Added user x', success: 1, failed: 0 }];
		case 'removemeshuser':
			delete links[mesh]![text('userid')];
			return ok();
		case 'adddeviceuser':
			if (frame.remove) delete links[node]![(frame.userids as [string])[0]];
			else links[node]![(frame.userids as [string])[0]] = { rights: Number(frame.rights) };
			return ok();
		default:
			return ok();
	}
}

const sentOf = (action: string) => server.sent.filter((frame) => frame.action === action).map(fieldsOf);
const group = (): GroupRecord => ({ _id: mesh, name: 'OpenFrame' });
const device = (): DeviceRecord => ({ _id: node, name: 'lab-three', meshid: mesh, groupname: 'OpenFrame' });

describe('an account', () => {
	it('is sent as recorded, and read back; its ID is in small letters', async () => {
		const { username, pass, email, realname } = recorded('adduser-all-fields').sent as Record<string, unknown> as Record<string, string>;
		const made = await client.accounts.createUser({ name: username!, password: pass, email, emailVerified: true, realName: realname, mustChangePassword: false });
		expect(made).toMatchObject({ _id: 'user//bob', name: 'Bob' });
		expect(sentOf('adduser')).toEqual([{ username, pass, email, emailVerified: true, realname, resetNextLogin: false }]);
	});

	it('with a password that nobody is told', async () => {
		await client.accounts.createUser({ name: 'eve' });
		expect(sentOf('adduser')).toEqual([{ username: 'eve', randomPassword: true }]);
	});

	it('that the server did not make is an error', async () => {
		playing = { adduser: 'adduser' };
		await expect(client.accounts.createUser({ name: 'ghost', password: 'x' })).rejects.toThrow('MeshCentral accepted the request but did not store user//ghost');
	});

	it('is changed in what is given, and keeps its quota', async () => {
		users.get('user//alice')!.quota = 5_000;
		expect(await client.accounts.updateUser('user//alice', { realName: '' })).toMatchObject({ realname: '' });
		expect(sentOf('edituser')).toEqual([{ id: 'user//alice', realname: '', quota: 5_000 }]);
	});

	it.each([['edituser-lock', 32], ['edituser-unlock', 0]])('is locked and unlocked as recorded: %s', async (name, siteRights) => {
		await client.accounts.updateUser('user//alice', { siteRights });
		expect(sentOf('edituser')[0]).toEqual(fieldsOf(recorded(name).sent));
	});

	it('of a full administrator is refused in the words of the server', async () => {
		playing = { edituser: 'edituser-admin-by-manager', deleteuser: 'deleteuser-admin-by-manager' };
		await expect(client.accounts.updateUser('user//labadmin', { realName: 'x' })).rejects.toThrow('Permission denied');
		await expect(client.accounts.deleteUser('user//labadmin')).rejects.toThrow('Permission denied');
	});

	it('is deleted, and gone', async () => {
		await client.accounts.deleteUser('user//alice');
		playing = { deleteuser: 'deleteuser-again' };
		await expect(client.accounts.deleteUser('user//alice')).rejects.toThrow('User does not exists');
	});
});

describe('a user group', () => {
	it('is made and read back', async () => {
		expect(await client.accounts.createUserGroup('Night', 'shift')).toMatchObject({ _id: 'ugrp//new', name: 'Night', desc: 'shift' });
	});

	it('is changed without an answer, and read back', async () => {
		expect(await client.accounts.updateUserGroup(ugrp, { name: 'Technicians 2' })).toMatchObject({ name: 'Technicians 2', desc: 'old' });
		expect(sentOf('editusergroup')).toEqual([{ ugrpid: ugrp, name: 'Technicians 2' }]);
		playing = { editusergroup: 'editusergroup-denied' };
		await expect(client.accounts.updateUserGroup(ugrp, { name: 'other' })).rejects.toThrow('did not store Name of Technicians 2');
	});

	it('is not changed without the right, which nobody would tell', async () => {
		server.greeting = welcome({ userinfo: { siteadmin: 0 } });
		await expect(client.accounts.updateUserGroup(ugrp, { name: 'x' })).rejects.toBeInstanceOf(MissingRightError);
		expect(sentOf('editusergroup')).toEqual([]);
	});

	it('takes members by their names, and lets them go by their IDs', async () => {
		await client.accounts.setMember(ugrp, 'user//alice', true);
		await client.accounts.setMember(ugrp, 'user//alice', false);
		expect([sentOf('addusertousergroup'), sentOf('removeuserfromusergroup')]).toEqual([[{ ugrpid: ugrp, usernames: ['alice'] }], [{ ugrpid: ugrp, userid: 'user//alice' }]]);
	});

	it('of which only the names are told is read all the same', async () => {
		playing = { usergroups: 'usergroups-none' };
		expect((await client.accounts.userGroups()).map(({ name }) => name)).toEqual(['Technicians', 'Technicians']);
	});
});

describe('rights', () => {
	it('in a group are the whole number, for users and user groups', async () => {
		await client.accounts.setRights({ group: group() }, 'user//alice', 147_464);
		expect(sentOf('addmeshuser')[0]).toEqual(fieldsOf(recorded('addmeshuser-again').sent));
		await client.accounts.setRights({ group: group() }, ugrp, 8);
		await client.accounts.setRights({ group: group() }, ugrp, null);
		expect(sentOf('removemeshuser')).toEqual([{ meshid: mesh, userid: ugrp }]);
	});

	it('on a device as well, and are taken away with a number that has to be there', async () => {
		await client.accounts.setRights({ device: device() }, ugrp, 8);
		await client.accounts.setRights({ device: device() }, ugrp, null);
		expect(sentOf('adddeviceuser')).toEqual([{ nodeid: node, userids: [ugrp], rights: 8 }, { nodeid: node, userids: [ugrp], rights: 0, remove: true }]);
	});

	it.each([['addmeshuser-self', "Can't change self, Nothing done"]])("the server's no is an error: %s", async (name, words) => {
		playing = { addmeshuser: name };
		await expect(client.accounts.setRights({ group: group() }, 'user//labadmin', 8)).rejects.toThrow(words);
	});

	it('that cannot be given on a device are refused in its words', async () => {
		playing = { adddeviceuser: 'adddeviceuser-bad-rights' };
		await expect(client.accounts.setRights({ device: device() }, 'user//alice', 7)).rejects.toThrow('Invalid rights');
	});

	it('of an account that may not manage them are not sent, where the server would say nothing', async () => {
		server.greeting = welcome({ userinfo: { links: { [mesh]: { rights: 8 } }, siteadmin: 0 } });
		await expect(client.accounts.setRights({ device: device() }, 'user//alice', 8)).rejects.toBeInstanceOf(MissingRightError);
		expect(sentOf('adddeviceuser')).toEqual([]);
	});
});

describe('a report', () => {
	const order = { from: new Date(1_795_654_206_000), to: new Date(1_795_740_666_000) };

	it.each([['sessions', 'report-sessions'], ['logins', 'report-logins'], ['db', 'report-db']] as const)('of %s is asked for as recorded, and every entry has its group', async (type, name) => {
		playing = { report: name };
		const entries = await client.accounts.report({ type, ...order });
		expect(sentOf('report')[0]).toMatchObject(fieldsOf(recorded(name).sent));
		const { groups: told } = (recorded(name).received[0] as unknown as { data: { groups: Record<string, { entries: object[] }> } }).data;
		expect(entries).toEqual(Object.entries(told).flatMap(([id, { entries: each }]) => each.map((entry) => ({ group: id, ...entry }))));
		expect(entries.length).toBeGreaterThan(0);
	});

	it('is not asked for without the right, since it would be empty', async () => {
		server.greeting = welcome({ userinfo: { siteadmin: 0 } });
		await expect(client.accounts.report({ type: 'logins', ...order })).rejects.toBeInstanceOf(MissingRightError);
	});
});

describe('a broadcast', () => {
	it('goes to all or to one', async () => {
		await client.accounts.broadcast('hello all');
		await client.accounts.broadcast('hello', 'user//alice');
		expect(sentOf('userbroadcast')).toEqual([{ msg: 'hello all' }, { msg: 'hello', userid: 'user//alice' }]);
	});

	it.each(['userbroadcast-denied', 'userbroadcast-empty'])('%s: the words of the server', async (name) => {
		playing = { userbroadcast: name };
		await expect(client.accounts.broadcast('x')).rejects.toThrow(String(recorded(name).received.find(({ result }) => result !== undefined)!.result));
	});
});

it('an invitation is sent as meshctrl sends it', async () => {
	await client.inviteByEmail(mesh, { email: 'ada@example.test', message: 'Hello' });
	expect(sentOf('inviteAgent')).toEqual([{ meshid: mesh, email: 'ada@example.test', name: '', os: '0', msg: 'Hello' }]);
});
