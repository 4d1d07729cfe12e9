import { fileAt, placeAt, sibling } from '../../nodes/MeshCentral/files/path';

const linux = { name: 'web-1', agent: { id: 6, core: null }, osdesc: 'Debian GNU/Linux 12 (bookworm)' };
const mac = { name: 'imac', agent: { id: 16, core: null }, osdesc: 'macOS 15' };
const windows = { name: 'Laptop', agent: { id: 4, core: null }, osdesc: 'Microsoft Windows 11 Pro' };

describe('a path on Linux and macOS', () => {
	it.each([
		['/etc/motd', '/etc', 'motd'],
		['/motd', '/', 'motd'],
		['//etc///motd', '/etc', 'motd'],
		['/home/a b/"quoted" \'name\' $x `y` žluť 🐧 -x ?[x]', '/home/a b', '"quoted" \'name\' $x `y` žluť 🐧 -x ?[x]'],
		['/tmp/ leading and trailing ', '/tmp', ' leading and trailing '],
		['/tmp/back\\slash\nand line\t', '/tmp', 'back\\slash\nand line\t'],
		['/', '', ''],
	])('%j', (entered, folder, name) => {
		const place = placeAt(linux, entered);
		expect(place).toMatchObject({ folder, name, ignoresCase: false });
		expect(place.sent.path).toBe(place.path);
	});

	it.each([
		['etc/motd', 'is not a full path'],
		['', 'is not a full path'],
		['C:\\Temp\\x', 'is not a full path'],
		['~/x', 'is not a full path'],
		['/etc/../motd', 'goes through ".."'],
		['/etc/./motd', 'goes through "."'],
		['/etc/*', 'has an asterisk'],
		['/tmp/star*', 'has an asterisk'],
		['/tmp/a\0b', 'has a character that no system accepts'],
		['/tmp/ /x', 'has a name of spaces only'],
		[`/tmp/${'é'.repeat(128)}`, 'has a name of 256 bytes'],
	])('%j is refused', (entered, words) => {
		expect(() => placeAt(linux, entered)).toThrow(words);
		expect(() => placeAt(linux, entered)).toThrow(expect.objectContaining({ advice: expect.stringContaining('Nothing was sent') as string }));
	});

	it('capitals make no difference on macOS', () => expect(placeAt(mac, '/Users/A').ignoresCase).toBe(true));
});

describe('a path on Windows', () => {
	it.each([
		['C:\\Temp\\report.txt', 'C:\\Temp\\report.txt', 'C:\\Temp', 'report.txt', 'C:/Temp/report.txt'],
		['c:/Temp/report.txt', 'c:\\Temp\\report.txt', 'c:\\Temp', 'report.txt', 'c:/Temp/report.txt'],
		["D:\\My Files\\it's.txt", "D:\\My Files\\it's.txt", 'D:\\My Files', "it's.txt", "D:/My Files/it's.txt"],
		['C:\\x', 'C:\\x', 'C:\\', 'x', 'C:/x'],
		['C:\\', 'C:\\', '', '', 'C:/'],
	])('%j', (entered, path, folder, name, sent) => {
		expect(placeAt(windows, entered)).toMatchObject({ path, folder, name, ignoresCase: true, sent: { path: sent } });
	});

	it.each([
		['/etc/motd', 'is not a full path'],
		['\\\\server\\share\\x', 'is not a full path'],
		['C:x', 'is not a full path'],
		['C:\\Temp\\x:stream', 'has a character that Windows does not allow'],
		['C:\\Temp\\a?b', 'has a character that Windows does not allow'],
		['C:\\Temp\\NUL', 'has a name that Windows reserves for devices'],
		['C:\\Temp\\com1.txt', 'has a name that Windows reserves for devices'],
		['C:\\Temp\\dot.', 'ends in a space or a dot'],
		['C:\\Temp\\blank ', 'ends in a space or a dot'],
		['C:\\..\\x', 'goes through ".."'],
	])('%j is refused', (entered, words) => expect(() => placeAt(windows, entered)).toThrow(words));
});

it.each([
	[linux, '/tmp/'],
	[linux, '/'],
	[windows, 'C:\\Temp\\'],
	[windows, 'C:\\'],
])('a file is never the folder %#', (device, entered) => expect(() => fileAt(device, entered)).toThrow('names a folder'));

it('a sibling stays in its folder', () => {
	expect(sibling(linux, placeAt(linux, '/a'), 'b')).toMatchObject({ path: '/b', name: 'b', sent: { path: '/b', folder: '/' } });
	expect(sibling(windows, placeAt(windows, 'C:\\T\\a'), 'b')).toMatchObject({ path: 'C:\\T\\b', folder: 'C:\\T', sent: { path: 'C:/T/b', folder: 'C:/T' } });
	for (const name of ['../x', 'x/y', '..', '', '*']) expect(() => sibling(linux, placeAt(linux, '/a'), name)).toThrow();
	expect(() => sibling(windows, placeAt(windows, 'C:\\a'), 'x\\y')).toThrow();
});
