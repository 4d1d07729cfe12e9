/** Our nodes as tools of n8n's AI Agent, with a chat model that says what a test tells it to: what it gets, shows and does. */
import { operations } from '../nodes/systems';
import { byModel, deviceByModel, type AgentTool } from './agent/workflow';
import { callsOnce, shown, startAgentWorld, type AgentWorld, type ToolNode } from './agent/world';
import { packageName } from './n8n/pack';
import { withN8n } from './support';

/** More of each than a model is shown: 50 is what Limit says by default. */
const DEVICES = 120;
const LIMIT = 50;
/** All that the wrapper's answer of 64 KiB has room for. */
const FITTING = 60;
const largestAnswer = { perDevice: 500, ofACommand: 400 };

const running = withN8n();
let world: AgentWorld;
beforeAll(async () => {
	world = await startAgentWorld(running.client, { devices: DEVICES, fitting: FITTING });
}, 60_000);
afterAll(async () => await world?.stop(), 60_000);

const ask: AgentWorld['ask'] = async (question, tools) => await world.ask(question, tools);
const tool: AgentWorld['tool'] = (node, name, parameters) => world.tool(node, name, parameters);

describe('what a model is told', () => {
	const soundsLikeReading = /^(Get|Search|Look up|Ping|Trace|Wait)\b/;
	/** Nothing becomes different by it, but the server makes something: a token that it then knows. */
	const makesATokenToo = 'Get agent installer';

	test('of every operation: what it does, to what and in which product, so that no two sound alike', async () => {
		world.answer(() => 'none');
		const tools = operations.map(({ node, resource, operation }): AgentTool => {
			const { name, defaults } = node.create().description;
			return { name: `${operation.action} in ${defaults.name}`, type: `${packageName}.${name}`, parameters: { resource: resource.value, operation: operation.value } };
		});
		const { asked } = await ask('What can you do?', tools);
		const told = asked[0]!.tools;
		expect(told.map(({ description }) => description).sort()).toEqual(tools.map(({ name }) => name).sort());
		expect(new Set(told.map(({ name }) => name)).size).toBe(operations.length);
		for (const { name } of told) expect(name).toMatch(/^[\w-]{1,64}$/);
	}, 120_000);

	test('whether an operation only reads: by the verb that it begins with', () => {
		const misleading = operations.filter(({ operation }) => soundsLikeReading.test(operation.action) !== (operation.effect === 'read'));
		expect(misleading.map(({ operation }) => operation.action)).toEqual([makesATokenToo]);
	});

	test('of a field that it may fill: its name and its type', async () => {
		world.answer(() => 'none');
		const parameters = { resource: 'agent', operation: 'getAll', status: byModel('Status'), limit: byModel('Limit', 'number') };
		const { asked } = await ask('What can you do?', [tool('tacticalRmm', 'Get many agents in Tactical RMM', parameters), runCommand.tacticalRmm()]);
		const schemas = asked[0]!.tools.map(({ parameters: { properties = {}, required } }) => [Object.entries(properties).map(([key, { type }]) => [key, type]), required]);
		expect(schemas).toContainEqual([[['Status', 'string'], ['Limit', 'number']], ['Status', 'Limit']]);
		expect(schemas).toContainEqual([[['Agent', 'string'], ['Command', 'string']], ['Agent', 'Command']]);
	});
});

/** As a person sets them up who changes as little as possible. */
const runCommand = {
	tacticalRmm: () => tool('tacticalRmm', 'Run command on agent in Tactical RMM', { resource: 'agent', operation: 'runCommand', deviceId: deviceByModel('Agent'), command: byModel('Command') }),
	meshCentral: () => tool('meshCentral', 'Run command on device in MeshCentral', { resource: 'device', operation: 'runCommand', deviceId: deviceByModel('Device'), command: byModel('Command') }),
};

describe('"list the devices"', () => {
	const all: ReadonlyArray<[product: string, node: ToolNode, parameters: object, offline: object]> = [
		['NetAlertX', 'netAlertX', { resource: 'device', operation: 'getAll' }, { listBy: 'status', status: 'offline' }],
		['Tactical RMM', 'tacticalRmm', { resource: 'agent', operation: 'getAll' }, { status: 'silent' }],
		['MeshCentral', 'meshCentral', { resource: 'device', operation: 'getAll' }, { status: 'offline' }],
		['Meshtech', 'meshtech', { resource: 'device', operation: 'getAll' }, { filters: { connected: 'disconnected' } }],
	];
	type Row = { id: string; name: string; online: boolean };

	test.each(all)('%s shows a model few of many, in few words', async (product, node, parameters) => {
		world.answer(callsOnce(`Get_many_devices_in_${node}`, {}));
		const answered = async (more: object) => shown((await ask('Which are there?', [tool(node, `Get many devices in ${node}`, { ...parameters, ...more })])).asked.at(-1)!)[0]!;
		const [simple, raw] = [await answered({}), await answered({ simplify: false })];
		const rows = JSON.parse(simple) as Row[];
		expect(rows).toHaveLength(LIMIT);
		expect(simple.length / LIMIT).toBeLessThan(largestAnswer.perDevice);
		expect(simple.length).toBeLessThan(raw.length);
		process.stderr.write(`${product}: ${LIMIT} devices in ${simple.length} bytes, not simplified in ${raw.length}\n`);
	}, 60_000);

	test.each(all)('%s shows those that are offline, and no other', async (_, node, parameters, offline) => {
		world.answer(callsOnce(`Get_many_devices_in_${node}`, {}));
		const { said } = await ask('Which are offline?', [tool(node, `Get many devices in ${node}`, { ...parameters, ...offline })]);
		const rows = JSON.parse(said) as Row[];
		expect(rows.length).toBeGreaterThan(0);
		expect(rows.map(({ online }) => online)).toEqual(rows.map(() => false));
	}, 60_000);

	test('how many, a model may say by a number', async () => {
		world.answer(callsOnce('Get_many_devices', { Limit: 3 }));
		const { said } = await ask('Name three', [tool('netAlertX', 'Get many devices', { resource: 'device', operation: 'getAll', limit: byModel('Limit', 'number') })]);
		expect(JSON.parse(said)).toHaveLength(3);
	});
});

describe('"run a command"', () => {
	const sent = { tacticalRmm: () => world.tacticalRmm.requests.filter(({ path }) => path.endsWith('/cmd/')), meshCentral: () => world.meshCentral.received };

	test('Tactical RMM runs it once, on the agent that was named, and the model is shown what came out', async () => {
		world.answer(callsOnce('Run_command_on_agent_in_Tactical_RMM', { Agent: 'WIN-SRV-00', Command: 'whoami' }));
		const before = sent.tacticalRmm().length;
		const { said } = await ask('Who am I on WIN-SRV-00?', [runCommand.tacticalRmm()]);
		expect(said).toContain('nt authority');
		expect(said.length).toBeLessThan(largestAnswer.ofACommand);
		const arrived = sent.tacticalRmm().slice(before);
		expect(arrived.map(({ path, body }) => [path, (body as { cmd: string }).cmd])).toEqual([[`/agents/${world.tacticalRmm.world.agent('WIN-SRV-00').agent_id}/cmd/`, 'whoami']]);
	});

	test('MeshCentral runs it once, on the device that was named, and the model is shown what came out', async () => {
		const device = [...world.meshCentral.world.devices.values()].find(({ connection }) => connection?.conn === 1)!;
		world.answer(callsOnce('Run_command_on_device_in_MeshCentral', { Device: device.node.name, Command: 'echo once' }));
		const before = sent.meshCentral().length;
		const { said } = await ask('Say it once', [runCommand.meshCentral()]);
		expect(said).toContain('once');
		expect(said.length).toBeLessThan(largestAnswer.ofACommand);
		expect(sent.meshCentral().slice(before)).toEqual([{ nodeid: device.node._id, what: 'command', value: 'echo once' }]);
	});

	test('two calls in one answer are two commands', async () => {
		const call = (Agent: string) => ({ name: 'Run_command_on_agent_in_Tactical_RMM', arguments: { Agent, Command: 'whoami' } });
		world.answer((asked) => (shown(asked).length > 0 ? shown(asked).join() : [call('WIN-SRV-00'), call('WIN-WS-01')]));
		const before = sent.tacticalRmm().length;
		await ask('Who am I on both?', [runCommand.tacticalRmm()]);
		expect(sent.tacticalRmm().slice(before).map(({ path }) => path.split('/')[2]).sort()).toEqual(
			['WIN-SRV-00', 'WIN-WS-01'].map((name) => world.tacticalRmm.world.agent(name).agent_id).sort(),
		);
	});

	test.each([
		['a name that no agent has', { Agent: 'WIN-SRV-99', Command: 'whoami' }, 'WIN-SRV-99', 0],
		['an agent that is offline', { Agent: 'WIN-WS-03', Command: 'whoami' }, 'Unable to contact the agent', 1],
		['no command', { Agent: 'WIN-SRV-00', Command: '' }, 'Command', 0],
	])('with %s, the model is told why it failed, and goes on', async (_, args, words, requests) => {
		world.answer(callsOnce('Run_command_on_agent_in_Tactical_RMM', args));
		const before = sent.tacticalRmm().length;
		const { said } = await ask('Who am I?', [runCommand.tacticalRmm()]);
		expect(said).toContain(words);
		expect(sent.tacticalRmm().slice(before)).toHaveLength(requests);
	});
});
