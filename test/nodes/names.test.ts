import type { ICredentialDataDecryptedObject, IDataObject, ILoadOptionsFunctions, INodePropertyOptions, INodeType } from 'n8n-workflow';
import { DeviceFleetTrigger } from '../../nodes/DeviceFleet/DeviceFleetTrigger.node';
import { MeshCentralTrigger } from '../../nodes/MeshCentral/MeshCentralTrigger.node';
import { Meshtech } from '../../nodes/Meshtech/Meshtech.node';
import { MeshtechTrigger } from '../../nodes/Meshtech/MeshtechTrigger.node';
import { NetAlertXTrigger } from '../../nodes/NetAlertX/NetAlertXTrigger.node';
import { TacticalRmmTrigger } from '../../nodes/TacticalRmm/TacticalRmmTrigger.node';
import { closeAgents } from '../../nodes/shared/http/agents';
import { pack, unpack } from '../../nodes/shared/watch/packing';
import { readSaved } from '../../nodes/shared/watch/state';
import { gateway } from '../simulators/meshtech';
import { TriggerLab as MeshCentralLab } from '../support/meshCentralTrigger';
import { jsonOf, page, startPortal } from '../support/meshtech';
import { TriggerLab as MeshtechLab } from '../support/meshtechTrigger';
import { lab } from '../support/netAlertX';
import { inShort, toldIn, TriggerLab as NetAlertXLab } from '../support/netAlertXTrigger';
import type { Poller } from '../support/poller';
import { inShort as inShortRmm, TriggerLab as TacticalRmmLab } from '../support/tacticalRmmTrigger';
import { actionNodes } from './systems';
import { withNested } from './names';

/** Several names to choose from, which may hold commas: E10. */

afterAll(closeAgents);

const triggers: INodeType[] = [new DeviceFleetTrigger(), new MeshCentralTrigger(), new MeshtechTrigger(), new NetAlertXTrigger(), new TacticalRmmTrigger()];

it.each([...triggers, ...actionNodes.map(({ create }) => create())].map((type) => [type.description.displayName, type] as const))(
	'%s gives the editor every list that its fields load',
	(_, { description, methods }) => {
		const loaded = withNested(description.properties).flatMap(({ property }) => property.typeOptions?.loadOptionsMethod ?? []);
		expect(Object.keys(methods?.loadOptions ?? {})).toEqual(expect.arrayContaining(loaded));
		const searched = withNested(description.properties).flatMap(({ property }) => (property.modes ?? []).flatMap((mode) => mode.typeOptions?.searchListMethod ?? []));
		expect(Object.keys(methods?.listSearch ?? {})).toEqual(expect.arrayContaining(searched));
	},
);

/** What the editor shows in a filter of a trigger. */
async function offered(type: INodeType, filter: string, credential: ICredentialDataDecryptedObject): Promise<string[]> {
	const property = withNested(type.description.properties).find(({ path }) => path === `filters.${filter}`)!.property;
	const method = type.methods!.loadOptions![String(property.typeOptions!.loadOptionsMethod)]!;
	const context = { getCredentials: async () => await Promise.resolve(credential), getNode: () => ({ name: 'Node', parameters: {} }), getCurrentNodeParameter: () => undefined };
	const options: INodePropertyOptions[] = await method.call(context as unknown as ILoadOptionsFunctions);
	for (const { name, value } of options) expect(name).toBe(value);
	return options.map(({ name }) => name);
}

describe('E10 NetAlertX', () => {
	let world: NetAlertXLab;
	beforeEach(async () => {
		world = await NetAlertXLab.start();
		for (const [mac, devGroup, devOwner] of [[lab.nas, 'Racks, Cellar', 'Ada'], [lab.printer, 'Racks', 'ada'], [lab.phone, 'Cellar', ' ']] as const) Object.assign(world.simulator.database.device(mac)!, { devGroup, devOwner });
	});
	afterEach(async () => await world.stop());

	it.each<[unknown, string[]]>([
		[['Racks, Cellar'], [lab.nas]],
		[['racks'], [lab.printer]],
		['Racks, Cellar', [lab.nas]],
		['Racks\nCellar', [lab.printer, lab.phone]],
		['={{ ["Racks, Cellar", "Cellar"] }}', [lab.nas, lab.phone]],
	])('groups %j let through only what has one of them', async (groups, expected) => {
		const trigger = await world.activeTrigger({ triggerOn: ['deviceRemoved'], filters: { groups } });
		for (const mac of [lab.nas, lab.printer, lab.phone]) world.simulator.database.delete(mac);
		expect(inShort(await trigger.poll()).sort()).toEqual(expected.map((mac) => `deviceRemoved ${mac}`).sort());
	});

	it.each<[unknown, string[]]>([
		['Device Removed', [lab.nas, lab.printer, lab.phone]],
		['["deviceremoved"]', [lab.nas, lab.printer, lab.phone]],
		['Device Online, IP Changed', []],
	])('E9 events are chosen by their labels as well: %j', async (triggerOn, expected) => {
		const trigger = await world.activeTrigger({ triggerOn });
		for (const mac of [lab.nas, lab.printer, lab.phone]) world.simulator.database.delete(mac);
		expect(inShort(await trigger.poll()).sort()).toEqual(expected.map((mac) => `deviceRemoved ${mac}`).sort());
	});

	it('offers each name that a device has, once', async () => {
		const of = async (filter: string) => await offered(new NetAlertXTrigger(), filter, world.credentials.netAlertXApi);
		expect(await of('groups')).toEqual(expect.arrayContaining(['Cellar', 'Racks', 'Racks, Cellar']));
		expect(await of('owners')).not.toContain('');
		const types = await of('types');
		expect(types).toEqual([...new Set(types)].sort((a, b) => a.localeCompare(b)));
	});

	it('says in the editor why it has no list', async () => {
		await expect(offered(new NetAlertXTrigger(), 'groups', { ...world.credentials.netAlertXApi, apiToken: 'wrong' })).rejects.toMatchObject({ name: 'NodeApiError', message: expect.stringMatching(/Not authorized|Forbidden/) as string });
	});

	it('settings that were kept as text with commas hold nothing back at the first poll of this version', async () => {
		const trigger = await world.activeTrigger({ triggerOn: ['deviceRemoved'], filters: { groups: ['Racks, Cellar', 'Cellar'] } });
		const kept = trigger.state.watch as IDataObject;
		const config = { ...(JSON.parse(kept.config as string) as object), filters: { groups: 'racks, cellar' } };
		trigger.state.watch = { ...kept, config: JSON.stringify(config) };
		for (const mac of [lab.nas, lab.printer, lab.phone]) world.simulator.database.delete(mac);
		expect(inShort(await trigger.poll()).sort()).toEqual([lab.nas, lab.phone].map((mac) => `deviceRemoved ${mac}`).sort());
	});
});

describe('E10 Tactical RMM', () => {
	let rmm: TacticalRmmLab;
	beforeEach(async () => {
		rmm = await TacticalRmmLab.start();
		const { clients, sites } = rmm.world.tables;
		clients.update(1, { name: 'Acme' });
		clients.update(2, { name: 'Acme, Inc.' });
		sites.update(2, { name: 'Berlin, Mitte' });
	});
	afterEach(async () => await rmm.stop());

	const ofBoth = ['WIN-SRV-06', 'WIN-SRV-12']; // Acme / Berlin, Mitte; and Acme, Inc.

	it.each<[string, object, string[]]>([
		['a client with a comma', { clients: ['Acme, Inc.'] }, ['WIN-SRV-12']],
		['one without', { clients: ['Acme'] }, ['WIN-SRV-06']],
		['a client with a comma as text', { clients: 'Acme, Inc.' }, ['WIN-SRV-12']],
		['clients on lines', { clients: 'Acme\nAcme, Inc.' }, ofBoth],
		['clients with commas between', { clients: 'acme, inc., Acme' }, ofBoth],
		['a site with a comma', { sites: ['berlin, mitte'] }, ['WIN-SRV-06']],
		['part of a site', { sites: ['Mitte'] }, []],
	])('%s: of devices and alerts alike', async (_, filters, expected) => {
		const trigger = await rmm.activeTrigger(['needsReboot', 'alertRaised'], { filters });
		for (const name of ofBoth) {
			rmm.world.agent(name).set({ needs_reboot: true });
			rmm.world.raiseAlert({ agent: name });
		}
		const told = inShortRmm(await trigger.poll());
		expect(told.filter((each) => each.startsWith('needsReboot'))).toEqual(expected.map((name) => `needsReboot ${name}`));
		expect(told.filter((each) => each.startsWith('alertRaised'))).toHaveLength(expected.length);
	});

	it('offers clients and sites', async () => {
		const credential = { baseUrl: rmm.simulator.url, apiKey: rmm.simulator.apiKey };
		expect(await offered(new TacticalRmmTrigger(), 'clients', credential)).toEqual(expect.arrayContaining(['Acme', 'Acme, Inc.']));
		expect(await offered(new TacticalRmmTrigger(), 'sites', credential)).toEqual(expect.arrayContaining(['Berlin, Mitte']));
	});
});

/** The state as an earlier version kept it: without the lists, with the texts that it had in their place. */
async function asEarlier(trigger: Poller, text: string, list: string, texts: Record<string, string>): Promise<void> {
	const kept = readSaved(trigger.state.watch)!;
	const state = await unpack(kept.packed);
	for (const [id, entity] of state.entities) {
		const others = Object.entries(entity.values).filter(([name]) => name !== list);
		state.entities.set(id, { ...entity, values: { ...Object.fromEntries(others), [text]: texts[entity.name ?? ''] ?? '' } });
	}
	trigger.state.watch = { ...kept, packed: await pack(state) } as unknown as IDataObject;
}

describe('E10 MeshCentral', () => {
	let mesh: MeshCentralLab;
	beforeEach(() => {
		mesh = new MeshCentralLab();
		mesh.joins('one', { tags: ['kiosk, lobby'] });
		mesh.joins('two', { tags: ['kiosk', 'lobby'] });
	});
	const told = async (trigger: Poller) => toldIn(await trigger.poll()).map(({ event, device }) => `${event} ${device!.name}`).sort();

	it.each<[unknown, string[]]>([
		[['kiosk, lobby'], ['one']],
		[['Kiosk'], ['two']],
		['kiosk, lobby', ['one']],
		['kiosk\nkiosk, lobby', ['one', 'two']],
	])('tags %j let through only what has one of them', async (tags, expected) => {
		const trigger = await mesh.activeTrigger({ triggerOn: ['deviceRemoved'], filters: { tags } });
		for (const name of ['pc-1', 'one', 'two']) mesh.isDeleted(name);
		expect(await told(trigger)).toEqual(expected.map((name) => `deviceRemoved ${name}`));
	});

	it('a state of before is read as it was: nothing changed, and what is gone is told by its tags', async () => {
		const trigger = await mesh.activeTrigger({ filters: { tags: ['lobby', 'kiosk, lobby'] } });
		await asEarlier(trigger, 'tags', 'tagList', { one: 'kiosk, lobby', two: 'kiosk, lobby' });
		await trigger.restart();
		expect(trigger.emitted).toEqual([]);
		await asEarlier(trigger, 'tags', 'tagList', { one: 'kiosk, lobby', two: 'kiosk, lobby' });
		mesh.isDeleted('two');
		expect(await told(trigger)).toEqual(['deviceRemoved two']);
		expect(await told(trigger)).toEqual([]);
		mesh.isEdited('one', { tags: ['kiosk, lobby', 'new'] });
		expect(toldIn(await trigger.poll())).toMatchObject([{ event: 'deviceChanged', changes: [{ field: 'tags', from: 'kiosk, lobby', to: 'kiosk, lobby, new' }] }]);
	});
});

describe('E10 Meshtech', () => {
	let tech: MeshtechLab;
	const id = 'bmac-0000000000aa';
	beforeEach(async () => {
		tech = await MeshtechLab.start();
		tech.fleet.add(gateway(id, 'hall', { labels: ['hall, north'] }));
		tech.fleet.get(page.office).labels = ['north', 'hall'];
	});
	afterEach(async () => await tech.stop());

	it.each<[unknown, string[]]>([
		[['hall, north'], [id]],
		[['NORTH'], [page.office]],
		['hall, north', [id]],
		['hall\nhall, north', [id, page.office]],
	])('labels %j let through only what has one of them', async (labels, expected) => {
		const trigger = await tech.activeTrigger({ triggerOn: ['firmwareChanged'], filters: { labels } });
		for (const each of [id, page.office, page.card]) tech.fleet.get(each).firmwareVersion = '3.9.0';
		expect(inShort(await trigger.poll()).sort()).toEqual(expected.map((each) => `firmwareChanged ${each}`).sort());
	});

	it('a state of before is read as it was', async () => {
		const trigger = await tech.activeTrigger({ filters: { labels: ['hall', 'hall, north'] } });
		const before = { hall: 'hall, north', MT10225: 'hall, north' };
		await asEarlier(trigger, 'labels', 'labelList', before);
		expect(await trigger.poll()).toBeNull();
		await asEarlier(trigger, 'labels', 'labelList', before);
		tech.fleet.remove(page.office);
		expect(inShort(await trigger.poll())).toEqual([`deviceRemoved ${page.office}`]);
	});

	it('offers labels and models, also to the node', async () => {
		const { meshtechApi } = tech.credentials;
		expect(await offered(new MeshtechTrigger(), 'labels', meshtechApi)).toEqual(['hall', 'hall, north', 'north', 'test-tag']);
		expect(await offered(new Meshtech(), 'models', meshtechApi)).toEqual(expect.arrayContaining(['2011']));
	});
});

describe('E10 the filters of the Meshtech node', () => {
	it.each<[unknown, number]>([
		[['hall, north'], 1],
		['hall, north', 1],
		['={{ ["hall"] }}', 0],
		['hall, Kyiv-office', 1],
	])('labels %j', async (labels, count) => {
		const portal = await startPortal();
		try {
			portal.simulator.fleet.add(gateway('bmac-0000000000aa', 'hall', { labels: ['hall, north'] }));
			expect(jsonOf(await portal.run('device', 'getAll', { filters: { labels } as never }))).toHaveLength(count);
		} finally {
			await portal.stop();
		}
	});

	it('must not be empty where something is written', async () => {
		const portal = await startPortal();
		try {
			for (const labels of [[], '', '={{ null }}', '={{ [] }}']) {
				const { error } = await portal.run('firmware', 'update', { devices: 'matching', filters: { labels } as never, firmwareVersion: '9.9.9' });
				expect(error?.message).toMatch(/must not have an empty 'Labels': it would match everything/);
			}
			expect(portal.written()).toEqual([]);
		} finally {
			await portal.stop();
		}
	});
});
