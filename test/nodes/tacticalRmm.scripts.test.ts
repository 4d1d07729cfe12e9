import type { INode } from 'n8n-workflow';
import { byId, byName, jsonOf, lab, startLab, until, type Running } from '../support/tacticalRmm';

let running: Running;
beforeEach(async () => {
	running = await startLab();
});
afterEach(async () => await running.stop());

const run = async (operation: string, parameters: INode['parameters'] = {}) => await running.run('script', operation, parameters);
const world = () => running.simulator.world;
const body = () => running.written()[0]![1];
const ids = (found: object[]) => found.map((each) => (each as { id: number }).id).sort();

it('gets one with its code', async () => {
	expect(jsonOf(await run('get', { scriptId: byName('clear temp') }))).toEqual([expect.objectContaining({ id: 1, script_body: expect.stringContaining('Param') })]);
});

it.each<[string, INode['parameters'], number[]]>([
	['all but hidden ones', {}, [1, 2, 3, 5]],
	['hidden ones too', { hidden: true }, [1, 2, 3, 4, 5]],
	['without those that come with the server', { community: false }, [1, 2, 3]],
])('lists %s', async (_, parameters, expected) => {
	expect(ids(jsonOf(await run('getAll', parameters)))).toEqual(expected);
});

it('lists them in ten fields, or raw', async () => {
	const [short] = jsonOf(await run('getAll', { limit: 1 }));
	expect(Object.keys(short!)).toEqual(['name', 'description', 'shell', 'category', 'args', 'env', 'timeoutSeconds', 'runAsUser', 'platforms', 'id']);
	expect(jsonOf(await run('getAll', { limit: 1, simplify: false }))[0]).toMatchObject({ script_type: 'userdefined', default_timeout: 120 });
});

describe('Create', () => {
	it('sends what is entered under the names of the server, and returns the new script', async () => {
		const additionalFields = {
			args: { entries: [{ value: '-Path' }, { value: 'C:\\Program Files' }] },
			env: { entries: [{ name: 'MODE', value: 'safe' }] },
			platforms: ['windows'],
			timeout: 60,
			category: 'Maintenance',
		};
		const [created] = jsonOf(await run('create', { name: 'Clean', shell: 'powershell', code: 'hostname', additionalFields }));
		expect(body()).toEqual({
			name: 'Clean',
			shell: 'powershell',
			script_body: 'hostname',
			args: ['-Path', 'C:\\Program Files'],
			env_vars: ['MODE=safe'],
			supported_platforms: ['windows'],
			default_timeout: 60,
			category: 'Maintenance',
		});
		expect(created).toMatchObject({ id: 6, name: 'Clean', script_body: 'hostname' });
	});

	it('returns its own one among several of the same name', async () => {
		const items = [{ code: 'one' }, { code: 'two' }, { code: 'three' }];
		const made = jsonOf(await running.run('script', 'create', { name: 'Same', code: '={{ $json.code }}' }, { items }));
		expect(made.map((each) => (each as { script_body: string }).script_body)).toEqual(['one', 'two', 'three']);
	});

	it('says so where it cannot be told from one that somebody else made at the same moment', async () => {
		await running.stop();
		running = await startLab({ latencyMs: 30 });
		const { tables } = world();
		running.simulator.answerNext({ method: 'POST', path: /scripts/ }, { status: 200, headers: { 'content-type': 'application/json' }, body: '"Same was added!"' });
		const first = run('create', { name: 'Same', code: 'x' });
		const copy = { ...tables.scripts.get(1), id: undefined, name: 'Same' };
		await until(() => running.sent().includes('POST /scripts/'));
		tables.scripts.add(copy);
		tables.scripts.add(copy);
		const { error } = await first;
		expect(error?.message).toMatch(/2 new scripts fit.*IDs 6 and 7/);
		expect(error?.description).toMatch(/The script was created/);
	});

	it('is sent once, and says what is done where only reading it fails', async () => {
		running.simulator.answerNext({ method: 'GET', path: /scripts\/6/ }, { status: 404, body: { detail: 'No Script matches the given query.' } });
		const { error } = await run('create', { name: 'Clean', code: 'hostname' });
		expect(error?.description).toMatch(/The script was created; only reading it afterwards failed/);
		expect(running.written()).toHaveLength(1);
	});
});

describe('Update', () => {
	it('writes only what is added', async () => {
		const before = { ...world().tables.scripts.get(3) };
		const updateFields = { code: 'print(1)', timeout: 30 };
		expect(jsonOf(await run('update', { scriptId: byName('Inventory'), updateFields }))).toEqual([{ name: 'Inventory', updated: updateFields, id: 3 }]);
		expect(body()).toEqual({ script_body: 'print(1)', default_timeout: 30 });
		expect(world().tables.scripts.get(3)).toMatchObject({ ...before, script_body: 'print(1)', default_timeout: 30 });
	});

	it('T5 sets both marks of a script that comes with the server, which takes one at a time', async () => {
		const result = await run('update', { scriptId: byId(5), updateFields: { favorite: true, hidden: true } });
		expect(jsonOf(result)).toEqual([{ name: 'Community Cleanup', id: 5, updated: { favorite: true, hidden: true } }]);
		expect(running.written().map(([, body]) => body)).toEqual([{ favorite: true }, { hidden: true }]);
		expect(world().tables.scripts.get(5)).toMatchObject({ favorite: true, hidden: true });
	});

	it('T5 sends nothing of what would be dropped beside a mark', async () => {
		const { error } = await run('update', { scriptId: byId(5), updateFields: { favorite: true, description: 'mine' } });
		expect(error?.message).toBe(`"${world().tables.scripts.get(5).name}" comes with Tactical RMM: only 'Favorite' and 'Hidden' of it can be changed`);
		expect(running.written()).toEqual([]);
		const own = await run('update', { scriptId: byId(3), updateFields: { favorite: true, description: 'mine' } });
		expect(jsonOf(own)).toEqual([{ name: 'Inventory', id: 3, updated: { favorite: true, description: 'mine' } }]);
	});

	it('says what can be changed of those that come with the server', async () => {
		const { error } = await run('update', { scriptId: byId(5), updateFields: { code: 'x' } });
		expect(error?.message).toBe('Community scripts cannot be edited.');
		expect(error?.description).toMatch(/except for 'Favorite' and 'Hidden'/);
	});
});

it('deletes', async () => {
	expect(jsonOf(await run('delete', { scriptId: byId(1) }))).toEqual([{ deleted: true, name: 'Clear Temp', message: expect.stringContaining('Clear Temp'), id: 1 }]);
	expect(world().tables.scripts.find(1)).toBeUndefined();
});

describe('Test on Agent', () => {
	const onServer = { deviceId: byName(lab.server) };

	it('runs code that is entered, and gives all that comes of it', async () => {
		world().machines.runScript = (_, { code }, args, env) => ({ stdout: `${code} ${args.join('|')} ${env.join('|')}`, stderr: 'boom', retcode: 3 });
		const parameters = { ...onServer, code: 'LAB', args: { entries: [{ value: 'a b' }] }, env: { entries: [{ name: 'A', value: '1' }] } };
		expect(jsonOf(await run('test', parameters))).toEqual([
			{ name: lab.server, id: running.idOf(lab.server), stdout: 'LAB a b A=1', stderr: 'boom', exitCode: 3, durationSeconds: expect.any(Number) },
		]);
		expect(body()).toEqual({ code: 'LAB', shell: 'powershell', args: ['a b'], env_vars: ['A=1'], timeout: 90, run_as_user: false });
	});

	it('T13 fails with an exit code other than 0 where that is wanted', async () => {
		world().machines.runScript = () => ({ stdout: 'working', retcode: 7 });
		const { error } = await run('test', { ...onServer, code: 'LAB', failOnExitCode: true });
		expect(error).toMatchObject({ message: `The code on ${lab.server} ended with exit code 7`, description: 'Its output ends with: working' });
		const stored = await run('test', { ...onServer, codeOf: 'stored', scriptId: byName('Inventory'), failOnExitCode: true });
		expect(stored.error?.message).toBe(`The script "Inventory" on ${lab.server} ended with exit code 7`);
	});

	it('T14 has PowerShell write UTF-8, and leaves other code as it is', async () => {
		await run('test', { ...onServer, code: "param($A)\nWrite-Host 'ж'", utf8Output: true });
		expect(body()).toMatchObject({ code: "param($A)\n[Console]::OutputEncoding = New-Object System.Text.UTF8Encoding $false\nWrite-Host 'ж'" });
		await run('test', { ...onServer, code: 'print(1)', shell: 'python', utf8Output: true });
		expect(running.written()[1]![1]).toMatchObject({ code: 'print(1)' });
	});

	it('runs what is stored', async () => {
		const { script_body: code, shell } = world().tables.scripts.get(3);
		await run('test', { ...onServer, codeOf: 'stored', scriptId: byName('Inventory') });
		expect(body()).toMatchObject({ code, shell });
	});

	it.each([
		['does not answer', lab.silent, { timeout: 2 }, /^timeout: the agent did not answer/, 1],
		['is given longer than the server can wait', lab.server, { timeout: 300 }, /'Timeout' is 300 s/, 0],
	] as const)('fails where the agent %s', async (_, host, more, expected, sent) => {
		const { error } = await run('test', { deviceId: byName(host), code: 'x', ...more });
		expect(error?.message).toMatch(expected);
		expect(running.written()).toHaveLength(sent);
	});
});
