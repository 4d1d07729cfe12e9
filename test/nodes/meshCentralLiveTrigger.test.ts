import type { INodeExecutionData } from 'n8n-workflow';
import { UnreachableError } from '../../nodes/shared/errors';
import type { LiveNode } from '../support/liveNode';
import { everything, TriggerLab } from '../support/meshCentralTrigger';
import { toldIn } from '../support/netAlertXTrigger';

let lab: TriggerLab;
beforeEach(() => {
	lab = new TriggerLab();
});

/** In short: "deviceOffline pc-1". */
const inShort = (items: INodeExecutionData[]) => toldIn(items).map(({ event, device, mass }) => `${event} ${mass ? mass.kind : device?.name}`);
const idsOf = (items: INodeExecutionData[]) => toldIn(items).map(({ eventId }) => eventId);
/** Time passes at the server and for n8n. */
const after = async (seconds: number, step = 1) => {
	for (let passed = 0; passed < seconds; passed += step) {
		lab.pass(step / 60);
		await lab.timers.pass(step * 1_000);
	}
};
/** How often the server was looked at since the last time this was asked. */
const looks = () => lab.asked.splice(0).filter((what) => what === 'devices').length;
const active = async (...args: Parameters<TriggerLab['liveTrigger']>): Promise<LiveNode> => {
	const trigger = lab.liveTrigger(...args);
	await trigger.activate();
	// The server is up for longer than agents take to come back.
	await after(60, 10);
	looks();
	return trigger;
};
const unreachable = () => new UnreachableError('mesh.example refused the connection', { method: 'nodes', path: 'over wss://mesh.example' }, 'no');

describe('what happens', () => {
	it('is told as soon as the server rings, each thing once, and nothing of what was there', async () => {
		const trigger = await active();
		expect(trigger.emitted).toEqual([]);
		for (const [happens, told] of [
			[() => lab.disconnects('pc-1'), 'deviceOffline pc-1'],
			[() => lab.connects('pc-1'), 'deviceOnline pc-1'],
			[() => lab.joins('new'), 'deviceAdded new'],
			[() => lab.isEdited('pc-2', { desc: 'At the front desk' }), 'deviceChanged pc-2'],
			[() => lab.moves('pc-2', 'Branch'), 'deviceMoved pc-2'],
			[() => lab.isDeleted('pc-3'), 'deviceRemoved pc-3'],
		] as const) {
			trigger.emitted.length = 0;
			await after(2);
			happens();
			lab.ring();
			await lab.timers.pass(0);
			expect(inShort(trigger.emitted)).toEqual([told]);
		}
		await trigger.deactivate();
	});

	it('has the same ids as a polling trigger gives it', async () => {
		const polling = await lab.activeTrigger({ options: { offlineForAtLeast: 0 } }, { workflowId: 'polling' });
		const trigger = await active();
		const steps = [() => lab.disconnects('pc-1'), () => lab.joins('new'), () => lab.isEdited('pc-2', { desc: 'x' }), () => lab.connects('pc-1'), () => lab.isDeleted('pc-3')];
		const polled: INodeExecutionData[] = [];
		for (const step of steps) {
			await after(60, 30);
			step();
			lab.ring();
			await lab.timers.pass(0);
			polled.push(...((await polling.poll()) ?? []));
		}
		expect(idsOf(trigger.emitted).filter((id) => !id.startsWith('deviceChanged'))).toEqual(idsOf(polled).filter((id) => !id.startsWith('deviceChanged')));
		expect(inShort(trigger.emitted)).toEqual(inShort(polled));
		await trigger.deactivate();
	});

	it('is found within the minutes that are set where nothing rings at all', async () => {
		const trigger = await active({ options: { lookAnywayEvery: 2 } });
		lab.disconnects('pc-1');
		await after(121);
		expect(inShort(trigger.emitted)).toEqual(['deviceOffline pc-1']);
		expect(looks()).toBe(1);
		await trigger.deactivate();
	});

	it('by time alone, as the end of a wait, is told when it is due and not at the next look', async () => {
		const trigger = await active({ options: { offlineForAtLeast: 2 } });
		lab.disconnects('pc-1');
		lab.ring();
		await after(119);
		expect(trigger.emitted).toEqual([]);
		await after(2);
		expect(inShort(trigger.emitted)).toEqual(['deviceOffline pc-1']);
		expect(looks()).toBeLessThanOrEqual(3);
		await trigger.deactivate();
	});

	it('two hundred times in a burst is told once each, with a look a second', async () => {
		lab = new TriggerLab(400);
		const trigger = await active({ triggerOn: ['deviceOffline', 'deviceOnline'] });
		for (let index = 1; index <= 200; index++) {
			if (index % 20 === 0) await after(0.5, 0.5);
			lab.disconnects(`pc-${index}`);
			lab.ring();
		}
		await after(10);
		expect(new Set(idsOf(trigger.emitted)).size).toBe(200);
		expect(trigger.emitted).toHaveLength(200);
		expect(looks()).toBeLessThanOrEqual(8);
		await trigger.deactivate();
	});

	it('more than fits into one look comes with the next one, at once', async () => {
		lab = new TriggerLab(40);
		const trigger = await active({ triggerOn: ['deviceChanged'], options: { maximumItems: 5 } });
		for (let index = 1; index <= 12; index++) lab.isEdited(`pc-${index}`, { desc: 'new' });
		lab.ring();
		await after(3);
		expect(trigger.emitted).toHaveLength(12);
		await trigger.deactivate();
	});
});

describe('rings', () => {
	it('while a look is under way have another one follow', async () => {
		const trigger = await active();
		let let_go = () => {};
		lab.before = async (what) => (what === 'lastConnects' ? await new Promise<void>((resolve) => (let_go = resolve)) : undefined);
		lab.ring();
		await lab.timers.pass(0);
		// The list is read already: this look cannot see it.
		lab.disconnects('pc-1');
		lab.ring();
		lab.before = () => {};
		let_go();
		await after(2);
		expect(inShort(trigger.emitted)).toEqual(['deviceOffline pc-1']);
		expect(looks()).toBe(2);
		await trigger.deactivate();
	});

	it('a thousand in ten seconds make eleven looks at most', async () => {
		const trigger = await active();
		for (let ring = 0; ring < 1_000; ring++) {
			lab.ring();
			await lab.timers.pass(10);
		}
		expect(looks()).toBeLessThanOrEqual(11);
		await trigger.deactivate();
	});
});

describe('the connection', () => {
	it('that breaks is opened again, and what happened meanwhile is told once', async () => {
		const trigger = await active();
		lab.refusesListeners = unreachable();
		lab.breaks();
		await after(20);
		expect([...lab.listeners]).toEqual([]);
		lab.disconnects('pc-1');
		lab.ring();
		await after(1);
		expect(trigger.emitted).toEqual([]);
		lab.refusesListeners = undefined;
		await after(40);
		expect(inShort(trigger.emitted)).toEqual(['deviceOffline pc-1']);
		expect(lab.listeners.size).toBe(1);
		expect(trigger.warnings).toEqual([expect.stringMatching(/has ended \(the session broke\).*reopened.*every 5 min/)]);
		expect(trigger.failed).toEqual([]);
		await trigger.deactivate();
	});

	it('that ends at once whenever it is opened does no harm: looks go on, and less and less is asked', async () => {
		const trigger = await active();
		const listen = lab.client.listen.bind(lab.client);
		Object.assign(lab.client, { listen: async (ring: () => void) => await Promise.resolve(ring()) });
		lab.breaks();
		await after(600, 5);
		expect(looks()).toBeLessThan(25);
		lab.disconnects('pc-1');
		await after(65, 5);
		expect(inShort(trigger.emitted)).toEqual(['deviceOffline pc-1']);
		expect(trigger.warnings).toHaveLength(1);
		Object.assign(lab.client, { listen });
		await trigger.deactivate();
	});

	it('is one after fifty publications, and none after deactivation; n8n is waited for by nothing', async () => {
		const trigger = await active();
		for (let time = 0; time < 50; time++) await trigger.publish();
		expect(lab.listeners.size).toBe(1);
		await trigger.deactivate();
		expect(lab.listeners.size).toBe(0);
		expect(lab.timers.pending).toBe(0);
		looks();
		lab.disconnects('pc-1');
		await after(600, 10);
		expect(looks()).toBe(0);
	});
});

describe('the server restarts', () => {
	it('and nobody is told of devices that are on the way back', async () => {
		const trigger = await active();
		lab.restarts();
		lab.breaks();
		await after(3);
		for (const name of ['pc-1', 'pc-2', 'pc-3']) {
			lab.connects(name);
			lab.ring();
		}
		await after(60);
		expect(trigger.emitted).toEqual([]);
		await trigger.deactivate();
	});

	it('and one that does not come back is told within half a minute or so', async () => {
		const trigger = await active();
		lab.restarts();
		lab.breaks();
		await after(3);
		lab.connects('pc-1');
		lab.connects('pc-2');
		lab.ring();
		await after(26);
		expect(trigger.emitted).toEqual([]);
		await after(10);
		expect(inShort(trigger.emitted)).toEqual(['deviceOffline pc-3']);
		await trigger.deactivate();
	});

	it('while n8n is not connected: a break of our connection alone hides nothing', async () => {
		const trigger = await active();
		lab.disconnects('pc-1');
		lab.breaks();
		await after(2);
		expect(inShort(trigger.emitted)).toEqual(['deviceOffline pc-1']);
		await trigger.deactivate();
	});
});

describe('many at once', () => {
	it('are one event some seconds later, and their return is one, though it takes a while and pauses', async () => {
		lab = new TriggerLab(30);
		const trigger = await active({ triggerOn: ['deviceOffline', 'deviceOnline', 'massChange', 'massChangeOver'] });
		const gone = Array.from({ length: 20 }, (_, index) => `pc-${index + 1}`);
		for (const name of gone) lab.disconnects(name);
		lab.ring();
		await after(6);
		expect(inShort(trigger.emitted)).toEqual(['massChange offline']);
		for (const [index, name] of gone.entries()) {
			// A pause of several looks among the last of them.
			await after(index === 16 ? 12 : 1);
			lab.connects(name);
			lab.ring();
		}
		await after(3);
		expect(inShort(trigger.emitted)).toEqual(['massChange offline', 'massChangeOver offline']);
		expect(trigger.emitted[1]!.json.mass).toMatchObject({ count: 20, back: 20, notBack: 0 });
		await trigger.deactivate();
	});

	it('of which some stay away: these are told one by one once nobody has returned for half a minute', async () => {
		lab = new TriggerLab(30);
		const trigger = await active({ triggerOn: ['deviceOffline', 'massChange', 'massChangeOver'] });
		for (let index = 1; index <= 20; index++) lab.disconnects(`pc-${index}`);
		lab.ring();
		await after(6);
		for (let index = 1; index <= 18; index++) lab.connects(`pc-${index}`);
		lab.ring();
		await after(25);
		expect(inShort(trigger.emitted)).toEqual(['massChange offline']);
		await after(10);
		expect(inShort(trigger.emitted).sort()).toEqual(['deviceOffline pc-19', 'deviceOffline pc-20', 'massChange offline', 'massChangeOver offline']);
		await trigger.deactivate();
	});
});

describe('a look', () => {
	it('that fails is repeated soon, is logged once, and is a failed execution only where that lasts', async () => {
		const trigger = await active();
		lab.before = () => {
			throw unreachable();
		};
		lab.ring();
		await after(30);
		expect(trigger.failed).toEqual([]);
		expect(trigger.warnings).toHaveLength(1);
		await after(60);
		expect(trigger.failed.map(({ message }) => message)).toEqual(['mesh.example refused the connection']);
		await after(600, 5);
		expect(trigger.failed.length).toBeLessThanOrEqual(4);
		lab.before = () => {};
		lab.disconnects('pc-1');
		await after(61);
		expect(inShort(trigger.emitted)).toEqual(['deviceOffline pc-1']);
		await trigger.deactivate();
	});

	it('that hangs for ever is left behind, and the next one finds what it would have found', async () => {
		const trigger = await active();
		const real = performance.now.bind(performance);
		const begun = lab.timers.now();
		jest.spyOn(performance, 'now').mockImplementation(() => real() + lab.timers.now() - begun);
		let isFirst = true;
		lab.before = async () => {
			if (isFirst) await ((isFirst = false), new Promise<void>(() => {}));
		};
		lab.disconnects('pc-1');
		lab.ring();
		await after(38);
		expect(trigger.warnings).toEqual([expect.stringContaining('did not finish and was abandoned')]);
		await after(10);
		jest.restoreAllMocks();
		expect(inShort(trigger.emitted)).toEqual(['deviceOffline pc-1']);
		await trigger.deactivate();
	});

	it('under way when the trigger is deactivated keeps nothing and tells nothing; the next activation tells it', async () => {
		const trigger = await active();
		let let_go = () => {};
		lab.before = async () => await new Promise<void>((resolve) => (let_go = resolve));
		lab.disconnects('pc-1');
		lab.ring();
		await lab.timers.pass(0);
		const before = JSON.stringify(trigger.state);
		const ended = trigger.deactivate();
		await lab.timers.pass(1_000);
		await ended;
		lab.before = () => {};
		let_go();
		await after(5);
		expect([trigger.emitted.length, JSON.stringify(trigger.state)]).toEqual([0, before]);
		await after(60, 10);
		await trigger.activate();
		await after(5);
		expect(inShort(trigger.emitted)).toEqual(['deviceOffline pc-1']);
		await trigger.deactivate();
	});
});

it('a look that has kept its events when the trigger is deactivated tells them', async () => {
	const trigger = await active();
	for (let turns = 0; turns < 30; turns++) {
		lab.disconnects('pc-1');
		lab.ring();
		await lab.timers.pass(0);
		lab.connects('pc-1');
		await after(2);
		lab.ring();
		void lab.timers.pass(0);
		for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
		const ended = trigger.deactivate();
		await lab.timers.pass(1_000);
		await ended;
		await trigger.activate();
		await after(2);
	}
	const told = inShort(trigger.emitted);
	expect(told).toEqual(told.map((_, index) => (index % 2 === 0 ? 'deviceOffline pc-1' : 'deviceOnline pc-1')));
	expect(told).toHaveLength(60);
	await trigger.deactivate();
});

describe('n8n', () => {
	it('that starts while the server is down keeps the trigger, and tells what happened once the server is there', async () => {
		const trigger = await active();
		lab.disconnects('pc-1');
		lab.before = () => {
			throw unreachable();
		};
		lab.refusesListeners = unreachable();
		await trigger.restart();
		await after(30);
		expect(trigger.emitted).toEqual([]);
		lab.before = () => {};
		lab.refusesListeners = undefined;
		await after(61);
		expect(inShort(trigger.emitted)).toEqual(['deviceOffline pc-1']);
		expect(lab.listeners.size).toBe(1);
		await trigger.deactivate();
	});

	it.each(['activate', 'update'] as const)('says at once what is wrong where somebody is there to see it (%s)', async (mode) => {
		lab.before = () => {
			throw unreachable();
		};
		const trigger = lab.liveTrigger();
		await expect(trigger.activate(mode)).rejects.toMatchObject({ name: 'NodeApiError', message: 'mesh.example refused the connection' });
		expect(lab.timers.pending).toBe(0);
		lab.before = () => {};
		lab.refusesListeners = new Error('no way to listen here');
		await expect(trigger.activate(mode)).rejects.toThrow('no way to listen here');
		expect([lab.timers.pending, lab.listeners.size]).toEqual([0, 0]);
	});

	it('killed twenty times while nothing runs: everything that happened is told once', async () => {
		const trigger = await active({ triggerOn: ['deviceOffline', 'deviceOnline', 'deviceAdded'] });
		const expected: string[] = [];
		for (let kill = 0; kill < 20; kill++) {
			await after(40, 10);
			lab.disconnects('pc-1');
			lab.ring();
			await after(200, 20);
			// While it is down.
			await trigger.restart();
			lab.pass(2);
			lab.connects('pc-1');
			lab.joins(`new-${kill}`);
			lab.ring();
			await after(10);
			expected.push('deviceOffline pc-1', 'deviceOnline pc-1', `deviceAdded new-${kill}`);
		}
		expect(inShort(trigger.emitted).sort()).toEqual(expected.sort());
		expect(new Set(idsOf(trigger.emitted)).size).toBe(expected.length);
		await trigger.deactivate();
	});

	it('runs a test in the editor: what is there now, at once, and nothing is kept or listened to', async () => {
		const trigger = lab.liveTrigger({ triggerOn: ['deviceOnline', 'deviceAdded'] });
		expect(inShort(await trigger.manual())).toEqual(['deviceOnline pc-1', 'deviceAdded pc-1']);
		expect([lab.listeners.size, lab.timers.pending, trigger.saved]).toEqual([0, 0, undefined]);
	});

	it('says in such a test what is missing where nothing fits', async () => {
		await expect(lab.liveTrigger({ triggerOn: ['deviceOffline'] }).manual()).rejects.toThrow('No device matches the chosen events and filters');
	});

	it('with two live triggers and a polling one on the same server, each tells for itself', async () => {
		const one = await active({}, { node: { id: 'one' } });
		const two = await active({ triggerOn: ['deviceOffline'] }, { node: { id: 'two' } });
		const polling = await lab.activeTrigger({ triggerOn: everything, options: { offlineForAtLeast: 0 } }, { node: { id: 'three' } });
		expect(lab.listeners.size).toBe(2);
		lab.disconnects('pc-1');
		lab.ring();
		await lab.timers.pass(0);
		for (const items of [one.emitted, two.emitted, (await polling.poll()) ?? []]) expect(inShort(items)).toEqual(['deviceOffline pc-1']);
		await Promise.all([one.deactivate(), two.deactivate()]);
		expect(lab.listeners.size).toBe(0);
	});

	it('works out an expression in a parameter once, when it registers the node', async () => {
		const trigger = await active({ triggerOn: '={{ ["deviceOffline"] }}', options: '={{ {"offlineForAtLeast": 0} }}' });
		lab.joins('new');
		lab.disconnects('pc-1');
		lab.ring();
		await after(1);
		expect(inShort(trigger.emitted)).toEqual(['deviceOffline pc-1']);
		await trigger.deactivate();
	});
});
