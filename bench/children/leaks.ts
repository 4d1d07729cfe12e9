/**
 * What stays of ten thousand executions in n8n's engine and of a thousand polls: measured after a hundred and after all of them, for our
 * node and trigger and for a node that does nothing. Ends by itself, unless something is left open.
 */
import '../../test/support/environment';
import type { INodeType } from 'n8n-workflow';
import { NetAlertX } from '../../nodes/NetAlertX/NetAlertX.node';
import { NetAlertXTrigger } from '../../nodes/NetAlertX/NetAlertXTrigger.node';
import { Poller } from '../../test/support/poller';
import { runNode } from '../../test/support/runNode';
import { answer } from '../support/answer';
import { Empty } from '../support/emptyNode';
import { census, type Census } from '../support/meters';

const FEW = 100;
const [url, executions, polls] = process.argv.slice(2) as [string, string, string];
const credentials = { netAlertXApi: { baseUrl: url, apiToken: 'bench', allowUnauthorizedCerts: false, caCertificate: '' } };
const parameters = { resource: 'device', operation: 'get', deviceId: { __rl: true, mode: 'mac', value: '={{ $json.mac }}' }, simplify: true, options: {} };
const items = [{ mac: '3c:22:fb:10:00:01' }];

export interface Growth {
	few: Census;
	all: Census;
}
export type Leaks = Record<'executions' | 'polls' | 'empty', Growth>;

async function growth(count: number, once: () => Promise<void>): Promise<Growth> {
	const times = async (number: number) => {
		for (let left = number; left > 0; left--) await once();
		return await census();
	};
	return { few: await times(FEW), all: await times(count - FEW) };
}

async function main(): Promise<Leaks> {
	const run = (node: INodeType, ...more: [] | [typeof parameters]) => async () => {
		const { error } = await runNode(node, more[0] ?? {}, { credentials, items });
		if (error) throw error;
	};
	const poller = new Poller({
		load: async () => await Promise.resolve(new NetAlertXTrigger() as INodeType),
		parameters: { triggerOn: ['deviceAdded', 'deviceChanged', 'deviceOffline', 'deviceOnline', 'deviceRemoved'] },
		credentials,
		saving: 'scheduler',
	});
	await poller.activate();
	const poll = async () => {
		const events = await poller.poll();
		if (!events?.length) throw new Error('a poll without events');
		poller.emitted.length = 0;
	};
	return {
		empty: await growth(Number(executions), run(new Empty())),
		executions: await growth(Number(executions), run(new NetAlertX(), parameters)),
		polls: await growth(Number(polls), poll),
	};
}

void main().then((leaks) => {
	answer(leaks);
	process.disconnect();
});
