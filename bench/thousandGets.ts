import { runCommand } from '../test/e2e/n8n/command';
import { repository } from '../test/e2e/n8n/pack';
import { startTestN8n, runWorkflow } from '../test/e2e/support';
import type { WorkflowJson } from '../test/e2e/n8n/types';
import { answerJson, startServer } from '../test/support/server';
import recorded from '../test/contracts/netalertx/device-get.json';
import { testCertificates } from '../test/simulators/support/certificates';
import { join } from 'node:path';
import { lessIsBetter, type Bench } from './figure';

const ITEMS = 1_000;
const LATENCY_MS = 20;
const RUNS = 7;
const ITEMS_AT_ONCE = 32;
const TOKEN = 'bench-token';
const type = (name: string) => `n8n-nodes-base.${name}`;

/** 1,000 items, one GET each, in a real n8n against a TLS server that answers after 20 ms: our node beside n8n's HTTP Request node. */
export const thousandGets: Bench = {
	name: 'thousand-gets',
	async run(report) {
		report('building the package');
		await runCommand(process.execPath, [join(repository, 'node_modules/gulp/bin/gulp.js'), 'build'], { cwd: repository, deadlineMs: 300_000 });
		const { valid } = await testCertificates();
		// As bare as a server can be, so that it is not what is measured; it keeps connections open for whoever wants to reuse them.
		const server = await startServer((_, response) => setTimeout(() => answerJson(response, recorded.response.body), LATENCY_MS), valid);
		report('starting n8n');
		const { n8n, client } = await startTestN8n();
		try {
			const data = { baseUrl: server.url, apiToken: TOKEN, allowUnauthorizedCerts: true, caCertificate: '' };
			const { id, name } = await client.createCredential('NetAlertX', 'netAlertXApi', data);
			const measure = async (node: object) => {
				const before = server.connections;
				const { execution, itemsOf } = await runWorkflow(client, workflow(node));
				if (itemsOf('Node').length !== ITEMS) throw new Error(`expected ${ITEMS} items, got ${itemsOf('Node').length}`);
				return { seconds: execution.data.resultData.runData.Node![0]!.executionTime / 1000, connections: server.connections - before };
			};
			const ours = { ...ourNode, credentials: { netAlertXApi: { id, name } } };
			const theirs = httpRequestNode(server.url);
			// The first run of each loads code and is not counted.
			await measure(ours);
			await measure(theirs);
			const results: Array<{ ours: Awaited<ReturnType<typeof measure>>; theirs: Awaited<ReturnType<typeof measure>> }> = [];
			for (let run = 1; run <= RUNS; run++) {
				results.push({ ours: await measure(ours), theirs: await measure(theirs) });
				report(`run ${run} of ${RUNS}: ${results.at(-1)!.ours.seconds} s, HTTP Request node ${results.at(-1)!.theirs.seconds} s`);
			}
			const pick = (which: 'seconds' | 'connections') =>
				[results.map(({ ours: each }) => each[which]), { name: 'HTTP Request node', values: results.map(({ theirs: each }) => each[which]) }] as const;
			return [
				lessIsBetter(`${ITEMS} GETs, one an item, in n8n`, 's', ...pick('seconds')),
				lessIsBetter(`TLS connections for ${ITEMS} GETs`, 'connections', ...pick('connections')),
			];
		} finally {
			await n8n.stop();
			await server.stop();
		}
	},
};

const ourNode = {
	type: 'n8n-nodes-device-management.netAlertX',
	typeVersion: 1,
	parameters: {
		resource: 'device',
		operation: 'get',
		deviceId: { __rl: true, mode: 'id', value: '={{ $json.mac }}' },
		simplify: true,
		options: { itemsAtOnce: ITEMS_AT_ONCE },
	},
};

function httpRequestNode(url: string) {
	return {
		type: type('httpRequest'),
		typeVersion: 4.2,
		parameters: {
			url: `=${url}/device/{{ $json.mac }}`,
			sendHeaders: true,
			headerParameters: { parameters: [{ name: 'Authorization', value: `Bearer ${TOKEN}` }] },
			options: { allowUnauthorizedCerts: true },
		},
	};
}

function workflow(node: object): WorkflowJson {
	const items = Array.from({ length: ITEMS }, (_, index) => ({ mac: `02:00:00:00:${hex(index >> 8)}:${hex(index & 255)}` }));
	const step = (name: string, rest: object) => ({ id: name, name, position: [0, 0] as [number, number], ...rest }) as WorkflowJson['nodes'][0];
	const to = (target: string) => ({ main: [[{ node: target, type: 'main' as const, index: 0 }]] });
	return {
		name: 'bench',
		nodes: [
			step('Start', { type: type('manualTrigger'), typeVersion: 1, parameters: {} }),
			step('Items', { type: type('set'), typeVersion: 3.4, parameters: { mode: 'raw', jsonOutput: JSON.stringify({ items }), options: {} } }),
			step('Split', { type: type('splitOut'), typeVersion: 1, parameters: { fieldToSplitOut: 'items', options: {} } }),
			step('Node', node),
		],
		connections: { Start: to('Items'), Items: to('Split'), Split: to('Node') },
	};
}

function hex(byte: number): string {
	return byte.toString(16).padStart(2, '0');
}
