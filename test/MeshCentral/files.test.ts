/** Uploads, downloads and changes, on a disk that does what agents were recorded to do. */
import type { DeviceRecord } from '../../nodes/MeshCentral/schemas';
import { makeFolder, rename } from '../../nodes/MeshCentral/files/change';
import { digestOf } from '../../nodes/MeshCentral/files/digest';
import { download } from '../../nodes/MeshCentral/files/download';
import { listFolder } from '../../nodes/MeshCentral/files/list';
import { placeAt } from '../../nodes/MeshCentral/files/path';
import { remove } from '../../nodes/MeshCentral/files/remove';
import { upload } from '../../nodes/MeshCentral/files/upload';
import { UnreachableError } from '../../nodes/shared/errors';
import { MemoryFiles } from '../support/memoryFiles';

const device: DeviceRecord = { _id: 'node//x', name: 'web-1', meshid: 'mesh//x', groupname: 'Lab', agent: { id: 6, core: null }, osdesc: 'Debian' };
const mac: DeviceRecord = { ...device, osdesc: 'macOS 15' };
const at = (path: string, on = device) => placeAt(on, path);
const saying = (text: string) =>
	async function* (): AsyncGenerator<Uint8Array> {
		await Promise.resolve();
		if (text) yield Buffer.from(text);
	};

async function put(disk: MemoryFiles, path: string, text: string, replace = false) {
	disks.push(disk);
	const content = saying(text);
	return await upload(disk, { device, place: at(path), content, digest: await digestOf(content()), replace });
}
async function get(disk: MemoryFiles, path: string, sizeAtMost = 1000) {
	disks.push(disk);
	let text = '';
	const keep = async (content: AsyncIterable<Uint8Array>) => {
		for await (const piece of content) text += Buffer.from(piece).toString('utf8');
	};
	return { ...(await download(disk, { place: at(path), sizeAtMost, keep })), text };
}
const leftovers = (disk: MemoryFiles) => [...disk.contents.keys()].filter((path) => path.includes('n8n-'));
const changes = (disk: MemoryFiles) => disk.told.filter((each) => !/^(list|hash|read) /.test(each));
const gone = () => new UnreachableError('The file connection to web-1 broke', { method: 'meshrelay', path: 'x' }, 'unknown', { repeatable: false });

const disks: MemoryFiles[] = [];
afterEach(() => {
	for (const disk of disks.splice(0)) expect(disk.hashedInVain).toBe(0);
});

describe('an upload', () => {
	it('has its name only once it is whole', async () => {
		const disk = new MemoryFiles();
		disk.before = (what) => what === 'piece' && void expect(disk.text('/tmp/a')).toBeUndefined();
		expect(await put(disk, '/tmp/a', 'hello')).toEqual({ replaced: false, unchanged: false });
		expect([disk.text('/tmp/a'), leftovers(disk)]).toEqual(['hello', []]);
		expect(changes(disk).map((each) => each.replaceAll(/[0-9a-f]{12}/g, '#'))).toEqual(['write /tmp/n8n-upload-#.part', 'rename /tmp/n8n-upload-#.part /tmp/a']);
	});

	it('of an empty file makes one', async () => {
		const disk = new MemoryFiles();
		await put(disk, '/tmp/empty', '');
		expect(disk.text('/tmp/empty')).toBe('');
	});

	it('replaces nothing that it was not told to', async () => {
		const disk = new MemoryFiles({ '/tmp/a': 'old' });
		await expect(put(disk, '/tmp/a', 'new text')).rejects.toThrow('The device already has a file /tmp/a with other content');
		expect([disk.text('/tmp/a'), changes(disk)]).toEqual(['old', []]);
	});

	it('nor what cannot be listed, or comes while it is under way', async () => {
		const hidden = new MemoryFiles({ '/tmp/a': 'old' });
		hidden.hidden.add('/tmp');
		await expect(put(hidden, '/tmp/a', 'new')).rejects.toThrow('with other content');
		const racing = new MemoryFiles();
		racing.before = (what) => what === 'piece' && racing.contents.set('/tmp/a', Buffer.from('of somebody else'));
		await expect(put(racing, '/tmp/a', 'new')).rejects.toThrow('with other content');
		expect([racing.text('/tmp/a'), leftovers(racing)]).toEqual(['of somebody else', []]);
	});

	it('sends nothing where the same is there', async () => {
		const disk = new MemoryFiles({ '/tmp/a': 'same' });
		expect(await put(disk, '/tmp/a', 'same')).toEqual({ replaced: false, unchanged: true });
		expect(changes(disk)).toEqual([]);
	});

	it.each([false, true])('replaces a file that it may replace (where renaming does not: %s)', async (renamesOverNothing) => {
		const disk = new MemoryFiles({ '/tmp/a': 'old' });
		disk.renamesOverNothing = renamesOverNothing;
		expect(await put(disk, '/tmp/a', 'new', true)).toEqual({ replaced: true, unchanged: false });
		expect([disk.text('/tmp/a'), [...disk.contents.keys()]]).toEqual(['new', ['/tmp/a']]);
	});

	it.each<[what: string, before: Record<string, string>, hashes: string[]]>([
		['a new file', {}, ['part']],
		['another file in place of a shorter one', { '/tmp/a': 'old' }, ['part', 'a']],
		['another file in place of one that is as long', { '/tmp/a': 'old text' }, ['a', 'part', 'a']],
	])('has the device read %s no more often than it has to be compared', async (_, before, hashes) => {
		const disk = new MemoryFiles(before);
		await put(disk, '/tmp/a', 'new text', true);
		const hashed = disk.told.filter((each) => each.startsWith('hash '));
		expect(hashed.map((each) => (each.endsWith('.part') ? 'part' : each.slice('hash /tmp/'.length)))).toEqual(hashes);
	});

	it('of a new file that cannot be renamed is an error, and asks for the hash of nothing that is not there', async () => {
		const disk = new MemoryFiles();
		disk.rename = async () => await Promise.resolve();
		await expect(put(disk, '/tmp/a', 'new')).rejects.toThrow('The device did not rename the upload to a');
		expect([disk.text('/tmp/a'), leftovers(disk)]).toEqual([undefined, []]);
	});

	it('into a folder that cannot be listed is compared there', async () => {
		const disk = new MemoryFiles();
		disk.hidden.add('/tmp');
		expect(await put(disk, '/tmp/a', 'new')).toEqual({ replaced: false, unchanged: false });
		expect(disk.told.filter((each) => each === 'hash /tmp/a')).toHaveLength(1);
	});

	it('of a new file whose place somebody else takes at the end is an error, and leaves that one alone', async () => {
		const disk = new MemoryFiles();
		disk.rename = async () => await Promise.resolve(void disk.contents.set('/tmp/a', Buffer.from('as long')));
		await expect(put(disk, '/tmp/a', 'my text')).rejects.toThrow('The device did not rename the upload to a');
		expect([disk.text('/tmp/a'), leftovers(disk)]).toEqual(['as long', []]);
	});

	it('never takes the place of a folder', async () => {
		const disk = new MemoryFiles();
		disk.folders.add('/tmp/a');
		await expect(put(disk, '/tmp/a', 'x', true)).rejects.toThrow('/tmp/a is a folder');
	});

	it('that a full disk acknowledged and cut is an error, and the old file is as it was', async () => {
		const disk = new MemoryFiles({ '/tmp/a': 'old' });
		disk.room = 3;
		await expect(put(disk, '/tmp/a', 'new text', true)).rejects.toMatchObject({ message: 'The device acknowledged the upload but stored 3 of 8 bytes', advice: expect.stringContaining('disk may be full') as string });
		expect([disk.text('/tmp/a'), leftovers(disk)]).toEqual(['old', []]);
	});

	it('that breaks says what may be left of it', async () => {
		const disk = new MemoryFiles({ '/tmp/a': 'old' });
		disk.before = (what) => {
			if (what === 'piece') throw gone();
		};
		const error = await put(disk, '/tmp/a', 'new', true).catch((thrown: unknown) => thrown as UnreachableError);
		expect(error).toMatchObject({ message: 'The file connection to web-1 broke', notes: [expect.stringMatching(/^\/tmp\/a is unchanged; part .* as n8n-upload-/)] });
		expect(disk.text('/tmp/a')).toBe('old');
	});

	it('into a folder that is not there, or cannot be written to, is an error', async () => {
		await expect(put(new MemoryFiles(), '/nowhere/a', 'x')).rejects.toThrow('The device has no folder /nowhere');
		const disk = new MemoryFiles();
		disk.locked.add('/etc');
		await expect(put(disk, '/etc/a', 'x')).rejects.toThrow('could not open the file for writing');
	});

	it('that cannot be renamed is an error, and deleted again', async () => {
		const disk = new MemoryFiles({ '/tmp/a': 'old' });
		disk.rename = async () => await Promise.resolve();
		await expect(put(disk, '/tmp/a', 'new', true)).rejects.toThrow('The device did not rename the upload to a');
		expect([disk.text('/tmp/a'), leftovers(disk)]).toEqual(['old', []]);
	});

	it('whose place the old file made, and could not take again, says where that one is', async () => {
		const disk = new MemoryFiles({ '/tmp/a': 'old' });
		const really = disk.rename.bind(disk);
		// Only the old file can be renamed, and only once.
		disk.rename = async (folder, from, to) => void (from === 'a' && (await really(folder, from, to)));
		const error = await put(disk, '/tmp/a', 'new', true).catch((thrown: unknown) => thrown);
		const [aside] = leftovers(disk);
		expect(error).toMatchObject({ message: 'The device did not rename the upload to a, and did not give the previous file its name back', advice: expect.stringContaining(aside!.replace('/tmp/', '')) as string });
		expect([leftovers(disk), disk.text(aside!)]).toEqual([[aside], 'old']);
	});

	it('two to one path at once: each is whole, and the second replaces only if it may', async () => {
		const disk = new MemoryFiles();
		const outcomes = await Promise.allSettled([put(disk, '/tmp/a', 'first'), put(disk, '/tmp/a', 'second one')]);
		expect(outcomes.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThan(0);
		expect(['first', 'second one']).toContain(disk.text('/tmp/a'));
		expect(leftovers(disk)).toEqual([]);
	});
});

describe('a download', () => {
	it.each(['', 'x', 'twelve bytes', 'seventeen bytes..'])('of %j comes whole', async (content) => {
		const { text, size, hash } = await get(new MemoryFiles({ '/tmp/a': content }), '/tmp/a');
		expect([text, size, hash]).toEqual([content, content.length, (await digestOf(saying(content)())).hash]);
	});

	it('of a folder is an error, and no empty file', async () => {
		const disk = new MemoryFiles();
		disk.folders.add('/tmp/docs');
		await expect(get(disk, '/tmp/docs')).rejects.toThrow('/tmp/docs is a folder');
		expect(disk.told).not.toContain('read /tmp/docs');
	});

	it('of nothing is an error', async () => {
		await expect(get(new MemoryFiles(), '/tmp/a')).rejects.toThrow('The device has no file /tmp/a');
		await expect(get(new MemoryFiles(), '/nowhere/a')).rejects.toThrow('The device has no folder /nowhere');
	});

	it('works in a folder that cannot be listed', async () => {
		const disk = new MemoryFiles({ '/tmp/a': 'x' });
		disk.hidden.add('/tmp');
		expect((await get(disk, '/tmp/a')).text).toBe('x');
	});

	it('of what is larger than allowed is not begun, or ended as soon as that is seen', async () => {
		const disk = new MemoryFiles({ '/tmp/a': 'much too long' });
		await expect(get(disk, '/tmp/a', 5)).rejects.toThrow("'Maximum Size'");
		expect(disk.told).not.toContain('read /tmp/a');
		disk.hidden.add('/tmp');
		await expect(get(disk, '/tmp/a', 5)).rejects.toThrow("/tmp/a is larger than 'Maximum Size'");
	});

	it('of a file that changes meanwhile is an error', async () => {
		const disk = new MemoryFiles({ '/tmp/a': 'twelve bytes' });
		disk.before = (what) => what === 'hash' && disk.contents.set('/tmp/a', Buffer.from('other'));
		await expect(get(disk, '/tmp/a')).rejects.toMatchObject({ message: 'The 12 bytes received from /tmp/a differ from what the device has there now', advice: expect.stringContaining('as a log does') as string });
	});
});

describe('a list', () => {
	it('shows files and folders', async () => {
		const disk = new MemoryFiles({ '/tmp/a': 'x' });
		expect((await listFolder(disk, at('/tmp'))).map(({ n, t }) => [n, t])).toEqual([['a', 3]]);
		expect((await listFolder(disk, at('/'))).map(({ n }) => n)).toEqual(['tmp', 'etc']);
		expect(await listFolder(disk, at('/etc'))).toEqual([]);
	});

	it('of a file, or of nothing, is an error', async () => {
		const disk = new MemoryFiles({ '/tmp/a': 'x' });
		await expect(listFolder(disk, at('/tmp/a'))).rejects.toThrow('/tmp/a is a file');
		await expect(listFolder(disk, at('/tmp/none'))).rejects.toThrow('The device has no folder /tmp/none');
	});
});

describe('a folder', () => {
	it('is made once', async () => {
		const disk = new MemoryFiles();
		expect([await makeFolder(disk, at('/tmp/a')), await makeFolder(disk, at('/tmp/a'))]).toEqual([true, false]);
	});

	it('that was not made is an error', async () => {
		const disk = new MemoryFiles({ '/tmp/file': 'x' });
		disk.locked.add('/etc');
		await expect(makeFolder(disk, at('/etc/a'))).rejects.toThrow('The device did not create the folder /etc/a');
		await expect(makeFolder(disk, at('/none/a'))).rejects.toThrow('The device has no folder /none');
		await expect(makeFolder(disk, at('/tmp/file'))).rejects.toThrow('/tmp/file is a file');
	});
});

describe('renaming', () => {
	const order = (path: string, newName: string, replace = false, on = device) => ({ device: on, place: at(path, on), newName, replace });

	it('is proved by looking', async () => {
		const disk = new MemoryFiles({ '/tmp/a': 'x' });
		expect(await rename(disk, order('/tmp/a', 'b'))).toMatchObject({ place: { path: '/tmp/b' }, replaced: false });
		expect(disk.text('/tmp/b')).toBe('x');
		disk.locked.add('/tmp');
		await expect(rename(disk, order('/tmp/b', 'c'))).rejects.toThrow('The device did not rename /tmp/b to c');
	});

	it('loses no other file unless it may, and never a folder', async () => {
		const disk = new MemoryFiles({ '/tmp/a': 'x', '/tmp/b': 'y' });
		disk.folders.add('/tmp/docs');
		await expect(rename(disk, order('/tmp/a', 'b'))).rejects.toThrow('The device already has a file /tmp/b');
		await expect(rename(disk, order('/tmp/a', 'docs', true))).rejects.toThrow('The device already has a folder /tmp/docs');
		await expect(rename(disk, order('/tmp/docs', 'b', true))).rejects.toThrow('already');
		expect(await rename(disk, order('/tmp/a', 'b', true))).toMatchObject({ replaced: true });
		expect([...disk.contents.keys()]).toEqual(['/tmp/b']);
	});

	it('of what is not there is an error; to the same name nothing', async () => {
		const disk = new MemoryFiles({ '/tmp/a': 'x' });
		await expect(rename(disk, order('/tmp/none', 'b'))).rejects.toThrow('has no file or folder /tmp/none');
		await rename(disk, order('/tmp/a', 'a'));
		expect(changes(disk)).toEqual([]);
	});

	it('only its capitals, where they make no difference', async () => {
		const disk = new MemoryFiles({ '/tmp/report': 'x' });
		await rename(disk, order('/tmp/report', 'Report', false, mac));
		expect([...disk.contents.keys()]).toEqual(['/tmp/Report']);
	});
});

describe('deleting', () => {
	it('is proved by looking', async () => {
		const disk = new MemoryFiles({ '/tmp/a': 'x', '/etc/a': 'y' });
		expect(await remove(disk, at('/tmp/a'), false)).toBe(false);
		disk.locked.add('/etc');
		await expect(remove(disk, at('/etc/a'), false)).rejects.toThrow('The device did not delete /etc/a');
		await expect(remove(disk, at('/tmp/a'), false)).rejects.toThrow('has no file or folder /tmp/a');
	});

	it('takes an empty folder, and one with content only if that is meant', async () => {
		const disk = new MemoryFiles({ '/tmp/full/a': 'x', '/tmp/full/sub/b': 'y' });
		for (const folder of ['/tmp/empty', '/tmp/full', '/tmp/full/sub']) disk.folders.add(folder);
		expect(await remove(disk, at('/tmp/empty'), false)).toBe(true);
		await expect(remove(disk, at('/tmp/full'), false)).rejects.toThrow('is not empty, and was not deleted');
		expect(changes(disk).filter((each) => each.includes('full'))).toEqual([]);
		expect(await remove(disk, at('/tmp/full'), true)).toBe(true);
		expect([...disk.contents.keys(), ...disk.folders]).toEqual(['/', '/tmp', '/etc']);
	});

	it('takes links, and never what they lead to', async () => {
		const disk = new MemoryFiles({ '/tmp/full/a': 'x', '/etc/precious': 'y' });
		disk.folders.add('/tmp/full');
		disk.links.set('/tmp/full/link', '/etc');
		expect(await remove(disk, at('/tmp/full'), true)).toBe(true);
		expect([...disk.contents.keys()]).toEqual(['/etc/precious']);
		disk.links.set('/tmp/link', '/etc');
		expect(await remove(disk, at('/tmp/link'), true)).toBe(true);
		expect([...disk.contents.keys(), disk.links.size]).toEqual(['/etc/precious', 0]);
	});

	it('goes into no link that cannot be deleted', async () => {
		const disk = new MemoryFiles({ '/etc/precious': 'y' });
		disk.folders.add('/tmp/full');
		disk.links.set('/tmp/full/link', '/etc');
		disk.locked.add('/tmp/full');
		await expect(remove(disk, at('/tmp/full'), true)).rejects.toThrow('The device did not delete /tmp/full');
		expect([...disk.contents.keys()]).toEqual(['/etc/precious']);
	});

	it('never everything', async () => await expect(remove(new MemoryFiles(), at('/'), true)).rejects.toThrow('is the root of the file system'));
});
