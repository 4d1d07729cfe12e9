import type { Agent } from './agent';
import { noContact, Refusal } from './answers';
import type { World } from './world';

/** What happens to a question to an agent: its answer, or one of the two words that the server then works with. */
export type Reply<Value> = { value: Value } | 'timeout' | 'natsdown';

/** How long the server tries to reach its own message bus, in seconds. */
const busPatience = 4;

/** Asks an agent something and waits for so many seconds at the most, shortened by the time scale. */
export async function ask<Value>(
	world: World,
	agent: Agent,
	seconds: number,
	question: () => Value | Promise<Value>,
): Promise<Reply<Value>> {
	if (world.bus === 'down') {
		await world.wait(busPatience);
		return 'natsdown';
	}
	const tooLate = world.wait(seconds).then(() => 'timeout' as const);
	if (agent.state === 'unreachable') return tooLate;
	return Promise.race([tooLate, Promise.resolve(question()).then((value) => ({ value }))]);
}

/** The same where the server answers 400 for both words. */
export async function contact<Value>(world: World, agent: Agent, seconds: number, question: () => Value | Promise<Value>): Promise<Value> {
	const reply = await ask(world, agent, seconds, question);
	if (typeof reply === 'string') throw new Refusal(noContact);
	return reply.value;
}

/** Whether an agent hears what is said to it without waiting. */
export function hears(world: World, agent: Agent): boolean {
	return world.bus === 'up' && agent.state === 'answers';
}
