/** The trigger's examples in a real n8n: what happens on the network arrives by Slack and mail, exactly once. */
import { packageName } from './n8n/pack';
import { World } from './trigger/world';
import { triggerType } from './trigger/workflows';

let world: World;
beforeAll(async () => {
	world = await World.start();
}, 15 * 60_000);
afterAll(async () => await world?.stop(), 60_000);

test('n8n knows the trigger', async () => {
	const types = await world.running.client.nodeTypes(packageName);
	expect(types.map(({ name }) => name)).toContain(triggerType);
});

test('what happens after the activation is told exactly once, what was there before is not', async () => {
	const { journal } = world;
	const [short, away] = [journal.someDevice(), journal.someDevice()];
	await world.pollTwiceMore();
	expect(world.arrived.everything).toEqual([]);
	journal.joins();
	journal.leaves(short);
	journal.returns(short);
	journal.wasAway(away, 12);
	await world.expectAllToldOnce();
	expect(world.arrived.newBySlack).toHaveLength(1);
}, 120_000);
