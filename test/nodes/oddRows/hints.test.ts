import type { IExecuteFunctions, INode, INodeExecutionData, INodeType, NodeExecutionHint } from 'n8n-workflow';
import { ControlClient } from '../../../nodes/MeshCentral/control/client';
import { sessions } from '../../../nodes/MeshCentral/control/channel';
import { openLink } from '../../../nodes/MeshCentral/control/link';
import { meshCentral } from '../../../nodes/MeshCentral/system';
import { execute } from '../../../nodes/shared/execute';
import { methodsOf } from '../../../nodes/shared/methods';
import { NetAlertX } from '../../../nodes/NetAlertX/NetAlertX.node';
import { startWrapper } from '../../support/meshCentral';
import { startPortal } from '../../support/meshtech';
import { byMac, jsonOf, lab, startLab } from '../../support/netAlertX';
import { hintsOf, runNode, type NodeRun } from '../../support/runNode';
import { startLab as startTacticalRmm } from '../../support/tacticalRmm';
import { FakeServer, replayed } from '../../MeshCentral/controlWire';

jest.mock('../../../nodes/MeshCentral/control/link', () => ({ openLink: jest.fn() }));

const warning = (message: string): NodeExecutionHint => ({ message: `Parts of the server's answer could not be read. ${message}`, type: 'warning', location: 'outputPane' });
const three = [{}, {}, {}];

interface Case {
	/** Runs the operation for three items, with odd rows among the others or without. */
	run(odd: boolean): Promise<NodeRun>;
	message: string;
	stop(): Promise<void>;
}

const cases: ReadonlyArray<[string, () => Promise<Case>]> = [
	[
		'NetAlertX: Device > Get Many (N1: a row without a MAC address)',
		async () => {
			const { run, simulator, stop, client } = await startLab();
			const devices = await client().devices();
			const body = [{ ...devices[0], devMac: '' }, ...devices, 5, null, { ...devices[0], devMac: 'aa:bb:cc:00:00:77', devOwner: {} }];
			return {
				run: async (odd) => {
					if (odd) simulator.answerNext({ path: /by-status/ }, { status: 200, body }, 3);
					return await run('device', 'getAll', { returnAll: true }, { items: three });
				},
				message: `3 of ${devices.length + 4} rows of GET /devices/by-status could not be read and were left out: devMac: expected text that names a device; expected a record. 1 of ${devices.length + 4} rows of GET /devices/by-status could be read only in part; the rest counts as unknown: devOwner: expected text.`,
				stop,
			};
		},
	],
	[
		'Tactical RMM: Agent > Get Many',
		async () => {
			const { run, simulator, stop, client } = await startTacticalRmm();
			const agents = await client().agents.list();
			const body = [...agents, { ...agents[0], agent_id: null }, 'x'];
			return {
				run: async (odd) => {
					if (odd) simulator.answerNext({ path: /^\/agents\/$/ }, { status: 200, body }, 3);
					return await run('agent', 'getAll', { returnAll: true }, { items: three });
				},
				message: `2 of ${agents.length + 2} rows of GET /agents/ could not be read and were left out: agent_id: expected string, received null; expected a record.`,
				stop,
			};
		},
	],
	[
		'MeshCentral: Device Group > Get Many',
		async () => {
			const { run, simulator, stop, client } = await startWrapper();
			const groups = await client().groups();
			return {
				run: async (odd) => {
					if (odd) simulator.answerNext({ path: /listdevicegroups/ }, { status: 200, body: [...groups, []] }, 3);
					return await run('deviceGroup', 'getAll', { returnAll: true }, { items: three });
				},
				message: `1 of ${groups.length + 1} rows of GET /api/listdevicegroups could not be read and was left out: expected a record.`,
				stop,
			};
		},
	],
	[
		'Meshtech: Device > Get Many',
		async () => {
			const { run, simulator, stop, client } = await startPortal({ devices: 4 });
			const items = [...(await client().listing()).values()];
			return {
				run: async (odd) => {
					if (odd) simulator.answerNext({ path: /\/devices$/ }, { status: 200, body: { items: [{ friendlyName: 'nobody' }, ...items], nextToken: null } }, 3);
					return await run('device', 'getAll', { returnAll: true }, { items: three });
				},
				message: '1 of 5 rows of GET /api/v1/devices could not be read and was left out: id: expected string, received nothing.',
				stop,
			};
		},
	],
];

describe('what could not be read of a list is said once, and all else comes through', () => {
	it.each(cases)('%s', async (_, make) => {
		const { run, message, stop } = await make();
		const usual = await run(false);
		expect({ error: usual.error, hints: hintsOf(usual) }).toEqual({ error: undefined, hints: [] });
		const odd = await run(true);
		await stop();
		expect(odd.error).toBeUndefined();
		expect(hintsOf(odd)).toEqual([warning(message)]);
		const idsOf = (ran: NodeRun) => jsonOf(ran).map((item) => (item as { id: string }).id).filter((id) => id !== 'aa:bb:cc:00:00:77');
		expect(idsOf(odd)).toEqual(idsOf(usual));
	});
});

describe('a hint', () => {
	it('of the same in many answers names the first of them and counts the others', async () => {
		const { run, simulator, client, stop } = await startLab();
		const device = await client().device(lab.nas);
		simulator.answerNext({ path: /^\/device\// }, { status: 200, body: { ...device, devGroup: [] } }, 3);
		const macs = [lab.nas, lab.phone, lab.printer];
		const ran = await run('device', 'get', { deviceId: byMac('={{ $json.mac }}') }, { items: macs.map((mac) => ({ mac })) });
		await stop();
		expect(jsonOf(ran)).toHaveLength(3);
		expect(hintsOf(ran)).toEqual([
			{
				...warning(''),
				message: expect.stringMatching(/GET \/device\/\S+ could be read only in part; the rest counts as unknown: devGroup: expected text \(and the same in 2 more answers\)\.$/),
			},
		]);
		expect(jsonOf(ran)).toEqual([device, device, device].map(() => expect.objectContaining({ group: null, id: lab.nas })));
	});

	it('is left out where n8n has no place for it, and the items come all the same', async () => {
		const { simulator, credential, stop, client } = await startLab();
		const devices = await client().devices();
		simulator.answerNext({ path: /by-status/ }, { status: 200, body: [...devices, null] });
		const type: INodeType = new NetAlertX();
		const inOldN8n: INodeType = {
			description: type.description,
			async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
				Object.defineProperty(this, 'addExecutionHints', { value: undefined });
				return (await type.execute!.call(this)) as INodeExecutionData[][];
			},
		};
		const ran = await runNode(inOldN8n, { resource: 'device', operation: 'getAll', returnAll: true }, { credentials: { netAlertXApi: credential } });
		await stop();
		expect(ran.error).toBeUndefined();
		expect(jsonOf(ran)).toHaveLength(devices.length);
	});

	it('is not given where a drop-down reads the list: it is silent', async () => {
		const { simulator, credential, stop, client } = await startLab();
		const devices = await client().allDevices();
		simulator.answerNext({ path: /^\/devices$/ }, { status: 200, body: { success: true, devices: [...devices, { devMac: '' }, 7] } });
		const { searchDevices } = new NetAlertX().methods.listSearch;
		const context = { getCurrentNodeParameter: () => undefined, getCredentials: async () => await Promise.resolve(credential), getNode: () => ({ name: 'Node' }) as INode };
		const { results } = await searchDevices!.call(context as never);
		await stop();
		expect(results).toHaveLength(devices.length);
	});
});

describe('a list in which nothing can be read is an error that names what did not fit', () => {
	it('in the first row', async () => {
		const { run, simulator, stop } = await startLab();
		simulator.answerNext({ path: /by-status/ }, { status: 200, body: [{ devMac: {} }, { devMac: null }] });
		const { error } = await run('device', 'getAll');
		await stop();
		expect(error?.message).toBe('NetAlertX returned an unexpected answer: 0.devMac: expected text that names a device');
		expect(error?.description).toMatch(/GET \/devices\/by-status returned status 200/);
	});

	it('over all pages', async () => {
		const { run, simulator, stop } = await startPortal({ devices: 4 });
		const page = (nextToken: string | null) => ({ status: 200, body: { items: [{ id: 5 }], nextToken } });
		simulator.answerNext({ path: /\/devices$/ }, page('more'));
		simulator.answerNext({ path: /\/devices$/ }, page(null));
		const { error } = await run('device', 'getAll', { returnAll: true });
		await stop();
		expect(error?.message).toBe('Meshtech returned an unexpected answer: 0.id: Invalid input: expected string, received number');
	});

	it('and a page of odd rows only does not cost the other pages', async () => {
		const { run, simulator, stop, client } = await startPortal({ devices: 2 });
		const items = [...(await client().listing()).values()];
		simulator.answerNext({ path: /\/devices$/ }, { status: 200, body: { items: [null], nextToken: 'more' } });
		simulator.answerNext({ path: /\/devices$/ }, { status: 200, body: { items, nextToken: null } });
		const ran = await run('device', 'getAll', { returnAll: true });
		await stop();
		expect(jsonOf(ran)).toHaveLength(2);
		expect(hintsOf(ran)).toEqual([warning('1 of 1 row of GET /api/v1/devices could not be read and was left out: expected a record.')]);
	});
});

describe('M2 events of MeshCentral whose words are a number', () => {
	it('as of a user group that was deleted come with the others through REST, and are no reason for a hint', async () => {
		const { run, simulator, stop } = await startWrapper();
		const group = { type: 'ugrp', _id: 'ugrp//one', name: 'one', domain: '', links: {} };
		simulator.world.userGroups.set(group._id, group as never);
		simulator.world.log({ etype: 'node', action: 'changenode', msg: 'a device was changed' });
		await run('command', 'send', { commandName: 'removeusergroup', commandParameters: JSON.stringify({ groupid: group._id }) });
		const [short, whole] = [await run('event', 'getAll'), await run('event', 'getAll', { simplify: false })];
		await stop();
		expect(jsonOf(short).slice(0, 2)).toEqual([
			expect.objectContaining({ action: 'deleteusergroup', message: '0', userName: expect.any(String) }),
			expect.objectContaining({ action: 'changenode', message: 'a device was changed' }),
		]);
		expect(jsonOf(whole)[0]).toMatchObject({ action: 'deleteusergroup', msg: 0, ugrpid: group._id });
		expect([...hintsOf(short), ...hintsOf(whole)]).toEqual([]);
	});

	it('come over the WebSocket as well, and others of which less can be read', async () => {
		const server = new FakeServer();
		const deleted = { etype: 'ugrp', userid: 'user//labadmin', username: 'labadmin', ugrpid: 'ugrp//one', action: 'deleteusergroup', msg: 0, domain: '', time: '2026-11-27T00:31:59.161Z' };
		const odd = [deleted, { ...deleted, msg: { a: 1 } }, { ...deleted, msg: ['x'], userid: 5 }, { ...deleted, time: undefined }, null];
		server.answer = (frame) =>
			replayed(frame.action, frame).map((received) => ('events' in received ? { ...received, events: [...odd, ...(received.events as object[])] } : received));
		jest.mocked(openLink).mockImplementation(server.open);
		const [access] = meshCentral.accesses;
		const system = { ...meshCentral, accesses: [{ ...access, connect: async (_: unknown, options: object) => await Promise.resolve(new ControlClient(server.connection, options)) }] as never };
		const node: INodeType = {
			description: new (await import('../../../nodes/MeshCentral/MeshCentral.node')).MeshCentral().description,
			methods: methodsOf(meshCentral),
			async execute() {
				return await execute(this, system);
			},
		};
		const ran = await runNode(node, { resource: 'event', operation: 'getAll', returnAll: true }, { credentials: { meshCentralApi: {} } });
		await sessions.closeAll();
		const usual = (replayed('events', { action: 'events' }).find((each) => 'events' in each) as { events: object[] }).events.length;
		expect(jsonOf(ran).slice(0, 3).map((item) => ({ ...item }))).toEqual(['0', null, null].map((message) => expect.objectContaining({ action: 'deleteusergroup', message })));
		expect(jsonOf(ran)).toHaveLength(3 + usual);
		expect(hintsOf(ran)).toEqual([
			warning(
				`2 of ${5 + usual} rows of events over wss://mesh.example/control.ashx could not be read and were left out: time: expected string, received nothing; expected a record. ` +
					`1 of ${5 + usual} rows of events over wss://mesh.example/control.ashx could be read only in part; the rest counts as unknown: userid: expected string, received number.`,
			),
		]);
	});
});

it('E12 a name that the database has made a number without end is read as none, and the others are there', async () => {
	const { run, simulator, stop, client } = await startLab();
	const devices = await client().devices();
	const text = JSON.stringify(devices.map((device, index) => (index === 1 ? { ...device, devName: 'PLACE' } : device))).replace('"PLACE"', 'Infinity');
	simulator.answerNext({ path: /by-status/ }, { status: 200, body: text, headers: { 'Content-Type': 'application/json' } });
	const ran = await run('device', 'getAll', { returnAll: true });
	await stop();
	expect(jsonOf(ran)).toHaveLength(devices.length);
	expect(jsonOf(ran)[1]).toMatchObject({ name: null, id: devices[1]!.devMac.toLowerCase() });
	expect(hintsOf(ran)).toEqual([]);
});
