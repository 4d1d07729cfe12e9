import type { IBinaryData } from 'n8n-workflow';
import type { DeviceFiles } from '../../nodes/MeshCentral/files/deviceFiles';
import type { DeviceRecord } from '../../nodes/MeshCentral/schemas';
import { lab } from '../simulators/meshcentral';
import { FakeMeshCentral, ids, runWith } from '../support/fakeMeshCentral';
import { startWrapper } from '../support/meshCentral';
import { at, jsonOf } from '../support/netAlertX';

let client: FakeMeshCentral;
beforeEach(() => (client = new FakeMeshCentral()));

const web = at('id', ids.web);
const disk = () => client.disk(ids.web);
const put = (path: string, text: string) => disk().contents.set(path, Buffer.from(text));
const fileOf = (text: string, fileName = 'a.txt'): IBinaryData => ({ data: Buffer.from(text).toString('base64'), mimeType: 'text/plain', fileName });
const named = { deviceId: ids.web, deviceName: 'web-1' };
const sha384 = expect.stringMatching(/^[0-9A-F]{96}$/) as string;

describe('Upload', () => {
	it('writes a file of the item, and says what is there now', async () => {
		const got = await runWith(client, 'file', 'upload', { deviceId: web, path: '/tmp/a.txt', binaryPropertyName: 'attachment' }, { files: [{ attachment: fileOf('hello') }] });
		expect(jsonOf(got)).toEqual([{ path: '/tmp/a.txt', sizeBytes: 5, sha384, uploaded: true, replaced: false, ...named }]);
		expect(disk().text('/tmp/a.txt')).toBe('hello');
	});

	it('writes text, of several items each its own', async () => {
		const items = [{ name: 'a', text: 'é 🐧' }, { name: 'b', text: '' }];
		const got = await runWith(client, 'file', 'upload', { deviceId: web, path: '=/tmp/{{ $json.name }}', content: 'text', fileText: '={{ $json.text }}' }, { items });
		expect(jsonOf(got)).toMatchObject([{ sizeBytes: 7 }, { sizeBytes: 0 }]);
		expect([disk().text('/tmp/a'), disk().text('/tmp/b')]).toEqual(['é 🐧', '']);
	});

	it.each([
		['there is no file', {}, undefined, 'The item has no file in the field "data"'],
		['the file has another field', {}, { other: fileOf('x') }, 'The item has no file in the field "data"'],
		['the path names a folder', { path: '/tmp/' }, { data: fileOf('x') }, '"/tmp/" names a folder'],
		['the path is not whole', { path: 'a.txt' }, { data: fileOf('x') }, '"a.txt" is not a full path'],
	])('sends nothing where %s', async (_, more, files, words) => {
		const { error } = await runWith(client, 'file', 'upload', { deviceId: web, path: '/tmp/a', ...more }, files ? { files: [files] } : {});
		expect(error?.message).toBe(words);
		expect(error?.description).toContain('Nothing was sent');
		expect(client.count('withFiles')).toBe(0);
	});

	it('replaces a file only if it may, and does not send what is there already', async () => {
		put('/tmp/a', 'old');
		const upload = async (fileText: string, replace = false) => await runWith(client, 'file', 'upload', { deviceId: web, path: '/tmp/a', content: 'text', fileText, replace });
		expect((await upload('new')).error?.message).toBe('The device already has a file /tmp/a with other content');
		expect(jsonOf(await upload('old'))).toMatchObject([{ uploaded: false, replaced: false }]);
		expect(jsonOf(await upload('new', true))).toMatchObject([{ uploaded: true, replaced: true }]);
	});

	it('to a Windows device takes its paths, and no others', async () => {
		const upload = async (path: string) => await runWith(client, 'file', 'upload', { deviceId: at('id', ids.laptop), path, content: 'text', fileText: 'x' });
		client.disk(ids.laptop).folders.add('C:/Temp');
		expect(jsonOf(await upload('C:\\Temp\\my report.txt'))).toMatchObject([{ path: 'C:\\Temp\\my report.txt' }]);
		expect((await upload('/tmp/x')).error?.message).toBe('"/tmp/x" is not a full path');
	});

	it('of which the device stores less is an error that fails the item, and the others go on', async () => {
		disk().room = 3;
		const items = [{ text: 'too long' }, { text: 'ok' }];
		const { output } = await runWith(client, 'file', 'upload', { deviceId: web, path: '=/tmp/{{ $json.text }}', content: 'text', fileText: '={{ $json.text }}' }, { items, node: { onError: 'continueErrorOutput' } });
		expect(output[0]).toMatchObject([{ json: { path: '/tmp/ok' } }]);
		expect(output[1]).toMatchObject([{ json: { error: 'The device acknowledged the upload but stored 3 of 8 bytes', details: { description: expect.stringContaining('disk may be full') as string } } }]);
	});
});

describe('Download', () => {
	it('gives the file as binary data, with what is known of it', async () => {
		put('/tmp/report.csv', 'a,b\n1,2\n');
		const { output } = await runWith(client, 'file', 'download', { deviceId: web, path: '/tmp/report.csv' });
		const [item] = output[0]!;
		expect(item!.json).toEqual({ path: '/tmp/report.csv', fileName: 'report.csv', sizeBytes: 8, modifiedAt: '2026-11-27T00:42:33Z', sha384, ...named });
		expect(item!.binary).toMatchObject({ data: { fileName: 'report.csv', mimeType: 'text/csv' } });
		expect(Buffer.from(item!.binary!.data!.data, 'base64').toString()).toBe('a,b\n1,2\n');
		expect(item!.pairedItem).toEqual({ item: 0 });
	});

	it('of an empty file gives an empty one, in the field that is named', async () => {
		put('/tmp/empty', '');
		const { output } = await runWith(client, 'file', 'download', { deviceId: web, path: '/tmp/empty', binaryPropertyName: 'log' });
		expect(output[0]![0]!.binary).toMatchObject({ log: { fileName: 'empty' } });
	});

	it.each([
		['a folder', '/tmp', '/tmp is a folder on the device'],
		['nothing', '/tmp/none', 'The device has no file /tmp/none'],
		['too much', '/tmp/big', "'Maximum Size' is 1 MB"],
	])('of %s is an error in its own words', async (_, path, words) => {
		disk().contents.set('/tmp/big', Buffer.alloc(1_100_000));
		const { error, output } = await runWith(client, 'file', 'download', { deviceId: web, path, sizeAtMost: 1 });
		expect(error?.message).toContain(words);
		expect(output.flat()).toEqual([]);
	});

	it('of what changes meanwhile says so, in the words of the node and not of n8n', async () => {
		put('/tmp/log', 'twelve bytes');
		disk().before = (what) => what === 'hash' && put('/tmp/log', 'more than twelve');
		const { error } = await runWith(client, 'file', 'download', { deviceId: web, path: '/tmp/log' });
		expect(error?.message).toBe('The 12 bytes received from /tmp/log differ from what the device has there now');
		expect(error?.description).toContain('copy it on the device first');
	});
});

it('List shows what is in a folder, with whole paths', async () => {
	put('/tmp/a b', 'x');
	disk().folders.add('/tmp/docs');
	const list = async (more: object = {}) => jsonOf(await runWith(client, 'file', 'list', { deviceId: web, path: '/tmp/', returnAll: true, ...more }));
	expect(await list()).toEqual([
		{ name: 'a b', type: 'file', sizeBytes: 1, modifiedAt: '2026-11-27T00:42:33Z', path: '/tmp/a b', ...named },
		{ name: 'docs', type: 'folder', sizeBytes: null, modifiedAt: '2026-11-27T00:42:33Z', path: '/tmp/docs', ...named },
	]);
	expect(await list({ path: '/', returnAll: false, limit: 1 })).toMatchObject([{ path: '/etc' }]);
	expect(await list({ simplify: false })).toMatchObject([{ n: 'a b', t: 3, s: 1 }, { n: 'docs', t: 2 }]);
	// By name, as people sort them: agents give them in any order.
	for (const name of ['log.10', 'log.2']) put(`/tmp/${name}`, 'x');
	expect((await list()).map((entry) => (entry as { name: string }).name)).toEqual(['a b', 'docs', 'log.2', 'log.10']);
});

it('Create Folder, Rename and Delete say what they did', async () => {
	const run = async (operation: string, more: object) => jsonOf(await runWith(client, 'file', operation, { deviceId: web, ...more }));
	expect(await run('createFolder', { path: '/tmp/new' })).toEqual([{ path: '/tmp/new', created: true, ...named }]);
	expect(await run('createFolder', { path: '/tmp/new' })).toEqual([{ path: '/tmp/new', created: false, ...named }]);
	expect(await run('rename', { path: '/tmp/new', newName: 'newer' })).toEqual([{ path: '/tmp/newer', oldPath: '/tmp/new', renamed: true, replaced: false, ...named }]);
	put('/tmp/newer/a', 'x');
	expect((await runWith(client, 'file', 'delete', { deviceId: web, path: '/tmp/newer' })).error?.message).toBe('The folder /tmp/newer is not empty, and was not deleted');
	expect(await run('delete', { path: '/tmp/newer/a' })).toEqual([{ deleted: true, path: '/tmp/newer/a', type: 'file', ...named }]);
	expect(await run('delete', { path: '/tmp/newer', withContent: true })).toEqual([{ deleted: true, path: '/tmp/newer', type: 'folder', ...named }]);
});

it('Delete refuses more than it may, before anything is sent', async () => {
	const items = Array.from({ length: 3 }, (_, index) => ({ path: `/tmp/${index}` }));
	for (const { path } of items) put(path, 'x');
	const { error } = await runWith(client, 'file', 'delete', { deviceId: web, path: '={{ $json.path }}', options: { refuseMoreThan: 2 } }, { items });
	expect(error?.message).toContain("'Maximum Devices Affected' is 2");
	expect(disk().contents.size).toBe(3);
});

it('one thing after the other on a device, several devices at once', async () => {
	let [now, most, mostOfOne] = [0, 0, 0];
	const of = new Map<string, number>();
	const { withFiles } = FakeMeshCentral.prototype;
	jest.spyOn(FakeMeshCentral.prototype, 'withFiles').mockImplementation(async function (this: FakeMeshCentral, device: DeviceRecord, task: (files: DeviceFiles) => Promise<unknown>) {
		most = Math.max(most, ++now);
		of.set(device._id, (of.get(device._id) ?? 0) + 1);
		mostOfOne = Math.max(mostOfOne, of.get(device._id)!);
		await new Promise((resolve) => setTimeout(resolve, 5));
		try {
			return await withFiles.call(this, device, task);
		} finally {
			now--;
			of.set(device._id, of.get(device._id)! - 1);
		}
	} as never);
	const items = Array.from({ length: 6 }, (_, index) => ({ id: [ids.web, ids.kioskOne][index % 2], path: `/tmp/${index}` }));
	const { error } = await runWith(client, 'file', 'createFolder', { deviceId: at('id', '={{ $json.id }}'), path: '={{ $json.path }}' }, { items });
	jest.restoreAllMocks();
	expect([error, most, mostOfOne]).toEqual([undefined, 2, 1]);
});

it.each(['list', 'upload', 'download', 'createFolder', 'rename', 'delete'])('%s is not to be had through REST commands, and says where it is', async (operation) => {
	const running = await startWrapper();
	try {
		const device = lab.one;
		const { error } = await running.run('file', operation, { deviceId: at('id', device), path: '/tmp/a', content: 'text', fileText: 'x', newName: 'b' });
		expect(error?.message).toBe("The wrapper's REST commands cannot reach a device's files");
		expect(error?.description).toContain("Choose 'WebSocket' in 'Connect Through'");
	} finally {
		await running.stop();
	}
});
