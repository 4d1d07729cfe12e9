import { closeAgents } from '../../nodes/shared/http/agents';
import { toldIn, TriggerLab } from '../support/netAlertXTrigger';

/**
 * A machine whose network card is a device of its own is online by its card. The log says that it disconnected at every scan that does not
 * find the machine itself, and looks in between show that it did not: these entries are spent.
 */

let world: TriggerLab;
beforeEach(async () => {
	world = await TriggerLab.start();
});
afterEach(async () => await world.stop());
afterAll(closeAgents);

const machine = 'b8:27:eb:15:00:15';
const card = 'aa:bb:cc:00:00:02';
const secondsAgo = (seconds: number) => new Date(Math.floor(Date.now() / 1000) * 1000 - seconds * 1000);

async function untilOnlyTheCardIsThere(options: object) {
	world.network.join({ mac: card });
	world.network.scan(secondsAgo(400));
	world.simulator.database.patch(card, { devParentMAC: machine, devParentRelType: 'nic' });
	const trigger = await world.activeTrigger({ triggerOn: ['deviceOffline', 'deviceOnline'], options });
	world.network.leave(machine);
	for (const ago of [110, 80, 50]) {
		world.network.scan(secondsAgo(ago));
		expect(await trigger.poll()).toBeNull();
	}
	return trigger;
}

it('N6 the machine is online by its card, however often the log says otherwise', async () => {
	const trigger = await untilOnlyTheCardIsThere({});
	world.network.scan(secondsAgo(20));
	expect(await trigger.poll()).toBeNull();
});

it('N6 the machine is offline since its card went, and not since an entry that a look contradicted', async () => {
	const trigger = await untilOnlyTheCardIsThere({});
	world.network.leave(card);
	const at = secondsAgo(1);
	world.network.scan(at);
	const told = toldIn(await trigger.poll());
	expect(told.map(({ event, device, occurredAt }) => ({ event, id: device!.id, occurredAt })).sort((a, b) => (a.id < b.id ? -1 : 1))).toEqual([
		{ event: 'deviceOffline', id: card, occurredAt: at.toISOString() },
		{ event: 'deviceOffline', id: machine, occurredAt: at.toISOString() },
	]);
});

it('N6 Offline for at Least counts from when the card went', async () => {
	const trigger = await untilOnlyTheCardIsThere({ offlineForAtLeast: 1 });
	world.network.leave(card);
	world.network.scan(secondsAgo(1));
	expect(await trigger.poll()).toBeNull();
});
