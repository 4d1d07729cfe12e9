import type { INode } from 'n8n-workflow';
import { byId, byName, jsonOf, lab, startLab, type Running } from '../support/tacticalRmm';

let running: Running;
beforeEach(async () => {
	running = await startLab();
});
afterEach(async () => await running.stop());

const world = () => running.simulator.world;
const onServer = { deviceId: byName(lab.server) };
const pathOf = (host: string, rest = '') => `/agents/${running.idOf(host)}/${rest}`;
const run = async (operation: string, parameters: INode['parameters'], resource = 'agent') => await running.run(resource, operation, parameters);

describe('Update', () => {
	const update = async (updateFields: object) => await run('update', { ...onServer, updateFields: updateFields as INode['parameters'] });
	const body = () => running.written()[0]![1];

	it.each<[string, object, object]>([
		['only what is added', { description: 'moved' }, { description: 'moved' }],
		['an empty text', { description: '' }, { description: '' }],
		['a site by its name', { site: byName('Austin') }, { site: 5 }],
		['no policy', { policy: 0 }, { policy: null }],
		['of a patch policy what is set in the form', { patchSettings: { settings: { critical: 'approve', run_time_hour: ' 3 ', run_time_days: ['4', '0'], reprocess_failed: 'off', low: 'unchanged', run_time_day: '' } } }, { winupdatepolicy: [{ critical: 'approve', run_time_hour: 3, run_time_days: [0, 4], reprocess_failed: false }] }],
		['no policy, chosen from the list', { policy: { __rl: true, mode: 'list', value: 'none' } }, { policy: null }],
		['no policy, as an ID', { policy: { __rl: true, mode: 'id', value: '0' } }, { policy: null }],
		['a policy by its name', { policy: byName('Baseline Servers') }, { policy: 1 }],
		['a patch policy in a list', { patchPolicy: '{"critical":"approve"}' }, { winupdatepolicy: [{ critical: 'approve' }] }],
		[
			'numbers and switches',
			{ offlineTime: '5', overdueTime: 45, checkInterval: 60, emailAlert: true, textAlert: false, dashboardAlert: true, blockPolicyInheritance: true },
			{
				offline_time: 5,
				overdue_time: 45,
				check_interval: 60,
				overdue_email_alert: true,
				overdue_text_alert: false,
				overdue_dashboard_alert: true,
				block_policy_inheritance: true,
			},
		],
		[
			'the rest of what there is',
			{ monitoringType: 'workstation', timeZone: 'Europe/Oslo', defaultShell: 'custom', customShell: '/bin/zsh', maintenanceMode: true },
			{ monitoring_type: 'workstation', time_zone: 'Europe/Oslo', default_shell: 'custom', default_shell_custom: '/bin/zsh', maintenance_mode: true },
		],
		[
			'custom fields by their names, each in the form of its type',
			{
				customFields: {
					entries: [
						{ name: 'asset number', value: 4712 },
						{ name: 'Roles', value: 'web,print' },
						{ name: 'Backup Enabled', value: '={{ true }}' },
					],
				},
			},
			{ custom_fields: [{ field: 4, string_value: '4712' }, { field: 6, multiple_value: ['web', 'print'] }, { field: 7, bool_value: true }] },
		],
	])('writes %s', async (_, entered, sent) => {
		const { error } = await update(entered);
		expect(error).toBeUndefined();
		expect(body()).toEqual(sent);
	});

	it('changes the agent, and nothing that was not entered', async () => {
		const before = { ...world().agent(lab.server).row };
		const result = await update({ description: 'moved', overdueTime: 77 });
		expect(jsonOf(result)).toEqual([{ name: lab.server, id: running.idOf(lab.server), updated: { description: 'moved', overdue_time: 77 } }]);
		expect(world().agent(lab.server).row).toEqual({ ...before, description: 'moved', overdue_time: 77, modified_by: expect.anything(), modified_time: expect.anything() });
	});

	it.each<[string, object, RegExp]>([
		['nothing', {}, /'Update Fields' must have at least one field added/],
		['a custom field that there is not', { customFields: { entries: [{ name: 'Nope', value: 'x' }] } }, /no custom field "Nope"/],
		['a site that there is not', { site: byName('Nowhere') }, /no site with the name "Nowhere"/],
		['a number that is none', { offlineTime: 'soon' }, /'Offline Time \(Minutes\)' must be a whole number/],
		['a patch policy in both forms', { patchSettings: { settings: { critical: 'approve' } }, patchPolicy: '{"critical":"ignore"}' }, /cannot be used together/],
		['a patch policy with nothing set', { patchSettings: { settings: { critical: 'unchanged' } } }, /'Patch Policy' must have at least one setting/],
		['a patch policy with an hour that is none', { patchSettings: { settings: { run_time_hour: 'noon' } } }, /'Patch Policy' must have for "run_time_hour" a whole number from 0 to 23/],
		['a patch policy that is no object', { patchPolicy: '[]' }, /'Patch Policy as JSON' must be a JSON object/],
	])('sends nothing for %s', async (_, entered, expected) => {
		const { error } = await update(entered);
		expect(error?.message).toMatch(expected);
		expect(running.written()).toEqual([]);
	});

	it.each<[string, string, RegExp]>([
		['a name that is none', '{"critcal":"approve"}', /'Patch Policy as JSON' has no setting "critcal": there are critical, important, .* and email_if_fail$/],
		['a word that is none', '{"critical":"approved"}', /'Patch Policy as JSON' must have for "critical" manual, approve, ignore or inherit$/],
		['an hour that is none', '{"run_time_hour":24}', /'Patch Policy as JSON' must have for "run_time_hour" a whole number from 0 to 23$/],
		['a day that is none', '{"run_time_days":[7]}', /'Patch Policy as JSON' must have for "run_time_days" a list of numbers from 0 \(Monday\) to 6$/],
	])('T5 sends no patch policy with %s, which the server would drop or refuse', async (_, policy, expected) => {
		const { error } = await update({ patchPolicy: policy });
		expect(error?.message).toMatch(expected);
		expect(running.written()).toEqual([]);
	});

	it.each([0, '0'])('takes %j for the name of a policy where a name is entered, and clears nothing', async (value) => {
		const { error } = await update({ policy: { __rl: true, mode: 'name', value } });
		expect(error?.message).toMatch(/policy/);
		expect(running.written()).toEqual([]);
	});

	it('T5 tells what is stored, of everything that was sent and nothing else', async () => {
		const customFields = { entries: [{ name: 'Asset Number', value: '4712' }, { name: 'Roles', value: 'web,print' }, { name: 'Backup Enabled', value: 'true' }] };
		const patchPolicy = '{"critical":"approve","run_time_days":[1,3]}';
		expect(jsonOf(await update({ description: 'moved', site: byName('Austin'), policy: 0, patchPolicy, customFields }))).toEqual([
			{
				name: lab.server,
				id: running.idOf(lab.server),
				updated: {
					description: 'moved',
					site: 5,
					policy: null,
					winupdatepolicy: [{ critical: 'approve', run_time_days: [1, 3] }],
					custom_fields: [{ field: 4, value: '4712' }, { field: 6, value: ['web', 'print'] }, { field: 7, value: true }],
				},
			},
		]);
	});

	it('T5 says where the server stored something else', async () => {
		running.simulator.answerNext({ method: 'PUT' }, { status: 200, headers: { 'content-type': 'application/json' }, body: '"The agent was updated successfully"' });
		expect(jsonOf(await update({ description: 'moved', overdueTime: 30 }))).toEqual([
			{
				name: lab.server,
				id: running.idOf(lab.server),
				updated: { description: 'lab device 0', overdue_time: 30 },
				confirmed: false,
				reason: 'Tactical RMM answered that it was done, but has another value for description',
			},
		]);
	});

	it.each<[string, string, RegExp | undefined]>([
		[lab.server, 'powershell', undefined],
		[lab.linux, 'bash', undefined],
		[lab.linux, 'use_global', undefined],
		[lab.linux, 'powershell', /^default_shell: Invalid default shell for Linux agent/],
		[lab.server, 'bash', /^default_shell: Invalid default shell for Windows agent/],
		[lab.server, 'custom', /^default_shell_custom: Custom shell path must be provided/],
		[lab.server, '/bin/zsh', /'Default Shell' must be one of/],
	])('T5 the default shell of %s may be %s', async (host, defaultShell, refused) => {
		const { error, ...result } = await run('update', { deviceId: byName(host), updateFields: { defaultShell } });
		if (refused) return expect(error?.message).toMatch(refused);
		expect(jsonOf(result as never)).toMatchObject([{ updated: { default_shell: defaultShell } }]);
	});

	it("repeats the server's words for each field that it refuses", async () => {
		const { error } = await update({ timeZone: 'Mars/Base' });
		expect(error?.message).toMatch(/^time_zone: .*is not a valid choice/);
	});
});

describe('Delete', () => {
	it('uninstalls, once', async () => {
		const id = running.idOf(lab.server);
		expect(jsonOf(await run('delete', onServer))).toEqual([{ deleted: true, name: lab.server, id, message: `${lab.server} will now be uninstalled.` }]);
		expect(running.written()).toEqual([[`DELETE /agents/${id}/`, null]]);
	});

	it('of more than it may at once sends nothing', async () => {
		const items = [{ host: lab.server }, { host: lab.workstation }];
		const { error } = await running.run('agent', 'delete', { deviceId: byName('={{ $json.host }}'), options: { refuseMoreThan: 1 } }, { items });
		expect(error?.message).toMatch(/would affect 2 devices/);
		expect(running.written()).toEqual([]);
	});
});

describe('power', () => {
	it.each([
		['reboot', 'reboot/', { message: 'ok' }],
		['shutdown', 'shutdown/', { message: 'ok' }],
		['wake', 'wol/', { message: `Wake-on-LAN sent to ${lab.server}` }],
	])('%s is sent once', async (operation, route, told) => {
		expect(jsonOf(await run(operation, onServer))).toEqual([{ name: lab.server, id: running.idOf(lab.server), ...told }]);
		expect(running.written()).toEqual([[`POST ${pathOf(lab.server, route)}`, null]]);
	});

	it.each<[string, string, string]>([
		["the agent's own clock", '2030-01-15T03:30:00', '2030-01-15T03:30'],
		['a moment, on the clock of its time zone', '2030-01-15T03:30:00Z', '2030-01-15T04:30'],
		['a moment with an offset', '2030-01-15T03:30:00.000-05:00', '2030-01-15T09:30'],
	])('reboots at a time on %s', async (_, rebootAt, sent) => {
		const [told] = jsonOf(await run('reboot', { ...onServer, rebootWhen: 'later', rebootAt }));
		expect(told).toEqual({ name: lab.server, id: running.idOf(lab.server), rebootAt: sent, message: expect.stringContaining('January 15, 2030'), taskName: expect.any(String) });
		expect(running.written()).toEqual([[`PATCH ${pathOf(lab.server, 'reboot/')}`, { datetime: sent }]]);
	});

	it.each<[string, string, string, RegExp]>([
		['in the past', lab.server, '2020-01-15T03:30', /Date cannot be set in the past/],
		['on Linux', lab.linux, '2030-01-15T03:30', /Not currently implemented for linux/],
		['on an agent that is silent', lab.silent, '2030-01-15T03:30', /^timeout: the agent did not answer/],
	])('cannot reboot %s', async (_, host, rebootAt, expected) => {
		const { error } = await run('reboot', { deviceId: byName(host), rebootWhen: 'later', rebootAt });
		expect(error?.message).toMatch(expected);
		expect(running.written()).toHaveLength(1);
	});

	it.each(['reboot', 'shutdown'])('%s says that an agent does not answer, and is sent once', async (operation) => {
		const { error } = await run(operation, { deviceId: byName(lab.silent) });
		expect(error?.message).toBe('Unable to contact the agent');
		expect(running.written()).toHaveLength(1);
	});

	it.each([
		['mesh', 'Successfully completed recovery'],
		['tacagent', 'Recovery will be attempted shortly'],
	])('recovers by %s', async (mode, message) => {
		expect(jsonOf(await run('recover', { ...onServer, mode }))).toEqual([{ name: lab.server, id: running.idOf(lab.server), message }]);
		expect(running.written()[0]![1]).toEqual({ mode });
	});
});

describe('Set Maintenance', () => {
	it('of an agent', async () => {
		expect(jsonOf(await run('setMaintenance', { ...onServer, maintenanceMode: true }))).toEqual([{ name: lab.server, id: running.idOf(lab.server), maintenanceMode: true }]);
		expect(world().agent(lab.server).row.maintenance_mode).toBe(true);
	});

	it.each<[string, INode['parameters'], object, object, number[]]>([
		['a client', { maintenanceOf: 'client', clientId: byName('Globex') }, { type: 'Client', id: 2, action: true }, { clientId: 2 }, [3, 4]],
		['a site', { maintenanceOf: 'site', siteId: byName('Austin') }, { type: 'Site', id: 5, action: true }, { siteId: 5 }, [5]],
	])('of all agents of %s', async (_, of, body, told, sites) => {
		const [result] = jsonOf(await run('setMaintenance', { ...of, maintenanceMode: true }));
		expect(result).toEqual({ ...told, maintenanceMode: true, message: expect.stringMatching(/enabled on \d+ agents/) });
		expect(running.written()).toEqual([['POST /agents/maintenance/bulk/', body]]);
		for (const { row } of world().agents()) expect(row.maintenance_mode).toBe(sites.includes(row.site));
	});

	it('of nobody is a failure', async () => {
		const { error } = await run('setMaintenance', { maintenanceOf: 'client', clientId: byId(9999) });
		expect(error?.message).toMatch(/^No agents have been put in maintenance mode/);
	});

	it('of more than it may at once sends nothing', async () => {
		const { error } = await run('setMaintenance', { maintenanceOf: 'client', clientId: byId(1), options: { refuseMoreThan: 5 } });
		expect(error?.message).toMatch(/would affect 12 devices/);
		expect(running.written()).toEqual([]);
	});
});

describe('on the machine', () => {
	it('ends a process', async () => {
		const [told] = jsonOf(await run('killProcess', { ...onServer, pid: 912 }));
		expect(told).toEqual({ name: lab.server, id: running.idOf(lab.server), pid: 912, message: 'Process with PID: 912 was ended successfully' });
		expect((await run('killProcess', { ...onServer, pid: 4 })).error?.message).toBe('access is denied');
	});

	it('brings the agent software up to date', async () => {
		expect(jsonOf(await run('updateAgent', onServer))).toEqual([{ name: lab.server, id: running.idOf(lab.server), message: 'ok' }]);
		expect(running.written()).toEqual([['POST /agents/update/', { agent_ids: [running.idOf(lab.server)] }]]);
	});
});

describe('Get Installer', () => {
	it('makes a command for a site, with all that the server needs to be told', async () => {
		const [told] = jsonOf(await run('getInstaller', { siteId: byName('Hamburg'), agentType: 'server', expiresHours: 48, rdp: true }));
		expect(told).toEqual({ siteId: 2, clientId: 1, command: expect.stringContaining('--auth'), url: expect.any(String) });
		expect(running.written()[0]![1]).toEqual({
			installMethod: 'manual',
			client: 1,
			site: 2,
			expires: 48,
			agenttype: 'server',
			power: 0,
			rdp: 1,
			ping: 0,
			goarch: 'amd64',
			api: running.simulator.url,
			fileName: expect.any(String),
			plat: 'windows',
		});
	});

	it('says what Linux needs', async () => {
		const { error } = await run('getInstaller', { siteId: byId(2), method: 'bash' });
		expect(error?.message).toMatch(/^Linux\/Mac agents require code signing/);
	});

	it('gives a script as text', async () => {
		running.simulator.answerNext({ path: /installer/ }, { status: 200, headers: { 'content-type': 'text/plain' }, body: '# installer\n$token = "T0KEN"' });
		expect(jsonOf(await run('getInstaller', { siteId: byId(2), method: 'powershell' }))).toEqual([{ siteId: 2, clientId: 1, script: '# installer\n$token = "T0KEN"' }]);
	});

	it('sends nothing for a site that there is not', async () => {
		const { error } = await run('getInstaller', { siteId: byId(99) });
		expect(error?.message).toBe('Tactical RMM has no site with the ID 99');
		expect(running.written()).toEqual([]);
	});
});

describe('Bulk', () => {
	const bulk = async (operation: string, parameters: INode['parameters']) => await run(operation, parameters, 'bulk');
	const body = () => running.written()[0]![1];
	const nobody = { agents: [], client: null, site: null, monType: 'all', osType: 'all' };

	it('runs a command on agents by host name and id', async () => {
		const agents = `${lab.server}, ${running.idOf(lab.workstation)}`;
		expect(jsonOf(await bulk('runCommand', { agents, command: 'whoami', timeout: 600 }))).toEqual([{ message: expect.stringContaining('2 agents'), agents: 2 }]);
		expect(body()).toEqual({
			...nobody,
			osType: 'windows',
			mode: 'command',
			target: 'agents',
			agents: [running.idOf(lab.server), running.idOf(lab.workstation)],
			shell: 'cmd',
			custom_shell: null,
			cmd: 'whoami',
			timeout: 600,
			run_as_user: false,
		});
	});

	it.each([
		['windows', 'cmd'],
		['linux', '/bin/bash'],
		['darwin', '/bin/bash'],
	])('on %s the shell is %s unless another one is chosen', async (platform, shell) => {
		await bulk('runCommand', { target: 'all', platform, command: 'whoami' });
		expect(body()).toMatchObject({ osType: platform, shell });
	});

	it.each([
		['all', 'cmd', 'Other'],
		['all', '/bin/bash', 'Other'],
		['windows', '/bin/bash', 'Command Prompt (Windows), Other, PowerShell (Windows)'],
		['linux', 'powershell', 'Bash (Linux, macOS), Other, Sh (Linux, macOS)'],
		['darwin', 'cmd', 'Bash (Linux, macOS), Other, Sh (Linux, macOS), Zsh (macOS)'],
	])('on %s, %s is refused before anything is sent', async (platform, shell, offered) => {
		const { error } = await bulk('runCommand', { target: 'all', platform, shell: `={{ "${shell}" }}`, customShell: 'x', command: 'whoami' });
		expect(error?.message).toBe(`'Shell' must be one of: ${offered}`);
		expect(running.written()).toEqual([]);
	});

	it('a workflow with a shell of Linux and no platform sends nothing', async () => {
		const { error } = await bulk('runCommand', { target: 'all', shell: '/bin/bash', command: 'whoami' });
		expect(error?.message).toBe("'Shell' must be one of: Command Prompt (Windows), Other, PowerShell (Windows)");
		expect(error?.description).toContain('Nothing was sent.');
		expect(running.written()).toEqual([]);
	});

	it('a path of Linux is no shell of Windows', async () => {
		const { error } = await bulk('runCommand', { target: 'all', shell: 'custom', customShell: '/usr/bin/fish', command: 'whoami' });
		expect(error?.message).toBe("'Custom Shell' is a path of Linux or macOS, but 'Platform' is Windows");
		expect(running.written()).toEqual([]);
		await bulk('runCommand', { target: 'all', platform: 'linux', shell: 'custom', customShell: '/usr/bin/fish', command: 'whoami' });
		expect(body()).toMatchObject({ osType: 'linux', shell: 'custom', custom_shell: '/usr/bin/fish' });
	});

	it('T14 has PowerShell write UTF-8', async () => {
		await bulk('runCommand', { agents: lab.server, shell: 'powershell', command: 'hostname', utf8Output: true });
		expect(body()).toMatchObject({ shell: 'powershell', cmd: '[Console]::OutputEncoding = New-Object System.Text.UTF8Encoding $false; hostname' });
	});

	it('takes agents as a list from an expression', async () => {
		await running.run('bulk', 'runCommand', { agents: '={{ $json.hosts }}', command: 'whoami' }, { items: [{ hosts: [lab.server, lab.mac] }] });
		expect(body()).toMatchObject({ agents: [running.idOf(lab.server), running.idOf(lab.mac)] });
	});

	it('runs a script on a site with what is stored with it', async () => {
		const parameters = { target: 'site', siteId: byName('Hamburg'), scriptId: byName('Inventory'), monitoringType: 'servers', toNote: true };
		expect(jsonOf(await bulk('runScript', parameters))).toEqual([{ script: 'Inventory', message: expect.any(String), agents: expect.any(Number) }]);
		expect(body()).toEqual({
			...nobody,
			mode: 'script',
			target: 'site',
			site: 2,
			monType: 'servers',
			script: 3,
			args: ['{{agent.hostname}}', '{{client.name}}'],
			env_vars: ['LEVEL=full'],
			timeout: 90,
			run_as_user: false,
			custom_field: null,
			collector_all_output: false,
			save_to_agent_note: true,
		});
	});

	it.each(['scan', 'install'])('patches a client: %s', async (patchMode) => {
		const [told] = jsonOf(await bulk('patch', { target: 'client', clientId: byName('Globex'), patchMode }));
		const windows = countOf({ target: 'client', clientId: byId(2), platform: 'windows' });
		expect(windows).toBeLessThan(countOf({ target: 'client', clientId: byId(2) }));
		expect(told).toEqual({ message: expect.any(String), agents: windows });
		expect(body()).toEqual({ ...nobody, osType: 'windows', mode: 'patch', target: 'client', client: 2, patchMode });
	});

	it('T4 patches those of the listed agents that run Windows, counts no others, and says who was left out', async () => {
		const agents = [lab.server, lab.linux, lab.mac, lab.workstation].join(', ');
		const [told] = jsonOf(await bulk('patch', { agents, options: { refuseMoreThan: 2 } }));
		expect(told).toEqual({ message: expect.stringContaining('2 agents'), agents: 2, leftOut: [running.idOf(lab.linux), running.idOf(lab.mac)] });
		expect(body()).toMatchObject({ target: 'agents', osType: 'windows', agents: [running.idOf(lab.server), running.idOf(lab.workstation)] });
	});

	it('T4 patches nobody where none of the listed agents runs Windows', async () => {
		const { error } = await bulk('patch', { agents: [lab.linux, lab.mac].join(', ') });
		expect(error?.message).toBe('None of the listed agents runs Windows');
		expect(running.written()).toEqual([]);
	});

	it.each<[string, INode['parameters']]>([
		['all agents', { target: 'all' }],
		['the agents of a client', { target: 'client', clientId: byId(2) }],
		['the servers among them', { target: 'all', monitoringType: 'servers' }],
		['those of a platform', { target: 'all', platform: 'darwin' }],
		['the workstations of a platform in a site', { target: 'site', siteId: byId(2), monitoringType: 'workstations', platform: 'windows' }],
		['the listed agents', { target: 'agents', agents: `${lab.server}, ${lab.workstation}` }],
	])('counts %s before anything is sent', async (_, parameters) => {
		const count = countOf(parameters);
		expect(count).toBeGreaterThan(1);
		const onAll = parameters.platform === undefined && { platform: 'all', shell: 'custom', customShell: 'pwsh' };
		const { error } = await bulk('runCommand', { ...parameters, ...onAll, command: 'whoami', options: { refuseMoreThan: count - 1 } });
		expect(error?.message).toMatch(`would affect ${count} devices`);
		expect(running.written()).toEqual([]);
	});

	/** What the lab has of that kind. */
	function countOf({ target, agents, clientId, siteId, monitoringType, platform }: INode['parameters']): number {
		const idIn = (locator: unknown) => Number((locator as { value: string }).value);
		const isTarget: Record<string, (agent: ReturnType<ReturnType<typeof world>['agents']>[number]) => boolean> = {
			all: () => true,
			agents: ({ hostname }) => String(agents).includes(hostname),
			client: ({ row }) => world().tables.sites.get(row.site).client === idIn(clientId),
			site: ({ row }) => row.site === idIn(siteId),
		};
		const all = world().agents().filter(isTarget[String(target)]!);
		const typed = all.filter(({ row }) => monitoringType === undefined || `${row.monitoring_type}s` === monitoringType);
		return typed.filter(({ row }) => platform === undefined || row.plat === platform).length;
	}

	it.each<[string, INode['parameters'], RegExp]>([
		['no agent (T12)', { agents: ' , ' }, /'Agents' must name at least one agent; for all of them set 'Agents Of' to 'All Clients'/],
		['an agent that there is not', { agents: `${lab.server}, nobody` }, /no agent with the name "nobody"/],
	])('sends nothing for %s', async (_, parameters, expected) => {
		const { error } = await bulk('patch', parameters);
		expect(error?.message).toMatch(expected);
		expect(running.written()).toEqual([]);
	});
});
