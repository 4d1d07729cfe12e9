/** Every operation on files, accounts, rights and devices, in the node, against a real MeshCentral with real agents: what it says is what is there. */
import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { IBinaryData, INode, NodeApiError } from 'n8n-workflow';
import { digestOf } from '../../nodes/MeshCentral/files/digest';
import { fileAt } from '../../nodes/MeshCentral/files/path';
import { download } from '../../nodes/MeshCentral/files/download';
import { upload } from '../../nodes/MeshCentral/files/upload';
import { MeshCentral } from '../../nodes/MeshCentral/MeshCentral.node';
import { describeWithMeshCentral } from '../servers/meshcentral/describe';
import { runNode } from '../support/runNode';
import { startLab, startMs, type Lab, type Way } from './meshcentral/lab';

jest.setTimeout(120_000);

const at = (mode: string, value: string) => ({ __rl: true, mode, value });
const byId = (value: string) => at('id', value);
const byName = (value: string) => at('name', value);
type Json = Record<string, unknown>;

describeWithMeshCentral('what a real MeshCentral offers', () => {
	let lab: Lab;
	let home: string;
	beforeAll(async () => {
		lab = await startLab(['lab-one', 'lab-two']);
		home = join(lab.agents[0]!.folder, 'files');
		mkdirSync(home);
		// Agents are run by somebody else.
		chmodSync(home, 0o777);
	}, startMs);
	afterAll(async () => await lab?.stop(), 60_000);

	const ranOperations = new Set<string>();
	async function run(way: Way, resource: string, operation: string, parameters: INode['parameters'] = {}, files?: Record<string, IBinaryData>) {
		ranOperations.add(`${resource}.${operation}`);
		const credentials = { [way.type]: way.data as never };
		return await runNode(new MeshCentral(), { authentication: way.type, resource, operation, ...parameters }, { credentials, ...(files && { files: [files] }) });
	}
	async function json(...args: Parameters<typeof run>): Promise<Json> {
		const { output, error } = await run(...args);
		if (error) throw new Error(`${error.message}\n${(error as NodeApiError).description}`);
		return output[0]![0]!.json;
	}
	const failing = async (...args: Parameters<typeof run>) => (await run(...args)).error as NodeApiError | undefined;
	const one = () => byId(lab.agents[0]!.nodeId);
	const fileOf = (content: Buffer, fileName: string): IBinaryData => ({ data: content.toString('base64'), mimeType: 'application/octet-stream', fileName });
	const names = ['plain.txt', ' blanks both ', `"quotes" and 'apostrophes'`, '$dollar `backtick` \\backslash', 'žluť 日本 🙂', '-x', '?[x]', 'line\nbreak', 'x'.repeat(255)];

	describe.each(['server', 'wrapperWebSocket'] as const)('files through %s', (name) => {
		const way = () => lab.ways[name];

		it.each([0, 1, 16_379, 16_380, 32_760, 100_000, 1_000_000])('%d bytes go up and come down as they are', async (size) => {
			const content = randomBytes(size);
			// As JSON and its own mark begin.
			if (size > 0) content[0] = size % 2 ? 0x7b : 0;
			const path = join(home, `${name} ${size}.bin`);
			expect(await json(way(), 'file', 'upload', { deviceId: one(), path }, { data: fileOf(content, 'x.bin') })).toMatchObject({ path, sizeBytes: size, uploaded: true, replaced: false, deviceName: 'lab-one' });
			expect(readFileSync(path).equals(content)).toBe(true);
			const { output } = await run(way(), 'file', 'download', { deviceId: one(), path });
			expect(Buffer.from(output[0]![0]!.binary!.data!.data, 'base64').equals(content)).toBe(true);
			expect(output[0]![0]!.json).toMatchObject({ sizeBytes: size, sha384: createHash('sha384').update(content).digest('hex').toUpperCase() });
		});

		it.each(names)('the name %j is kept as it is', async (file) => {
			const path = join(home, file);
			await json(way(), 'file', 'upload', { deviceId: one(), path, content: 'text', fileText: name, replace: true });
			expect(readFileSync(path, 'utf8')).toBe(name);
			const listed = (await run(way(), 'file', 'list', { deviceId: one(), path: home, returnAll: true })).output[0]!.map((item) => item.json.name);
			expect(listed).toContain(file);
			expect(listed.sort()).toEqual(readdirSync(home).sort());
			await json(way(), 'file', 'delete', { deviceId: one(), path });
			expect(existsSync(path)).toBe(false);
		});

		it('a folder is made, renamed and deleted, with its content only if that is meant', async () => {
			const path = join(home, `${name} folder`);
			expect(await json(way(), 'file', 'createFolder', { deviceId: one(), path })).toMatchObject({ created: true });
			expect(await json(way(), 'file', 'createFolder', { deviceId: one(), path })).toMatchObject({ created: false });
			expect(await json(way(), 'file', 'rename', { deviceId: one(), path, newName: `${name} renamed` })).toMatchObject({ renamed: true });
			const renamed = join(home, `${name} renamed`);
			await json(way(), 'file', 'upload', { deviceId: one(), path: join(renamed, 'a'), content: 'text', fileText: 'x' });
			await json(way(), 'file', 'createFolder', { deviceId: one(), path: join(renamed, 'deep') });
			await json(way(), 'file', 'upload', { deviceId: one(), path: join(renamed, 'deep', 'b'), content: 'text', fileText: 'x' });
			expect((await failing(way(), 'file', 'delete', { deviceId: one(), path: renamed }))?.message).toContain('is not empty');
			// What the agent itself would follow, and delete what it leads to.
			const precious = join(home, `${name} precious`);
			mkdirSync(precious);
			chmodSync(precious, 0o777);
			writeFileSync(join(precious, 'keep'), 'x');
			chmodSync(renamed, 0o777);
			symlinkSync(precious, join(renamed, 'link'));
			expect(await json(way(), 'file', 'delete', { deviceId: one(), path: renamed, withContent: true })).toMatchObject({ deleted: true, type: 'folder' });
			expect([existsSync(renamed), existsSync(join(precious, 'keep'))]).toEqual([false, true]);
		});

		it('what is not there, not a file or not allowed is an error, and nothing is changed', async () => {
			const is = async (operation: string, path: string, more: INode['parameters'] = {}) => (await failing(way(), 'file', operation, { deviceId: one(), path, content: 'text', fileText: 'x', ...more }))?.message;
			expect(await is('download', home)).toBe(`${home} is a folder on the device`);
			expect(await is('download', join(home, 'ghost'))).toBe(`The device has no file ${join(home, 'ghost')}`);
			expect(await is('list', join(home, 'ghost'))).toBe(`The device has no folder ${join(home, 'ghost')}`);
			expect(await is('upload', '/proc/x')).toContain('could not open the file for writing');
			expect(await is('createFolder', '/proc/x')).toBe('The device did not create the folder /proc/x');
			expect(await is('delete', '/etc/hostname')).toBe('The device did not delete /etc/hostname');
			writeFileSync(join(home, 'old'), 'old');
			chmodSync(join(home, 'old'), 0o666);
			expect(await is('upload', join(home, 'old'))).toBe(`The device already has a file ${join(home, 'old')} with other content`);
			expect(readFileSync(join(home, 'old'), 'utf8')).toBe('old');
			expect(await json(way(), 'file', 'upload', { deviceId: one(), path: join(home, 'old'), content: 'text', fileText: 'new', replace: true })).toMatchObject({ replaced: true });
			expect(await json(way(), 'file', 'upload', { deviceId: one(), path: join(home, 'old'), content: 'text', fileText: 'new' })).toMatchObject({ uploaded: false });
			expect(readdirSync(home).filter((each) => each.includes('n8n-'))).toEqual([]);
		});

		it('two uploads to one path at once: the second waits, and replaces nothing', async () => {
			const path = join(home, `${name} twice`);
			const order = (text: string) => run(way(), 'file', 'upload', { deviceId: one(), path, content: 'text', fileText: text });
			const ran = await Promise.all([order('a'.repeat(300_000)), order('b'.repeat(300_000))]);
			const failed = ran.filter(({ error }) => error);
			expect(failed.map(({ error }) => error!.message)).toEqual([`The device already has a file ${path} with other content`]);
			expect(['a', 'b'].map((letter) => letter.repeat(300_000))).toContain(readFileSync(path, 'utf8'));
			expect(readdirSync(home).filter((each) => each.includes('n8n-'))).toEqual([]);
		});
	});

	it('50 MB go up and come down with little in memory', async () => {
		const client = lab.client(lab.ways.server);
		const device = await client.device(lab.agents[0]!.nodeId);
		const block = randomBytes(1_000_000);
		const content = async function* (): AsyncGenerator<Uint8Array> {
			await Promise.resolve();
			for (let each = 0; each < 50; each++) yield block;
		};
		const place = fileAt(device, join(home, 'fifty.bin'));
		const digest = await digestOf(content());
		setFlagsFromString('--expose-gc');
		const collect = runInNewContext('gc') as () => void;
		/** What is really held: the heap, and what lies beside it. */
		const held = () => {
			collect();
			const { heapUsed, external } = process.memoryUsage();
			return heapUsed + external;
		};
		const before = held();
		let most = 0;
		const watch = setInterval(() => (most = Math.max(most, held() - before)), 400);
		const begun = Date.now();
		expect(await client.withFiles(device, async (files) => await upload(files, { device, place, content, digest, replace: false }))).toMatchObject({ unchanged: false });
		const up = Date.now() - begun;
		let size = 0;
		await client.withFiles(device, async (files) =>
			await download(files, {
				place,
				sizeAtMost: 100e6,
				keep: async (pieces) => {
					for await (const piece of pieces) size += piece.length;
				},
			}),
		);
		clearInterval(watch);
		process.stderr.write(`50 MB: up ${up} ms, down ${Date.now() - begun - up} ms, at most ${Math.round(most / 1e6)} MB more in memory\n`);
		expect(size).toBe(50_000_000);
		expect(most).toBeLessThan(30e6);
	});

	it('a device that goes away in the middle: an upload leaves the file as it was, a download is an error', async () => {
		const client = lab.client(lab.ways.server);
		const agent = lab.agents[1]!;
		const device = await client.device(agent.nodeId);
		const folder = join(agent.folder, 'gone');
		mkdirSync(folder);
		chmodSync(folder, 0o777);
		writeFileSync(join(folder, 'target'), 'old');
		writeFileSync(join(folder, 'big'), randomBytes(30_000_000));
		const place = fileAt(device, join(folder, 'target'));
		const content = async function* (): AsyncGenerator<Uint8Array> {
			for (let each = 0; each < 200; each++) {
				if (each === 100) await agent.kill();
				yield Buffer.alloc(100_000, each);
			}
		};
		const plain = async function* (): AsyncGenerator<Uint8Array> {
			await Promise.resolve();
			for (let each = 0; each < 200; each++) yield Buffer.alloc(100_000, each);
		};
		const digest = await digestOf(plain());
		const broken = await client.withFiles(device, async (files) => await upload(files, { device, place, content, digest, replace: true })).catch((error: unknown) => error as Error & { notes: string[] });
		expect(broken).toMatchObject({ message: 'The file connection to lab-two broke', notes: [expect.stringContaining('is unchanged; part of the upload may be left next to it as n8n-upload-')] });
		expect(readFileSync(place.path, 'utf8')).toBe('old');
		await agent.start();
		await agent.untilOnline();
		const again = await client.device(agent.nodeId);
		const keep = async (pieces: AsyncIterable<Uint8Array>) => {
			let count = 0;
			for await (const piece of pieces) if (piece.length > 0 && ++count === 50) await agent.kill();
		};
		await expect(client.withFiles(again, async (files) => await download(files, { place: fileAt(again, join(folder, 'big')), sizeAtMost: 100e6, keep }))).rejects.toThrow('The file connection to lab-two broke');
		await agent.start();
		await agent.untilOnline();
	});

	it('a person at the device who has to be asked is asked, and nothing is read or written before', async () => {
		const server = lab.ways.server;
		await json(server, 'device', 'update', { deviceId: one(), updateFields: { consent: ['promptFiles'] } });
		const path = join(home, 'asked');
		const error = await failing(server, 'file', 'upload', { deviceId: one(), path, content: 'text', fileText: 'x' });
		expect(error?.message).toBe('Nobody at the device agreed');
		expect(existsSync(path)).toBe(false);
		await json(server, 'device', 'update', { deviceId: one(), updateFields: { consent: [] } });
	}, 120_000);

	it('the rest of a device', async () => {
		const server = lab.ways.server;
		const deviceId = one();
		expect(await json(server, 'device', 'addTags', { deviceId, tags: 'b, a' })).toMatchObject({ name: 'lab-one', tags: ['a', 'b'] });
		expect(await json(server, 'device', 'removeTags', { deviceId, tags: 'a' })).toMatchObject({ tags: ['b'] });
		expect(await json(server, 'device', 'getNote', { deviceId })).toMatchObject({ note: null });
		await json(server, 'device', 'addNote', { deviceId, note: 'first\nžluť' });
		expect(await json(server, 'device', 'addNote', { deviceId, note: 'second' })).toMatchObject({ note: 'first\nžluť\nsecond' });
		expect(await json(server, 'device', 'openUrl', { deviceId, url: 'https://example.test/' })).toMatchObject({ sent: true, confirmed: false, reason: expect.stringContaining('nobody is logged in') as string });
		const services = await run(server, 'device', 'services', { deviceId });
		expect(services.error).toBeUndefined();
		// Started by hand, and no service.
		expect(await json(server, 'device', 'uninstallAgent', { deviceId, deleteDevice: true })).toMatchObject({ confirmed: false, deleted: false });
		// A server that is only on the internet reaches local devices through a device with an agent.
		const { meshid } = (await (await lab.server.control()).ask('createmesh', { meshname: 'Local', meshtype: 3, relayid: lab.agents[0]!.nodeId })) as Json;
		for (const way of [server, lab.ways.rest]) {
			expect(await json(way, 'device', 'addLocal', { groupId: byName('Local'), name: `printer ${way.name}`, host: '192.0.2.9' })).toMatchObject({ name: `printer ${way.name}`, groupId: meshid });
			expect((await failing(way, 'device', 'addLocal', { groupId: byName('Lab'), name: 'x', host: '192.0.2.9' }))?.message).toBe('Lab is not a group for local devices');
		}
		await json(lab.ways.rest, 'device', 'addTags', { deviceId, tags: 'c' });
		expect(await json(lab.ways.rest, 'device', 'removeTags', { deviceId, tags: 'b' })).toMatchObject({ tags: ['c'] });
	}, 120_000);

	describe.each(['server', 'wrapperWebSocket', 'rest'] as const)('accounts and rights through %s', (name) => {
		const way = () => lab.ways[name];
		const user = `Ada-${name}`;
		const group = `Technicians ${name}`;
		const isRest = name === 'rest';
		const inLab = { place: 'deviceGroup', groupId: byName('Lab') };

		it('users', async () => {
			expect(await json(way(), 'user', 'create', { name: user, password: 'Some-Passw0rd!', additionalFields: { email: 'Ada@Example.test', emailVerified: true, realName: 'Ada L' } })).toMatchObject({ id: `user//${user.toLowerCase()}`, name: user, email: 'ada@example.test', realName: 'Ada L' });
			expect((await failing(way(), 'user', 'create', { name: user, password: 'Some-Passw0rd!' }))?.message).toBe('User already exists');
			expect(await json(way(), 'user', 'get', { userId: byName(user.toUpperCase()) })).toMatchObject({ id: `user//${user.toLowerCase()}`, isLocked: false });
			expect(await json(way(), 'user', 'update', { userId: byName(user), updateFields: { realName: 'Ada Lovelace' } })).toMatchObject({ updated: { realName: 'Ada Lovelace' } });
			if (isRest) return;
			expect(await json(way(), 'user', 'lock', { userId: byName(user) })).toMatchObject({ isLocked: true, changed: true });
			expect(await json(way(), 'user', 'get', { userId: byName(user) })).toMatchObject({ isLocked: true, realName: 'Ada Lovelace' });
			expect(await json(way(), 'user', 'unlock', { userId: byName(user) })).toMatchObject({ isLocked: false, changed: true });
			expect((await failing(way(), 'user', 'lock', { userId: byName('admin') }))?.message).toMatch(/cannot lock itself/);
		});

		it('user groups', async () => {
			expect(await json(way(), 'userGroup', 'create', { name: group, description: 'on site' })).toMatchObject({ name: group, description: 'on site', members: [] });
			expect(await json(way(), 'userGroup', 'addMember', { userGroupId: byName(group), userId: byName(user) })).toMatchObject({ isMember: true, changed: true });
			expect(await json(way(), 'userGroup', 'addMember', { userGroupId: byName(group), userId: byName(user) })).toMatchObject({ changed: false });
			if (!isRest) expect(await json(way(), 'userGroup', 'update', { userGroupId: byName(group), updateFields: { description: 'changed' } })).toMatchObject({ updated: { description: 'changed' } });
			const [listed] = (await run(way(), 'userGroup', 'getAll', { returnAll: true })).output[0]!.map((item) => item.json).filter((each) => each.name === group);
			expect(listed).toMatchObject({ description: isRest ? 'on site' : 'changed', members: [`user//${user.toLowerCase()}`] });
		});

		it('rights', async () => {
			const toUser = { who: 'user', userId: byName(user) };
			const toGroup = { who: 'userGroup', userGroupId: byName(group) };
			expect(await json(way(), 'right', 'grant', { ...inLab, ...toUser, rights: ['Remote Control', 'Wake'] })).toMatchObject({ rights: ['Remote Control', 'Wake'], before: [], changed: true });
			expect(await json(way(), 'right', 'grant', { ...inLab, ...toUser, rights: ['Set Notes'] })).toMatchObject({ rights: ['Remote Control', 'Wake', 'Set Notes'] });
			expect(await json(way(), 'right', 'revoke', { ...inLab, ...toUser, rights: ['Wake'] })).toMatchObject({ rights: ['Remote Control', 'Set Notes'] });
			expect(await json(way(), 'right', 'grant', { ...inLab, ...toGroup, rights: ['Remote Command'] })).toMatchObject({ rights: ['Remote Command'], type: 'userGroup' });
			expect(await json(way(), 'right', 'grant', { place: 'device', deviceId: one(), ...toUser, rights: ['Uninstall'] })).toMatchObject({ rights: ['Uninstall'], on: 'device' });
			const listed = (await run(way(), 'right', 'getAll', { place: 'device', deviceId: one() })).output[0]!.map(({ json: each }) => [each.id, each.on, each.rights]);
			expect(listed).toEqual(expect.arrayContaining([
				[`user//${user.toLowerCase()}`, 'device', ['Uninstall']],
				[`user//${user.toLowerCase()}`, 'deviceGroup', ['Remote Control', 'Set Notes']],
				['user//admin', 'deviceGroup', ['Full Administrator']],
			]));
			expect(await json(way(), 'right', 'revoke', { place: 'device', deviceId: one(), ...toUser, revoked: 'all' })).toMatchObject({ isMember: false });
			expect(await json(way(), 'right', 'revoke', { ...inLab, ...toUser, revoked: 'all' })).toMatchObject({ isMember: false, changed: true });
			expect(await json(way(), 'right', 'revoke', { ...inLab, ...toUser, revoked: 'all' })).toMatchObject({ changed: false });
			expect(await json(way(), 'right', 'revoke', { ...inLab, ...toGroup, revoked: 'all' })).toMatchObject({ isMember: false });
			expect((await failing(way(), 'right', 'revoke', { ...inLab, userId: byName('admin'), revoked: 'all' }))?.message).toContain('cannot change its own rights');
			expect((await failing(way(), 'right', 'grant', { ...inLab, userId: byId('user//nobody'), rights: ['Wake'] }))?.message).toMatch(/Unknown user nobody|did not store|Nothing done/);
		});

		it('an account without the right to files is told so, and one with it works', async () => {
			if (isRest) return;
			const limited: Way = { name: 'limited', type: 'meshCentralApi', data: { ...lab.ways.password.data, username: user, password: 'Some-Passw0rd!' } };
			await json(way(), 'right', 'grant', { ...inLab, userId: byName(user), mode: 'replace', rights: ['Remote Control', 'No Files'] });
			expect((await failing(limited, 'file', 'list', { deviceId: one(), path: home }))?.message).toContain('has the limit No Files on lab-one');
			await json(way(), 'right', 'grant', { ...inLab, userId: byName(user), mode: 'replace', rights: ['Wake'] });
			expect((await failing(limited, 'file', 'list', { deviceId: one(), path: home }))?.message).toContain('lacks the right Remote Control on lab-one');
			await json(way(), 'right', 'grant', { ...inLab, userId: byName(user), mode: 'replace', rights: ['Remote Control'] });
			// The server keeps rights for ten seconds in places.
			expect((await run(limited, 'file', 'list', { deviceId: one(), path: home })).error).toBeUndefined();
		});

		it('the server', async () => {
			expect(await json(way(), 'server', 'broadcast', { message: 'hello' })).toMatchObject({ sent: true });
			const sessions = await run(way(), 'server', 'getReport', { report: 'sessions' });
			expect(sessions.error).toBeUndefined();
			expect(sessions.output[0]!.length).toBeGreaterThan(0);
			expect((await run(way(), 'server', 'getReport', { report: 'logins' })).error).toBeUndefined();
			expect((await run(way(), 'server', 'getReport', { report: 'traffic' })).error).toBeUndefined();
			expect((await run(way(), 'server', 'getReport', { report: 'db' })).output[0]!.map(({ json: each }) => each.record)).toContain('node');
			expect(await failing(way(), 'deviceGroup', 'sendInviteEmail', { groupId: byName('Lab'), email: 'ada@example.test' })).toMatchObject({ message: 'Unsupported feature', description: expect.stringContaining('no mail server') as string });
		});

		it('and away again', async () => {
			expect((await failing(way(), 'userGroup', 'delete', { userGroupId: byName(group) }))?.message).toContain('has members (1)');
			expect(await json(way(), 'userGroup', 'removeMember', { userGroupId: byName(group), userId: byName(user) })).toMatchObject({ isMember: false, changed: true });
			expect(await json(way(), 'userGroup', 'delete', { userGroupId: byName(group) })).toMatchObject({ deleted: true });
			expect(await json(way(), 'user', 'delete', { userId: byName(user) })).toMatchObject({ deleted: true });
			expect((await failing(way(), 'user', 'delete', { userId: byId('user//admin') }))?.message).toContain('is the account of this credential');
			expect(lab.wrapper.dangerousLines).toEqual([]);
		});
	});

	it('all of it was run', () => {
		const all = ['file', 'user', 'userGroup', 'right'].flatMap((resource) => new MeshCentral().description.properties
			.filter(({ name, displayOptions }) => name === 'operation' && displayOptions?.show?.resource?.includes(resource))
			.flatMap(({ options = [] }) => options.map((option) => `${resource}.${String((option as { value: unknown }).value)}`)));
		expect(all.filter((each) => !ranOperations.has(each))).toEqual(['user.getAll']);
	});
});
