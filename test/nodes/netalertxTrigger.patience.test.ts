import { closeAgents } from '../../nodes/shared/http/agents';
import { failureOf } from '../support/http';
import { TriggerLab } from '../support/netAlertXTrigger';

// Here, what is tried again waits as it does in life.
let world: TriggerLab;
beforeEach(async () => {
	world = await TriggerLab.start();
});
afterEach(async () => await world.stop());
afterAll(closeAgents);

const slowDown = { status: 429, headers: { 'retry-after': '60' }, body: { success: false, error: 'Too many requests', message: 'slow down' } };

it('a server that asks for more patience than a poll has is heard in its own words, and n8n told the cause', async () => {
	const trigger = world.trigger({}, { budgetMs: 3_000 });
	world.simulator.answerNext({ path: /^\/devices/ }, slowDown, 4);
	const error = await failureOf<Error>(trigger.activate());
	expect(error.message).toContain('slow down');
	expect(error).toMatchObject({ failure: { cause: 'rate-limited', retryAfterMs: 60_000 } });
});

it('a server that asks for a second is given it', async () => {
	const trigger = world.trigger();
	world.simulator.answerNext({ path: /^\/devices/ }, { ...slowDown, headers: { 'retry-after': '1' } });
	expect(await trigger.activate()).toBeNull();
	const [first, second] = world.simulator.requests;
	expect(second!.at - first!.at).toBeGreaterThanOrEqual(990);
});
