import { lab } from '../simulators/meshcentral';
import { FakeMeshCentral, ids, meshId, runWith } from '../support/fakeMeshCentral';
import { startWrapper, type RunningWrapper } from '../support/meshCentral';
import { at, jsonOf } from '../support/netAlertX';

const FULL = 4_294_967_295;
let client: FakeMeshCentral;
beforeEach(() => {
	client = new FakeMeshCentral();
	client.userRecords.push({ _id: 'user//bob', name: 'Bob', realname: 'Bob B', creation: 1_795_739_393, login: 1_795_739_400, siteadmin: 2 + 256, emailVerified: true });
	client.accounts.groupRecords = [{ _id: 'ugrp//tech', name: 'Technicians', desc: 'on site', links: { 'user//bob': { name: 'Bob', rights: 1 }, [ids.lab]: { rights: 8 } } }, { _id: 'ugrp//empty', name: 'Empty', links: {} }];
});

const run = async (resource: string, operation: string, parameters: object = {}, options: object = {}) => await runWith(client, resource, operation, parameters, options);
const told = () => client.accounts.told;
const bob = at('id', 'user//bob');

describe('User', () => {
	it('is read, by its name in any capitals and by its ID', async () => {
		for (const userId of [at('name', 'bob'), at('name', 'BOB'), at('id', 'user//Bob'), at('id', 'Bob')]) {
			expect(jsonOf(await run('user', 'get', { userId }))).toEqual([
				{ id: 'user//bob', name: 'Bob', email: null, createdAt: '2026-11-27T00:29:53.000Z', isAdministrator: false, realName: 'Bob B', emailVerified: true, isLocked: false, lastSignIn: '2026-11-27T00:30:00.000Z' },
			]);
		}
		expect((await run('user', 'get', { userId: at('name', 'nobody') })).error?.message).toBe('MeshCentral has no user with the name "nobody"');
		expect((await run('user', 'get', { userId: at('id', 'user//nobody') })).error?.message).toBe('MeshCentral has no user user//nobody');
		expect((await run('user', 'get', { userId: at('id', ids.lab) })).error?.message).toContain('is not the ID of a user');
	});

	it('is created, and its password is in no output', async () => {
		const got = await run('user', 'create', { name: 'Ada', password: 's3cret-Passw0rd', additionalFields: { realName: 'Ada L', email: 'ada@example.test', mustChangePassword: true } });
		expect(jsonOf(got)).toMatchObject([{ id: 'user//ada', name: 'Ada', realName: 'Ada L', email: 'ada@example.test' }]);
		expect(JSON.stringify(got.output)).not.toContain('s3cret');
		expect(told()).toEqual([['createUser', { name: 'Ada', password: 's3cret-Passw0rd', realName: 'Ada L', email: 'ada@example.test', mustChangePassword: true }]]);
		await run('user', 'create', { name: 'eve', passwordBy: 'random' });
		expect(told()[1]).toEqual(['createUser', { name: 'eve' }]);
	});

	it.each(['a b', 'a/b', '~a', '<a>'])('is not created with the name %j, which MeshCentral takes none of', async (name) => {
		expect((await run('user', 'create', { name, passwordBy: 'random' })).error?.message).toContain("'Name' must not contain spaces");
		expect(told()).toEqual([]);
	});

	it('is changed in what was added alone', async () => {
		expect(jsonOf(await run('user', 'update', { userId: bob, updateFields: { realName: '' } }))).toEqual([{ id: 'user//bob', name: 'Bob', updated: { realName: null } }]);
		expect(told()).toEqual([['updateUser', 'user//bob', { realName: '' }]]);
		expect((await run('user', 'update', { userId: bob, updateFields: { email: 'no address' } })).error?.message).toContain("'Email' must be an email address");
	});

	it('keeps its other rights while it is locked and unlocked', async () => {
		expect(jsonOf(await run('user', 'lock', { userId: bob }))).toEqual([{ id: 'user//bob', name: 'Bob', isLocked: true, changed: true }]);
		expect(jsonOf(await run('user', 'lock', { userId: bob }))).toMatchObject([{ changed: false }]);
		expect(jsonOf(await run('user', 'get', { userId: bob }))).toMatchObject([{ isLocked: true }]);
		expect(jsonOf(await run('user', 'unlock', { userId: bob }))).toMatchObject([{ isLocked: false, changed: true }]);
		expect(told()).toEqual([['updateUser', 'user//bob', { siteRights: 2 + 256 + 32 }], ['updateUser', 'user//bob', { siteRights: 2 + 256 }]]);
	});

	it('is not locked where MeshCentral would say ok and do nothing', async () => {
		expect((await run('user', 'lock', { userId: at('name', 'labadmin') })).error?.message).toBe('user//labadmin is a full administrator, which MeshCentral never treats as locked');
		client.accounts.own = 'user//bob';
		expect((await run('user', 'lock', { userId: bob })).error?.message).toContain('cannot lock itself');
		expect(told()).toEqual([]);
	});

	it('is deleted, unless it is the account of the credential, or more than are allowed', async () => {
		client.accounts.own = 'user//bob';
		expect((await run('user', 'delete', { userId: bob })).error?.message).toContain('is the account of this credential');
		client.accounts.own = 'user//n8n';
		const many = await run('user', 'delete', { userId: at('name', '={{ $json.name }}'), options: { refuseMoreThan: 1 } }, { items: [{ name: 'Bob' }, { name: 'guest' }] });
		expect(many.error?.message).toBe("'Delete' would affect 2 users, and 'Maximum Users Affected' is 1");
		expect(jsonOf(await run('user', 'delete', { userId: bob }))).toEqual([{ deleted: true, id: 'user//bob', name: 'Bob' }]);
		expect(told()).toEqual([['deleteUser', 'user//bob']]);
	});
});

describe('User Group', () => {
	const tech = at('name', 'technicians');

	it('is listed with its members and places', async () => {
		expect(jsonOf(await run('userGroup', 'getAll'))).toEqual([
			{ id: 'ugrp//tech', name: 'Technicians', description: 'on site', members: ['user//bob'], hasRightsIn: [ids.lab] },
			{ id: 'ugrp//empty', name: 'Empty', description: null, members: [], hasRightsIn: [] },
		]);
	});

	it('is created and changed', async () => {
		expect(jsonOf(await run('userGroup', 'create', { name: 'Night', description: 'shift' }))).toMatchObject([{ id: 'ugrp//Night', name: 'Night', description: 'shift' }]);
		expect(jsonOf(await run('userGroup', 'update', { userGroupId: tech, updateFields: { description: '' } }))).toEqual([{ id: 'ugrp//tech', name: 'Technicians', updated: { description: '' } }]);
		expect(told().at(-1)).toEqual(['updateUserGroup', 'ugrp//tech', { desc: '' }]);
	});

	it('is deleted while it has members only if that is meant', async () => {
		expect((await run('userGroup', 'delete', { userGroupId: tech })).error?.message).toContain('has members (1) or rights (in 1 groups and devices)');
		expect(jsonOf(await run('userGroup', 'delete', { userGroupId: at('id', 'ugrp//empty') }))).toEqual([{ deleted: true, id: 'ugrp//empty', name: 'Empty', members: 0 }]);
		expect(jsonOf(await run('userGroup', 'delete', { userGroupId: tech, evenIfUsed: true }))).toMatchObject([{ deleted: true, members: 1 }]);
	});

	it('has the members whose rights cannot be read, too', async () => {
		client.accounts.groupRecords = [{ _id: 'ugrp//tech', name: 'Technicians', links: { 'user//bob': { name: 'Bob' } } } as never];
		expect((await run('userGroup', 'delete', { userGroupId: tech })).error?.message).toContain('has members (1)');
		expect(told()).toEqual([]);
		expect(jsonOf(await run('userGroup', 'removeMember', { userGroupId: tech, userId: bob }))).toMatchObject([{ isMember: false, changed: true }]);
	});

	it('takes members and lets them go, and sends nothing where nothing changes', async () => {
		expect(jsonOf(await run('userGroup', 'addMember', { userGroupId: tech, userId: at('name', 'guest') }))).toEqual([{ userGroupId: 'ugrp//tech', userGroupName: 'Technicians', userId: 'user//guest', isMember: true, changed: true }]);
		expect(jsonOf(await run('userGroup', 'addMember', { userGroupId: tech, userId: bob }))).toMatchObject([{ changed: false }]);
		expect(jsonOf(await run('userGroup', 'removeMember', { userGroupId: tech, userId: bob }))).toMatchObject([{ isMember: false, changed: true }]);
		expect(told()).toEqual([['setMember', 'ugrp//tech', 'user//guest', true], ['setMember', 'ugrp//tech', 'user//bob', false]]);
	});
});

describe('Right', () => {
	const labGroup = () => client.groupRecords.find(({ _id }) => _id === ids.lab) as { links?: object };
	const inLab = { place: 'deviceGroup', groupId: at('id', ids.lab), userId: bob };
	beforeEach(() => {
		labGroup().links = { 'user//labadmin': { name: 'labadmin', rights: FULL }, 'user//bob': { name: 'Bob', rights: 8 + 128 }, 'ugrp//tech': { name: 'Technicians', rights: 131_072 } };
	});
	const grant = async (parameters: object) => await run('right', 'grant', { ...inLab, ...parameters });
	const revoke = async (parameters: object) => await run('right', 'revoke', { ...inLab, ...parameters });

	it('Get Many shows who may do what, on a device also through its group', async () => {
		expect(jsonOf(await run('right', 'getAll', inLab))).toEqual([
			{ id: 'user//labadmin', name: 'labadmin', type: 'user', rights: ['Full Administrator'], isAdministrator: true, on: 'deviceGroup', placeId: ids.lab, placeName: 'Lab' },
			{ id: 'user//bob', name: 'Bob', type: 'user', rights: ['Remote Control', 'Set Notes'], isAdministrator: false, on: 'deviceGroup', placeId: ids.lab, placeName: 'Lab' },
			{ id: 'ugrp//tech', name: 'Technicians', type: 'userGroup', rights: ['Remote Command'], isAdministrator: false, on: 'deviceGroup', placeId: ids.lab, placeName: 'Lab' },
		]);
		(client.record(ids.web) as { links?: object }).links = { 'user//guest': { name: 'guest', rights: 64 } };
		expect(jsonOf(await run('right', 'getAll', { place: 'device', deviceId: at('id', ids.web) })).map((row) => [(row as { id: string }).id, (row as { on: string }).on])).toEqual([
			['user//guest', 'device'], ['user//labadmin', 'deviceGroup'], ['user//bob', 'deviceGroup'], ['ugrp//tech', 'deviceGroup'],
		]);
	});

	it('Grant adds to what is there, and replaces it only if that is meant', async () => {
		expect(jsonOf(await grant({ rights: ['Wake', 'Remote Control'] }))).toMatchObject([{ id: 'user//bob', rights: ['Remote Control', 'Wake', 'Set Notes'], before: ['Remote Control', 'Set Notes'], changed: true }]);
		expect(jsonOf(await grant({ rights: ['Wake'] }))).toMatchObject([{ changed: false }]);
		expect(jsonOf(await grant({ mode: 'replace', rights: ['Wake'] }))).toMatchObject([{ rights: ['Wake'] }]);
		expect(jsonOf(await grant({ mode: 'everything' }))).toMatchObject([{ rights: ['Full Administrator'] }]);
		// Never lower than it was.
		expect(jsonOf(await grant({ rights: ['Wake'] }))).toMatchObject([{ rights: ['Full Administrator'], changed: false }]);
		expect(told()).toEqual([['setRights', 'user//bob', 8 + 64 + 128], ['setRights', 'user//bob', 64], ['setRights', 'user//bob', FULL]]);
	});

	it('Grant gives rights to somebody who has none, on a device and to a user group', async () => {
		const onWeb = { place: 'device', deviceId: at('id', ids.web) };
		expect(jsonOf(await grant({ ...onWeb, who: 'userGroup', userGroupId: at('name', 'Empty'), rights: ['Remote Command'] }))).toMatchObject([{ id: 'ugrp//empty', type: 'userGroup', rights: ['Remote Command'], before: [], on: 'device', placeName: 'web-1' }]);
		expect((await grant({ ...onWeb, rights: ['Manage Users', 'Wake'] })).error?.message).toBe('MeshCentral grants Manage Users only for a device group, not for a single device');
		expect((await grant({ ...onWeb, mode: 'everything' })).error?.message).toContain('Full Administrator only for a device group');
		expect(told()).toHaveLength(1);
	});

	it('Revoke takes what was chosen, or all of it', async () => {
		expect(jsonOf(await revoke({ rights: ['Remote Control'] }))).toMatchObject([{ rights: ['Set Notes'], before: ['Remote Control', 'Set Notes'], isMember: true, changed: true }]);
		expect(jsonOf(await revoke({ rights: ['Remote Control'] }))).toMatchObject([{ changed: false }]);
		expect(jsonOf(await revoke({ revoked: 'all' }))).toMatchObject([{ rights: [], isMember: false, changed: true }]);
		expect(jsonOf(await revoke({ revoked: 'all' }))).toMatchObject([{ rights: [], isMember: false, changed: false }]);
		expect(jsonOf(await revoke({ rights: ['Wake'] }))).toMatchObject([{ isMember: false, changed: false }]);
		expect(told()).toEqual([['setRights', 'user//bob', 128], ['setRights', 'user//bob', null]]);
	});

	it('of a full administrator no single right is taken, and the last one stays', async () => {
		const admin = { userId: at('name', 'labadmin') };
		expect((await revoke({ ...admin, rights: ['Wake'] })).error?.message).toContain('from whom MeshCentral cannot remove single rights');
		expect((await revoke({ ...admin, revoked: 'all' })).error?.message).toBe('user//labadmin is the only full administrator of the device group Lab');
		expect((await grant({ ...admin, mode: 'replace', rights: ['Wake'] })).error?.message).toContain('the only full administrator');
		expect(told()).toEqual([]);
	});

	it("one's own are not changed", async () => {
		client.accounts.own = 'user//bob';
		for (const ran of [await grant({ rights: ['Wake'] }), await revoke({ revoked: 'all' })]) expect(ran.error?.message).toContain('cannot change its own rights');
		expect(told()).toEqual([]);
	});

	it('that are stored as -1 are not raised to everything', async () => {
		labGroup().links = { 'user//bob': { name: 'Bob', rights: -1 } };
		expect((await grant({ rights: ['Wake'] })).error?.message).toContain('are stored as -1');
		expect((await revoke({ rights: ['Wake'] })).error?.message).toContain('are stored as -1');
		expect(told()).toEqual([]);
		expect(jsonOf(await grant({ mode: 'replace', rights: ['Wake'] }))).toMatchObject([{ rights: ['Wake'] }]);
	});

	it('that cannot be read are neither replaced nor called none', async () => {
		labGroup().links = { 'user//labadmin': { name: 'labadmin', rights: FULL }, 'user//bob': { name: 'Bob', rights: '136' } };
		for (const ran of [await grant({ rights: ['Wake'] }), await revoke({ rights: ['Wake'] }), await revoke({ revoked: 'all' })]) expect(ran.error?.message).toContain('The rights of user//bob on Lab could not be read');
		expect(told()).toEqual([]);
		expect(jsonOf(await run('right', 'getAll', inLab))).toMatchObject([{ id: 'user//labadmin' }, { id: 'user//bob', name: 'Bob', rights: null, isAdministrator: null }]);
	});

	it('are told with the name of whom they are given', async () => {
		expect(jsonOf(await grant({ rights: ['Set Notes'] }))).toMatchObject([{ id: 'user//bob', name: 'Bob', changed: false }]);
		expect(jsonOf(await revoke({ revoked: 'all' }))).toMatchObject([{ id: 'user//bob', name: 'Bob', isMember: false }]);
	});

	it('that were not stored are an error, whatever the server said', async () => {
		client.accounts.isDeaf = true;
		expect((await grant({ rights: ['Wake'] })).error?.message).toBe('MeshCentral accepted the rights of user//bob on Lab but did not store them: they are Remote Control, Set Notes');
	});

	it('of nobody are none', async () => {
		expect((await grant({ rights: '={{ [] }}' })).error?.message).toContain("'Rights' must name at least one of");
		expect((await grant({ rights: '={{ ["Everything"] }}' })).error?.message).toContain("'Rights' must be one or more of");
	});
});

describe('Server', () => {
	it('Broadcast Message says what is known', async () => {
		expect(jsonOf(await run('server', 'broadcast', { message: 'hello', audience: 'user', userId: bob }))).toEqual([{ sent: true, confirmed: false, reason: expect.stringContaining('nobody sees it') as string, userId: 'user//bob' }]);
		expect((await run('server', 'broadcast', { message: 'x'.repeat(513) })).error?.message).toContain('at most 512');
	});

	it('Get Report has the last 30 days, unless told otherwise', async () => {
		client.accounts.entries = [{ group: 'user//bob', time: 1_795_739_805_756, protocol: 5 }, { group: '0', record: 'node', recordcount: 3 }];
		expect(jsonOf(await run('server', 'getReport'))).toEqual([{ group: 'user//bob', time: '2026-11-27T00:36:45.756Z', protocol: 5 }, { group: '0', record: 'node', recordcount: 3 }]);
		expect(told()).toEqual([['report', { type: 'sessions', from: new Date('2026-10-21T18:00:00Z'), to: new Date('2026-11-20T18:00:00Z') }]]);
		expect((await run('server', 'getReport', { report: 'logins', from: '2026-11-02', to: '2026-11-01' })).error?.message).toBe("'From' must be before 'To'");
	});
});

it('Send Invite Email wants an address', async () => {
	const parameters = { groupId: at('id', ids.lab), email: 'ada@example.test', message: 'Hello' };
	expect(jsonOf(await run('deviceGroup', 'sendInviteEmail', parameters))).toEqual([{ groupId: ids.lab, groupName: 'Lab', email: 'ada@example.test', sent: true, confirmed: false, reason: 'MeshCentral accepted the request. It does not tell whether the email arrives.' }]);
	expect(client.asked.at(-1)).toEqual(['inviteByEmail', ids.lab, { email: 'ada@example.test', message: 'Hello' }]);
	expect((await run('deviceGroup', 'sendInviteEmail', { ...parameters, email: 'ada' })).error?.message).toBe("'Email' must be an email address");
});

describe('through REST commands', () => {
	let running: RunningWrapper;
	const group = meshId('more');
	beforeEach(async () => {
		running = await startWrapper();
		const { world } = running.simulator;
		world.addGroup({ _id: group, name: 'More' });
		world.addUser('Bob', {});
		world.userGroups.set('ugrp//tech', { type: 'ugrp', _id: 'ugrp//tech', name: 'Technicians', domain: '', links: {} });
	});
	afterEach(async () => await running.stop());
	const through = async (resource: string, operation: string, parameters: object = {}) => await running.run(resource, operation, parameters as never);
	const where = { place: 'deviceGroup', groupId: at('id', group) };

	it('users are made, changed and deleted', async () => {
		expect(jsonOf(await through('user', 'create', { name: 'Ada', password: 's3cret', additionalFields: { email: 'ada@example.test', emailVerified: true } }))).toMatchObject([{ id: 'user//ada', email: 'ada@example.test', emailVerified: true }]);
		expect(jsonOf(await through('user', 'update', { userId: at('name', 'ada'), updateFields: { realName: 'Ada L' } }))).toMatchObject([{ updated: { realName: 'Ada L' } }]);
		// An address that is the same stays confirmed.
		expect(jsonOf(await through('user', 'update', { userId: at('name', 'ada'), updateFields: { email: 'ada@example.test' } }))).toMatchObject([{ updated: { email: 'ada@example.test' } }]);
		expect(running.simulator.world.users.get('user//ada')).toMatchObject({ emailVerified: true, realname: 'Ada L' });
		expect((await through('user', 'lock', { userId: at('name', 'ada') })).error?.message).toContain('cannot lock or unlock');
		expect(jsonOf(await through('user', 'delete', { userId: at('name', 'ada') }))).toMatchObject([{ deleted: true }]);
	});

	it('rights are given by the words that there are, and not at all where one is missing', async () => {
		expect(jsonOf(await through('right', 'grant', { ...where, userId: at('name', 'bob'), rights: ['Remote Control', 'Wake'] }))).toMatchObject([{ rights: ['Remote Control', 'Wake'], changed: true }]);
		expect(jsonOf(await through('right', 'grant', { ...where, userId: at('name', 'bob'), rights: ['Uninstall'] }))).toMatchObject([{ rights: ['Remote Control', 'Wake', 'Uninstall'] }]);
		const lost = await through('right', 'grant', { ...where, userId: at('name', 'bob'), rights: ['Remote Command'] });
		expect(lost.error?.message).toContain('cannot grant the right Remote Command to a user');
		expect(lost.error?.description).toContain('WebSocket');
		expect(jsonOf(await through('right', 'grant', { ...where, who: 'userGroup', userGroupId: at('name', 'Technicians'), rights: ['Remote Command'] }))).toMatchObject([{ rights: ['Remote Command'] }]);
		expect(jsonOf(await through('right', 'revoke', { ...where, userId: at('name', 'bob'), revoked: 'all' }))).toMatchObject([{ isMember: false }]);
		expect(jsonOf(await through('right', 'getAll', where)).map((row) => (row as { id: string }).id)).toEqual([running.simulator.world.me._id, 'ugrp//tech']);
	});

	it('rights on a device are given as well', async () => {
		const on = { place: 'device', deviceId: at('id', lab.two), userId: at('name', 'bob') };
		expect(jsonOf(await through('right', 'grant', { ...on, rights: ['Wake'] }))).toMatchObject([{ rights: ['Wake'], on: 'device' }]);
		expect(jsonOf(await through('right', 'revoke', { ...on, revoked: 'all' }))).toMatchObject([{ isMember: false }]);
	});

	it('user groups take members, and are changed elsewhere', async () => {
		expect(jsonOf(await through('userGroup', 'create', { name: 'Night' }))).toMatchObject([{ name: 'Night' }]);
		const technicians = { userGroupId: at('name', 'Technicians') };
		expect(jsonOf(await through('userGroup', 'addMember', { ...technicians, userId: at('name', 'Bob') }))).toMatchObject([{ userId: 'user//bob', changed: true }]);
		expect(jsonOf(await through('userGroup', 'removeMember', { ...technicians, userId: at('name', 'Bob') }))).toMatchObject([{ isMember: false, changed: true }]);
		expect((await through('userGroup', 'update', { ...technicians, updateFields: { name: 'x' } })).error?.description).toContain('WebSocket');
	});

	it('reports are read out of their table, and an invitation that cannot be mailed says why', async () => {
		expect(jsonOf(await through('server', 'getReport', { report: 'db' }))).toEqual(expect.arrayContaining([{ group: 0, record: 'node', recordcount: 3 }]));
		expect(jsonOf(await through('server', 'broadcast', { message: 'hello' }))).toMatchObject([{ sent: true }]);
		const { error } = await through('deviceGroup', 'sendInviteEmail', { groupId: at('id', group), email: 'ada@example.test' });
		expect(error?.message).toBe('Unsupported feature');
		expect(error?.description).toContain('no mail server');
	});
});
