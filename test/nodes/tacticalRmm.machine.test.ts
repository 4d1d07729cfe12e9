import type { INode } from 'n8n-workflow';
import { at, byName, jsonOf, lab, startLab, type Running } from '../support/tacticalRmm';

// What is tried again is tried again at once.
jest.mock('../../nodes/shared/http/retry', () => ({ ...jest.requireActual<object>('../../nodes/shared/http/retry'), waitBefore: () => 0 }));

let running: Running;
beforeEach(async () => {
	running = await startLab();
});
afterEach(async () => await running.stop());

const onServer = { deviceId: byName(lab.server) };

describe('Windows Update', () => {
	it.each<[string, INode['parameters'], string[]]>([
		['all', {}, ['KB5034127', 'KB5034128', 'KB5034129', 'KB890830']],
		['not installed', { installed: 'no' }, ['KB5034127', 'KB5034128', 'KB5034129']],
		['installed', { installed: 'yes' }, ['KB890830']],
		['decided about', { actions: ['approve', 'ignore'] }, ['KB5034127', 'KB5034129']],
		['unrated', { severities: ['none'] }, ['KB890830']],
	])('%s', async (_, filters, kbs) => {
		const got = jsonOf(await running.run('windowsUpdate', 'getAll', { ...onServer, filters, returnAll: true }));
		expect(got.map((update) => (update as { kb: string }).kb).sort()).toEqual(kbs);
		for (const update of got) expect(update).toMatchObject({ deviceId: running.idOf(lab.server), id: expect.any(Number) });
	});

	it('is decided about by its own number', async () => {
		const got = await running.run('windowsUpdate', 'setAction', { updateId: 2, updateAction: 'approve' });
		expect(running.written()).toEqual([['PUT /winupdate/2/', { action: 'approve' }]]);
		expect(jsonOf(got)).toEqual([{ id: 2, action: 'approve', message: 'Windows update KB5034128 was changed to approve' }]);
	});

	it('is decided about by its number among the updates of the agent, which is told with it', async () => {
		const got = await running.run('windowsUpdate', 'setAction', { ...onServer, updateId: at('list', '2'), updateAction: 'approve' });
		expect(running.written()).toEqual([['PUT /winupdate/2/', { action: 'approve' }]]);
		expect(jsonOf(got)).toEqual([
			{ kb: 'KB5034128', title: expect.any(String), action: 'approve', message: 'Windows update KB5034128 was changed to approve', id: 2, deviceId: running.idOf(lab.server) },
		]);
	});

	it('of another agent than the chosen one is not decided about', async () => {
		const { error } = await running.run('windowsUpdate', 'setAction', { deviceId: byName(lab.workstation), updateId: at('id', '2'), updateAction: 'approve' });
		expect(error?.message).toBe('WIN-WS-01 has no Windows update with the ID 2');
		expect(error?.description).toContain('Nothing was sent.');
		expect(running.written()).toEqual([]);
	});

	it.each([undefined, at('list', ''), ''])('needs no agent, as in workflows that have only its number: %j', async (deviceId) => {
		await running.run('windowsUpdate', 'setAction', { ...(deviceId !== undefined && { deviceId }), updateId: '2', updateAction: 'approve' });
		expect(running.sent()).toEqual(['PUT /winupdate/2/']);
	});

	it('is not installed on an agent that is no Windows, for which the server would say that it is', async () => {
		const { error } = await running.run('windowsUpdate', 'install', { deviceId: byName(lab.linux) });
		expect(error?.message).toBe('LIN-WS-05 runs Linux and cannot install Windows updates');
		expect(running.written()).toEqual([]);
	});

	it.each(['scan', 'install'])('%s is sent once, also where no answer comes', async (operation) => {
		running.simulator.answerNext({ method: 'POST' }, 'reset', 4);
		const { error } = await running.run('windowsUpdate', operation, onServer);
		expect(error?.description).toContain('may have been carried out');
		expect(running.written()).toHaveLength(1);
	});
});

describe('Software', () => {
	it('of an agent, with its dates where Windows knows them', async () => {
		const got = jsonOf(await running.run('software', 'getAll', onServer));
		const deviceId = running.idOf(lab.server);
		expect(got).toMatchObject([
			{ deviceId, scanned: true, name: '7-Zip 23.01 (x64)', version: '23.01', installDate: '2025-01-02' },
			{ deviceId, scanned: true, name: 'Mozilla Firefox (x64 en-US)', installDate: null },
		]);
	});

	it('of an agent that was never scanned is told as unknown, and not as none', async () => {
		const { world } = running.simulator;
		const never = world.agents().find(({ id, row }) => row.plat === 'windows' && world.tables.software.where(({ agent }) => agent === id).length === 0)!;
		const got = jsonOf(await running.run('software', 'getAll', { deviceId: byName(never.hostname) }));
		expect(got).toMatchObject([{ deviceId: never.agent_id, scanned: false, name: null }]);
	});

	it('of all agents names them, whom the server only numbers', async () => {
		const got = jsonOf(await running.run('software', 'getAll', { softwareOf: 'all', nameContains: 'FIREFOX', returnAll: true }));
		expect(got).toContainEqual(expect.objectContaining({ deviceId: running.idOf(lab.server), deviceName: lab.server, name: 'Mozilla Firefox (x64 en-US)' }));
		for (const program of got) expect(program).toMatchObject({ name: expect.stringContaining('Firefox'), deviceName: expect.any(String) });
		expect(got.length).toBe(running.simulator.world.tables.software.size);
	});

	it('is uninstalled by what is entered, or by the command in its list', async () => {
		const { tables } = running.simulator.world;
		const program = { ...onServer, programName: '7-Zip 23.01 (x64)' };
		await running.run('software', 'uninstall', { ...program, command: 'msiexec /x {1} /quiet', timeout: 60 });
		await running.run('software', 'uninstall', program);
		const common = { name: '7-Zip 23.01 (x64)', run_as_user: false };
		expect(running.written().map(([, body]) => body)).toEqual([
			{ ...common, command: 'msiexec /x {1} /quiet', timeout: 60 },
			{ ...common, command: '"C:\\Program Files\\7-Zip\\Uninstall.exe"', timeout: 900 },
		]);
		const unknown = await running.run('software', 'uninstall', { ...onServer, programName: '7-Zip' });
		expect(unknown.error?.message).toBe('"7-Zip" cannot be uninstalled: the agent has no program of this name in its list of software');
		expect(tables.software.size).toBeGreaterThan(0);
		expect(running.written()).toHaveLength(2);
	});

	describe('T8 that is uninstalled', () => {
		const command = 'Uninstall.exe /S';
		const program = { ...onServer, programName: '7-Zip', command };
		const told = () => ({ id: running.idOf(lab.server), name: lab.server, program: '7-Zip', command, message: `7-Zip will now be uninstalled on ${lab.server}.` });
		const uninstalls = () => running.written().filter(([request]) => request.endsWith('/uninstall/'));

		it('is waited for, with the output of that very command', async () => {
			const { world } = running.simulator;
			const others = world.tables.history.where(({ type }) => type === 'cmd_run')[0]!;
			world.tables.history.add({ ...others, id: undefined, agent: world.agent(lab.server).id, command, results: 'of another day' });
			world.machines.runCommand = (_, { cmd, shell }) => ({ output: `${shell}: ${cmd} is done\r\n`, delayMs: 400 });
			expect(jsonOf(await running.run('software', 'uninstall', program))).toEqual([{ ...told(), historyId: expect.any(Number), output: `cmd: ${command} is done\r\n` }]);
			expect(uninstalls()).toHaveLength(1);
		});

		it('is only started where nobody wants to wait', async () => {
			expect(jsonOf(await running.run('software', 'uninstall', { ...program, waitForOutput: false }))).toEqual([told()]);
			expect(running.sent().filter((request) => request.endsWith('/history/'))).toEqual([]);
		});

		it('is not started on an agent that is offline, nor for somebody who may not read what comes of it', async () => {
			const { error } = await running.run('software', 'uninstall', { ...program, deviceId: byName(lab.silent) });
			expect(error?.message).toBe(`${lab.silent} is offline`);
			running.simulator.world.access.addKey('NARROW', { username: 'n8n', rights: ['can_manage_software', 'can_send_cmd', 'can_list_agents'] });
			const credentials = { tacticalRmmApi: { ...running.credential, apiKey: 'NARROW' } };
			const narrow = await running.run('software', 'uninstall', program, { credentials });
			expect(narrow.error?.description).toContain('This needs the right can_list_agent_history (List Agent History).');
			expect(uninstalls()).toEqual([]);
		});

		it('is followed over failures of the server that pass', async () => {
			running.simulator.world.machines.runCommand = () => {
				running.simulator.answerNext({ path: /\/history\/$/ }, { status: 502, headers: { 'content-type': 'text/html' }, body: '<html><title>Bad Gateway</title></html>' }, 5);
				return { output: 'done' };
			};
			expect(jsonOf(await running.run('software', 'uninstall', program))).toMatchObject([{ output: 'done' }]);
			expect(uninstalls()).toHaveLength(1);
		});
	});

	it.each<[string, INode['parameters']]>([
		['refresh', {}],
		['install', { packageName: '7zip' }],
	])('%s on an agent that does not answer is an error', async (operation, parameters) => {
		const { error } = await running.run('software', operation, { deviceId: byName(lab.silent), ...parameters });
		expect(error?.message).toBe('Unable to contact the agent');
	});
});

describe('Service', () => {
	it.each([
		['start', 'The service was started successfully'],
		['stop', 'The service was stopped successfully'],
		['restart', 'The service was restarted successfully'],
	])('%s', async (operation, message) => {
		const got = await running.run('service', operation, { ...onServer, serviceName: 'Spooler' });
		expect(running.written()).toEqual([[`POST /services/${running.idOf(lab.server)}/Spooler/`, { sv_action: operation }]]);
		expect(jsonOf(got)).toEqual([{ name: lab.server, id: running.idOf(lab.server), service: 'Spooler', message }]);
	});

	it('T6 of an unknown name is an error, and not an item of empty texts', async () => {
		const { error } = await running.run('service', 'get', { ...onServer, serviceName: 'Spoooler' });
		expect(error).toMatchObject({ message: 'The agent has no Windows service "Spoooler"', description: expect.stringContaining("'Get Many' lists both") as string });
	});

	it.each<[string, string, INode['parameters'], string]>([
		['service', 'getAll', {}, 'Windows services'],
		['service', 'get', { serviceName: 'sshd' }, 'Windows services'],
		['agent', 'getEventLog', {}, 'Windows event logs'],
		['windowsUpdate', 'getAll', {}, 'Windows updates'],
	])('T6 %s > %s of Linux and macOS says that it is for Windows only', async (resource, operation, parameters, what) => {
		for (const [host, name] of [[lab.linux, 'Linux'], [lab.mac, 'macOS']] as const) {
			const { error } = await running.run(resource, operation, { deviceId: byName(host), ...parameters });
			expect(error).toMatchObject({ message: `${host} runs ${name} and has no ${what}`, description: `Only Windows agents have ${what}.` });
		}
	});

	it('T6 an event log of Windows without entries is empty', async () => {
		running.simulator.world.machines.eventLog = () => [];
		expect(jsonOf(await running.run('agent', 'getEventLog', onServer))).toEqual([]);
	});

	it('of an unknown name is an error in the words of the agent', async () => {
		const { error } = await running.run('service', 'stop', { ...onServer, serviceName: 'nosuch' });
		expect(error?.message).toBe('The specified service does not exist as an installed service.');
	});

	it('with the message bus down is an error, although it comes with a 200', async () => {
		running.simulator.world.bus = 'down';
		const { error } = await running.run('service', 'get', { ...onServer, serviceName: 'Spooler' });
		expect(error?.message).toMatch(/^natsdown/);
	});
});

describe('Note', () => {
	it('is added over the one route that works, found among what is new and returned', async () => {
		const got = await running.run('note', 'create', { ...onServer, note: 'disk changed' }, { items: [{}, {}] });
		const body = { agent_id: running.idOf(lab.server), note: 'disk changed' };
		expect(running.written()).toEqual([['POST /agents/notes/', body], ['POST /agents/notes/', body]]);
		expect(jsonOf(got)).toMatchObject([{ note: 'disk changed', deviceId: running.idOf(lab.server), username: 'labadmin' }, { note: 'disk changed' }]);
		expect(new Set(jsonOf(got).map((note) => (note as { id: number }).id)).size).toBe(2);
	});

	it('is changed and read back, listed newest first, and deleted', async () => {
		expect(jsonOf(await running.run('note', 'update', { noteId: 1, note: 'edited' }))).toMatchObject([{ id: 1, note: 'edited' }]);
		const all = jsonOf(await running.run('note', 'getAll', { notesOf: 'all', returnAll: true })).map((note) => (note as { id: number }).id);
		expect(all).toEqual([3, 2, 1]);
		expect(jsonOf(await running.run('note', 'delete', { noteId: 1 }))).toEqual([{ deleted: true, note: 'edited', id: 1, deviceId: expect.any(String) }]);
	});

	it.each<[string, INode['parameters']]>([
		['create', onServer],
		['update', { noteId: 1 }],
	])('%s without text is refused before anything is written', async (operation, parameters) => {
		const { error } = await running.run('note', operation, { ...parameters, note: ' ' });
		expect(error?.message).toBe("'Note' must not be empty");
		expect(running.written()).toEqual([]);
	});
});

describe('Core', () => {
	it("Get Version tells the server's version, and not that of its web interface", async () => {
		expect(jsonOf(await running.run('core', 'getVersion'))).toEqual([{ version: '1.5.1', latestVersion: null, webVersion: '0.0.203' }]);
	});
});

describe('API > Request', () => {
	it('adds the slash, sends query and body, and wraps what is no object', async () => {
		const read = await running.run('api', 'request', { path: '/core/customfields', specifyQuery: 'json', query: '{"model": "client"}' });
		expect(jsonOf(read)).toMatchObject([{ id: 2, name: 'Client Notes Field' }]);
		const written = await running.run('api', 'request', { method: 'PUT', path: 'clients/sites/1', body: '{"site": {"name": "HQ"}}' });
		expect(jsonOf(written)).toEqual([{ answer: 'Site was edited' }]);
		expect(running.simulator.requests).toMatchObject([
			{ method: 'GET', path: '/core/customfields/', query: { model: 'client' } },
			{ method: 'PUT', path: '/clients/sites/1/', body: { site: { name: 'HQ' } } },
		]);
	});

	it('is refused for what is dangerous, with the reason, and nothing is sent', async () => {
		const { error } = await running.run('api', 'request', { path: '/core/settings/' });
		expect(error?.message).toBe('GET /core/settings is not available here');
		expect(error?.description).toContain('in plain text');
		expect(running.sent()).toEqual([]);
	});
});
