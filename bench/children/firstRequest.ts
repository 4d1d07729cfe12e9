/** How long the first execution of a node takes in a fresh process whose engine is warm, beside one of a node that does nothing. */
import '../../test/support/environment';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { runNode } from '../../test/support/runNode';
import { answer } from '../support/answer';
import { Empty } from '../support/emptyNode';
import type { NetAlertX } from '../../nodes/NetAlertX/NetAlertX.node';

const [file, url] = process.argv.slice(2) as [string, string];

async function main(): Promise<{ ours: number; empty: number }> {
	const loaded = createRequire(join(process.cwd(), 'package.json'))(file) as { NetAlertX: typeof NetAlertX };
	const ours = new loaded.NetAlertX();
	const credentials = { netAlertXApi: { baseUrl: url, apiToken: 'bench', allowUnauthorizedCerts: false, caCertificate: '' } };
	const parameters = { resource: 'device', operation: 'get', deviceId: { __rl: true, mode: 'id', value: '3c:22:fb:10:00:01' }, simplify: true, options: {} };
	const timed = async (run: () => ReturnType<typeof runNode>) => {
		const from = performance.now();
		const { error } = await run();
		if (error) throw error;
		return performance.now() - from;
	};
	await timed(async () => await runNode(new Empty(), {}));
	return {
		empty: await timed(async () => await runNode(new Empty(), {})),
		ours: await timed(async () => await runNode(ours, parameters, { credentials })),
	};
}

void main().then(answer);
