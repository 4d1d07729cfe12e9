/** Twenty tasks in words: what n8n hands to a model can express them, the call that a model makes for them runs, and a slip is put right or explained. */
import { tasks, type Shown } from './agent/tasks';
import { callsOnce, startAgentWorld, type AgentWorld } from './agent/world';
import { withN8n } from './support';

const running = withN8n();
let world: AgentWorld;
beforeAll(async () => {
	world = await startAgentWorld(running.client, { devices: 60, fitting: 30 });
}, 60_000);
afterAll(async () => await world?.stop(), 60_000);

describe.each(tasks)('$words', ({ words, node, tool: name, parameters, call, shown, slips }) => {
	/** As n8n names it to the model. */
	const toolName = name.replaceAll(' ', '_');
	async function done(args: object) {
		world.answer(callsOnce(toolName, args));
		const { said, asked } = await world.ask(words, [world.tool(node, name, parameters)]);
		// It is shown JSON, with the words of errors in it.
		return { said: said.replaceAll('\\"', '"'), asked };
	}
	function expectShown(said: string, { has, not }: Shown) {
		expect(said).toMatch(has);
		if (not) expect(said).not.toMatch(not);
	}

	test('the model is offered all that it needs, does it, and is shown what came of it', async () => {
		const args = call(world);
		const { said, asked } = await done(args);
		const [told] = asked[0]!.tools;
		expect(told!.name).toBe(toolName);
		expect(Object.keys(told!.parameters.properties ?? {}).sort()).toEqual(Object.keys(args).sort());
		expectShown(said, shown);
	}, 60_000);

	test.each(slips)('%s', async (_, args, expected) => {
		const { said } = await done(args(world));
		expectShown(said, expected);
		// Not the words of a program.
		expect(said).not.toMatch(/undefined|\[object Object\]|is not a function/);
	}, 60_000);
});
