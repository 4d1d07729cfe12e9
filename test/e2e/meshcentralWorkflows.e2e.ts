/** Workflows in a real n8n that share the agents of a real MeshCentral: what each gets is its own, and nothing is run twice or told to others. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeWithMeshCentral } from '../servers/meshcentral/describe';
import { itemsThrough } from './itemsWorkflow';
import { startLab, startMs, type Lab, type Way } from './meshcentral/lab';
import { packageName } from './n8n/pack';
import type { CredentialReference } from './n8n/types';
import { runWorkflow, withN8n } from './support';

const nodeType = `${packageName}.meshCentral`;

describeWithMeshCentral('workflows with MeshCentral', () => {
	const running = withN8n();
	let lab: Lab;
	const credentials = new Map<Way, CredentialReference>();
	beforeAll(async () => {
		lab = await startLab(['lab-one', 'lab-two', 'lab-three']);
		for (const way of Object.values(lab.ways)) credentials.set(way, await running.client.createCredential(way.name, way.type, way.data));
	}, startMs);
	afterAll(async () => await lab?.stop(), 60_000);

	const byId = (value: string) => ({ __rl: true, mode: 'id', value });
	const through = (way: Way, items: object[], parameters: object, more: object = {}) =>
		itemsThrough(items, nodeType, { [way.type]: credentials.get(way)! }, { authentication: way.type, options: {}, ...parameters }, more);
	const runOn = { resource: 'device', operation: 'runCommand', deviceId: byId('={{ $json.device }}'), command: '={{ $json.command }}', shell: 'default', runAs: 'agent', waitForOutput: true, timeout: 60 };

	test.each<[name: keyof Lab['ways'], otherName: keyof Lab['ways']]>([
		['server', 'password'],
		['server', 'wrapperWebSocket'],
	])('two hundred commands of two at once, through %s and %s, run once each, and every output belongs to its device', async (name, otherName) => {
		const ids = Array.from({ length: 200 }, (_, id) => id);
		const file = `ran-${name}-${otherName}.txt`;
		const itemsFor = (rest: number) => ids.filter((id) => id % 2 === rest).map((id) => ({ device: lab.agents[id % 3]!.nodeId, command: `echo ${id} >> ${file}; echo ${id} on "$(basename "$PWD")"; exit ${id % 5}` }));
		const begun = Date.now();
		const runs = await Promise.all(
			[lab.ways[name], lab.ways[otherName]].map(async (way, rest) => await runWorkflow(running.client, through(way, itemsFor(rest), runOn), { deadlineMs: 120_000 })),
		);
		process.stderr.write(`${ids.length} commands from two workflows through ${name} and ${otherName} to ${lab.agents.length} agents: ${(Date.now() - begun) / 1000} s\n`);
		for (const [rest, { itemsOf }] of runs.entries()) {
			expect(itemsOf('Node').map(({ json }) => [json.output, json.exitCode])).toEqual(ids.filter((id) => id % 2 === rest).map((id) => [`${id} on ${lab.agents[id % 3]!.name}\n`, id % 5]));
		}
		for (const [index, { folder }] of lab.agents.entries()) {
			const ran = readFileSync(join(folder, file), 'utf8').trim().split('\n').map(Number);
			expect(ran.sort((a, b) => a - b)).toEqual(ids.filter((id) => id % 3 === index));
		}
	}, 180_000);

	test('a device that is offline is an item on the error output, and nothing reaches it later', async () => {
		const offline = await lab.server.startAgent('lab-off', 'Branch');
		await offline.kill();
		await offline.untilOffline();
		const items = [offline, lab.agents[0]!].map(({ nodeId }) => ({ device: nodeId, command: 'touch was-here.txt' }));
		const { itemsOf } = await runWorkflow(running.client, through(lab.ways.server, items, runOn, { onError: 'continueErrorOutput' }));
		expect(itemsOf('Node').map(({ json }) => json.name)).toEqual(['lab-one']);
		expect(itemsOf('Node', 1).map(({ json }) => json.error)).toEqual(['lab-off is offline']);
		await offline.start();
		expect([lab.agents[0]!, offline].map(({ folder }) => existsSync(join(folder, 'was-here.txt')))).toEqual([true, false]);
	}, 120_000);

	test('one that restarts a device waits for it, and runs a command as soon as it is back', async () => {
		const agent = await lab.server.startAgent('lab-back', 'Branch');
		await agent.kill();
		await agent.untilOffline();
		const parameters = { resource: 'device', operation: 'waitUntilOnline', deviceId: byId('={{ $json.device }}'), timeout: 60, simplify: true };
		const workflow = through(lab.ways.server, [{ device: agent.nodeId }], parameters);
		const next = through(lab.ways.server, [], { ...runOn, deviceId: byId('={{ $json.id }}'), command: 'echo back' }).nodes.at(-1)!;
		const both = { ...workflow, nodes: [...workflow.nodes, { ...next, id: 'Run', name: 'Run' }], connections: { ...workflow.connections, Node: { main: [[{ node: 'Run', type: 'main' as const, index: 0 }]] } } };
		const execution = runWorkflow(running.client, both, { deadlineMs: 90_000 });
		await agent.start();
		expect((await execution).itemsOf('Run')[0]!.json).toMatchObject({ name: 'lab-back', output: 'back\n', exitCode: 0 });
	}, 120_000);

	test('nothing that n8n logs holds a secret', () => {
		const log = running.n8n.log.join('\n');
		for (const { data } of Object.values(lab.ways)) for (const secret of [data.tokenPassword, data.password]) if (secret) expect(log).not.toContain(secret);
	});
});
