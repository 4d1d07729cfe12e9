/** Files of a device over a relay: the agent's side as it was recorded, and what the client makes of it. */
import { ControlClient } from '../../nodes/MeshCentral/control/client';
import { sessions } from '../../nodes/MeshCentral/control/channel';
import type { ControlConnection } from '../../nodes/MeshCentral/control/connection';
import { openLink } from '../../nodes/MeshCentral/control/link';
import type { DeviceFiles } from '../../nodes/MeshCentral/files/deviceFiles';
import { digestOf } from '../../nodes/MeshCentral/files/digest';
import { MissingRightError } from '../../nodes/MeshCentral/permissions';
import { CancelledError } from '../../nodes/shared/errors';
import { MemoryFiles } from '../support/memoryFiles';
import { FakeServer, recorded, replayed, welcome, type Sent } from './controlWire';
import { records } from './controlExchanges';
import { RelayWire } from './relayWire';

jest.mock('../../nodes/MeshCentral/control/link', () => ({ openLink: jest.fn() }));

const HOME = '/home/lab/dev';
const k40 = Buffer.alloc(40_000, 'k');

/** The disk as it was when everything was recorded. */
function recordedDisk(): MemoryFiles {
	const disk = new MemoryFiles({ [`${HOME}/readme.txt`]: 'readme', [`${HOME}/.hidden`]: 'fifteen bytes..', [`${HOME}/hello.txt`]: 'hello world\n' });
	disk.contents.set(`${HOME}/k40.bin`, k40);
	for (const folder of ['/root', '/home', '/home/lab', HOME, `${HOME}/docs`, `${HOME}/full`]) disk.folders.add(folder);
	disk.hidden.add('/root');
	disk.locked.add('/root');
	return disk;
}

describe('the agent that the tests stand on answers as the real one did', () => {
	type Step = { sent?: Record<string, unknown>; received?: Record<string, unknown> };
	const names = ['ls-missing', 'ls-no-permission', 'mkdir', 'rename', 'rm', 'upload', 'upload-escaped', 'upload-empty', 'upload-error', 'uploadcancel', 'uploadhash-missing', 'download', 'download-folder', 'download-missing', 'download-three-blocks'];

	it.each(names)('relay-%s', async (name) => {
		const { sent, received, exchange } = recorded(`relay-${name}`) as unknown as { sent: object; received: object[]; exchange?: Step[] };
		const steps: Step[] = exchange ?? [{ sent: sent as Step['sent'] }, ...received.map((each) => ({ received: each as Step['received'] }))];
		const heard: object[] = [];
		const agent = new RelayWire(recordedDisk());
		agent.listen((text) => text !== 'c' && heard.push(JSON.parse(text) as object), () => {}, (bytes) => heard.push(bytes[0] === 0x7b ? (JSON.parse(Buffer.from(bytes).toString()) as object) : { binary: described(bytes) }));
		for (const step of steps) {
			if (!step.sent) continue;
			const binary = step.sent.binary as string | undefined;
			agent.send(binary === undefined ? JSON.stringify(step.sent) : Buffer.from(binary.startsWith('3 bytes: 00') ? '\0{}' : 'x'.repeat(Number.parseInt(binary, 10))));
			await settled();
		}
		expect(heard).toEqual(steps.flatMap((step) => (step.received ? [step.received] : [])));
	});

	const described = (bytes: Uint8Array) => `${bytes.length} bytes: header ${Buffer.from(bytes.subarray(0, 4)).toString('hex')} + ${bytes.length - 4} bytes of the file`;
});

const settled = async () => {
	for (let turn = 0; turn < 20; turn++) await Promise.resolve();
};

let server: FakeServer;
let agent: RelayWire;
let disk: MemoryFiles;
let opened: ControlConnection[];
let client: ControlClient;
const device = records.two;
const withFiles = async <T>(task: (files: DeviceFiles) => Promise<T>) => await client.withFiles(device, task);

beforeEach(() => {
	server = new FakeServer();
	disk = recordedDisk();
	agent = new RelayWire(disk);
	opened = [];
	jest.mocked(openLink).mockImplementation(async (connection) => {
		if (!connection.url.includes('meshrelay')) return await server.open();
		opened.push(connection);
		return agent;
	});
	server.answer = (frame) => (frame.action === 'authcookie' ? replayed('authcookie', frame) : frame.action === 'msg' ? replayed('msg-tunnel-files', frame) : lookUps(frame));
	client = new ControlClient(server.connection, {});
});
afterEach(async () => await sessions.closeAll());

const lookUps = (frame: Sent): object[] => (frame.action === 'meshes' ? replayed('meshes', frame) : []);
const tunnel = () => server.sent.find(({ action }) => action === 'msg');

describe('a relay', () => {
	it('is opened as recorded: the agent is told, both ends have the same id, and files are asked for', async () => {
		await withFiles(async (files) => await files.list(HOME));
		const [{ url, headers } = { url: '', headers: {} }] = opened;
		const { searchParams, pathname } = new URL(url);
		const id = searchParams.get('id')!;
		expect(id).toMatch(/^[0-9a-f]{12}$/);
		expect([pathname, ...searchParams]).toEqual(['/meshrelay.ashx', ['browser', '1'], ['p', '5'], ['nodeid', device._id], ['id', id], ['auth', '<cookie>']]);
		// The password is not sent a second time: a two-factor code would not be good any more.
		expect(headers).toEqual({});
		expect(tunnel()).toMatchObject({ type: 'tunnel', nodeid: device._id, usage: 5, value: `*/meshrelay.ashx?p=5&nodeid=${device._id}&id=${id}&rauth=<cookie>` });
		expect(agent.sent[0]).toBe('5');
		expect(agent.isOpen).toBe(false);
	});

	it('goes through a wrapper with what its gateway asks for, while the agent goes to the server', async () => {
		const behind = new FakeServer({ url: 'wss://wrapper.example/api/ws/control.ashx', headers: { 'X-API-Key': 'key' }, through: 'wrapper' });
		behind.answer = server.answer;
		server = behind;
		client = new ControlClient(behind.connection, {});
		await withFiles(async (files) => await files.list(HOME));
		expect(opened[0]!.url).toMatch(/^wss:\/\/wrapper\.example\/api\/ws\/meshrelay\.ashx\?/);
		expect(opened[0]!.headers).toEqual({ 'X-API-Key': 'key' });
		expect(String(tunnel()?.value)).toMatch(/^\*\/meshrelay\.ashx\?/);
	});

	it('of a domain has it in its path, for the agent as well', async () => {
		client = new ControlClient({ ...server.connection, url: 'wss://mesh.example/customer/control.ashx' }, {});
		await withFiles(async (files) => await files.list(HOME));
		expect(new URL(opened[0]!.url).pathname).toBe('/customer/meshrelay.ashx');
		expect(String(tunnel()?.value)).toMatch(/^\*\/customer\/meshrelay\.ashx\?/);
	});

	it('that is recorded begins with cr', async () => {
		agent = new RelayWire(disk, 'cr');
		expect(await withFiles(async (files) => await files.list(`${HOME}/ghost`))).toBeNull();
	});

	it.each(['msg-tunnel-files-denied', 'msg-tunnel-files-offline'])('%s: the no of the server, which may follow its yes', async (name) => {
		agent.isAlone = true;
		server.answer = (frame) => (frame.action === 'msg' ? replayed(name, frame) : replayed('authcookie', frame));
		await expect(withFiles(async (files) => await files.list(HOME))).rejects.toMatchObject({ message: 'Unable to route', advice: expect.stringContaining('offline') as string });
		expect(agent.isOpen).toBe(false);
	});

	it.each([
		['another right in its group', { links: { [device.meshid]: { rights: 64 } } }, 'lacks the right Remote Control'],
		['the limit No Files', { links: { [device.meshid]: { rights: 8 + 1024 } } }, 'has the limit No Files'],
		['only looking', { links: { [device.meshid]: { rights: 256 } } }, 'lacks the right Remote Control'],
	])('is not opened by an account with %s', async (_, { links }, words) => {
		server.greeting = welcome({ userinfo: { links, siteadmin: 0 } });
		const error = await withFiles(async (files) => await files.list(HOME)).catch((thrown: unknown) => thrown as MissingRightError);
		expect(error).toBeInstanceOf(MissingRightError);
		expect((error as MissingRightError).message).toContain(words);
		expect(opened).toEqual([]);
	});

	it('is not opened to a device that is offline', async () => {
		await expect(client.withFiles({ ...device, conn: 0 }, async () => await Promise.resolve())).rejects.toThrow('is offline');
	});

	it('that breaks is an error at once', async () => {
		agent.breaksAt = 4;
		await expect(withFiles(async (files) => await files.list(HOME).then(async () => await files.list(HOME)))).rejects.toMatchObject({ message: `The file connection to ${device.name} broke`, arrived: 'unknown' });
	});

	it('ends with the execution', async () => {
		const abort = new AbortController();
		client = new ControlClient(server.connection, { signal: abort.signal });
		agent.isAlone = true;
		const asked = withFiles(async (files) => await files.list(HOME));
		setTimeout(() => abort.abort(), 10);
		await expect(asked).rejects.toBeInstanceOf(CancelledError);
	});
});

describe('the person at the device', () => {
	const waiting = (recorded('relay-consent-prompt').received as object[]).find((each) => 'msgid' in each)!;
	const said = (more: object) => ({ ...waiting, ...more });
	const asksNothing = () => agent.sent.filter((each) => typeof each === 'object').length === 1;
	beforeEach(() => (agent.consent = [waiting]));

	it('is waited for, although the agent serves already', async () => {
		const asked = withFiles(async (files) => await files.list(`${HOME}/ghost`));
		await new Promise((resolve) => setTimeout(resolve, 20));
		expect(asksNothing()).toBe(true);
		agent.sayJson(said({ msg: null, msgid: 0 }));
		expect(await asked).toBeNull();
	});

	it('who refuses is respected', async () => {
		const asked = withFiles(async (files) => await files.list(HOME));
		setTimeout(() => agent.sayJson(said({ msg: 'denied', msgid: 2 })), 10);
		await expect(asked).rejects.toMatchObject({ message: 'The person at the device refused', advice: expect.stringContaining("'Consent' of the device") as string });
		expect(asksNothing()).toBe(true);
	});

	it('and so is one for whom the agent ends the connection', async () => {
		const asked = withFiles(async (files) => await files.list(HOME));
		setTimeout(() => agent.break(), 10);
		await expect(asked).rejects.toThrow('The person at the device did not agree');
	});

	it('who is not there is waited for a minute', async () => {
		jest.useFakeTimers({ doNotFake: ['queueMicrotask', 'nextTick'] });
		try {
			const asked = withFiles(async (files) => await files.list(HOME)).catch((error: unknown) => error);
			await jest.advanceTimersByTimeAsync(61_000);
			expect(await asked).toMatchObject({ message: 'Nobody at the device agreed' });
		} finally {
			jest.useRealTimers();
		}
	});
});

const content = (size: number, first = 'x') => Buffer.alloc(size, first);
const inParts = (whole: Buffer, size: number) =>
	async function* (): AsyncGenerator<Uint8Array> {
		await Promise.resolve();
		for (let from = 0; from < whole.length; from += size) yield whole.subarray(from, from + size);
	};

describe('a file', () => {
	it.each([0, 1, 16_379, 16_380, 32_760, 40_000, 700_000])('of %d bytes goes and comes as it is, a few pieces at a time', async (size) => {
		const whole = content(size);
		await withFiles(async (files) => await files.write(HOME, 'big', inParts(whole, 200_000)()));
		expect(disk.contents.get(`${HOME}/big`)?.equals(whole)).toBe(true);
		agent = new RelayWire(disk);
		const parts: Uint8Array[] = [];
		await withFiles(async (files) => {
			for await (const part of files.read(`${HOME}/big`)) parts.push(part);
		});
		expect(Buffer.concat(parts).equals(whole)).toBe(true);
		expect(agent.mostUnderWay).toBeLessThanOrEqual(17);
	});

	it.each(['\0', '{', '{}', '\0{'])('that begins with %j arrives as it is', async (text) => {
		await withFiles(async (files) => await files.write(HOME, 'odd', inParts(Buffer.from(text), 1)()));
		expect(disk.text(`${HOME}/odd`)).toBe(text);
	});

	it('that cannot be opened is an error that says that nobody says why', async () => {
		const shut = { advice: expect.stringContaining('gives no reason') as string };
		await expect(withFiles(async (files) => await files.write('/root', 'x', inParts(content(1), 1)()))).rejects.toMatchObject({ message: 'The device could not open the file for writing', ...shut });
		agent = new RelayWire(disk);
		await expect(withFiles(async (files) => await files.read(`${HOME}/ghost`)[Symbol.asyncIterator]().next())).rejects.toMatchObject({ message: 'The device could not open the file for reading', ...shut });
	});

	it('of which the source fails is taken away again', async () => {
		const failing = async function* (): AsyncGenerator<Uint8Array> {
			yield await Promise.resolve(content(5));
			throw new Error('the source is gone');
		};
		await expect(withFiles(async (files) => await files.write(HOME, 'part', failing()).finally(settled))).rejects.toThrow('the source is gone');
		expect(agent.sent.at(-1)).toMatchObject({ action: 'uploadcancel' });
		expect(disk.contents.has(`${HOME}/part`)).toBe(false);
	});

	it('of which nobody wants the rest is not read on', async () => {
		disk.contents.set(`${HOME}/big`, content(700_000));
		await withFiles(async (files) => {
			for await (const part of files.read(`${HOME}/big`)) if (part.length > 0) break;
		});
		expect(agent.sent.at(-1)).toMatchObject({ action: 'download', sub: 'stop' });
	});

	it('has the hash that we have', async () => {
		const { hash } = await digestOf(inParts(k40, 7_000)());
		expect(await withFiles(async (files) => await files.hash(`${HOME}/k40.bin`))).toBe(hash);
		agent = new RelayWire(disk);
		expect(await withFiles(async (files) => await files.hash(`${HOME}/ghost`))).toBeNull();
	});

	it('is deleted by its name, and never with what a folder has in it', async () => {
		await withFiles(async (files) => await files.remove(HOME, ['readme.txt', 'ghost']));
		expect(agent.sent.at(-1)).toMatchObject({ action: 'rm', path: HOME, delfiles: ['readme.txt', 'ghost'], rec: false });
	});
});

it('that something may have changed is known from the first message on that changes something', async () => {
	const acted = jest.fn();
	client = new ControlClient(server.connection, { acted });
	await withFiles(async (files) => await files.list(HOME));
	expect(acted).not.toHaveBeenCalled();
	agent = new RelayWire(disk);
	await withFiles(async (files) => await files.makeFolder(`${HOME}/new`));
	expect(acted).toHaveBeenCalled();
});
