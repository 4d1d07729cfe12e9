/** The client against a real MeshCentral with real agents: what goes through it arrives as it was, once, and where it belongs. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { MeshCentralClient } from '../../nodes/MeshCentral/client';
import type { Command, CommandResult } from '../../nodes/MeshCentral/command';
import type { DeviceRecord, EventRecord } from '../../nodes/MeshCentral/schemas';
import { InputError, RefusedError } from '../../nodes/shared/errors';
import { describeWithMeshCentral } from '../servers/meshcentral/describe';
import { hostileValues, longValues } from './meshcentral/hostile';
import { startLab, startMs, type Lab } from './meshcentral/lab';
import { freePorts } from './n8n/ports';
import { until } from './n8n/wait';

jest.setTimeout(60_000);

const command = (text: string, more: Partial<Command> = {}): Command => ({ text, shell: 'default', runAs: 'agent', wait: true, timeoutMs: 20_000, outputAtMost: 1_048_576, ...more });
/** Has the agent say a text, without the shell's own reading of it. */
const saying = (value: string) => `cat <<'END OF TEXT'\n${value}\nEND OF TEXT`;

describeWithMeshCentral('a real MeshCentral with three agents', () => {
	let lab: Lab;
	beforeAll(async () => {
		lab = await startLab(['lab-one', 'lab-two', 'lab-three']);
	}, startMs);
	afterAll(async () => await lab?.stop(), 60_000);
	afterEach(() => expect(existsSync('/tmp/hostile-value-was-run')).toBe(false));

	const deviceOf = async (client: MeshCentralClient, index = 0): Promise<DeviceRecord> => await client.device(lab.agents[index]!.nodeId);

	/** How a value gets to the server, and how it is read back there. */
	const places: Record<string, (client: MeshCentralClient, value: string) => Promise<unknown>> = {
		'a name': async (client, name) => {
			await client.updateDevice(lab.agents[2]!.nodeId, { name });
			return (await deviceOf(client, 2)).name;
		},
		'a description': async (client, desc) => {
			await client.updateDevice(lab.agents[2]!.nodeId, { desc });
			return (await deviceOf(client, 2)).desc;
		},
		'a tag': async (client, tag) => {
			await client.updateDevice(lab.agents[2]!.nodeId, { tags: [tag] });
			const { tags } = await deviceOf(client, 2);
			// MeshCentral itself takes blanks off its ends.
			return tags?.length === 1 && tags[0] === tag.trim() ? tag : tags;
		},
		'a group': async (client, value) => {
			const { id } = await client.createGroup(value, value);
			const made = (await client.groups()).find(({ _id }) => _id === id);
			await client.deleteGroup(id);
			return made?.desc === value ? made.name : made;
		},
		"a guest's name": async (client, guestName) => {
			const { _id } = await deviceOf(client);
			const { publicid } = await client.createShare(_id, { types: ['files'], guestName, validFor: { minutes: 5 } });
			const share = (await client.shares(_id)).find((each) => each.publicid === publicid);
			await client.deleteShare(_id, publicid);
			return share?.guestName;
		},
		'a message': async (client, text) => {
			const device = await deviceOf(client);
			const title = `message ${++messages}`;
			await client.message(device, { title, text, as: 'toast', seconds: 0 });
			// The agent says what it has shown, and the server notes it down.
			const byTitle = ({ msgArgs }: EventRecord) => Array.isArray(msgArgs) && msgArgs[0] === title && (msgArgs as string[]);
			const shown = await until('the agent to have shown it', async () => (await lab.client(lab.ways.server).events({ deviceId: device._id, limit: 5 })).map(byTitle).find(Boolean), { everyMs: 20 });
			return shown[1];
		},
	};
	let messages = 0;

	describe('a hostile value over the WebSocket', () => {
		it.each([...hostileValues, ...longValues])('in a command (%s) comes back from the agent as it was', async (_, value) => {
			const client = lab.client(lab.ways.server);
			expect(await client.run(await deviceOf(client), command(saying(value)))).toMatchObject({ output: `${value}\n`, exitCode: 0 });
		});

		it.each(Object.keys(places))('as %s is read back as it was', async (place) => {
			const client = lab.client(lab.ways.server);
			for (const [what, value] of hostileValues) expect([what, await places[place]!(client, value)]).toEqual([what, value]);
		});
	});

	describe('a hostile value through REST commands', () => {
		/** As it was, or refused with a sentence before anything was sent; and then nothing has changed. */
		const unchangedOrRefused = async (place: string, value: string): Promise<'unchanged' | 'refused'> => {
			const client = lab.client(lab.ways.rest);
			const acting = () => lab.wrapper.arrivals.filter(({ command: name }) => !name.startsWith('list') && name !== 'deviceinfo').length;
			const before = acting();
			const result = await places[place]!(client, value).catch((error: unknown) => error);
			if (!(result instanceof Error)) {
				expect(result).toBe(value);
				return 'unchanged';
			}
			expect(result).toBeInstanceOf(InputError);
			expect((result as InputError).advice).toContain('WebSocket');
			expect(acting()).toBe(before);
			return 'refused';
		};

		it.each(Object.keys(places))('as %s is read back as it was, or was refused, and never altered', async (place) => {
			const outcomes = [];
			for (const [, value] of hostileValues) outcomes.push(await unchangedOrRefused(place, value));
			expect([...new Set(outcomes)].sort()).toEqual(['refused', 'unchanged']);
			expect(lab.wrapper.dangerousLines).toEqual([]);
		}, 120_000);

		it.each(hostileValues)('in a command (%s) comes back from the agent as it was', async (_, value) => {
			const client = lab.client(lab.ways.rest);
			expect(await client.run(await deviceOf(client), command(saying(value)))).toMatchObject({ output: `${value}\n`, exitCode: 0 });
		});

		it.each(longValues)('M13 of %s in a command arrives whole, and its output is cut on the device', async (_, value) => {
			const client = lab.client(lab.ways.rest);
			const device = await deviceOf(client);
			const counted = await client.run(device, command(saying(value).replace('cat', 'wc -c')));
			expect(Number(counted.output)).toBe(Buffer.byteLength(value) + 1);
			const cut = await client.run(device, command(`${saying(value)}\nexit 3`));
			expect(cut).toMatchObject({ exitCode: 3, truncated: true });
			expect(value.startsWith(cut.output!)).toBe(true);
			expect(Buffer.byteLength(cut.output!)).toBeGreaterThan(48_000);
		});
	});

	describe('two hundred commands at once', () => {
		/** Each leaves a line on its device, and says where it ran. */
		const marking = (id: number) => `echo ${id} >> ran.txt; echo ${id} on "$(basename "$PWD")"; exit ${id % 5}`;
		const ran = (index: number) => {
			const file = join(lab.agents[index]!.folder, 'ran.txt');
			return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').map(Number) : [];
		};

		it('from two workflows with credentials and ways of their own to three devices run once each, where they belong', async () => {
			const clients = [lab.client(lab.ways.server), lab.client(lab.ways.password), lab.client(lab.ways.wrapperWebSocket)];
			const devices = await Promise.all([0, 1, 2].map(async (index) => await deviceOf(clients[0]!, index)));
			const ids = Array.from({ length: 200 }, (_, id) => id);
			const results = await Promise.all(ids.map(async (id) => await clients[id % 2]!.run(devices[id % 3]!, command(marking(id), { timeoutMs: 60_000 }))));
			expect(results.map(({ output, exitCode }) => [output, exitCode])).toEqual(ids.map((id) => [`${id} on ${lab.agents[id % 3]!.name}\n`, id % 5]));
			for (const index of [0, 1, 2]) expect(ran(index).sort((a, b) => a - b)).toEqual(ids.filter((id) => id % 3 === index));
		});

		it('through the server and both ways of the wrapper run once each too', async () => {
			const clients = [lab.client(lab.ways.server), lab.client(lab.ways.wrapperWebSocket), lab.client(lab.ways.rest)];
			const devices = await Promise.all([0, 1, 2].map(async (index) => await deviceOf(clients[0]!, index)));
			const ids = Array.from({ length: 60 }, (_, id) => 1_000 + id);
			const clientOf = (id: number) => clients[Math.floor(id / 3) % 3]!;
			const results = await Promise.all(ids.map(async (id) => await clientOf(id).run(devices[id % 3]!, command(marking(id), { timeoutMs: 60_000 }))));
			expect(results.map(({ output }) => output)).toEqual(ids.map((id) => `${id} on ${lab.agents[id % 3]!.name}\n`));
			for (const index of [0, 1, 2]) expect(ran(index).filter((id) => id >= 1_000).sort((a, b) => a - b)).toEqual(ids.filter((id) => id % 3 === index));
		}, 120_000);
	});

	describe('a command', () => {
		let client: MeshCentralClient;
		let device: DeviceRecord;
		beforeAll(async () => {
			client = lab.client(lab.ways.server);
			device = await deviceOf(client);
		});
		const run = async (text: string, more: Partial<Command> = {}): Promise<CommandResult> => await client.run(device, command(text, more));
		/** Has another session occupy the device, which its own first word may not tell: an agent says ten texts within a second. */
		const occupied = async (seconds: number): Promise<string> => {
			const name = `occupied-${seconds}`;
			(await lab.server.control()).send({ action: 'runcommands', nodeids: [device._id], type: 3, cmds: `touch ${name}; sleep ${seconds}`, runAsUser: 0, reply: true, responseid: name });
			await until('the other command to begin', () => existsSync(join(lab.agents[0]!.folder, name)), { everyMs: 5 });
			return name;
		};

		it.each([
			['that reads its input ends', 'cat; echo end', 'end\n', 0],
			['with a quote without its partner ends', "echo 'open", expect.stringMatching(/unterminated/i), 2],
			['that leaves something in the background ends', 'sleep 20 & echo started', 'started\n', 0],
			['that writes a megabyte gives all of it', "head -c 1000000 /dev/zero | tr '\\0' x", 'x'.repeat(1_000_000), 0],
			['that lists what runs there gives all of it', 'ps -ef > ps.txt; cat ps.txt; echo end', expect.stringMatching(/meshagent run[^]*\nend\n$/), 0],
			['that writes nothing gives nothing', 'exit 42', '', 42],
			['that writes errors gives them in their place', 'echo one; echo two >&2; echo three', 'one\ntwo\nthree\n', 0],
		])('%s', async (_, text, output, exitCode) => {
			expect(await run(text)).toMatchObject({ output, exitCode });
		});

		it('as the user who is signed in, or else as the agent, gives no more than its output', async () => {
			expect(await run('printf "žluť\\n"; exit 3', { runAs: 'userIfAny' })).toMatchObject({ output: 'žluť\n', exitCode: 3 });
		});

		it('M13 that writes three megabytes of characters of several bytes gives all of them, or as much as is wanted', async () => {
			const text = 'yes "žluť 日本 🙂" | head -n 150000; exit 7';
			expect(await run(text, { outputAtMost: 5_000_000 })).toMatchObject({ output: 'žluť 日本 🙂\n'.repeat(150_000), exitCode: 7, truncated: false });
			expect(await run(text, { outputAtMost: 1_000 })).toMatchObject({ output: expect.stringMatching(/^(žluť 日本 🙂\n){40,}/) as string, exitCode: 7, truncated: true });
		});

		it.each([
			['with all that it started', '(sleep 20; echo late >> late.txt) & echo begin; sleep 20; echo late >> late.txt', 3_500],
			['also where it resists', 'trap "" TERM; echo begin; while :; do sleep 1; done', 6_000],
			['also where it is busy', 'echo begin; while :; do :; done', 3_500],
		])('M3 that outlasts its time is ended on the device, %s, and the device is free', async (_, text, withinMs) => {
			const begun = Date.now();
			const result = await run(text, { timeoutMs: 2_000 });
			expect(result).toMatchObject({ output: expect.stringMatching(/^begin\n/) as string, exitCode: 124, timedOut: true, truncated: false });
			expect(Date.now() - begun).toBeLessThan(withinMs);
			const { durationMs } = await run('cat late.txt');
			expect(durationMs).toBeLessThan(1_000);
			expect(existsSync(join(lab.agents[0]!.folder, 'late.txt'))).toBe(false);
		});

		it('M3 as the user that outlasts its time is ended as well', async () => {
			expect(await run('echo begin; sleep 20', { timeoutMs: 2_000, runAs: 'userIfAny' })).toMatchObject({ output: 'begin\n', exitCode: 124, timedOut: true });
		});

		it.each(['agent', 'userIfAny'] as const)('M1 that is only started runs, and so do those behind it (as %s)', async (runAs) => {
			const file = `started-${runAs}.txt`;
			const starting = [1, 2, 3].map(async (nr) => await run(`sleep 0.${nr}; echo ${nr} >> ${file}`, { wait: false, timeoutMs: 0, runAs }));
			const waited = run('echo waited for');
			for (const started of await Promise.all(starting)) expect(started).toMatchObject({ output: null, exitCode: null, processId: expect.any(Number) as number });
			expect(await waited).toMatchObject({ output: 'waited for\n' });
			const path = join(lab.agents[0]!.folder, file);
			await until('all three to have run', () => existsSync(path) && readFileSync(path, 'utf8').split('\n').length > 3);
			expect(readFileSync(path, 'utf8')).toBe('1\n2\n3\n');
		});

		it('M9 for a device that is busy with the command of somebody else is run once that has ended, and once', async () => {
			await sleep(1_100);
			await occupied(3);
			const begun = Date.now();
			const both = await Promise.all([run('echo one >> busy.txt; cat busy.txt'), run('echo two >> busy.txt; cat busy.txt')]);
			expect(both).toMatchObject([{ output: 'one\n' }, { output: 'one\ntwo\n' }]);
			expect(Date.now() - begun).toBeLessThan(6_000);
		});

		it('M9 for a device that stays busy is not run, and said so', async () => {
			const name = await occupied(5);
			await expect(run('touch never.txt', { timeoutMs: 1_000 })).rejects.toMatchObject({ message: 'lab-one is busy with another command' });
			await (await lab.server.control()).next('the other command to end', ({ responseid }) => responseid === name);
			await run('true');
			expect(existsSync(join(lab.agents[0]!.folder, 'never.txt'))).toBe(false);
		});
	});

	it('M9 a device that goes away in the middle of a command is not waited for', async () => {
		const client = lab.client(lab.ways.server);
		const agent = lab.agents[1]!;
		const device = await deviceOf(client, 1);
		const running = client.run(device, command('echo begun > gone.txt; sleep 4', { timeoutMs: 60_000 })).then(() => undefined, (error: Error) => error);
		await until('it to run', () => existsSync(join(agent.folder, 'gone.txt')));
		const begun = Date.now();
		await agent.terminate();
		expect(await running).toMatchObject({ message: 'lab-two went offline while the command was running' });
		// An agent that is killed is gone when what it started has ended.
		expect(Date.now() - begun).toBeLessThan(10_000);
		await agent.untilOffline();
		await agent.start();
	});

	describe('REST commands that get no answer', () => {
		it('M3 are refused from the third on, until a command on another device is answered', async () => {
			const client = lab.client(lab.ways.rest);
			const [one, two] = await Promise.all([deviceOf(client, 0), deviceOf(client, 1)]);
			const occupied = join(lab.agents[0]!.folder, 'occupied-rest');
			(await lab.server.control()).send({ action: 'runcommands', nodeids: [one._id], type: 3, cmds: 'touch occupied-rest; sleep 45; rm occupied-rest', runAsUser: 0, reply: true, responseid: 'rest' });
			await until('the other command to begin', () => existsSync(occupied));
			const tried = async () => await client.run(one, command('echo never >> rest.txt', { timeoutMs: 1_000 })).then(() => 'it went well', (error: Error) => error.message);
			const [first, second] = [await tried(), await tried()];
			expect([first, second]).toEqual([expect.stringContaining('no complete answer'), expect.stringContaining('no complete answer')]);
			expect(lab.wrapper.workers.busy).toBe(2);
			expect(await tried()).toMatch(/2 commands through this wrapper were never answered/);
			expect(await client.run(two, command('echo frees'))).toMatchObject({ output: 'frees\n' });
			await until('the workers to be free', () => lab.wrapper.workers.busy === 0);
			await until('the other command to end', () => !existsSync(occupied), { deadlineMs: 60_000 });
			expect(await client.run(one, command('cat rest.txt; echo free'))).toMatchObject({ output: expect.stringMatching(/No such file[^\n]*\nfree\n$/) as string });
		}, 120_000);

		it('M3 are none of those that outlast their time: five of them leave the wrapper free', async () => {
			const client = lab.client(lab.ways.rest);
			const device = await deviceOf(client);
			const results = await Promise.all(Array.from({ length: 5 }, async () => await client.run(device, command('echo begin; sleep 30', { timeoutMs: 1_000 }))));
			for (const result of results) expect(result).toMatchObject({ output: 'begin\n', exitCode: 124, timedOut: true });
			await until('the workers to be free', () => lab.wrapper.workers.busy === 0);
		});

		it('M1 that are only started run all, and a waited one behind them', async () => {
			const client = lab.client(lab.ways.rest);
			const device = await deviceOf(client);
			const starting = [1, 2, 3].map(async (nr) => await client.run(device, command(`sleep 1; echo ${nr} >> rest-started.txt`, { wait: false, timeoutMs: 0 })));
			expect(await client.run(device, command('echo waited for'))).toMatchObject({ output: 'waited for\n' });
			for (const started of await Promise.all(starting)) expect(started.processId).toEqual(expect.any(Number));
			const path = join(lab.agents[0]!.folder, 'rest-started.txt');
			await until('all three to have run', () => existsSync(path) && readFileSync(path, 'utf8').split('\n').length > 3);
			expect(readFileSync(path, 'utf8').trim().split('\n').sort()).toEqual(['1', '2', '3']);
		});
	});

	it("a command of the agent's own console is answered, also right after commands that have printed", async () => {
		const client = lab.client(lab.ways.server);
		const device = await deviceOf(client, 2);
		const run = async (text: string, more: Partial<Command> = {}) => await client.run(device, command(text, { shell: 'console', ...more }));
		expect(await run('help')).toMatchObject({ output: expect.stringContaining('netinfo') as string, exitCode: null });
		expect(await run('help', { wait: false, timeoutMs: 0, outputAtMost: 1_048_576 })).toMatchObject({ output: null });
		expect(await run('nosuchcommand')).toMatchObject({ output: expect.stringMatching(/^unknown command "nosuchcommand"/i) as string });
		// The agent tells consoles ten texts within a second, of whatever it runs.
		for (const runAs of ['agent', 'userIfAny', 'agent'] as const) {
			for (let count = 0; count < 8; count++) await client.run(device, command(`echo ${count}`, { runAs }));
			expect(await run(`nosuch${runAs}`)).toMatchObject({ output: expect.stringMatching(new RegExp(`^unknown command "nosuch${runAs}"`, 'i')) as string });
		}
	});

	it('a device is told by what it runs, and by its network', async () => {
		const client = lab.client(lab.ways.server);
		const device = await deviceOf(client);
		const processes = await client.processes(device).catch((error: Error) => error);
		// An agent is silent while anything on its machine, which is ours, has a backslash in its command line.
		if (processes instanceof Error) expect(processes.message).toBe('The agent of lab-one did not list its processes in 3 attempts');
		else {
			// Command lines are not always whole: the agent loses words with digits in them. We run there as well.
			const pids = (processes as Array<{ pid: unknown }>).map(({ pid }) => pid);
			expect(pids).toContain(process.pid);
			expect(pids.filter((pid) => typeof pid !== 'number')).toEqual([]);
		}
		const { _id } = device;
		expect(await until('the agent to have told its network', async () => { const { network } = await client.details(_id) as { network: { netif2?: object | null } }; return network.netif2 ?? undefined; })).toMatchObject({ lo: expect.any(Array) as unknown[] });
	});

	it('a device that has just connected runs what it is sent as soon as it is shown as online', async () => {
		const client = lab.client(lab.ways.server);
		const agent = lab.agents[1]!;
		for (let round = 0; round < 3; round++) {
			await agent.kill();
			await agent.untilOffline();
			await expect(client.run(await deviceOf(client, 1), command('echo hi'))).rejects.toThrow('lab-two is offline');
			const started = agent.start();
			const online = await until('lab-two to be shown as online', async () => {
				const device = await deviceOf(client, 1);
				return ((device.conn ?? 0) & 1) !== 0 && device;
			}, { everyMs: 5 });
			expect(await client.run(online, command('echo early'))).toMatchObject({ output: 'early\n' });
			await started;
		}
	});

	it('a device is moved, and is where it was moved to', async () => {
		const client = lab.client(lab.ways.server);
		const { _id } = await deviceOf(client, 1);
		await client.moveDevice(_id, lab.server.groups.Branch!);
		expect(await client.device(_id)).toMatchObject({ groupname: 'Branch' });
		expect((await client.devices(lab.server.groups.Branch)).map((device) => device._id)).toEqual([_id]);
		await client.moveDevice(_id, lab.server.groups.Branch!);
		await client.moveDevice(_id, lab.server.groups.Lab!);
		expect(await client.device(_id)).toMatchObject({ groupname: 'Lab' });
	});

	it.each([
		['an unknown device', async (client: MeshCentralClient) => await client.device(`node//${'A'.repeat(64)}`), 'Invalid device id'],
		['an unknown group', async (client: MeshCentralClient) => await client.devices(`mesh//${'A'.repeat(64)}`), 'Invalid group id'],
		['an unknown link', async (client: MeshCentralClient) => await client.deleteShare(lab.agents[0]!.nodeId, 'nope'), 'Invalid device share identifier.'],
	])("%s is an error in the server's words", async (_, ask, words) => {
		const error = await ask(lab.client(lab.ways.server)).then(() => undefined, (thrown: unknown) => thrown);
		expect(error).toBeInstanceOf(RefusedError);
		expect((error as RefusedError).message).toBe(words);
	});

	it('signing in with a wrong password, to another port, without the certificate: each is said', async () => {
		const { data } = lab.ways.password;
		const trying = async (more: object) => await lab.client({ ...lab.ways.password, data: { ...data, ...more } }).authenticate().then(() => 'it went well', (error: Error) => error.message);
		expect(await trying({})).toBe('it went well');
		expect(await trying({ password: 'wrong' })).toContain('does not accept this user name and password');
		expect(await trying({ caCertificate: '' })).toContain('is signed by an authority that n8n does not know');
		expect(await trying({ caCertificate: '', allowUnauthorizedCerts: true })).toBe('it went well');
		expect(await trying({ baseUrl: `https://127.0.0.1:${(await freePorts(1))[0]}` })).toContain('refused the connection');
		expect(await trying({ baseUrl: 'https://127.0.0.1:9' })).toContain('is blocked for WebSockets');
		expect(await trying({ domain: 'nosuch' })).toContain('closed it without a reason');
	});

	it('after a restart of the server the same client goes on, and a command under way is said to have been broken off', async () => {
		const client = lab.client(lab.ways.server);
		const device = await deviceOf(client);
		const since = client.connectedSince()!;
		const running = client.run(device, command('sleep 3; echo ran >> once.txt')).then(() => undefined, (error: Error) => error);
		await until('it to run', async () => (await lab.server.control()).frames.some(({ action, event }) => action === 'event' && String((event as { cmds?: string })?.cmds).includes('sleep 3; echo ran')));
		await lab.server.restart();
		expect(await running).toMatchObject({ message: expect.stringContaining('broke before an answer') as string, advice: expect.stringContaining('It was not sent again') as string });
		expect(await client.devices()).toHaveLength(3);
		expect(client.connectedSince()!.getTime()).toBeGreaterThan(since.getTime());
		await Promise.all(lab.agents.map(async (agent) => await agent.untilOnline()));
		const ranOnce = join(lab.agents[0]!.folder, 'once.txt');
		await until('it to have run', () => existsSync(ranOnce));
		expect(readFileSync(ranOnce, 'utf8')).toBe('ran\n');
	});
});
