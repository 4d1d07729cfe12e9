/** Rights: what an account lacks is named, and nothing is sent that the server would answer with silence, or with "ok" for nothing. */
import type { MeshCentralClient } from '../../nodes/MeshCentral/client';
import { ControlClient } from '../../nodes/MeshCentral/control/client';
import { sessions } from '../../nodes/MeshCentral/control/channel';
import { openLink } from '../../nodes/MeshCentral/control/link';
import { NEEDS, OF_OPERATIONS, rightLabels, rightsFor } from '../../nodes/MeshCentral/rights';
import { meshCentral } from '../../nodes/MeshCentral/system';
import { ForbiddenError } from '../../nodes/shared/errors';
import { recorded } from './controlWire';
import { FULL, isEnough, measured, oneUser, places, RightsServer, type Granted, type NeededRow } from './rightsServer';

jest.mock('../../nodes/MeshCentral/control/link', () => ({ openLink: jest.fn() }));

let server: RightsServer;
function use(granted: Granted): ControlClient {
	server = new RightsServer(granted);
	jest.mocked(openLink).mockImplementation(server.open);
	return new ControlClient(server.connection, {});
}
afterEach(async () => await sessions.closeAll());

const order = { text: 'id', shell: 'sh', runAs: 'agent', wait: true, timeoutMs: 1_000, outputAtMost: 1_000 } as const;
const said = { title: 'T', text: 'm', seconds: 9 } as const;

/** What a user does, by the name under which its need is declared, with the action that it comes to. */
const deeds: ReadonlyArray<[deed: keyof typeof NEEDS, action: string, act: (client: MeshCentralClient) => Promise<unknown>]> = [
	['runCommand', 'runcommands', async (client) => await client.run(await client.device(places.device), order)],
	['agentConsole', 'runcommands', async (client) => await client.run(await client.device(places.device), { ...order, shell: 'console', wait: false })],
	['power', 'poweraction', async (client) => await client.power(await client.device(places.device), 'reset')],
	['wake', 'wakedevices', async (client) => await client.power(await client.device(places.device), 'wake')],
	['toast', 'toast', async (client) => await client.message(await client.device(places.device), { ...said, as: 'toast' })],
	['dialog', 'msg', async (client) => await client.message(await client.device(places.device), { ...said, as: 'dialog' })],
	['openUrl', 'msg', async (client) => await client.openUrl(await client.device(places.device), 'https://example.test/')],
	['services', 'msg', async (client) => await client.services(await client.device(places.device))],
	['processes', 'msg', async (client) => await client.processes(await client.device(places.device))],
	['updateDevice', 'changedevice', async (client) => await client.updateDevice(places.device, { desc: 'x' })],
	['moveTo', 'changeDeviceMesh', async (client) => await client.moveDevice(places.device, places.other)],
	['deleteDevice', 'removedevices', async (client) => await client.deleteDevice(places.device)],
	['details', 'getnetworkinfo', async (client) => await client.details(places.device)],
	['shares', 'deviceShares', async (client) => await client.shares(places.device)],
	['shares', 'createDeviceShareLink', async (client) => await client.createShare(places.device, { types: ['files'], guestName: 'g', validFor: 'unlimited' })],
	['updateGroup', 'editmesh', async (client) => await client.updateGroup(places.group, { desc: 'x' })],
	['deleteGroup', 'deletemesh', async (client) => await client.deleteGroup(places.group)],
	['createGroup', 'createmesh', async (client) => await client.createGroup('New', '')],
	['users', 'users', async (client) => await client.users()],
];

/** Files are in control.relay.test.ts, what is never answered in control.notes.test.ts, members and user groups in control.sending.test.ts. */
const elsewhere = ['moveFrom', 'addLocalDevice', 'manageMembers', 'userGroups', 'files', 'setNotes', 'uninstallAgent'];

const rowOf = (deed: string, action: string): NeededRow => measured.actions.find((row) => row.deed === deed && row.action === action)!;
const failure = async (asked: Promise<unknown>): Promise<Error | undefined> => await asked.then(() => undefined, (error: Error) => error);
/** Everything that an error says. */
const toldBy = (error: Error) => [error.message, ...(error as ForbiddenError).notes].join(' ');
/** The server does nothing, and does not say so in words of its own. */
const isDeceiving = ({ member }: NeededRow) => member.length === 0 || /^(ok|invalid)/i.test(member[0]!);

describe('the table of rights', () => {
	it('has the bits of the server', () => {
		const { rights, siteRights } = measured;
		for (const [name, bit] of Object.entries({ ...rights, ...siteRights })) {
			const need = { on: 'device', all: [name] } as never;
			expect([name, permitted(need, bit), permitted(need, 0)]).toEqual([name, true, false]);
		}
	});

	it.each(measured.actions)('has what $action needs', ({ deed, on, all, oneOf, none, full }) => {
		expect(NEEDS[deed as keyof typeof NEEDS]).toEqual({ on, ...(all && { all }), ...(oneOf && { oneOf }), ...(none && { none }), ...(full && { full }) });
	});

	it('was measured for all of it', () => {
		const known = new Set(measured.actions.map(({ deed }) => deed));
		// Taken from what moving to a group needs in the other one; and read in the server's source.
		expect(Object.keys(NEEDS).filter((deed) => !known.has(deed))).toEqual(['addLocalDevice', 'moveFrom']);
		expect(new Set(deeds.map(([deed]) => deed))).toEqual(new Set(Object.keys(NEEDS).filter((deed) => !elsewhere.includes(deed))));
	});

	it.each(measured.actions)('has the words that were recorded of $action', ({ recording, member }) => {
		const { received } = recorded(recording);
		expect(received.filter(({ action, event }) => action !== 'event' && event === undefined).map(({ result }) => result)).toEqual(member);
	});

	it('calls rights by the names of the web page where these differ', () => {
		expect(Object.keys(rightLabels).filter((right) => !(right in measured.rights))).toEqual([]);
	});
});

const permitted = (need: NeededRow, rights: number) => isEnough({ ...need, on: need.all![0]!.endsWith('(Server)') ? 'server' : 'device' }, rights, rights);

describe('the operations of the node', () => {
	const declared = (resource: string, operation: string) => meshCentral.resources.find(({ value }) => value === resource)!.operations.find(({ value }) => value === operation)!.rights ?? [];

	it.each<[resource: string, operation: string, ...deeds: Array<keyof typeof NEEDS>]>([
		// With a switch, a shell or a user that is chosen, some need another one: the page in docs/ says so.
		['device', 'get'],
		['device', 'getAll'],
		['device', 'runCommand', 'runCommand'],
		['device', 'waitUntilOnline'],
		['device', 'update', 'updateDevice'],
		['device', 'move', 'moveFrom', 'moveTo'],
		['device', 'delete', 'deleteDevice'],
		['device', 'power', 'power', 'wake'],
		['device', 'message', 'dialog', 'toast'],
		['device', 'processes', 'processes'],
		['device', 'services', 'services'],
		['device', 'openUrl', 'openUrl'],
		['device', 'addTags', 'updateDevice'],
		['device', 'removeTags', 'updateDevice'],
		['device', 'getNote'],
		['device', 'addNote', 'setNotes'],
		['device', 'uninstallAgent', 'uninstallAgent'],
		['deviceGroup', 'getAll'],
		['deviceGroup', 'create', 'createGroup'],
		['deviceGroup', 'update', 'updateGroup'],
		['deviceGroup', 'delete', 'deleteGroup'],
		['deviceGroup', 'createInviteLink'],
		['tunnel', 'create', 'shares'],
		['tunnel', 'getAll', 'shares'],
		['tunnel', 'delete', 'shares'],
		...['list', 'upload', 'download', 'createFolder', 'rename', 'delete'].map((operation): [string, string, 'files'] => ['file', operation, 'files']),
		['event', 'getAll'],
		...['getAll', 'get', 'create', 'update', 'lock', 'unlock', 'delete'].map((operation): [string, string, 'users'] => ['user', operation, 'users']),
		...['getAll', 'create', 'update', 'delete', 'addMember', 'removeMember'].map((operation): [string, string, 'userGroups'] => ['userGroup', operation, 'userGroups']),
		['right', 'getAll'],
		['right', 'grant', 'manageMembers'],
		['right', 'revoke', 'manageMembers'],
		['deviceGroup', 'sendInviteEmail'],
		['device', 'addLocal', 'addLocalDevice'],
		['server', 'broadcast', 'users'],
		['server', 'getReport', 'users'],
		['server', 'getInfo'],
		['server', 'checkConnection'],
		['command', 'getAll'],
		['command', 'send'],
	])('%s.%s declares the rights of what it does', (resource, operation, ...done) => {
		expect(declared(resource, operation)).toEqual(rightsFor(...done));
		const names = measured.actions.filter(({ deed }) => (done as string[]).includes(deed)).flatMap(({ all = [], oneOf = [], full }) => [...all, ...(oneOf.length > 0 ? [oneOf.join(' or ')] : []), ...(full ? ['Full Administrator'] : [])]);
		// Read in the server's source, and not measured.
		if (operation !== 'addLocal') expect(new Set(declared(resource, operation))).toEqual(new Set(names));
	});

	it('are all here', () => {
		expect(meshCentral.resources.flatMap(({ operations }) => operations)).toHaveLength(56);
		expect(OF_OPERATIONS).toHaveLength(Object.keys(NEEDS).length);
	});
});

describe.each(deeds)('%s (%s)', (deed, action, act) => {
	const row = rowOf(deed, action);
	const onServer = row.on === 'server';
	const sent = () => server.actions.filter((each) => each === action);
	const without = onServer ? { rights: FULL, siteRights: row.none ? measured.siteRights[row.none[0]!]! : 0 } : { rights: 0 };

	/** As the real server answered such an account. */
	async function expectAsMeasured(granted: Granted): Promise<void> {
		const asked = act(use(granted));
		if (isEnough(row, granted.rights ?? 0, granted.siteRights ?? 0)) return void (await asked);
		const error = (await failure(asked))!;
		expect(error).toBeInstanceOf(ForbiddenError);
		const named = [...(row.all ?? []), ...(row.oneOf ? [row.oneOf.join(' or ')] : []), ...(row.full ? ['Full Administrator'] : []), ...(row.none ?? []).filter(() => !row.all)];
		for (const name of named) expect(toldBy(error)).toContain(name);
		// Its own words, or ours where it has none that are so; then nothing is sent.
		if (isDeceiving(row)) expect([sent(), (error as ForbiddenError).outcome]).toEqual([[], expect.stringContaining('was not sent')]);
		else expect(error.message).toBe(row.member[0]);
	}

	it(`M4 M5 is done by a full administrator`, async () => await expectAsMeasured({ rights: FULL, siteRights: FULL }));
	it('M4 M5 of a member without any right names what it needs', async () => await expectAsMeasured(without));
	if (onServer) {
		it.each(Object.entries(measured.siteRights))('M5 with %s alone is what the server makes of it', async (_, siteRights) => await expectAsMeasured({ rights: FULL, siteRights }));
	} else {
		it.each(Object.entries(measured.rights))('M4 M5 with %s alone is what the server makes of it', async (_, rights) => await expectAsMeasured({ rights }));
		it('M4 M5 with all that it needs and no more is done', async () => {
			const names = [...(row.all ?? []), ...(row.oneOf ?? []).slice(0, 1)];
			if (!row.full) await expectAsMeasured({ rights: names.reduce((sum, name) => sum + measured.rights[name]!, 0) });
		});
	}
});

describe('moving a device', () => {
	it('needs Edit Group where it is, and with it Manage Devices where it goes', async () => {
		await use({ rights: 1, inOther: 5 }).moveDevice(places.device, places.other);
		await expect(use({ rights: 4, inOther: 5 }).moveDevice(places.device, places.other)).rejects.toThrow('Permission denied');
		await expect(use({ rights: 5, inOther: 1 }).moveDevice(places.device, places.other)).rejects.toThrow('Permission denied');
	});
});

describe('events of a user', () => {
	it('M5 are not asked for by somebody who may not manage users: everybody\'s would come, or none at all', async () => {
		const error = await failure(use({ rights: FULL }).events({ userId: oneUser, limit: 3 }));
		expect(toldBy(error!)).toContain('Manage Users (Server)');
		expect(server.actions).not.toContain('events');
		await use({ rights: FULL, siteRights: 2 }).events({ userId: oneUser, limit: 3 });
	});

	it('M5 are not waited for where the user is of another domain: the server then says nothing', async () => {
		const client = use({ rights: FULL, siteRights: 2 });
		for (const ask of [client.events({ userId: 'user/customer/ada', limit: 3 }), client.send('events', { userid: 'user/customer/ada' })]) {
			expect((await failure(ask))?.message).toBe(`user/customer/ada belongs to another domain than ${oneUser}`);
		}
		expect(server.actions).not.toContain('events');
	});

	it('M5 and of all are not waited for by an account that was never in any group, as the server then says nothing', async () => {
		const error = await failure(use({ userinfo: { links: undefined } }).events({ limit: 3 }));
		expect(error?.message).toBe(`${oneUser} is in no device group, and MeshCentral reports events only to members of one`);
		expect(server.actions).not.toContain('events');
	});
});

describe('where rights come from', () => {
	const toast = async (client: MeshCentralClient) => await client.message(await client.device(places.device), { ...said, as: 'toast' });
	const CHAT = 16_384;

	it('a device itself counts beside its group', async () => {
		expect(await toast(use({ rights: CHAT, userinfo: { links: { [places.device]: { rights: CHAT }, [places.group]: { rights: 0 } } } }))).toMatchObject({ confirmed: true });
	});

	it.each([
		['group', () => (server.groupLinks = { [places.group]: { [places.userGroup]: { rights: CHAT } } })],
		['device', () => (server.links = { [places.userGroup]: { rights: CHAT } })],
	])('a user group counts that has it in the %s, although its own number means nothing', async (_, grant) => {
		const client = use({ rights: CHAT, userinfo: { links: { [places.userGroup]: { rights: 1 } } } });
		grant();
		expect(await toast(client)).toMatchObject({ confirmed: true });
	});

	it('a user group that has other rights does not', async () => {
		const client = use({ rights: 0, userinfo: { links: { [places.userGroup]: { rights: 1 } } } });
		server.groupLinks = { [places.group]: { [places.userGroup]: { rights: 64 } } };
		expect((await failure(toast(client)))?.message).toBe(`${oneUser} lacks the right Chat and Notify on lab-two`);
		expect(server.actions).not.toContain('toast');
	});

	it('what is taken away from an account is not there, even with full rights', async () => {
		const rights = { rights: FULL, userinfo: { removeRights: 262_144 + 131_072 } };
		const power = async (client: MeshCentralClient) => await client.power(await client.device(places.device), 'reset');
		expect((await failure(power(use(rights))))?.message).toBe(`${oneUser} lacks the right Reset and Off on lab-two`);
		expect(await toast(use(rights))).toMatchObject({ confirmed: true });
	});

	it('limits that are set for it are named', async () => {
		const client = use({ rights: 8 + 524_288 + 4_096 });
		const error = await failure(client.shares(places.device));
		expect(toldBy(error!)).toContain('The account must not have the limit Limited Input.');
	});

	it.each([
		['terminal', 512],
		['desktop', 65_536],
		['files', 1_024],
	] as const)('a link to the %s has a limit of its own', async (type, limit) => {
		const client = use({ rights: 8 + 524_288 + limit });
		server.answer = ({ responseid, action }) => (action === 'createDeviceShareLink' ? [{ action: 'deviceShares', responseid, result: 'Access denied' }] : new RightsServer({ rights: FULL }).answer({ action, responseid } as never, server.wire));
		const error = await failure(client.createShare(places.device, { types: [type], guestName: 'g', validFor: 'unlimited' }));
		expect(toldBy(error!)).toMatch(/must not have the limit No (Terminal|Desktop|Files)\./);
	});

	it('a full administrator of the server has rights in a group only where the server is set so', async () => {
		const without = { rights: 0, siteRights: FULL };
		expect((await failure(toast(use(without))))?.message).toContain('lacks the right');
		const client = use({ ...without, rights: CHAT, userinfo: { links: { [places.group]: { rights: 0 } } } });
		server.greeting = server.greeting.map((frame) => ('serverinfo' in frame ? { ...frame, serverinfo: { ...(frame.serverinfo as object), manageAllDeviceGroups: true } } : frame));
		expect(await toast(client)).toMatchObject({ confirmed: true });
	});

	it('where no link tells why a device is seen, nothing is held back, and the server has its say', async () => {
		expect(await toast(use({ rights: CHAT, userinfo: { links: { [places.other]: { rights: 0 } } } }))).toMatchObject({ confirmed: true });
	});

	it('are those of now: the server pushes what changes', async () => {
		const client = use({ rights: CHAT, userinfo: { links: { [places.group]: { rights: 0 } } } });
		expect((await failure(toast(client)))?.message).toContain('lacks the right');
		const account = (rights: number, _id: string = oneUser) => ({ action: 'event', event: { action: 'accountchange', account: { _id, name: 'xone', links: { [places.group]: { rights } } } } });
		server.wire.say(account(CHAT, 'user//somebody-else'));
		expect((await failure(toast(client)))?.message).toContain('lacks the right');
		server.wire.say(account(CHAT));
		expect(await toast(client)).toMatchObject({ confirmed: true });
		server.wire.say(account(0));
		expect((await failure(toast(client)))?.message).toContain('lacks the right');
	});

	it.each(['meshchange', 'usergroupchange', 'deleteusergroup'])('of user groups too: %s', async (action) => {
		const client = use({ rights: CHAT, userinfo: { links: { [places.userGroup]: { rights: 1 } } } });
		server.groupLinks = { [places.group]: { [places.userGroup]: { rights: CHAT } } };
		await toast(client);
		const asked = () => server.actions.filter((each) => each === 'meshes').length;
		const before = asked();
		await toast(client);
		expect(asked()).toBe(before);
		server.wire.say({ action: 'event', event: { action } });
		await toast(client);
		expect(asked()).toBe(before + 1);
	});
});

describe('what the agent says of it', () => {
	const two = async (client: MeshCentralClient) => await client.device(places.device);

	it.each([
		['power', async (client: MeshCentralClient) => await client.power(await two(client), 'sleep')],
		['toast', async (client: MeshCentralClient) => await client.message(await two(client), { ...said, as: 'toast' })],
		['dialog', async (client: MeshCentralClient) => await client.message(await two(client), { ...said, as: 'dialog' })],
	])('M4 confirms %s; what it says of something else does not', async (what, act) => {
		expect(await act(use({ rights: FULL }))).toEqual({ answer: expect.stringMatching(/ok/i), confirmed: true });
		const client = use({ rights: FULL });
		const { answer } = server;
		server.answer = (frame, wire) => answer(frame, wire).map((each) => ('event' in each ? { ...each, event: { ...(each.event as object), msgArgs: ['another', 'one'] } } : each));
		expect(await act(client)).toEqual({ answer: expect.stringMatching(/ok/i), confirmed: false, reason: 'The agent did not confirm it.' });
		expect(what).toBeTruthy();
	});

	it('M4 a no that follows an ok is a no', async () => {
		const client = use({ rights: FULL });
		server.answer = (frame) => (frame.action === 'toast' ? recorded('toast-denied').received.map((each) => ({ ...each, responseid: frame.responseid })) : new RightsServer({ rights: FULL }).answer(frame, server.wire));
		expect(await failure(client.message(await two(client), { ...said, as: 'toast' }))).toMatchObject({ name: 'ForbiddenError', message: 'Access Denied' });
	});
});

describe('an agent that has just connected', () => {
	it.each<[string, Granted]>([
		['in the group', { rights: 16_384 }],
		['through a user group', { rights: 16_384, userinfo: { links: { [places.userGroup]: { rights: 1 } } } }],
	])('is given time by somebody who may not ask whether it listens, and is not said to be offline (rights %s)', async (_, granted) => {
		const client = use(granted);
		server.groupLinks = { [places.group]: { [places.userGroup]: { rights: 16_384 } } };
		const recent = server.greeting.flatMap((frame) => ('serverinfo' in frame ? [(frame.serverinfo as { serverTime: number }).serverTime] : []))[0]!;
		const { answer } = server;
		server.answer = (frame, wire) => (frame.type === 'cpuinfo' ? [{ action: 'msg', result: 'OK', responseid: frame.responseid }, { action: 'msg', result: 'Unable to route', responseid: frame.responseid }] : answer(frame, wire));
		const device = { ...(await client.device(places.device)), agct: recent };
		expect(await client.message(device, { ...said, as: 'toast' })).toMatchObject({ confirmed: true });
	});
});
