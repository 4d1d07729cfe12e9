import type { MeshCentralClient } from '../../nodes/MeshCentral/client';
import { deviceLocator, groupLocator, searchDevices, searchGroups } from '../../nodes/MeshCentral/locator';
import type { InputError } from '../../nodes/shared/errors';
import type { Field } from '../../nodes/shared/fields';
import { FakeMeshCentral, ids, meshId } from '../support/fakeMeshCentral';
import { failureOf } from '../support/http';

let client: FakeMeshCentral;
beforeEach(() => {
	client = new FakeMeshCentral();
});

const read = async (field: Field<string, MeshCentralClient>, mode: string, value: string) =>
	await field.read({ __rl: true, mode, value }, { client, siblings: {}, timezone: 'UTC' });
const device = async (mode: string, value: string) => await read(deviceLocator, mode, value);
const group = async (mode: string, value: string) => await read(groupLocator, mode, value);
const told = ({ message, advice }: InputError) => `${message}. ${advice}`;

describe('a device by its id', () => {
	const last = ids.web.slice('node//'.length);

	it.each([
		['whole', ids.web],
		['of a domain', `node/customer1/${last}`],
		['by its last part', last],
		['with the signs that ids have', `node//${'a$@0'.repeat(16)}`],
		['with blanks around it', ` ${ids.web} `],
	])('%s is taken without asking', async (_, entered) => {
		expect(await device('id', entered)).toBe(entered.trim());
		expect(client.asked).toEqual([]);
	});

	it.each([
		['the ID of a group', ids.lab, /is not the ID of a device.*ID of a device group/],
		['the ID of a user', `user//${'a'.repeat(40)}`, /ID of a user/],
		['what was meant as an ID', 'node//web-1', /"node\/\/web-1" is not the ID of a device.*One looks like node/],
		['what would be a path', `${last}/../x`, /no device with the ID or name/],
		['what would be a shell command', `${last}' ; reboot`, /no device with the ID or name/],
	])('that is %s is refused', async (_, entered, words) => {
		expect(told(await failureOf(device('id', entered)))).toMatch(words);
	});
});

describe('B20 a name where an ID belongs', () => {
	it.each([
		['web-1', ids.web],
		[' LAPTOP ', ids.laptop],
	])('"%s" is found, as it cannot be an ID', async (name, id) => {
		expect(await device('id', name)).toBe(id);
		expect(await deviceLocator.read(name, { client, siblings: {}, timezone: 'UTC' })).toBe(id);
	});

	it('is found for a group as well', async () => {
		expect(await group('id', 'branch')).toBe(ids.branch);
	});

	it.each([
		['kiosk', /^2 devices have the name "kiosk"\. They are .*kioskOnex* and .*kioskTwox*\. Choose one by its ID/],
		['web', /no device with the ID or name "web"/],
		['web-1 ?', /no device with the ID or name/],
		['desktop-057qv01', /no device with the ID or name "desktop-057qv01".*It is the host name of Laptop/],
	])('that is not just one device\'s is refused: "%s"', async (name, words) => {
		expect(told(await failureOf(device('id', name)))).toMatch(words);
	});

	it('that another has in other letters is refused, though one has it just so', async () => {
		client.record(ids.web).name = 'LAPTOP';
		expect(told(await failureOf(device('id', 'Laptop')))).toMatch(/^2 devices have the name "Laptop"/);
		client.groupRecords.push({ _id: meshId('other'), name: 'LAB' });
		expect(told(await failureOf(group('id', 'Lab')))).toMatch(/^2 device groups have the name "Lab"\. They are mesh\/\/labx+ and mesh\/\/otherx+\./);
	});
});

describe('a device by its name', () => {
	it.each([
		['web-1', ids.web],
		['laptop', ids.laptop],
		[' LAPTOP ', ids.laptop],
	])('"%s" is found', async (name, id) => {
		expect(await device('name', name)).toBe(id);
	});

	it('that another has in other letters too is the one that has exactly this', async () => {
		client.record(ids.web).name = 'LAPTOP';
		expect(await device('name', 'Laptop')).toBe(ids.laptop);
	});

	it('is looked up among those that the client finds by it', async () => {
		await device('name', 'web-1');
		expect(client.asked).toEqual([['candidates', { name: 'web-1' }]]);
	});

	it('that two have is refused, with both and where they are', async () => {
		const words = told(await failureOf(device('name', 'kiosk')));
		expect(words).toMatch(/^2 devices have the name "kiosk"\. They are kiosk \(host kiosk\.lan, 192\.0\.2\.10, Lab\) kioskOnex* and kiosk \(.*Branch\) kioskTwox*\. Choose one by its ID/);
	});

	it('that many have names five of them', async () => {
		for (const record of client.records) record.name = 'same';
		expect(told(await failureOf(device('name', 'same')))).toMatch(/^6 devices have the name "same".* and 1 more\./);
	});

	it('that none has is refused, and a host name is said to be one', async () => {
		expect(told(await failureOf(device('name', 'nobody')))).toMatch(/no device with the name "nobody"\. Check the spelling/);
		expect(told(await failureOf(device('name', 'desktop-057qv01')))).toMatch(/It is the host name of Laptop \(/);
	});
});

describe('a device group', () => {
	it.each([
		['id', ids.lab, ids.lab],
		['list', ids.lab, ids.lab],
		['name', 'Lab', ids.lab],
		['name', 'branch', ids.branch],
	])('by %s %s is found', async (mode, entered, id) => {
		expect(await group(mode, entered)).toBe(id);
	});

	it('with a name that two have is refused, with the IDs of both', async () => {
		client.groupRecords.push({ _id: meshId('other'), name: 'Lab' });
		expect(told(await failureOf(group('name', 'Lab')))).toMatch(/^2 device groups have the name "Lab"\. They are mesh\/\/labx+ and mesh\/\/otherx+\./);
	});

	it('by the ID of a device is refused', async () => {
		expect(told(await failureOf(group('id', ids.web)))).toMatch(/is not the ID of a device group.*It is the ID of a device\./);
	});
});

describe('the list of devices', () => {
	it('shows host name, address, group and who is offline, by name', async () => {
		expect((await searchDevices(client, '')).map(({ name }) => name)).toEqual([
			'db-1 (host db-1.lan, 192.0.2.3, Lab, offline)',
			'kiosk (host kiosk.lan, 192.0.2.10, Branch)',
			'kiosk (host kiosk.lan, 192.0.2.10, Lab)',
			'Laptop (host DESKTOP-057QV01, 192.0.2.10, Branch)',
			'vpro-1 (Lab, offline)',
			'web-1 (host web-1.lan, 192.0.2.2, Lab)',
		]);
	});

	it.each([
		['a name', 'WEB', [ids.web]],
		['a host name', '057qv', [ids.laptop]],
		['an address', '192.0.2.3', [ids.database]],
		['a group', 'branch', [ids.kioskTwo, ids.laptop]],
		['what none has', 'nothing', []],
	])('finds by %s', async (_, filter, found) => {
		expect((await searchDevices(client, filter)).map(({ value }) => value)).toEqual(found);
	});
});

it('the list of groups finds by name and description', async () => {
	expect((await searchGroups(client, '')).map(({ name }) => name)).toEqual(['Branch', 'Empty', 'Lab']);
	expect(await searchGroups(client, 'lab group')).toEqual([{ name: 'Lab', value: ids.lab }]);
});
