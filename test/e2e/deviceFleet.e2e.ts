/**
 * Device Fleet and its trigger in a real n8n: over all four systems, simulated, and over a real MeshCentral with real agents beside a simulated
 * NetAlertX and Tactical RMM.
 */
import type { IDataObject } from 'n8n-workflow';
import { describeWithMeshCentral } from '../servers/meshcentral/describe';
import { FleetLab, wholeFleet } from '../support/deviceFleet';
import { lab } from '../support/netAlertX';
import { credentialFor as netAlertXCredential } from '../support/netAlertX';
import { credentialFor as tacticalRmmCredential, lab as agents } from '../support/tacticalRmm';
import { startNetAlertX, type NetAlertX } from '../simulators/netalertx';
import { startTacticalRmm, type TacticalRmm } from '../simulators/tacticalrmm';
import { agentWorkflow, byModel } from './agent/workflow';
import { startModel } from './examples/model';
import { itemsThrough } from './itemsWorkflow';
import { startLab, startMs, type Lab } from './meshcentral/lab';
import { packageName } from './n8n/pack';
import type { CredentialReference } from './n8n/types';
import { freePorts } from './n8n/ports';
import { until } from './n8n/wait';
import { runWorkflow, withN8n } from './support';
import { everyFiveSeconds } from './tellingWorkflow';
import { TriggerWorkflow, type Told } from './triggerWorkflow';

jest.setTimeout(3 * 60_000);

type FleetItem = IDataObject & { id: string; name: string | null; systems: string[]; missingFrom: string[]; ips: string[]; macs: string[]; matchedBy: string | null; lastSeen: string | null; online: boolean | null };

const running = withN8n();
const credentials: Record<string, CredentialReference> = {};

async function keep(data: Record<string, object>): Promise<void> {
	for (const [type, each] of Object.entries(data)) credentials[type] = await running.client.createCredential(type, type, each as never);
}

const ofSystems = (systems: readonly string[]) => ({
	...(systems.includes('netAlertX') && { netAlertXApi: credentials.netAlertXApi! }),
	...(systems.includes('tacticalRmm') && { tacticalRmmApi: credentials.tacticalRmmApi! }),
	...(systems.includes('meshtech') && { meshtechApi: credentials.meshtechApi! }),
});

describe('over four simulated systems', () => {
	let fleet: FleetLab;
	beforeAll(async () => {
		fleet = await FleetLab.start();
		await keep(fleet.credentials);
		// The printer is known to Tactical RMM too, by its name.
		Object.assign(fleet.netAlertX.database.device(lab.printer)!, { devName: `${agents.server.toLowerCase()}.corp.example.com` });
		// Of two more agents, one is offline in NetAlertX, and one may be either of two devices there.
		const known: string[] = Object.values(agents);
		const [one, other] = fleet.tacticalRmm.world.agents().filter(({ row, status }) => status === 'online' && !known.includes(row.hostname));
		for (const [mac, devName] of [['00:1a:2b:00:00:01', one!.row.hostname], ['00:1a:2b:00:00:02', other!.row.hostname], ['00:1a:2b:00:00:03', other!.row.hostname]] as const) {
			Object.assign(fleet.netAlertX.database.insert({ devMac: mac }).row, { devName, devPresentLastScan: 0 });
		}
	}, 60_000);
	afterAll(async () => await fleet?.stop(), 60_000);

	const node = (operation: string, parameters: object, items: readonly object[] = [{}]) => {
		const { meshCentralRestApi } = credentials;
		return itemsThrough(items, `${packageName}.deviceFleet`, { ...ofSystems(wholeFleet.systems), meshCentralRestApi: meshCentralRestApi! }, { resource: 'device', operation, ...wholeFleet, ...parameters });
	};
	const run = async (operation: string, parameters: object = {}, items?: readonly object[]) => (await runWorkflow(running.client, node(operation, parameters, items))).itemsOf('Node').map(({ json }) => json as FleetItem);
	const failure = async (operation: string, parameters: object) => (await runWorkflow(running.client, node(operation, parameters), { mayFail: true })).execution.data.resultData.error;
	const devices = async (filters: object = {}) => await run('getAll', { returnAll: true, filters });

	test('Get Many gives each device once, with all systems that know it', async () => {
		const all = await devices();
		const records = all.flatMap((each) => [...each.systems.map((system) => (each[system] as { id: string }).id), ...(each.otherRecords as Array<{ id: string }>).map(({ id }) => id)]);
		expect(new Set(records).size).toBe(records.length);
		expect(new Set(all.flatMap(({ systems }) => systems))).toEqual(new Set(wholeFleet.systems));
		expect(all.find(({ name }) => name === agents.server)).toMatchObject({ systems: ['netAlertX', 'tacticalRmm'], matchedBy: 'name', missingFrom: ['meshCentral', 'meshtech'] });
	});

	const isOld = ({ online, lastSeen }: FleetItem) => online !== true && lastSeen !== null && Date.now() - Date.parse(lastSeen) >= 86_400_000;
	test.each<[string, object, (device: FleetItem) => boolean]>([
		['seen in', { seenIn: ['netAlertX', 'tacticalRmm'] }, ({ systems }) => systems.includes('netAlertX') && systems.includes('tacticalRmm')],
		['not seen in', { notSeenIn: ['tacticalRmm'] }, ({ missingFrom }) => missingFrom.includes('tacticalRmm')],
		['matched by', { matchedBy: ['name'] }, ({ matchedBy }) => matchedBy === 'name'],
		['conflicts', { conflictsOnly: true }, ({ conflicts }) => (conflicts as unknown[]).length > 0],
		['unclear', { unclearOnly: true }, ({ unclear }) => (unclear as unknown[]).length > 0],
		['not seen for days', { notSeenForDays: 1 }, isOld],
		['text', { text: 'WIN-SRV' }, (device) => JSON.stringify([device.name, ...device.systems.map((system) => device[system])]).toLowerCase().includes('win-srv')],
		['an address as text', { text: '192.168.10.10' }, ({ ips }) => ips.includes('192.168.10.10')],
		['two at once', { seenIn: ['netAlertX'], text: 'nas' }, ({ systems, name }) => systems.includes('netAlertX') && name!.includes('nas')],
	])('Get Many by %s lets through those that fit, and no other', async (_, filters, fits) => {
		const all = await devices();
		const found = await devices(filters);
		expect(found.every(fits)).toBe(true);
		const isText = 'text' in filters;
		if (!isText) expect(found.map(({ id }) => id)).toEqual(all.filter(fits).map(({ id }) => id));
		process.stderr.write(`Get Many by ${Object.keys(filters).join(', ')}: ${found.length} of ${all.length}\n`);
		expect(found.length).toBeGreaterThan(0);
		expect(found.length).toBeLessThan(all.length);
	});

	test('Get Many with archived ones has more of them, and a limit holds', async () => {
		expect((await devices({ includeArchived: true })).length).toBeGreaterThan((await devices()).length);
		expect(await run('getAll', { limit: 3 })).toHaveLength(3);
	});

	test.each([['its name', agents.server], ['its name with a domain', `${agents.server}.corp.example.com`], ['its MAC address', lab.printer.replaceAll(':', '-').toUpperCase()], ['an id', lab.printer]])('Get finds a device by %s', async (_, deviceId) => {
		expect(await run('get', { deviceId })).toMatchObject([{ name: agents.server, systems: ['netAlertX', 'tacticalRmm'] }]);
	});

	test('Get finds a device by its address and by the id of its agent, and says so of one that nobody has', async () => {
		expect(await run('get', { deviceId: '192.168.10.10' })).toMatchObject([{ name: 'nas' }]);
		expect(await run('get', { deviceId: fleet.tacticalRmm.world.agent(agents.server).agent_id })).toMatchObject([{ name: agents.server }]);
		expect(await failure('get', { deviceId: 'nobody-at-all' })).toMatchObject({ message: 'No chosen system has a device "nobody-at-all"' });
	});

	test('Match Items tells of an asset list what is there, only here and only there, and of two lists what they share', async () => {
		const items = [{ host: 'nas' }, { mac: lab.printer }, { host: 'sold-last-year' }];
		const fields = { name: '={{ $json.host }}', mac: '={{ $json.mac }}' };
		const results = await run('matchItems', fields, items);
		expect(results.slice(0, 3)).toMatchObject([{ match: 'matched', item: items[0] }, { match: 'matched', matchedBy: 'mac', device: { name: agents.server } }, { match: 'onlyHere', device: null }]);
		expect(results.slice(3).every(({ match }) => match === 'onlyThere')).toBe(true);
		const lists = [{ from: 'csv', host: 'pc-1' }, { from: 'directory', host: 'PC-1.corp.example.com' }, { from: 'directory', host: 'pc-2' }];
		expect(await run('matchItems', { ...fields, against: 'items', list: '={{ $json.from }}' }, lists)).toMatchObject([{ match: 'matched', items: lists.slice(0, 2) }, { match: 'onlyHere', missingFrom: ['csv'] }]);
	});

	test('own rules from an expression are kept to', async () => {
		const apart = [{ one: lab.printer, is: 'apart', other: agents.server }];
		const [device] = await run('get', { deviceId: lab.printer, ownRules: { list: [{ rules: '={{ $json.rules }}' }] } }, [{ rules: apart }]);
		expect(device!.systems).toEqual(['netAlertX']);
	});

	test('Compare tells what became of the devices of Get Many', async () => {
		const earlier = await devices();
		fleet.netAlertX.database.delete(lab.phone);
		Object.assign(fleet.netAlertX.database.device(lab.nas)!, { devName: 'storage', devFQDN: '' });
		const later = await devices();
		const changes = await run('compare', { earlier: '={{ $json.earlier }}', later: '={{ $json.later }}' }, [{ earlier, later }]);
		expect(changes.map(({ change, name }) => [change, name])).toEqual(expect.arrayContaining([['changed', 'storage'], ['gone', earlier.find(({ macs }) => macs.includes(lab.phone))!.name]]));
		expect(changes).toHaveLength(2);
	});

	test('a system that is down is an error that names it; with Continue If a System Fails nothing is concluded from it', async () => {
		const down = await running.client.createCredential('Down', 'tacticalRmmApi', tacticalRmmCredential(`http://127.0.0.1:${(await freePorts(1))[0]}`, 'key') as never);
		const kept = credentials.tacticalRmmApi!;
		try {
			credentials.tacticalRmmApi = down;
			const error = await failure('getAll', { returnAll: true });
			expect(error?.description).toContain('The request went to Tactical RMM.');
			const { itemsOf, execution } = await runWorkflow(running.client, node('getAll', { returnAll: true, continueWithout: true }));
			const found = itemsOf('Node').map(({ json }) => json as FleetItem);
			expect(found.length).toBeGreaterThan(30);
			for (const { missingFrom } of found) expect(missingFrom).not.toContain('tacticalRmm');
			expect(JSON.stringify(execution.data.resultData.runData.Node)).toContain('Tactical RMM could not be read and is left out');
		} finally {
			credentials.tacticalRmmApi = kept;
		}
	});

	test('as a tool of an agent it finds a device by what the model calls it', async () => {
		const model = await startModel(({ messages }) => {
			const shown = messages.filter(({ role }) => role === 'tool').map(({ content }) => String(content));
			return shown[0] ?? [{ name: 'Get_device_in_Device_Fleet', arguments: { Device: agents.server } }];
		});
		try {
			const openAi = await running.client.createCredential('Model', 'openAiApi', { apiKey: model.apiKey, organizationId: '', url: model.url, header: false } as never);
			const parameters = { resource: 'device', operation: 'get', ...wholeFleet, deviceId: byModel('Device') };
			const tool = { name: 'Get device in Device Fleet', type: `${packageName}.deviceFleet`, parameters, credentials: { ...ofSystems(wholeFleet.systems), meshCentralRestApi: credentials.meshCentralRestApi! } };
			const { items } = await runWorkflow(running.client, agentWorkflow(`What do you know of ${agents.server}?`, openAi, [tool]));
			expect(String(items[0]!.json.output)).toContain('tacticalRmm');
		} finally {
			await model.stop();
		}
	});

	describe('Device Fleet Trigger', () => {
		const systems = ['netAlertX', 'tacticalRmm'];
		const watching = async (parameters: object) =>
			await TriggerWorkflow.create(running, { type: 'deviceFleetTrigger', credentials: ofSystems(systems), parameters: { pollTimes: everyFiveSeconds, systems, ...parameters } });
		const wordOf = ({ event, device, name }: Told) => `${event} ${device?.name ?? String(name)}`;
		/** Requests for the list of agents, each of which is a poll. */
		const polls = () => fleet.tacticalRmm.requests.filter(({ path }) => path === '/agents/').length;
		const pollTwice = async () => {
			const before = polls();
			await until('two polls', () => polls() >= before + 2, { deadlineMs: 60_000 });
		};

		test('tells of an unmanaged device, a conflict, a duplicate agent, and of their ends, each once', async () => {
			const trigger = await watching({ triggerOn: ['unmanagedDevice', 'deviceConflict', 'duplicateAgent', 'conditionOver'], options: { unmanagedFor: 0, conflictFor: 0 } });
			await trigger.activate();
			const expected: string[] = [];
			const untilTold = async () => {
				await trigger.expectTold(expected, wordOf);
				await pollTwice();
				await trigger.expectTold(expected, wordOf);
			};
			await untilTold();
			const at = new Date().toISOString().slice(0, 19).replace('T', ' ');
			const { row } = fleet.netAlertX.database.insert({ devMac: '00:1a:2b:00:00:99' });
			Object.assign(row, { devName: 'intruder', devLastIP: '192.168.10.99', devPresentLastScan: 1, devFirstConnection: at, devLastConnection: at });
			expected.push('unmanagedDevice intruder');
			await untilTold();
			const printer = fleet.netAlertX.database.device(lab.printer)!;
			const was = printer.devPresentLastScan;
			printer.devPresentLastScan = 0;
			expected.push(`deviceConflict ${agents.server}`);
			await untilTold();
			printer.devPresentLastScan = was;
			expected.push(`conditionOver ${agents.server}`);
			await untilTold();
			const [first, second] = [fleet.tacticalRmm.world.agent(agents.server), fleet.tacticalRmm.world.agent(agents.silent)];
			Object.assign(second.row, { hostname: first.row.hostname, hardware: { ...second.row.hardware, serial_number: first.row.hardware.serial_number } });
			second.revision++;
			expected.push(`duplicateAgent ${agents.server}`);
			await untilTold();
			await trigger.deactivate();
		});

		test('tells of an agent that was not seen for a day, where what is there already is wanted', async () => {
			fleet.tacticalRmm.world.agent(agents.workstation).silentFor(25 * 3_600_000);
			const trigger = await watching({ triggerOn: ['agentNotSeen'], options: { notSeenFor: 1, reportExisting: true } });
			await trigger.activate();
			const silent = async () => (await trigger.told()).filter(({ event, device, reason }) => event === 'agentNotSeen' && device?.name === agents.workstation && reason === 'silent');
			await until('it to be told', async () => (await silent()).length > 0, { deadlineMs: 60_000 });
			await pollTwice();
			expect(await silent()).toHaveLength(1);
			await trigger.deactivate();
		});
	});
});

describeWithMeshCentral('with a real MeshCentral', () => {
	let real: Lab;
	let netAlertX: NetAlertX;
	let tacticalRmm: TacticalRmm;
	const systems = ['meshCentral', 'netAlertX', 'tacticalRmm'];
	beforeAll(async () => {
		[real, netAlertX, tacticalRmm] = await Promise.all([startLab(['fleet-one', 'fleet-two']), startNetAlertX(), startTacticalRmm()]);
		await keep({ meshCentralApi: real.ways.server.data, netAlertXApi: netAlertXCredential(netAlertX.url, netAlertX.token), tacticalRmmApi: tacticalRmmCredential(tacticalRmm.url, tacticalRmm.apiKey) });
	}, startMs);
	afterAll(async () => {
		await Promise.all([netAlertX?.stop(), tacticalRmm?.stop()]);
		await real?.stop();
	}, 60_000);

	const run = async (operation: string, parameters: object = {}, items: readonly object[] = [{}]) => {
		const whole = { resource: 'device', operation, systems, meshCentralAuthentication: 'meshCentralApi', ...parameters };
		const workflow = itemsThrough(items, `${packageName}.deviceFleet`, { ...ofSystems(systems), meshCentralApi: credentials.meshCentralApi! }, whole);
		return (await runWorkflow(running.client, workflow)).itemsOf('Node').map(({ json }) => json as FleetItem);
	};

	test('its devices are in the fleet, found by name and id, and by the id that Tactical RMM has of them', async () => {
		const id = real.agents[0]!.nodeId;
		const all = await run('getAll', { returnAll: true });
		expect(all.filter((each) => each.systems.includes('meshCentral')).map(({ name }) => name).sort()).toEqual(['fleet-one', 'fleet-two']);
		expect(await run('get', { deviceId: 'fleet-one' })).toMatchObject([{ online: true, meshCentral: { id } }]);
		expect(await run('get', { deviceId: id })).toMatchObject([{ name: 'fleet-one' }]);
		const hex = Buffer.from(id.split('/').at(-1)!.replaceAll('@', '+').replaceAll('$', '/'), 'base64').toString('hex').toUpperCase();
		tacticalRmm.world.agent(agents.server).row.mesh_node_id = hex;
		expect(await run('get', { deviceId: id, readDetails: true })).toMatchObject([{ systems: ['meshCentral', 'tacticalRmm'], matchedBy: 'meshId', confidence: 1 }]);
	});

	test('what becomes of its devices is told by Compare, and items are matched with them', async () => {
		const earlier = await run('getAll', { returnAll: true });
		await (await real.server.control()).ask('changedevice', { nodeid: real.agents[1]!.nodeId, name: 'renamed' }, ({ action, event }) => action === 'event' && (event as { action?: string }).action === 'changenode');
		const later = await run('getAll', { returnAll: true });
		expect(await run('compare', { earlier: '={{ $json.earlier }}', later: '={{ $json.later }}' }, [{ earlier, later }])).toMatchObject([{ change: 'changed', changes: [{ field: 'name', from: 'fleet-two', to: 'renamed' }] }]);
		const [here] = await run('matchItems', { name: '={{ $json.host }}' }, [{ host: 'FLEET-ONE' }]);
		expect(here).toMatchObject({ match: 'matched', device: { systems: ['meshCentral'] } });
	});
});
