import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import manifest from '../package.json';
import recorded from '../test/contracts/netalertx/device-get.json';
import { repository } from '../test/e2e/n8n/pack';
import { answerJson, startServer } from '../test/support/server';
import { timesAsMuch, type Bench } from './figure';
import { buildPackage } from './support/build';
import { childOf } from './support/inChild';
import { inTurns } from './support/rounds';

const EMPTY_NODE = 'class Empty { description = { displayName: "Empty", name: "empty", inputs: ["main"], outputs: ["main"], properties: [] }; }; module.exports = { Empty };';

/** What n8n waits for when it starts, and the first run of a node. */
export const load: Bench = {
	name: 'load',
	async run(report) {
		await buildPackage(report);
		const folder = mkdtempSync(join(tmpdir(), 'bench-'));
		const empty = join(folder, 'Empty.node.js');
		writeFileSync(empty, EMPTY_NODE);
		const files = [...manifest.n8n.nodes, ...manifest.n8n.credentials].map((file) => join(repository, file));
		const server = await startServer((_, response) => answerJson(response, recorded.response.body));
		const loading = await childOf<number>('load');
		const asking = await childOf<{ ours: number; empty: number }>('firstRequest');
		try {
			const loaded = await inTurns({ ours: async () => await loading.run({ args: files }), empty: async () => await loading.run({ args: [empty] }) }, report);
			const node = join(repository, 'dist/nodes/NetAlertX/NetAlertX.node.js');
			const { asked } = await inTurns({ asked: async () => await asking.run({ args: [node, server.url] }) }, report);
			return [
				timesAsMuch({
					name: 'loading all nodes and credentials',
					unit: 'ms',
					values: loaded.ours,
					beside: { name: 'an empty node', values: loaded.empty },
					goal: { of: 'value', is: 'at most', target: 60, aim: 36 },
				}),
				timesAsMuch({
					name: 'first execution with a request',
					unit: 'ms',
					values: asked.map(({ ours }) => ours),
					beside: { name: 'an empty node', values: asked.map((each) => each.empty) },
					goal: { of: 'value', is: 'at most', target: 80 },
				}),
			];
		} finally {
			loading.remove();
			asking.remove();
			await server.stop();
			rmSync(folder, { recursive: true, force: true });
		}
	},
};
