import type { INodeType } from 'n8n-workflow';
import { DeviceFleetTrigger } from '../../nodes/DeviceFleet/DeviceFleetTrigger.node';
import { FleetLab } from '../support/deviceFleet';
import { inNewProcess } from '../support/newProcess';
import { Poller, savings, type PollerOptions } from '../support/poller';
import { lab as agents } from '../support/tacticalRmm';
import { lab } from '../support/netAlertX';

const HOUR = 3_600_000;
const NEW = '00:1a:2b:00:00:99';

let fleet: FleetLab;
/** How far n8n's clock is ahead of the machine's. */
let ahead = 0;
const clock = Date.now.bind(Date);
beforeEach(async () => {
	ahead = 0;
	jest.spyOn(Date, 'now').mockImplementation(() => clock() + ahead);
	fleet = await FleetLab.start();
	for (const device of fleet.netAlertX.database.devices()) device.devFirstConnection = '2026-01-01 00:00:00';
});
afterEach(async () => {
	jest.restoreAllMocks();
	await fleet.stop();
});

const systems = ['netAlertX', 'tacticalRmm'];

function trigger(parameters: object, more: Partial<PollerOptions> = {}): Poller {
	return new Poller({
		load: async () => await inNewProcess(async () => new (await import('../../nodes/DeviceFleet/DeviceFleetTrigger.node')).DeviceFleetTrigger() as INodeType),
		parameters: { systems, ...parameters } as PollerOptions['parameters'],
		credentials: fleet.credentials,
		...more,
	});
}

async function active(parameters: object, more?: Partial<PollerOptions>): Promise<Poller> {
	const poller = trigger(parameters, more);
	await poller.activate();
	return poller;
}

/** What a poll so many hours later reports: "unmanagedDevice printer". */
async function told(poller: Poller, hoursLater = 0): Promise<string[]> {
	ahead += hoursLater * HOUR;
	const items = (await poller.poll()) ?? [];
	return items.map(({ json }) => `${String(json.event)} ${String((json.device as { name?: string } | null)?.name ?? json.name)}`).sort();
}

const connect = (mac: string, name: string, ip = '192.168.10.99') => {
	const at = new Date(Date.now()).toISOString().slice(0, 19).replace('T', ' ');
	const { row } = fleet.netAlertX.database.insert({ devMac: mac });
	Object.assign(row, { devName: name, devLastIP: ip, devPresentLastScan: 1, devFirstConnection: at, devLastConnection: at });
};

describe('Unmanaged Device', () => {
	const parameters = { triggerOn: ['unmanagedDevice', 'conditionOver'] };

	it('is not reported again when the device was away for a while', async () => {
		const poller = await active({ ...parameters, options: { unmanagedFor: 0 } });
		connect(NEW, 'intruder');
		expect(await told(poller, 1)).toEqual(['unmanagedDevice intruder']);
		const { row } = fleet.netAlertX.database.find(NEW)!;
		row.devPresentLastScan = 0;
		for (let poll = 0; poll < 4; poll++) expect(await told(poller, 0.1)).toEqual([]);
		row.devPresentLastScan = 1;
		for (let poll = 0; poll < 2; poll++) expect(await told(poller, 0.1)).toEqual([]);
	});

	it.each(savings)('is reported once it has been there for as long as chosen, once, and so is its end; n8n restarts in between (%s)', async (saving) => {
		const poller = await active(parameters, { saving });
		expect(await told(poller)).toEqual([]);
		connect(NEW, 'intruder');
		expect(await told(poller, 1)).toEqual([]);
		await poller.restart();
		expect(await told(poller, 22)).toEqual([]);
		expect(await told(poller, 3)).toEqual(['unmanagedDevice intruder']);
		const { json } = poller.emitted[0]!;
		expect(json).toMatchObject({ device: { source: 'deviceFleet', mac: NEW, online: true }, fleetDevice: { systems: ['netAlertX'], missingFrom: ['tacticalRmm'] } });
		expect(await told(poller, 1)).toEqual([]);
		await poller.restart();
		expect(await told(poller, 1)).toEqual([]);
		const agent = fleet.tacticalRmm.world.agent(agents.workstation);
		agent.row.hostname = 'INTRUDER';
		agent.revision++;
		expect(await told(poller, 1)).toEqual(['conditionOver intruder']);
		expect(await told(poller, 48)).toEqual([]);
		expect(new Set(poller.emitted.map(({ json: { eventId } }) => eventId)).size).toBe(2);
	});

	it('reports nothing that was there before, unless that is wanted; then with the second poll', async () => {
		expect(await told(await active({ ...parameters, options: { unmanagedFor: 0 } }), 30)).toEqual([]);
		const poller = await active({ ...parameters, options: { unmanagedFor: 0, reportExisting: true } }, { workflowId: 'other' });
		const all = await told(poller, 1);
		expect(all).toContain('unmanagedDevice nas');
		expect(await told(poller, 1)).toEqual([]);
	});

	it('is concluded of nothing while half of the agents cannot be read, and nothing has ended then', async () => {
		const poller = await active({ ...parameters, options: { unmanagedFor: 0 } });
		connect(NEW, 'intruder');
		expect(await told(poller, 1)).toEqual(['unmanagedDevice intruder']);
		Object.assign(fleet.netAlertX.database.device(lab.printer)!, { devName: agents.server });
		expect(await told(poller, 1)).toEqual([]);
		const rows = (await (await fetch(`${fleet.tacticalRmm.url}/agents/`, { headers: { 'x-api-key': fleet.tacticalRmm.apiKey } })).json()) as Array<{ hostname: string }>;
		const half = rows.map((row) => (row.hostname === agents.server ? { ...row, agent_id: null } : row));
		fleet.tacticalRmm.answerNext({ path: /^\/agents\/$/ }, { status: 200, body: half });
		expect(await told(poller, 1)).toEqual([]);
		expect(await told(poller, 1)).toEqual([]);
	});

	it('is concluded of nothing when a key suddenly sees far fewer agents', async () => {
		const named = fleet.tacticalRmm.world.agent(agents.server);
		Object.assign(fleet.netAlertX.database.device(lab.printer)!, { devName: agents.server });
		const poller = await active({ ...parameters, options: { unmanagedFor: 0 } });
		const rows = (await (await fetch(`${fleet.tacticalRmm.url}/agents/`, { headers: { 'x-api-key': fleet.tacticalRmm.apiKey } })).json()) as Array<{ agent_id: string }>;
		const fewer = rows.filter(({ agent_id: id }) => id !== named.agent_id).slice(0, 12);
		for (let hour = 0; hour < 3; hour++) {
			fleet.tacticalRmm.answerNext({ path: /^\/agents\/$/ }, { status: 200, body: fewer });
			expect(await told(poller, 1)).toEqual([]);
		}
		expect(await told(poller, 1)).toEqual([]);
		// A day later they are gone indeed.
		fleet.tacticalRmm.answerNext({ path: /^\/agents\/$/ }, { status: 200, body: fewer }, 2);
		expect(await told(poller, 1)).toEqual([]);
		expect(await told(poller, 25)).toContain(`unmanagedDevice ${agents.server}`);
	});

	it('is left to the next poll when a system does not answer', async () => {
		const poller = await active({ ...parameters, options: { unmanagedFor: 0 } });
		connect(NEW, 'intruder');
		fleet.tacticalRmm.answerNext({}, { status: 500, body: { detail: 'out of order' } }, 20);
		await expect(poller.poll()).rejects.toThrow('out of order');
		fleet.tacticalRmm.answerNext({}, { status: 500, body: {} }, 0);
		while ((await told(poller, 1).catch(() => ['failed']))[0] === 'failed');
		expect(poller.emitted.map(({ json }) => json.event)).toEqual(['unmanagedDevice']);
	});

	it('leaves out phones with random addresses, where that is wanted', async () => {
		const poller = await active({ ...parameters, filters: { leaveOutRandom: true }, options: { unmanagedFor: 0 } });
		connect('da:a1:19:00:00:77', 'anna-s-phone');
		connect(NEW, 'intruder', '192.168.10.98');
		expect(await told(poller, 1)).toEqual(['unmanagedDevice intruder']);
	});

	it('needs a system of each kind', async () => {
		await expect(trigger({ ...parameters, systems: ['netAlertX'] }).activate()).rejects.toThrow("'Unmanaged Device' needs a system that sees the network and one that has agents");
	});
});

it('Conflict is reported once it has lasted, and its end', async () => {
	const { row } = fleet.netAlertX.database.find(lab.printer)!;
	Object.assign(row, { devName: agents.server });
	const poller = await active({ triggerOn: ['deviceConflict', 'conditionOver'] });
	row.devPresentLastScan = 0;
	expect(await told(poller)).toEqual([]);
	expect(await told(poller, 2)).toEqual([`deviceConflict ${agents.server}`]);
	expect(poller.emitted[0]!.json).toMatchObject({ conflict: { field: 'online', values: { netAlertX: false, tacticalRmm: true } } });
	row.devPresentLastScan = 1;
	expect(await told(poller, 1)).toEqual([`conditionOver ${agents.server}`]);
	expect(poller.emitted[1]!.json).toMatchObject({ condition: 'deviceConflict', name: agents.server });
});

it('a conflict that ends in time is not reported, and neither is its end', async () => {
	const { row } = fleet.netAlertX.database.find(lab.printer)!;
	Object.assign(row, { devName: agents.server });
	const poller = await active({ triggerOn: ['deviceConflict', 'conditionOver'] });
	row.devPresentLastScan = 0;
	expect(await told(poller)).toEqual([]);
	row.devPresentLastScan = 1;
	expect(await told(poller, 2)).toEqual([]);
	expect(await told(poller, 2)).toEqual([]);
});

it('what is known by network cards alone neither ends nor begins anew while n8n reads them again after a start', async () => {
	// The last of those that are asked.
	const { row } = fleet.tacticalRmm.world.agents().filter(({ row: { plat }, status }) => plat === 'windows' && status === 'online').at(-1)!;
	Object.assign(row.wmi_detail, { network_config: [[{ IPAddress: [], MACAddress: lab.printer.toUpperCase() }]] });
	Object.assign(fleet.netAlertX.database.device(lab.printer)!, { devName: row.hostname, devFQDN: '' });
	const poller = await active({ triggerOn: ['deviceConflict', 'unmanagedDevice', 'conditionOver'], options: { conflictFor: 0, unmanagedFor: 0, detailsAtMost: 5 } });
	for (let poll = 0; poll < 6; poll++) await told(poller, 0.1);
	Object.assign(fleet.netAlertX.database.device(lab.printer)!, { devName: 'front-desk' });
	const [conflict, ...more] = await told(poller, 0.1);
	expect([conflict, more]).toEqual([expect.stringMatching(/^deviceConflict /), []]);
	await poller.restart();
	for (let poll = 0; poll < 8; poll++) expect(await told(poller, 0.1)).toEqual([]);
	Object.assign(fleet.netAlertX.database.device(lab.printer)!, { devName: row.hostname });
	expect(await told(poller, 0.1)).toEqual([expect.stringMatching(/^conditionOver /)]);
});

it('Duplicate Agent is reported of a computer that was installed anew', async () => {
	const poller = await active({ triggerOn: ['duplicateAgent'] });
	const [first, second] = [fleet.tacticalRmm.world.agent(agents.server), fleet.tacticalRmm.world.agent(agents.silent)];
	Object.assign(second.row, { hostname: first.row.hostname, hardware: { ...second.row.hardware, serial_number: first.row.hardware.serial_number } });
	second.revision++;
	expect(await told(poller, 1)).toEqual([`duplicateAgent ${agents.server}`]);
	expect(poller.emitted[0]!.json.duplicates).toHaveLength(2);
	expect(await told(poller, 1)).toEqual([]);
});

it('Agent Not Seen is reported of one that falls silent for so long', async () => {
	const poller = await active({ triggerOn: ['agentNotSeen'], options: { notSeenFor: 1 } });
	fleet.tacticalRmm.world.agent(agents.server).silentFor(HOUR);
	expect(await told(poller)).toEqual([]);
	const items = await told(poller, 23.5);
	expect(items).toContain(`agentNotSeen ${agents.server}`);
	expect(poller.emitted.find(({ json }) => (json.device as { name: string }).name === agents.server)!.json).toMatchObject({ reason: 'silent' });
});

it('a test run in the editor shows a real device for each event that there is one of, and keeps nothing', async () => {
	const items = await trigger({ triggerOn: ['unmanagedDevice', 'agentNotSeen'] }).manual();
	expect(items!.map(({ json }) => json.event)).toEqual(['unmanagedDevice', 'agentNotSeen']);
});

it('is a node of n8n with all credentials, none of them required', () => {
	const { credentials } = new DeviceFleetTrigger().description;
	expect(credentials!.map(({ required }) => required)).toEqual([false, false, false, false, false]);
});
