import { closeAgents } from '../../../nodes/shared/http/agents';
import { SaidOnce } from '../../../nodes/shared/remarks';
import { lab } from '../../support/netAlertX';
import { inShort, TriggerLab } from '../../support/netAlertXTrigger';
import { TriggerLab as MeshtechLab } from '../../support/meshtechTrigger';

afterAll(closeAgents);

describe('a trigger that could not read all rows', () => {
	let world: TriggerLab;
	beforeEach(async () => {
		world = await TriggerLab.start();
	});
	afterEach(async () => await world.stop());

	const devices = async (): Promise<Array<Record<string, unknown>>> => {
		const { url, token } = world.simulator;
		const answer = await fetch(`${url}/devices`, { headers: { authorization: `Bearer ${token}` } });
		return ((await answer.json()) as { devices: Array<Record<string, unknown>> }).devices;
	};
	const answersWith = (rows: unknown[], times = 1) => world.simulator.answerNext({ path: /^\/devices$/ }, { status: 200, body: { success: true, devices: rows } }, times);

	it('N1 says so once in the log, goes on, and tells what happens to the others', async () => {
		const trigger = await world.activeTrigger();
		const all = await devices();
		const nameless = { ...all[0], devMac: '', devName: 'found without one' };
		answersWith([nameless, ...all, null], 3);
		for (let poll = 0; poll < 3; poll++) expect(await trigger.poll()).toBeNull();
		expect(trigger.warnings).toEqual([
			`"Trigger": 2 of ${all.length + 2} rows of GET /devices could not be read and were left out: devMac: expected text that names a device; expected a record. This is logged once until n8n restarts.`,
		]);
		world.network.leave(lab.printer);
		world.network.scan();
		answersWith([nameless, ...(await devices()), null]);
		expect(inShort(await trigger.poll())).toEqual([`deviceOffline ${lab.printer}`]);
		expect(trigger.warnings).toHaveLength(1);
	});

	it('says another sort of the same once more, and everything again after a start of n8n', async () => {
		const trigger = await world.activeTrigger();
		const all = await devices();
		answersWith([...all, 5]);
		answersWith([...all.slice(1), { ...all[0], devVendor: [] }]);
		answersWith([...all, 'x', 7]);
		answersWith([...all, 5]);
		for (let poll = 0; poll < 3; poll++) expect(await trigger.poll()).toBeNull();
		expect(trigger.warnings.map((each) => each.replace(/^.* rows of /, ''))).toEqual([
			'GET /devices could not be read and was left out: expected a record. This is logged once until n8n restarts.',
			'GET /devices could be read only in part; the rest counts as unknown: devVendor: expected text. This is logged once until n8n restarts.',
		]);
		await trigger.restart();
		expect(trigger.warnings).toHaveLength(3);
	});

	it('tells nothing of a device of which the status, the name or the address could not be read, and what changed once they can be', async () => {
		const trigger = await world.activeTrigger();
		const all = await devices();
		const odd = (more: object) => all.map((device) => (device.devMac === lab.nas ? { ...device, ...more } : device));
		answersWith(odd({ devPresentLastScan: 'yes', devName: {}, devLastIP: [], devGroup: true }), 2);
		expect(await trigger.poll()).toBeNull();
		expect(await trigger.poll()).toBeNull();
		answersWith(odd({ devName: 'renamed' }));
		expect(inShort(await trigger.poll())).toEqual([`deviceChanged ${lab.nas}`]);
	});

	it('does not take a device for deleted whose row it could not read', async () => {
		const trigger = await world.activeTrigger();
		const all = await devices();
		answersWith(all.map((device) => (device.devMac === lab.nas ? { ...device, devMac: {} } : device)));
		expect(await trigger.poll()).toBeNull();
		expect(await trigger.poll()).toBeNull();
	});

	it('ends in an error where it could read none of them', async () => {
		const trigger = await world.activeTrigger();
		answersWith([{ devMac: '' }, null]);
		await expect(trigger.poll()).rejects.toThrow('NetAlertX returned an unexpected answer: devices.0.devMac: expected text that names a device');
		expect(await trigger.poll()).toBeNull();
	});
});

describe('a gateway of Meshtech whose row could not be read', () => {
	let world: MeshtechLab;
	beforeEach(async () => {
		world = await MeshtechLab.start({ devices: 12 });
	});
	afterEach(async () => await world.stop());

	it('is not taken for released: only its list tells where it is', async () => {
		const trigger = await world.activeTrigger();
		const items = world.fleet.list();
		const page = (rows: unknown[]) => world.simulator.answerNext({ path: /\/devices$/ }, { status: 200, body: { items: rows, nextToken: null } }, 2);
		page([...items.slice(1), { ...items[0], id: null }]);
		expect(await trigger.poll()).toBeNull();
		page(items.slice(1));
		expect(((await trigger.poll()) ?? []).map(({ json }) => json.event)).toEqual(['deviceRemoved']);
	});
});

it('what one trigger said, another may say as well', () => {
	const said = new SaidOnce();
	const remark = { sort: 'a', text: 'b' };
	expect(['one', 'one', 'two', 'one'].map((speaker) => said.isNew(speaker, remark))).toEqual([true, false, true, false]);
	expect(said.isNew('one', { ...remark, sort: 'c' })).toBe(true);
});
