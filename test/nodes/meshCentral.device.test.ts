import { lab } from '../simulators/meshcentral';
import { FakeMeshCentral, ids, meshId, runWith } from '../support/fakeMeshCentral';
import { startWrapper, type RunningWrapper } from '../support/meshCentral';
import { at, jsonOf } from '../support/netAlertX';

let client: FakeMeshCentral;
beforeEach(() => (client = new FakeMeshCentral()));

const web = at('id', ids.web);
const run = async (operation: string, parameters: object = {}) => await runWith(client, 'device', operation, { deviceId: web, ...parameters });

describe('tags', () => {
	it('are added beside the others, and taken away alone', async () => {
		expect(jsonOf(await run('addTags', { tags: 'new, web' }))).toEqual([{ id: ids.web, name: 'web-1', tags: ['production', 'web', 'new'] }]);
		expect(jsonOf(await run('removeTags', { tags: '={{ ["web", "none"] }}' }))).toEqual([{ id: ids.web, name: 'web-1', tags: ['production', 'new'] }]);
	});

	it.each(['addTags', 'removeTags'])('of %s must be there', async (operation) => {
		expect((await run(operation, { tags: ' , ' })).error?.message).toBe("'Tags' must not be empty");
		expect(client.written).toEqual([]);
	});

	it('with more characters than MeshCentral keeps are refused', async () => {
		expect((await run('addTags', { tags: 'x'.repeat(64) })).error?.message).toContain('MeshCentral drops tags with more than 63');
	});
});

describe('Open URL', () => {
	it('says what the agent reported', async () => {
		client.handed = { answer: 'OK', confirmed: true };
		expect(jsonOf(await run('openUrl', { url: ' https://status.example.com/a?b=c ' }))).toEqual([{ id: ids.web, name: 'web-1', url: 'https://status.example.com/a?b=c', sent: true, confirmed: true, answer: 'OK' }]);
	});

	it.each(['ftp://x', 'javascript:alert(1)', 'file:///etc/passwd', 'example.com', 'https://'])('takes web addresses only, and not %s', async (url) => {
		expect((await run('openUrl', { url })).error?.message).toContain('must be a web address');
		expect(client.written).toEqual([]);
	});
});

it('Get Services gives an item for each', async () => {
	expect(jsonOf(await run('services'))).toEqual([{ deviceId: ids.web, deviceName: 'web-1', name: 'nginx', status: 'running' }]);
});

describe('the note', () => {
	it('is added below what stands there, unless it is to take its place', async () => {
		expect(jsonOf(await run('getNote'))).toEqual([{ id: ids.web, name: 'web-1', note: null }]);
		await run('addNote', { note: 'first' });
		expect(jsonOf(await run('addNote', { note: 'second\nline' }))).toEqual([{ id: ids.web, name: 'web-1', note: 'first\nsecond\nline' }]);
		expect(jsonOf(await run('addNote', { note: 'alone', placement: 'instead' }))).toMatchObject([{ note: 'alone' }]);
		expect(jsonOf(await run('getNote'))).toMatchObject([{ note: 'alone' }]);
	});

	it('is never emptied by an expression that comes to nothing', async () => {
		expect((await run('addNote', { note: '={{ $json.missing }}', placement: 'instead' })).error?.message).toBe("'Note' must not be empty");
		expect(client.written).toEqual([]);
	});
});

describe('Uninstall Agent', () => {
	it('deletes the device only if that is meant, and once the agent has gone', async () => {
		client.handed = { answer: '', confirmed: true };
		expect(jsonOf(await run('uninstallAgent'))).toEqual([{ id: ids.web, name: 'web-1', sent: true, confirmed: true }]);
		expect(client.count('deleteDevice')).toBe(0);
		expect(jsonOf(await run('uninstallAgent', { deleteDevice: true }))).toEqual([{ id: ids.web, name: 'web-1', sent: true, confirmed: true, deleted: true }]);
		expect(client.count('deleteDevice')).toBe(1);
	});

	it('keeps a device whose agent stayed', async () => {
		client.handed = { answer: '', confirmed: false, reason: 'The agent is still connected.' };
		expect(jsonOf(await run('uninstallAgent', { deleteDevice: true }))).toEqual([{ id: ids.web, name: 'web-1', sent: true, confirmed: false, reason: 'The agent is still connected.', deleted: false }]);
		expect(client.count('deleteDevice')).toBe(0);
	});

	it('is refused for more devices than it may affect', async () => {
		const { error } = await runWith(client, 'device', 'uninstallAgent', { deviceId: web, options: { refuseMoreThan: 1 } }, { items: [{}, {}] });
		expect(error?.message).toContain("'Maximum Devices Affected' is 1");
		expect(client.written).toEqual([]);
	});

	it('says that the agent is gone where the device could not be deleted', async () => {
		client.handed = { answer: '', confirmed: true };
		client.deleteDevice = async () => await Promise.reject((await import('../support/fakeMeshCentral')).refused('Denied'));
		expect((await run('uninstallAgent', { deleteDevice: true })).error?.description).toContain('The agent was uninstalled.');
	});
});

it('Add Local Device gives the device that is there now', async () => {
	const got = await runWith(client, 'device', 'addLocal', { groupId: at('id', ids.lab), name: 'printer', host: '192.0.2.9' });
	expect(jsonOf(got)).toEqual([{ id: expect.stringContaining('printer') as string, name: 'printer', host: '192.0.2.9', groupId: ids.lab }]);
});

describe('through REST commands', () => {
	let running: RunningWrapper;
	beforeEach(async () => {
		running = await startWrapper();
	});
	afterEach(async () => await running.stop());
	const two = at('id', lab.two);

	it('tags are changed, and pages opened without word from the agent', async () => {
		await running.run('device', 'addTags', { deviceId: two, tags: 'a' });
		await running.run('device', 'addTags', { deviceId: two, tags: 'b' });
		expect(jsonOf(await running.run('device', 'removeTags', { deviceId: two, tags: 'a' }))).toMatchObject([{ tags: ['b'] }]);
		expect((await running.run('device', 'removeTags', { deviceId: two, tags: 'b' })).error?.message).toContain('nothing can be cleared this way');
		expect(jsonOf(await running.run('device', 'openUrl', { deviceId: two, url: 'https://example.test/' }))).toMatchObject([{ sent: true, confirmed: false, reason: expect.stringContaining('REST') as string }]);
		expect((await running.run('device', 'openUrl', { deviceId: at('id', lab.three), url: 'https://example.test/' })).error?.message).toContain('is offline');
	});

	it('a local device is added to a group for such, and to no other', async () => {
		const group = running.simulator.world.addGroup({ _id: meshId('local'), name: 'Local', mtype: 3 });
		const add = async (groupId: string, name = 'printer') => await running.run('device', 'addLocal', { groupId: at('id', groupId), name, host: '192.0.2.9' });
		expect(jsonOf(await add(group._id))).toMatchObject([{ name: 'printer', groupId: group._id }]);
		const agents = [...running.simulator.world.groups.keys()].find((id) => id !== group._id)!;
		expect((await add(agents)).error?.message).toContain('is not a group for local devices');
		expect((await add(group._id, "it's")).error?.message).toContain('apostrophe');
	});

	it.each(['services', 'getNote', 'addNote', 'uninstallAgent'])('%s says where it is to be had', async (operation) => {
		const { error } = await running.run('device', operation, { deviceId: two, note: 'x' });
		expect(error?.description).toContain("Choose 'WebSocket' in 'Connect Through'");
	});
});
