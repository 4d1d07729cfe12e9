/** Actions that are sent as they are: on accounts, members and user groups the server says "ok" for nothing, or nothing at all. */
import { ControlClient } from '../../nodes/MeshCentral/control/client';
import { sessions } from '../../nodes/MeshCentral/control/channel';
import { openLink } from '../../nodes/MeshCentral/control/link';
import { FakeServer, fieldsOf, recorded, replayed, welcome, type Sent } from './controlWire';

jest.mock('../../nodes/MeshCentral/control/link', () => ({ openLink: jest.fn() }));

const group = 'mesh//IIXsb@eNbW2x5TFCkMo5y98nmF3x4O3V2l3g8flTQwHO1nrWsD6CpSCLRKaZvaP9';
const branch = 'mesh//biHNG9VV7af4zGlYKq83Kx1aN2Gm0VV4ShphnMuVJJ@MczfPYVfAFWsfyu@yVj$K';
const three = 'node//gxpSUvC7BQ3fQ909Bd93foFLtyHtQgmwPGXwDy1CrmAqVJJ9g@MA6HDljj9VGJei';
const FULL = 4_294_967_295;

type Users = Array<Record<string, unknown> & { _id: string }>;
let server: FakeServer;
let client: ControlClient;
/** As the server has them. */
let users: Users;
let links: Record<string, Record<string, { rights: number }>>;
/** What an action does there. */
let does: (frame: Sent) => void;

beforeEach(() => {
	users = (recorded('users-full').received[0]!.users as Users).map((user) => ({ ...user }));
	links = { [group]: { 'user//labadmin': { rights: FULL } }, [three]: {} };
	does = () => {};
	server = new FakeServer();
	server.greeting = welcome({ userinfo: { links: { [group]: { rights: FULL }, [branch]: { rights: FULL } } } });
	server.answer = (frame) => {
		const { action, responseid, id } = frame;
		if (action === 'users') return [{ action, users }];
		if (action === 'usergroups') return replayed('usergroups-full', frame);
		if (action === 'meshes') return [{ action, meshes: [{ _id: group, name: 'OpenFrame', links: links[group] }, { _id: branch, name: 'Branch', links: { 'user//labadmin': { rights: FULL } } }] }];
		if (action === 'nodes') return [{ action, responseid, nodes: id === three ? { [branch]: [{ _id: three, name: 'lab-three', links: links[three] }] } : {} }];
		does(frame);
		return replayed(playing, frame);
	};
	jest.mocked(openLink).mockImplementation(server.open);
	client = new ControlClient(server.connection, {});
});
afterEach(async () => await sessions.closeAll());

/** The recording whose answers the next action gets. */
let playing = '';
/** Sends what was recorded, or other parameters, and gets the recorded answer. */
async function send(recording: string, parameters = fieldsOf(recorded(recording).sent)): Promise<unknown> {
	playing = recording;
	return await client.send(recorded(recording).sent.action, parameters);
}
const acting = () => server.sent.filter(({ action }) => !['users', 'usergroups', 'meshes', 'nodes'].includes(action));
const user = (id: string) => users.find(({ _id }) => _id === id)!;

describe('M14 the WebSocket sends what REST commands do', () => {
	it('for accounts, members and user groups, and says what it takes', () => {
		const named = new Map(client.commands().map((command) => [command.name, command]));
		for (const name of ['adduser', 'edituser', 'deleteuser', 'addmeshuser', 'removemeshuser', 'adddeviceuser', 'createusergroup', 'deleteusergroup', 'addusertousergroup', 'removeuserfromusergroup']) {
			expect(named.get(name)).toMatchObject({ allowed: true, parameters: expect.arrayContaining([expect.any(String)]) });
		}
		expect(named.get('adduser')?.note).toContain("'edituser' afterwards");
	});

	it.each(['adduser', 'deleteuser', 'addmeshuser-userids', 'removemeshuser', 'createusergroup', 'deleteusergroup', 'addusertousergroup', 'removeuserfromusergroup'])('as recorded: %s', async (recording) => {
		const answer = recorded(recording).received.findLast(({ action }) => action === recorded(recording).sent.action)!;
		expect(await send(recording)).toEqual(fieldsOf(answer));
		expect(acting()).toHaveLength(1);
		expect(acting()[0]).toMatchObject(fieldsOf(recorded(recording).sent));
	});

	it('repeats a no in the words of the server', async () => {
		await expect(send('adduser-duplicate')).rejects.toThrow('User already exists');
	});
});

describe('what the server would pass over', () => {
	it.each<[string, Record<string, unknown>]>([
		['adduser', { username: 'fred', pass: 'x', phone: '+420123456789' }],
		['adduser', { username: 'fred', pass: 'x', consent: 1 }],
		['changedevice', { nodeid: three, colour: 'red' }],
	])('%s has no such parameter, and nothing is sent (%j)', async (action, parameters) => {
		await expect(client.send(action, parameters)).rejects.toThrow(/has no parameter '(phone|consent|colour)'$/);
		expect(server.sent).toEqual([]);
	});

	it.each<[string, Record<string, unknown>]>([
		['edituser', { id: 'user//alice', siteadmin: -1 }],
		['edituser', { id: 'user//alice', siteadmin: '2' }],
		['addmeshuser', { meshid: group, userids: ['user//alice'], meshadmin: -1 }],
		['adddeviceuser', { nodeid: three, userids: ['user//alice'], rights: 1.5 }],
	])('rights of %s that are none are refused: -1 would be stored, and is not everything (%j)', async (action, parameters) => {
		await expect(client.send(action, parameters)).rejects.toThrow('must be a whole number from 0 to 4294967295');
		expect(acting()).toEqual([]);
	});

	it('an administrator of the group is not removed by a manager: that is never answered', async () => {
		server.greeting = welcome({ userinfo: { links: { [group]: { rights: 2 } } } });
		links[group] = { 'user//emil': { rights: FULL } };
		await expect(send('removemeshuser-group-administrator-by-manager')).rejects.toThrow('user//emil is a full administrator of the device group OpenFrame');
		expect(acting()).toEqual([]);
	});

	it('somebody who is not in a user group is not removed from it', async () => {
		await expect(client.send('removeuserfromusergroup', { ugrpid: Object.keys(recorded('usergroups-full').received[0]!.ugroups as object)[1], userid: 'user//dana' })).rejects.toThrow('user//dana is not in the user group Technicians');
		expect(acting()).toEqual([]);
	});

	it.each<[string, Record<string, unknown>]>([
		['addusertousergroup', { usernames: ['alice'] }],
		['removeuserfromusergroup', { userid: 'user//alice' }],
	])('%s with a user group that there is not is an error: the server says ok', async (action, parameters) => {
		await expect(client.send(action, { ugrpid: `ugrp//${'A'.repeat(64)}`, ...parameters })).rejects.toThrow('MeshCentral has no user group ugrp//AAA');
		expect(acting()).toEqual([]);
	});

	it('a device or group that is not known is found out before', async () => {
		await expect(client.send('getNotes', { id: `node//${'B'.repeat(64)}` })).rejects.toThrow('Invalid device id');
		await expect(client.send('powertimeline', { nodeid: `node//${'B'.repeat(64)}` })).rejects.toThrow('Invalid device id');
		await expect(client.send('editmesh', { meshid: `mesh//${'B'.repeat(64)}`, desc: 'x' })).rejects.toThrow('Invalid group id');
		await expect(client.send('editmesh', { desc: 'x' })).rejects.toThrow("'editmesh' needs 'meshid'");
		expect(acting()).toEqual([]);
	});

	it.each(['editusergroup', 'changeuserpass'])('%s is never answered, and not to be had', async (action) => {
		await expect(client.send(action, {})).rejects.toThrow('the server never answers it');
	});
});

describe('what is said to be done and is not', () => {
	it('of several members some are unknown: an error in the words of the server, with how many were done', async () => {
		await expect(send('addmeshuser-unknown-userids')).rejects.toMatchObject({ message: 'Unknown user ghost, Added user alice', advice: '1 succeeded, 1 failed.' });
		await expect(send('addmeshuser-remove')).rejects.toThrow('Removed user bob, Unknown user ghost');
		await expect(send('addusertousergroup-unknown')).rejects.toMatchObject({ advice: '1 succeeded, 1 failed.' });
	});

	it('an unknown user is no user of a device, although the server says ok', async () => {
		await expect(send('adddeviceuser-unknown')).rejects.toMatchObject({ message: 'MeshCentral answered "ok" but did not store the rights of user//ghost on lab-three' });
	});

	it('a known one is, and is read back', async () => {
		does = () => (links[three] = { 'user//alice': { rights: 72 } });
		expect(await send('adddeviceuser')).toEqual({ result: 'ok' });
		does = () => (links[three] = {});
		expect(await send('adddeviceuser-remove', { nodeid: three, usernames: ['Alice'], remove: true })).toEqual({ result: 'ok' });
		expect(acting().at(-1)).toMatchObject({ remove: true, rights: 0 });
	});

	it('rights that somebody may not give are not given', async () => {
		await expect(send('edituser-too-many-rights-by-manager')).rejects.toMatchObject({ message: 'MeshCentral answered "ok" but did not store siteadmin of user//alice' });
	});
});

describe('edituser', () => {
	it('keeps the quota of an account, which the server would take away', async () => {
		user('user//alice').quota = 1_000;
		does = (frame) => Object.assign(user('user//alice'), { realname: frame.realname });
		expect(await send('edituser-quota-lost')).toEqual({ result: 'ok' });
		expect(acting()[0]).toMatchObject({ id: 'user//alice', realname: 'Alice', quota: 1_000 });
	});

	it('sends another quota where one is given, and none where there is none', async () => {
		does = ({ quota }) => Object.assign(user('user//alice'), quota === undefined ? {} : { quota });
		await send('edituser', { userid: 'alice', quota: 5 });
		await send('edituser', { userid: 'user//carol', emailVerified: true });
		expect(acting().map(({ quota }) => quota)).toEqual([5, undefined]);
	});

	it('is stored as the server stores it', async () => {
		does = () => Object.assign(user('user//alice'), { realname: 'Alice Nováková', email: 'alice@example.test' });
		expect(await send('edituser')).toEqual({ result: 'ok' });
	});
});
