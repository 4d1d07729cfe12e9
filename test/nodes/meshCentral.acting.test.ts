import { UNKNOWN_OUTCOME, type Command } from '../../nodes/MeshCentral/command';
import { UnreachableError } from '../../nodes/shared/errors';
import { FakeMeshCentral, ids, ran, refused, runWith } from '../support/fakeMeshCentral';
import { at, jsonOf } from '../support/netAlertX';
import type { NodeRunOptions } from '../support/runNode';

let client: FakeMeshCentral;
beforeEach(() => {
	client = new FakeMeshCentral();
});

const run = async (operation: string, parameters: object, options?: NodeRunOptions) => await runWith(client, 'device', operation, parameters, options);
const web = at('id', ids.web);
const offline = at('id', ids.database);

describe('Run Command', () => {
	it('gives output, exit code and duration', async () => {
		client.onRun = () => ran('up 3 days\n', 3, 44);
		const { output, error } = await run('runCommand', { deviceId: at('name', 'web-1'), command: 'uptime' });
		expect(error).toBeUndefined();
		expect(output[0]).toEqual([{ json: { name: 'web-1', exitCode: 3, output: 'up 3 days\n', timedOut: false, truncated: false, durationMs: 44, id: ids.web }, pairedItem: { item: 0 } }]);
	});

	it.each<[string, object, Partial<Command>]>([
		['as it stands by default', { command: 'uptime' }, { text: 'uptime', shell: 'default', runAs: 'agent', wait: true, timeoutMs: 60_000 }],
		['as {id, command, powershell} of the REST interface has it', { command: 'Get-Process', shell: 'powershell' }, { text: 'Get-Process', shell: 'powershell' }],
		['with every line and blank as it was entered', { command: "\n  echo 'a'\n\techo \"b\" \n" }, { text: "\n  echo 'a'\n\techo \"b\" \n" }],
		['as the user, within a time', { command: 'whoami', runAs: 'user', timeout: 5 }, { runAs: 'user', timeoutMs: 5_000 }],
		['in the console of the agent', { command: 'info', shell: 'console' }, { shell: 'console' }],
	])('hands the command over %s', async (_, parameters, command) => {
		await run('runCommand', { deviceId: web, ...parameters });
		expect(client.written).toEqual([['run', expect.objectContaining({ _id: ids.web }), expect.objectContaining(command)]]);
	});

	it('M1 without waiting says that it was started, where the device told', async () => {
		const got = await run('runCommand', { deviceId: web, command: 'reboot', waitForOutput: false });
		expect(jsonOf(got)).toEqual([{ name: 'web-1', sent: true, confirmed: true, processId: 4711, durationMs: 3, id: ids.web }]);
		expect(client.written).toEqual([['run', expect.anything(), expect.objectContaining({ wait: false })]]);
	});

	it('M1 without waiting says that it was sent, where the device does not tell more', async () => {
		client.onRun = () => ({ ...UNKNOWN_OUTCOME, durationMs: 3 });
		const got = await run('runCommand', { deviceId: web, command: 'info', shell: 'console', waitForOutput: false });
		expect(jsonOf(got)).toEqual([{ name: 'web-1', sent: true, confirmed: false, processId: null, durationMs: 3, id: ids.web }]);
	});

	it('M3 says that a command was ended when its time was over, with its output so far', async () => {
		client.onRun = () => ({ ...ran('begin\n', 124), timedOut: true });
		expect(jsonOf(await run('runCommand', { deviceId: web, command: 'x', timeout: 5 }))).toEqual([
			{ name: 'web-1', exitCode: 124, output: 'begin\n', timedOut: true, truncated: false, durationMs: 1, id: ids.web },
		]);
	});

	it('M13 asks for as much output as is wanted, and says where there was more', async () => {
		client.onRun = (_, { outputAtMost }) => ({ ...ran(String(outputAtMost)), truncated: true });
		expect(jsonOf(await run('runCommand', { deviceId: web, command: 'x' }))).toMatchObject([{ output: '1048576', truncated: true }]);
		expect(jsonOf(await run('runCommand', { deviceId: web, command: 'x', outputAtMost: 10 }))).toMatchObject([{ output: '10240' }]);
		expect((await run('runCommand', { deviceId: web, command: 'x', outputAtMost: 6_000 })).error?.message).toBe("'Maximum Output Size (KB)' must be a whole number from 1 to 5120");
	});

	describe('T13 where an exit code is to be an error', () => {
		const failing = { deviceId: web, command: 'x', failOnExitCode: true, timeout: 5 };

		it('it is one, with the output in its details', async () => {
			client.onRun = () => ran('no such disk\n', 3);
			const { output } = await run('runCommand', failing, { node: { onError: 'continueErrorOutput' } });
			expect(output[1]).toMatchObject([{ json: { error: 'The command on web-1 ended with exit code 3', details: { name: 'web-1', exitCode: 3, output: 'no such disk\n', id: ids.web } } }]);
		});

		it('a time that is over is one, and said', async () => {
			client.onRun = () => ({ ...ran('', 124), timedOut: true });
			expect((await run('runCommand', failing)).error?.message).toBe('The command on web-1 was stopped after 5 s, and ended with exit code 124');
		});

		it('0 is none', async () => {
			expect((await run('runCommand', failing)).error).toBeUndefined();
		});
	});

	it('gives every item the output of its own device, in the order of the items', async () => {
		const names = ['web-1', 'Laptop', 'web-1', 'nobody', 'Laptop'];
		const waits: Record<string, number> = { 'web-1': 30, Laptop: 1 };
		client.onRun = async (record, { text }) => {
			await new Promise((done) => setTimeout(done, waits[record.name]));
			return ran(`${record.name} ${text}`);
		};
		const parameters = { deviceId: at('name', '={{ $json.name }}'), command: '={{ "n" + $itemIndex }}' };
		const items = names.map((name) => ({ name }));
		const { output } = await run('runCommand', parameters, { items, node: { onError: 'continueErrorOutput' } });
		expect(output[0]!.map(({ json, pairedItem }) => [json.output, pairedItem])).toEqual([
			['web-1 n0', { item: 0 }],
			['Laptop n1', { item: 1 }],
			['web-1 n2', { item: 2 }],
			['Laptop n4', { item: 4 }],
		]);
		expect(output[1]).toHaveLength(1);
	});

	it.each<[string, object, RegExp]>([
		['no command', { command: ' \n ' }, /^'Command' must not be empty$/],
		['a shell that there is not', { command: 'x', shell: '={{ "fish" }}' }, /^'Shell' must be one of: Agent Console, Command Prompt, Default, PowerShell, Sh$/],
		['no time at all', { command: 'x', timeout: 0 }, /^'Timeout \(Seconds\)' must be a whole number from 1 to 86400$/],
	])('with %s is refused before anything is asked', async (_, parameters, message) => {
		expect((await run('runCommand', { deviceId: web, ...parameters })).error?.message).toMatch(message);
		expect(client.asked).toEqual([]);
	});
});

describe('what needs the agent', () => {
	it.each<[string, object]>([
		['runCommand', { command: 'uptime' }],
		['message', { message: 'hello' }],
		['processes', {}],
		['power', { powerAction: 'off' }],
		['power', { powerAction: 'reset' }],
		['power', { powerAction: 'sleep' }],
	])('%s of a device that is offline is an error, and nothing is sent', async (operation, parameters) => {
		const { error } = await run(operation, { deviceId: offline, ...parameters });
		expect(error).toMatchObject({ message: 'db-1 is offline', description: expect.stringContaining('Nothing was sent to the device.') });
		expect(client.asked).toEqual([['device', ids.database]]);
	});

	it('is said to be missing of a device that is connected in another way', async () => {
		Object.assign(client.record(ids.database), { conn: 4 });
		const { error } = await run('message', { deviceId: offline, message: 'x' });
		expect(error).toMatchObject({ message: 'The agent of db-1 is not connected', description: expect.stringContaining('Intel AMT') });
		expect(client.written).toEqual([]);
	});

	it.each(['message', 'processes', 'power'])('M14 %s of a device that never has one says so, and not to wait for it', async (operation) => {
		const { error } = await run(operation, { deviceId: at('id', ids.vpro), message: 'x', powerAction: 'off' });
		expect(error).toMatchObject({ message: 'vpro-1 has no agent', description: expect.stringContaining('by Intel AMT') });
		expect(error?.description).not.toMatch(/wait/i);
		expect(client.written).toEqual([]);
	});

	it.each([{}, { shell: 'console' }, { waitForOutput: false }])('M16 is not there for a command on a device with Intel AMT alone, which would end the server: %j', async (parameters) => {
		const { error } = await run('runCommand', { deviceId: at('id', ids.vpro), command: 'x', ...parameters });
		expect(error).toMatchObject({ message: 'vpro-1 has no MeshCentral agent, and cannot run commands', description: expect.stringContaining('Nothing was sent') });
		expect(client.written).toEqual([]);
	});
});

describe('Power', () => {
	it.each(['off', 'reset', 'sleep', 'wake'])('%s says what was sent, and that nobody confirmed it', async (powerAction) => {
		const got = await run('power', { deviceId: web, powerAction });
		expect(jsonOf(got)).toEqual([{ id: ids.web, name: 'web-1', action: powerAction, sent: true, wasOnline: true, confirmed: false, reason: expect.any(String), answer: 'ok' }]);
		expect(client.written).toEqual([['power', expect.objectContaining({ _id: ids.web }), powerAction]]);
	});

	it('wakes a device that is offline', async () => {
		expect(jsonOf(await run('power', { deviceId: offline, powerAction: 'wake' }))).toMatchObject([{ id: ids.database, action: 'wake', sent: true, wasOnline: false }]);
	});

	it('M6 wake that no device sent a packet for is an error with the words of the server', async () => {
		client.before = (method) => {
			if (method === 'power') throw refused('Used 0 device(s) to send wake packets');
		};
		expect((await run('power', { deviceId: offline, powerAction: 'wake' })).error?.message).toBe('Used 0 device(s) to send wake packets');
	});

	it('M4 says where the agent took it, and no longer that it is not known', async () => {
		client.handed = { answer: 'ok', confirmed: true };
		expect(jsonOf(await run('power', { deviceId: web, powerAction: 'reset' }))).toEqual([{ id: ids.web, name: 'web-1', action: 'reset', sent: true, wasOnline: true, confirmed: true, answer: 'ok' }]);
	});

	it('of an unknown device is an error, although the server would say ok', async () => {
		expect((await run('power', { deviceId: at('id', ids.nobody), powerAction: 'wake' })).error?.message).toBe('Invalid device id');
		expect(client.written).toEqual([]);
	});
});

describe('Send Message', () => {
	it.each<[string, object, object]>([
		['a dialog', {}, { as: 'dialog', title: 'Message', seconds: 120 }],
		['a dialog for some time', { title: 'Update', showFor: 10 }, { as: 'dialog', title: 'Update', seconds: 10 }],
		['a toast', { messageType: 'toast' }, { as: 'toast' }],
	])('shows %s', async (_, parameters, message) => {
		client.handed = { answer: 'OK', confirmed: true };
		const got = await run('message', { deviceId: web, message: 'line one\nline two', ...parameters });
		expect(jsonOf(got)).toEqual([{ id: ids.web, name: 'web-1', sent: true, confirmed: true, answer: 'OK' }]);
		expect(client.written).toEqual([['message', expect.objectContaining({ _id: ids.web }), expect.objectContaining({ text: 'line one\nline two', ...message })]]);
	});
});

describe('Wait Until Online', () => {
	it('is over at once for a device that is online', async () => {
		expect(jsonOf(await run('waitUntilOnline', { deviceId: web }))).toMatchObject([{ id: ids.web, online: true }]);
		expect(client.count('device')).toBe(1);
	});

	it('asks until the agent is there', async () => {
		client.before = (method) => {
			if (method === 'device' && client.count('device') === 2) Object.assign(client.record(ids.database), { conn: 1 });
		};
		expect(jsonOf(await run('waitUntilOnline', { deviceId: offline, simplify: false }))).toMatchObject([{ _id: ids.database, conn: 1 }]);
		expect(client.count('device')).toBe(2);
	});

	it('M10 does not take another connection for the agent, unless any counts', async () => {
		Object.assign(client.record(ids.database), { conn: 4, pwr: 8 });
		expect((await run('waitUntilOnline', { deviceId: offline, timeout: 1 })).error?.message).toBe('db-1 did not come online within 1 s');
		expect(jsonOf(await run('waitUntilOnline', { deviceId: offline, countAsOnline: 'any' }))).toMatchObject([{ id: ids.database, online: true }]);
	});

	it('M10 of a device that never has an agent says so at once, unless any connection counts', async () => {
		const vpro = at('id', ids.vpro);
		const { error } = await run('waitUntilOnline', { deviceId: vpro, timeout: 60 });
		expect(error).toMatchObject({ message: 'vpro-1 has no agent to wait for', description: expect.stringContaining("'Count as Online' to 'Any Connection'") });
		expect(client.count('device')).toBe(1);
		expect(jsonOf(await run('waitUntilOnline', { deviceId: vpro, countAsOnline: 'any' }))).toMatchObject([{ id: ids.vpro, online: true }]);
	});

	it('says after its time how long it waited', async () => {
		const { error } = await run('waitUntilOnline', { deviceId: offline, timeout: 1 });
		expect(error).toMatchObject({ message: 'db-1 did not come online within 1 s', description: expect.stringContaining("Raise 'Timeout'") });
		expect(client.count('device')).toBeGreaterThan(1);
	});

	it('bears that the server cannot be reached meanwhile, and says so if that stays', async () => {
		const gone = new UnreachableError('mesh.example refused the connection', { method: 'ask', path: 'nodes' }, 'no');
		client.before = () => {
			if (client.count('device') > 1) throw gone;
		};
		const { error } = await run('waitUntilOnline', { deviceId: offline, timeout: 1 });
		expect(error).toMatchObject({ message: 'db-1 did not come online within 1 s', description: expect.stringContaining('mesh.example refused the connection') });
		client.before = () => {
			throw gone;
		};
		expect((await run('waitUntilOnline', { deviceId: offline, timeout: 1 })).error?.message).toBe('mesh.example refused the connection');
	});

	it('ends when the device is deleted meanwhile', async () => {
		client.before = (method) => {
			if (method === 'device' && client.count('device') === 2) client.records = [];
		};
		expect((await run('waitUntilOnline', { deviceId: offline })).error?.message).toBe('Invalid device id');
	});

	it('ends at once when the execution is cancelled', async () => {
		let cancel = () => {};
		client.before = () => setTimeout(cancel, 20);
		const begun = Date.now();
		const { run: ended } = await run('waitUntilOnline', { deviceId: offline }, { onStart: (engine) => (cancel = () => engine.cancel()) });
		expect(ended.status).toBe('canceled');
		expect(Date.now() - begun).toBeLessThan(450);
	});
});
