import type { INode } from 'n8n-workflow';
import { ATTEMPTS } from '../../nodes/shared/http/retry';
import { byId, byName, jsonOf, lab, startLab, until, type Running } from '../support/tacticalRmm';

// What is tried again is tried again at once.
jest.mock('../../nodes/shared/http/retry', () => ({ ...jest.requireActual<object>('../../nodes/shared/http/retry'), waitBefore: () => 0 }));

const badGateway = { status: 502, headers: { 'content-type': 'text/html' }, body: '<html><title>Bad Gateway</title></html>' };

let running: Running;
beforeEach(async () => {
	running = await startLab();
});
afterEach(async () => await running.stop());

const inventory = { scriptId: byName('Inventory') };
const onServer = { deviceId: byName(lab.server), ...inventory };
const withOverrides = (overrides: object) => ({ ...onServer, overrides: overrides as INode['parameters'] });
const started = (host: string = lab.server) => `POST /agents/${running.idOf(host)}/runscript/`;
const starts = () => running.written().filter(([request]) => request.endsWith('/runscript/'));
const bodyOfStart = () => starts()[0]![1] as Record<string, unknown>;

describe('Run Script, waiting with result', () => {
	it('gives output, errors, exit code and seconds of the very run, over the history', async () => {
		running.simulator.world.machines.runScript = () => ({ stdout: 'out\n', stderr: 'err\n', retcode: 3, execution_time: 2.5, delayMs: 30 });
		const { output, error } = await running.run('agent', 'runScript', onServer);
		expect(error).toBeUndefined();
		expect(output[0]![0]!.json).toEqual({
			id: running.idOf(lab.server),
			name: lab.server,
			script: 'Inventory',
			historyId: expect.any(Number),
			stdout: 'out\n',
			stderr: 'err\n',
			exitCode: 3,
			durationSeconds: 2.5,
		});
		expect(bodyOfStart()).toMatchObject({ output: 'forget' });
	});

	it('T13 an exit code is an error where that is wanted, with all that came of the script in the details', async () => {
		running.simulator.world.machines.runScript = () => ({ stdout: 'out\n', stderr: 'no such disk\n', retcode: 3, execution_time: 2.5 });
		const failing = { ...onServer, failOnExitCode: true };
		const { error } = await running.run('agent', 'runScript', failing);
		expect(error).toMatchObject({ message: `The script "Inventory" on ${lab.server} ended with exit code 3`, description: 'Its output ends with: no such disk' });
		const { output } = await running.run('agent', 'runScript', failing, { node: { onError: 'continueErrorOutput' } });
		expect(output[1]![0]!.json.details).toEqual({
			description: 'Its output ends with: no such disk',
			id: running.idOf(lab.server),
			name: lab.server,
			script: 'Inventory',
			historyId: expect.any(Number),
			stdout: 'out\n',
			stderr: 'no such disk\n',
			exitCode: 3,
			durationSeconds: 2.5,
		});
		expect((await running.run('agent', 'runScript', onServer)).error).toBeUndefined();
	});

	it.each(['\nTimed out after 90 seconds', 'half done\nScript timed out after 90 seconds'])("T13 the agent's own exit code 98 says that it timed out (%j)", async (stderr) => {
		running.simulator.world.machines.runScript = () => ({ stdout: '', stderr, retcode: 98 });
		const { error } = await running.run('agent', 'runScript', { ...onServer, failOnExitCode: true });
		expect(error?.message).toBe(`The script "Inventory" on ${lab.server} ended with exit code 98: timed out after 90 seconds`);
	});

	it("sends what is stored with the script, which the server does not fill in itself, and 'timeout' as a number", async () => {
		await running.run('agent', 'runScript', onServer);
		expect(bodyOfStart()).toMatchObject({
			script: 3,
			args: ['{{agent.hostname}}', '{{client.name}}'],
			env_vars: ['LEVEL=full'],
			timeout: 90,
			run_as_user: false,
		});
	});

	it('sends what is entered in place of it, each argument on its own', async () => {
		await running.run(
			'agent',
			'runScript',
			withOverrides({
				args: { entries: [{ value: 'C:\\Program Files' }, { value: '={{ $json.more }}' }] },
				env: { entries: [{ name: 'PATHS', value: 'a b, c' }, { name: '', value: '={{ $json.env }}' }] },
				timeout: 7200,
				runAsUser: true,
			}),
			{ items: [{ more: ['two words', 'three'], env: { LEVEL: 7 } }] },
		);
		expect(bodyOfStart()).toMatchObject({
			args: ['C:\\Program Files', 'two words', 'three'],
			env_vars: ['PATHS=a b, c', 'LEVEL=7'],
			timeout: 7200,
			run_as_user: true,
		});
	});

	it('tells a script that prints the word timeout from an agent that is silent', async () => {
		running.simulator.world.machines.runScript = () => ({ stdout: 'timeout' });
		expect(jsonOf(await running.run('agent', 'runScript', onServer))).toEqual([expect.objectContaining({ stdout: 'timeout', exitCode: 0 })]);
	});

	it('starts nothing on an agent that does not answer, and names it', async () => {
		const { error } = await running.run('agent', 'runScript', { ...onServer, deviceId: byName(lab.silent) });
		expect(error?.message).toBe(`${lab.silent} is offline`);
		expect(error?.description).toMatch(/did not answer a ping, so nothing was started/);
		expect(running.written()).toEqual([]);
	});

	it('starts nothing for a key that may not read the history', async () => {
		const { access } = running.simulator.world;
		access.addKey('NOHISTORY0000000000000000000000', { username: 'runner', rights: ['can_list_agents', 'can_list_scripts', 'can_run_scripts'] });
		const credentials = { tacticalRmmApi: { ...running.credential, apiKey: 'NOHISTORY0000000000000000000000' } };
		const { error } = await running.run('agent', 'runScript', onServer, { credentials });
		expect(error?.message).toMatch(/do not have permission/);
		expect(running.written()).toEqual([]);
	});

	it('follows over restarts of the server, and starts once', async () => {
		const { world } = running.simulator;
		const looks = () => running.sent().filter((each) => each.includes('scripthistory')).length;
		let report = () => {};
		world.machines.runScript = async () => {
			// The look for its row fails to the end, and the first for its result as well.
			running.simulator.answerNext({ path: /scripthistory/ }, badGateway, ATTEMPTS);
			await new Promise<void>((resolve) => (report = resolve));
			return { stdout: 'late' };
		};
		const run = running.run('agent', 'runScript', onServer);
		await until(() => looks() === 1 + ATTEMPTS + 1);
		running.simulator.answerNext({ path: /scripthistory/ }, badGateway, ATTEMPTS);
		await until(() => looks() > 1 + ATTEMPTS + 1 + ATTEMPTS);
		report();
		expect(jsonOf(await run)).toEqual([expect.objectContaining({ stdout: 'late' })]);
		expect(starts()).toHaveLength(1);
	}, 20_000);

	it('does not mix up runs of one script on one agent, each with its own arguments', async () => {
		const items = Array.from({ length: 3 }, (_, index) => ({ index }));
		running.simulator.world.machines.runScript = (_, __, [index]) => ({ stdout: `number ${index}`, delayMs: 5 * (3 - Number(index)) });
		const runs = jsonOf(await running.run('agent', 'runScript', withOverrides({ args: { entries: [{ value: '={{ $json.index }}' }] } }), { items }));
		expect(runs.map((run) => (run as { stdout: string }).stdout)).toEqual(items.map(({ index }) => `number ${index}`));
	});

	it('does not mix up runs of several executions at once', async () => {
		running.simulator.world.machines.runScript = (_, __, [index]) => ({ stdout: `number ${index}`, delayMs: 20 });
		const indexes = [0, 1, 2, 3];
		const runs = indexes.map(async (index) => jsonOf(await running.run('agent', 'runScript', withOverrides({ args: { entries: [{ value: String(index) }] } }))));
		expect((await Promise.all(runs)).map(([run]) => (run as { stdout: string }).stdout)).toEqual(indexes.map((index) => `number ${index}`));
	});

	it('says which rows of the history may be its own where another user started the same at the same moment', async () => {
		const { world } = running.simulator;
		const agent = world.agent(lab.server);
		const other = { time: world.clock.stamp(), type: 'script_run', command: '', username: 'jdoe', results: null, script_results: null } as const;
		world.machines.runScript = () => {
			world.tables.history.add({ ...other, collector_all_output: false, save_to_agent_note: false, agent: agent.id, script: 3, custom_field: null });
			return { stdout: 'mine' };
		};
		const { error } = await running.run('agent', 'runScript', onServer, { credentials: { tacticalRmmApi: freshUser() } });
		expect(error?.message).toMatch(/2 runs of this script were started on this agent at the same time: history IDs \d+ and \d+/);
		expect(starts()).toHaveLength(1);
	});

	/** A key whose user no earlier run has told of. */
	function freshUser() {
		const apiKey = `FRESH${Date.now()}00000000000000`;
		running.simulator.world.access.addKey(apiKey, { username: 'somebody', rights: 'all' });
		return { ...running.credential, apiKey };
	}

	it('says that a run whose row is deleted has been started', async () => {
		const { world } = running.simulator;
		world.machines.runScript = async (agent) => {
			setTimeout(() => world.tables.history.where((row) => row.agent === agent.id).forEach(({ id }) => world.tables.history.delete(id)), 50);
			return await new Promise(() => {});
		};
		const { error } = await running.run('agent', 'runScript', onServer);
		expect(error?.message).toMatch(/row \d+ is gone from the history/);
		expect(error?.description).toMatch(/The script was started/);
	});

	it('stops waiting when the execution is cancelled', async () => {
		running.simulator.world.machines.runScript = async () => await new Promise(() => {});
		let cancel = () => {};
		const ended = running.run('agent', 'runScript', onServer, { onStart: (engine) => (cancel = () => engine.cancel()) });
		await until(() => starts().length === 1);
		cancel();
		expect((await ended).run.status).toBe('canceled');
	});
});

describe('Run Script on a hundred agents at once', () => {
	it('gives every agent its own result, names those that are offline, starts each once and looks at the history for all together', async () => {
		await running.stop();
		running = await startLab({ agents: 160 });
		const { world } = running.simulator;
		const agents = world.agents().filter(({ state }) => state === 'answers').slice(0, 100);
		expect(agents).toHaveLength(100);
		const silent = agents.filter((_, index) => index % 20 === 7);
		for (const agent of silent) agent.state = 'unreachable';
		world.machines.runScript = ({ hostname }, _, args) => ({
			stdout: `${hostname} ${args.join()}`,
			stderr: `errors of ${hostname}`,
			retcode: hostname.length + Number(args[0]),
			delayMs: 1200 + ((Number(args[0]) * 37) % 800),
		});
		const items = agents.map(({ hostname }, index) => ({ hostname, index }));
		const parameters = { deviceId: byName('={{ $json.hostname }}'), ...inventory, overrides: { args: { entries: [{ value: '={{ $json.index }}' }] } } };
		const { output, error } = await running.run('agent', 'runScript', parameters, { items, node: { onError: 'continueErrorOutput' } });
		expect(error).toBeUndefined();
		const [done = [], failed = []] = output;
		const answering = agents.filter(({ state }) => state === 'answers');
		expect(done.map(({ json }) => json)).toEqual(
			answering.map(({ hostname, agent_id: id }) => {
				const index = items.find((item) => item.hostname === hostname)!.index;
				return expect.objectContaining({
					id,
					name: hostname,
					stdout: `${hostname} ${index}`,
					stderr: `errors of ${hostname}`,
					exitCode: hostname.length + index,
				}) as unknown;
			}),
		);
		expect(failed.map(({ json }) => json.error)).toEqual(silent.map(({ hostname }) => `${hostname} is offline`));
		expect(starts().map(([request]) => request).sort()).toEqual(answering.map(({ hostname }) => started(hostname)).sort());
		// One look before and one after each start; what comes on top are the looks that serve all of them.
		const looks = running.sent().filter((each) => each.includes('scripthistory')).length;
		expect(looks - 2 * answering.length).toBeLessThan(30);
	}, 60_000);
});

describe("Run Script by the server's own ways", () => {
	const mode = (name: string, more: INode['parameters'] = {}) => ({ ...onServer, mode: name, ...more });

	it('waits for output', async () => {
		running.simulator.world.machines.runScript = () => ({ stdout: 'out', stderr: 'err' });
		expect(jsonOf(await running.run('agent', 'runScript', mode('wait')))).toEqual([
			{ id: running.idOf(lab.server), name: lab.server, script: 'Inventory', output: 'outerr' },
		]);
		expect(bodyOfStart()).toMatchObject({ output: 'wait' });
	});

	it('waits for longer than the server can by the history', async () => {
		running.simulator.world.machines.runScript = () => ({ stdout: 'out', stderr: 'err' });
		const run = await running.run('agent', 'runScript', mode('wait', { overrides: { timeout: 3600 } }));
		expect(jsonOf(run)).toEqual([{ id: running.idOf(lab.server), name: lab.server, script: 'Inventory', output: 'outerr' }]);
		expect(bodyOfStart()).toMatchObject({ output: 'forget', timeout: 3600 });
	});

	it.each(['note', 'collector'])('explains that %s cannot wait that long, and sends nothing', async (name) => {
		const { error } = await running.run('agent', 'runScript', mode(name, { customField: 'Agent Notes Field', overrides: { timeout: 296 } }));
		expect(error?.message).toBe("'Timeout' is 296 s, but Tactical RMM waits at most 295 s");
		expect(error?.description).toMatch(/'Wait With Result', which has no such limit/);
		expect(running.written()).toEqual([]);
	});

	it('forgets', async () => {
		expect(jsonOf(await running.run('agent', 'runScript', mode('forget')))).toEqual([
			{ id: running.idOf(lab.server), name: lab.server, script: 'Inventory', message: `Inventory will now be run on ${lab.server}` },
		]);
	});

	it.each<[string, object, object]>([
		["to the settings' recipients", {}, { emailMode: 'default', emails: [] }],
		['to those that are entered', { emails: { entries: [{ value: 'ops@example.com' }] } }, { emailMode: 'custom', emails: ['ops@example.com'] }],
	])('emails %s', async (_, parameters, sent) => {
		const { error } = await running.run('agent', 'runScript', mode('email', parameters as INode['parameters']));
		expect(error).toBeUndefined();
		expect(bodyOfStart()).toMatchObject({ output: 'email', ...sent });
	});

	it('saves to a custom field by its name', async () => {
		await running.run('agent', 'runScript', mode('collector', { customField: 'Agent Notes Field', wholeOutput: true }));
		expect(bodyOfStart()).toMatchObject({ output: 'collector', custom_field: 1, save_all_output: true });
	});

	it('runs nothing for a custom field that there is not, and lists those that there are', async () => {
		const { error } = await running.run('agent', 'runScript', mode('collector', { customField: 'Nope' }));
		expect(error?.message).toBe('Tactical RMM has no custom field "Nope"');
		expect(error?.description).toMatch(/Agent Notes Field \(agent\)/);
		expect(running.written()).toEqual([]);
	});

	it.each(['wait', 'note', 'collector'])('%s: stores nothing and fails where the agent does not answer', async (name) => {
		const { error } = await running.run('agent', 'runScript', { ...mode(name, { customField: 'Agent Notes Field' }), deviceId: byName(lab.silent) });
		expect(error?.message).toBe(`${lab.silent} is offline`);
		expect(running.simulator.world.tables.notes.where(({ note }) => note === 'timeout')).toEqual([]);
		expect(running.written()).toEqual([]);
	});

	it.each([
		['an agent that is silent', lab.silent, 'up', /^timeout: the agent did not answer/, /agent is offline/],
		['a bus that is down', lab.server, 'down', /^natsdown: .* message bus is down/, /nats-api/],
	] as const)('a 200 with the word for %s is a failure', async (_, host, bus, words, advice) => {
		running.simulator.world.bus = bus;
		const { error } = await running.run('agent', 'runScript', { ...mode('wait', { pingFirst: false, overrides: { timeout: 2 } }), deviceId: byName(host) });
		expect(error?.message).toMatch(words);
		expect(error?.description).toMatch(advice);
		expect(starts()).toHaveLength(1);
	});

	it.each(['forget', 'wait', 'result'])('%s: never sends again what may have arrived', async (name) => {
		running.simulator.answerNext({ path: /runscript/ }, 'reset', 4);
		const { error } = await running.run('agent', 'runScript', mode(name));
		expect(error?.description).toMatch(/may have been carried out/);
		expect(starts()).toHaveLength(1);
	});
});

describe('Run Command', () => {
	const command = { deviceId: byName(lab.server), command: 'whoami' };
	const body = () => running.written()[0]![1] as Record<string, unknown>;

	it.each<[string, object, string]>([
		['PowerShell', { shell: 'powershell' }, '[Console]::OutputEncoding = New-Object System.Text.UTF8Encoding $false; whoami'],
		["the agent's default, where that is another shell", {}, 'whoami'],
	])('T14 UTF-8 Output with %s', async (_, more, cmd) => {
		await running.run('agent', 'runCommand', { deviceId: byName(lab.server), command: 'whoami', utf8Output: true, ...more });
		expect(running.written()).toMatchObject([[`POST /agents/${running.idOf(lab.server)}/cmd/`, { cmd }]]);
	});

	it.each([
		[lab.server, 'cmd'],
		[lab.linux, '/bin/bash'],
	])('runs with the default shell of %s, which is %s', async (host, shell) => {
		const { error } = await running.run('agent', 'runCommand', { ...command, deviceId: byName(host) });
		expect(error).toBeUndefined();
		expect(body()).toMatchObject({ shell, cmd: 'whoami', timeout: 30, run_as_user: false });
	});

	it('runs with an interpreter that is entered', async () => {
		const run = await running.run('agent', 'runCommand', { ...command, shell: 'custom', customShell: '/usr/bin/fish' });
		expect(jsonOf(run)).toEqual([{ name: lab.server, id: running.idOf(lab.server), output: expect.any(String) }]);
		expect(body()).toMatchObject({ shell: 'custom', custom_shell: '/usr/bin/fish' });
	});

	it.each([
		['an agent that is silent', lab.silent, 'up', /^Unable to contact the agent/, /offline, or took longer/],
		['a bus that is down', lab.server, 'down', /^natsdown/, /nats-api/],
	] as const)('fails with %s', async (_, host, bus, words, advice) => {
		running.simulator.world.bus = bus;
		const { error } = await running.run('agent', 'runCommand', { ...command, shell: 'cmd', timeout: 2, deviceId: byName(host) });
		expect(error?.message).toMatch(words);
		expect(error?.description).toMatch(advice);
		expect(running.written()).toHaveLength(1);
	});

	it('explains what is longer than the server can wait, and sends nothing', async () => {
		const { error } = await running.run('agent', 'runCommand', { ...command, shell: 'cmd', timeout: 296 });
		expect(error?.message).toBe("'Timeout' is 296 s, but Tactical RMM waits at most 295 s");
		expect(error?.description).toMatch(/Save longer commands as a script/);
		expect(running.written()).toEqual([]);
	});

	it('is sent once where a page says that something is wrong with it', async () => {
		running.simulator.answerNext({ path: /cmd/ }, { status: 500, headers: { 'content-type': 'text/html' }, body: '<html><title>Server Error (500)</title></html>' }, 4);
		const { error } = await running.run('agent', 'runCommand', { ...command, shell: 'cmd' });
		expect(error?.message).toBe('The server answered with a page titled "Server Error (500)"');
		expect(error?.description).toMatch(/missing, unknown or of the wrong type/);
		expect(running.written()).toHaveLength(1);
	});
});

describe('the agent', () => {
	it.each([
		['by its id', () => byId(running.idOf(lab.server))],
		['by its host name', () => byName(lab.server)],
		['by its host name in another case', () => byName(lab.server.toLowerCase())],
	])('is found %s', async (_, locator) => {
		expect(jsonOf(await running.run('agent', 'ping', { deviceId: locator() }))).toEqual([{ id: running.idOf(lab.server), name: lab.server, online: true }]);
	});
});
