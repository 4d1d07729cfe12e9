import { MeshCentral } from '../../nodes/MeshCentral/MeshCentral.node';
import { FakeMeshCentral, ids, refused, runWith } from '../support/fakeMeshCentral';
import { at, jsonOf } from '../support/netAlertX';
import type { NodeRunOptions } from '../support/runNode';

let client: FakeMeshCentral;
beforeEach(() => {
	client = new FakeMeshCentral();
});

const run = async (resource: string, operation: string, parameters: object, options?: NodeRunOptions) =>
	await runWith(client, resource, operation, parameters, options);
const web = at('id', ids.web);

describe('Device > Update', () => {
	it.each<[string, object, object]>([
		['a name', { name: 'web-2' }, { name: 'web-2' }],
		['a description that is taken away', { description: '' }, { desc: '' }],
		['tags from text', { tags: ' web, production ,,web' }, { tags: ['web', 'production'] }],
		['tags from a list', { tags: '={{ ["a", "b c"] }}' }, { tags: ['a', 'b c'] }],
		['tags that are taken away', { tags: '' }, { tags: [] }],
		['an icon', { icon: 4 }, { icon: 4 }],
		['what the person at the device is asked', { consent: ['promptDesktop', 'notifyTerminal', 'toolbar'] }, { consent: 8 + 2 + 64 }],
		['that the person at the device is asked nothing', { consent: [] }, { consent: 0 }],
		['several', { name: 'web-2', icon: '={{ "8" }}' }, { name: 'web-2', icon: 8 }],
	])('writes %s and nothing else', async (_, updateFields, changes) => {
		const { error } = await run('device', 'update', { deviceId: web, updateFields });
		expect(error).toBeUndefined();
		expect(client.asked).toEqual([['updateDevice', ids.web, changes]]);
	});

	it('says what it wrote', async () => {
		const got = await run('device', 'update', { deviceId: web, updateFields: { tags: 'a,b', description: 'x' } });
		expect(jsonOf(got)).toEqual([{ name: 'web-1', id: ids.web, updated: { tags: ['a', 'b'], description: 'x' } }]);
	});

	it('M14 lists what is stored, and not what was asked for', async () => {
		client.updateDevice = async (id) => await Promise.resolve({ ...client.record(id), name: 'web-2', tags: ['old', 'web'], icon: 4, consent: 65 });
		const got = await run('device', 'update', { deviceId: web, updateFields: { name: ' web-2 ', tags: 'web,old', icon: 4, consent: ['toolbar', 'notifyDesktop'] } });
		expect(jsonOf(got)).toEqual([{ name: 'web-2', id: ids.web, updated: { name: 'web-2', tags: ['old', 'web'], icon: 4, consent: ['notifyDesktop', 'toolbar'] } }]);
	});

	it.each<[string, object, object, string[]]>([
		['adds some', { addTags: 'new, web' }, { addTags: ['new', 'web'] }, ['new', 'production', 'web']],
		['takes some away', { removeTags: '={{ ["web", "none"] }}' }, { removeTags: ['web', 'none'] }, ['production']],
		['does both', { addTags: 'a', removeTags: 'web' }, { addTags: ['a'], removeTags: ['web'] }, ['a', 'production']],
	])('M14 %s of the tags, and leaves the others', async (_, updateFields, changes, tags) => {
		const got = await run('device', 'update', { deviceId: web, updateFields });
		expect(jsonOf(got)).toMatchObject([{ updated: { tags: expect.arrayContaining(tags) as string[] } }]);
		expect(client.record(ids.web).tags).toHaveLength(tags.length);
		expect(client.asked).toEqual([['updateDevice', ids.web, changes]]);
	});

	it.each<[string, object, RegExp]>([
		['nothing', {}, /^'Update Fields' must have at least one field added$/],
		['an empty name', { name: ' ' }, /^'Update Fields' 'Name' must not be empty$/],
		['an icon that there is not', { icon: 9 }, /'Icon' must be one of: /],
		['a consent that there is not', { consent: ['all'] }, /'Consent' must be one or more of: Ask Before Desktop, /],
		['all tags and some more', { tags: 'a', addTags: 'b' }, /^'Tags' replaces all tags, so it cannot be used together with 'Add Tags' or 'Remove Tags'$/],
		['all tags and some less', { tags: '', removeTags: 'b' }, /^'Tags' replaces all tags/],
		['a tag that the server would drop', { addTags: `web, ${'x'.repeat(64)}` }, /^'Update Fields' 'Add Tags' has a tag of 64 characters, but MeshCentral drops tags with more than 63$/],
	])('with %s is refused', async (_, updateFields, message) => {
		expect((await run('device', 'update', { deviceId: web, updateFields })).error?.message).toMatch(message);
		expect(client.asked).toEqual([]);
	});
});

it('Device > Move to Group moves it', async () => {
	expect(jsonOf(await run('device', 'move', { deviceId: web, groupId: at('name', 'Branch') }))).toEqual([{ name: 'web-1', group: 'Branch', id: ids.web, groupId: ids.branch, moved: true }]);
	expect(client.record(ids.web).meshid).toBe(ids.branch);
});

it('M14 Device > Move to Group says that the device is there already', async () => {
	expect(jsonOf(await run('device', 'move', { deviceId: web, groupId: at('id', ids.lab) }))).toEqual([{ name: 'web-1', group: 'Lab', id: ids.web, groupId: ids.lab, moved: true, wasThere: true }]);
});

describe('M14 an ID by its last part comes back whole', () => {
	const last = (id: string) => at('id', id.split('/')[2]!);
	const link = { deviceId: last(ids.web), tunnelId: 'link' };
	it.each<[string, string, object, object]>([
		['device', 'update', { deviceId: last(ids.web), updateFields: { icon: 4 } }, { id: ids.web }],
		['device', 'move', { deviceId: last(ids.web), groupId: last(ids.branch) }, { id: ids.web, groupId: ids.branch }],
		['device', 'delete', { deviceId: last(ids.database) }, { id: ids.database }],
		['device', 'power', { deviceId: last(ids.web), powerAction: 'reset' }, { id: ids.web }],
		['device', 'message', { deviceId: last(ids.web), message: 'x' }, { id: ids.web }],
		['device', 'runCommand', { deviceId: last(ids.web), command: 'x' }, { id: ids.web }],
		['device', 'processes', { deviceId: last(ids.web) }, { deviceId: ids.web }],
		['deviceGroup', 'update', { groupId: last(ids.lab), updateFields: { name: 'x' } }, { id: ids.lab }],
		['deviceGroup', 'delete', { groupId: last(ids.empty) }, { id: ids.empty }],
		['deviceGroup', 'createInviteLink', { groupId: last(ids.lab) }, { groupId: ids.lab }],
		['tunnel', 'create', { deviceId: last(ids.web) }, { deviceId: ids.web }],
		['tunnel', 'getAll', link, { deviceId: ids.web }],
		['tunnel', 'delete', link, { deviceId: ids.web }],
	])('from %s > %s', async (resource, operation, parameters, output) => {
		client.shareRecords.set(ids.web, [{ publicid: 'link', p: 1 }]);
		expect(jsonOf(await run(resource, operation, parameters))[0]).toMatchObject(output);
	});
});

describe('Device > Delete', () => {
	it('deletes a device that is offline', async () => {
		expect(jsonOf(await run('device', 'delete', { deviceId: at('name', 'db-1') }))).toEqual([{ deleted: true, id: ids.database, name: 'db-1' }]);
		expect(client.written).toEqual([['deleteDevice', ids.database]]);
	});

	it('refuses one of which it could not be read whether it is online', async () => {
		Object.assign(client.record(ids.database), { conn: null });
		expect((await run('device', 'delete', { deviceId: at('id', ids.database) })).error?.message).toBe('Whether db-1 is online could not be read, and it was not deleted');
		expect(client.written).toEqual([]);
	});

	it.each([ids.web, ids.vpro])('refuses one that is online, unless that is meant', async (id) => {
		const { error } = await run('device', 'delete', { deviceId: at('id', id) });
		expect(error?.message).toMatch(/ is online and was not deleted$/);
		expect(error?.description).toContain("turn on 'Even If Online'");
		expect(client.written).toEqual([]);
		expect((await run('device', 'delete', { deviceId: at('id', id), evenIfOnline: true })).error).toBeUndefined();
		expect(client.written).toEqual([['deleteDevice', id]]);
	});
});

describe('Device Group', () => {
	it('> Get Many gives them in short', async () => {
		expect(jsonOf(await run('deviceGroup', 'getAll', { limit: 2 }))).toEqual([
			{ id: ids.lab, name: 'Lab', description: 'Lab group', devicesBy: 'agent', createdAt: new Date(1_795_198_643_217).toISOString() },
			{ id: ids.branch, name: 'Branch', description: null, devicesBy: 'agent', createdAt: null },
		]);
		expect(jsonOf(await run('deviceGroup', 'getAll', { simplify: false, returnAll: true }))).toEqual(client.groupRecords);
	});

	it('> Create gives the id of the new group', async () => {
		const [made] = jsonOf(await run('deviceGroup', 'create', { name: 'New', description: 'of late' }));
		expect(made).toEqual({ id: client.groupRecords.at(-1)!._id, name: 'New', description: 'of late' });
	});

	it.each<[object, object]>([
		[{ name: 'Other' }, { name: 'Other' }],
		[{ description: '' }, { desc: '' }],
	])('> Update with %j writes that and nothing else', async (updateFields, changes) => {
		expect(jsonOf(await run('deviceGroup', 'update', { groupId: at('id', ids.lab), updateFields }))).toMatchObject([{ id: ids.lab, name: expect.any(String), updated: updateFields }]);
		expect(client.written).toEqual([['updateGroup', ids.lab, changes]]);
	});

	it.each([
		[1, '2026-11-20T19:00:00.000Z'],
		[0, null],
	])('> Create Invite Link for %i hours says when it runs out', async (hours, expiresAt) => {
		const got = await run('deviceGroup', 'createInviteLink', { groupId: at('name', 'Lab'), hours });
		expect(jsonOf(got)).toEqual([{ groupName: 'Lab', url: 'https://mesh.example/agentinvite?c=Lab', expiresAt, groupId: ids.lab }]);
		expect(client.written).toEqual([['createInviteLink', ids.lab, hours]]);
	});

	it('> Delete deletes an empty one', async () => {
		expect(jsonOf(await run('deviceGroup', 'delete', { groupId: at('name', 'Empty') }))).toEqual([{ deleted: true, name: 'Empty', devicesDeleted: 0, id: ids.empty }]);
	});

	it('> Delete refuses one with devices, unless they are meant too', async () => {
		const { error } = await run('deviceGroup', 'delete', { groupId: at('id', ids.branch) });
		expect(error).toMatchObject({ message: 'The device group has 2 devices and was not deleted', description: expect.stringContaining("'Delete Its Devices Too'") });
		expect(client.written).toEqual([]);
		const got = await run('deviceGroup', 'delete', { groupId: at('id', ids.branch), deleteDevices: true });
		expect(jsonOf(got)).toEqual([{ deleted: true, name: 'Branch', devicesDeleted: 2, id: ids.branch }]);
	});
});

describe('Maximum Devices Affected', () => {
	const items = ['web', 'database', 'laptop'].map((word) => ({ id: ids[word as 'web'] }));
	const deviceId = at('id', '={{ $json.id }}');

	it.each<[string, string, object]>([
		['device', 'delete', { deviceId, evenIfOnline: true }],
		['device', 'power', { deviceId, powerAction: 'reset' }],
	])('holds %s > %s back for more', async (resource, operation, parameters) => {
		const { error } = await run(resource, operation, { ...parameters, options: { refuseMoreThan: 2 } }, { items });
		expect(error?.message).toMatch(/would affect 3 devices, and 'Maximum Devices Affected' is 2$/);
		expect(client.written).toEqual([]);
	});

	it('counts the devices of a group that is deleted, and an empty one as one', async () => {
		const groups = { items: [ids.lab, ids.empty].map((id) => ({ id })) };
		const parameters = { groupId: at('id', '={{ $json.id }}'), deleteDevices: true };
		const { error } = await run('deviceGroup', 'delete', { ...parameters, options: { refuseMoreThan: 4 } }, groups);
		expect(error?.message).toMatch(/would affect 5 devices, and 'Maximum Devices Affected' is 4$/);
		expect(client.written).toEqual([]);
		expect((await run('deviceGroup', 'delete', { ...parameters, options: { refuseMoreThan: 5 } }, groups)).error).toBeUndefined();
	});
});

describe('Tunnel > Create', () => {
	const url = 'https://mesh.example/sharing?c=s3cret';

	it('takes {id, type} of the REST interface, and gives a link for an hour', async () => {
		const got = await run('tunnel', 'create', { deviceId: web });
		expect(jsonOf(got)).toEqual([
			{
				id: 'link1',
				deviceId: ids.web,
				deviceName: 'web-1',
				url,
				types: ['terminal'],
				guestName: 'n8n',
				startsAt: '2026-11-20T18:00:00.000Z',
				expiresAt: '2026-11-20T19:00:00.000Z',
				recurring: null,
				durationMinutes: 60,
				viewOnly: false,
			},
		]);
		expect(client.written).toEqual([['createShare', ids.web, { types: ['terminal'], consent: 'notify', guestName: 'n8n', validFor: { minutes: 60 }, viewOnly: false }]]);
	});

	it('tells the times that the server allowed, and asks for them only where its answer did not say', async () => {
		client.toldOfShares = { startTime: Date.UTC(2026, 10, 20, 18), expireTime: Date.UTC(2026, 10, 20, 18, 30) };
		const got = await run('tunnel', 'create', { deviceId: web, type: ['files', 'terminal'] });
		expect(jsonOf(got)).toMatchObject([{ expiresAt: '2026-11-20T18:30:00.000Z', types: ['terminal', 'files'] }]);
		expect(client.count('shares')).toBe(0);
		client.toldOfShares = {};
		await run('tunnel', 'create', { deviceId: web });
		expect(client.count('shares')).toBe(1);
	});

	it.each<[string, object, object]>([
		['some minutes', { minutes: 5 }, { validFor: { minutes: 5 } }],
		[
			'a window, in the time zone of the workflow',
			{ validFor: 'window', from: '2026-11-20T20:00:00Z', to: '2026-11-21T08:00:00+01:00' },
			{ validFor: { from: new Date('2026-11-20T20:00:00Z'), to: new Date('2026-11-21T07:00:00Z') } },
		],
		['ever', { validFor: 'unlimited' }, { validFor: 'unlimited' }],
		['the desktop to look at', { type: ['desktop'], viewOnly: true }, { types: ['desktop'], viewOnly: true }],
		['somebody with a name, who is asked', { guestName: 'Ada', consent: 'prompt' }, { guestName: 'Ada', consent: 'prompt' }],
		['somebody who is told', { consent: 'notify' }, { consent: 'notify' }],
	])('makes a link for %s', async (_, parameters, share) => {
		const { error } = await run('tunnel', 'create', { deviceId: web, ...parameters });
		expect(error).toBeUndefined();
		expect(client.written).toEqual([['createShare', ids.web, expect.objectContaining(share)]]);
	});

	it('without end says that it has none', async () => {
		expect(jsonOf(await run('tunnel', 'create', { deviceId: web, validFor: 'unlimited' }))).toMatchObject([{ startsAt: null, expiresAt: null }]);
	});

	it.each<[string, object, RegExp]>([
		['no type', { type: '={{ [] }}' }, /^'Type' must name at least one of: Desktop, Files, Terminal$/],
		['a look at a terminal', { type: ['desktop', 'terminal'], viewOnly: true }, /^'View Only' applies to the desktop alone$/],
		['half a window', { validFor: 'window', from: '2026-11-20T20:00:00Z' }, /^'To' must not be empty$/],
		['the other half of a window', { validFor: 'window', to: '2026-11-20T20:00:00Z' }, /^'From' must not be empty$/],
		['a window the wrong way round', { validFor: 'window', from: '2026-11-21T08:00:00Z', to: '2026-11-20T20:00:00Z' }, /^'To' must be later than 'From'$/],
		['a window that is over', { validFor: 'window', from: '2026-11-20T08:00:00Z', to: '2026-11-20T18:00:00Z' }, /^The time window has already ended/],
		['no name', { guestName: '={{ "" }}' }, /^'Guest Name' must not be empty$/],
	])('with %s is refused', async (_, parameters, message) => {
		expect((await run('tunnel', 'create', { deviceId: web, ...parameters })).error?.message).toMatch(message);
		expect(client.written).toEqual([]);
	});

	it('M15 with half a window names what there is to choose instead, by its name', async () => {
		const { error } = await run('tunnel', 'create', { deviceId: web, validFor: 'window', from: '2026-11-20T20:00:00Z' });
		expect(error?.description).toContain("choose 'Number of Minutes'");
		const [validFor] = new MeshCentral().description.properties.filter(({ name }) => name === 'validFor');
		expect((validFor?.options as Array<{ name: string }>).map(({ name }) => name)).toContain('Number of Minutes');
	});

	it('that cannot be read back says that it was made, and not what it is', async () => {
		client.before = (method) => {
			if (method === 'shares') throw refused('Access denied');
		};
		const { error } = await run('tunnel', 'create', { deviceId: web });
		expect(error).toMatchObject({ message: 'Access denied', description: expect.stringContaining('The link link1 was created') });
		expect(JSON.stringify(error)).not.toContain('s3cret');
	});
});

describe('Tunnel', () => {
	const share = { publicid: 'KVC4RznM@54B', p: 7 + 8, guestName: 'guest', userid: 'user//admin', url: 'https://mesh.example/sharing?c=x', consent: 0, viewOnly: true };
	beforeEach(() => {
		client.shareRecords.set(ids.web, [share, { publicid: 'second', p: 16 }]);
	});

	it('> Get Many gives the links of a device', async () => {
		const common = { deviceId: ids.web, deviceName: 'web-1', startsAt: null, expiresAt: null, recurring: null, durationMinutes: null };
		expect(jsonOf(await run('tunnel', 'getAll', { deviceId: web }))).toEqual([
			{ id: 'KVC4RznM@54B', ...common, url: share.url, types: ['terminal', 'desktop', 'files', 'http'], guestName: 'guest', viewOnly: true },
			{ id: 'second', ...common, url: null, types: ['https'], guestName: null, viewOnly: false },
		]);
		expect(jsonOf(await run('tunnel', 'getAll', { deviceId: web, limit: 1, simplify: false }))).toEqual([share]);
	});

	it.each([
		[1, 'daily'],
		[2, 'weekly'],
	])('M14 > Get Many shows of one that opens again and again (%i) how often and for how long', async (recurring, often) => {
		client.shareRecords.set(ids.web, [{ publicid: 'again', p: 1, startTime: Date.UTC(2026, 10, 20, 8), recurring, duration: 60 }]);
		expect(jsonOf(await run('tunnel', 'getAll', { deviceId: web }))).toMatchObject([{ startsAt: '2026-11-20T08:00:00.000Z', expiresAt: null, recurring: often, durationMinutes: 60 }]);
	});

	it('> Delete deletes one, and a second time is an error', async () => {
		const parameters = { deviceId: web, tunnelId: ' KVC4RznM@54B ' };
		expect(jsonOf(await run('tunnel', 'delete', parameters))).toEqual([{ deleted: true, deviceName: 'web-1', id: 'KVC4RznM@54B', deviceId: ids.web }]);
		expect((await run('tunnel', 'delete', parameters)).error?.message).toBe('Invalid device share identifier.');
		expect(client.shareRecords.get(ids.web)).toHaveLength(1);
	});
});
