import type { IExecuteFunctions, INodeType } from 'n8n-workflow';
import { NetAlertX } from '../../nodes/NetAlertX/NetAlertX.node';
import { byMac, lab, nobody, startLab, type Running } from '../support/netAlertX';
import { runNode } from '../support/runNode';

/** As an AI tool: a model is shown an error's message, and nothing of what stands below it. */

let running: Running;
beforeEach(async () => {
	running = await startLab();
});
afterEach(async () => await running.stop());

/** As n8n makes it of a node that is usable as a tool: under another name, with the same `execute`. */
function asTool(): INodeType {
	const node = new NetAlertX();
	const { description } = node;
	return {
		description: { ...description, name: `${description.name}Tool` },
		async execute(this: IExecuteFunctions) {
			return await node.execute.call(this);
		},
	};
}

const parameters = (more: object) => ({ resource: 'device', operation: 'get', deviceId: byMac(nobody), ...more });
const run = async (type: INodeType, more: object = {}, node = {}) => await runNode(type, parameters(more), { credentials: { netAlertXApi: running.credential }, node });

const ADVICE = 'NetAlertX has no such device: it may have been deleted, or its MAC address may have changed.';

it('E11 the message of an error has the advice, and n8n has no reason to add the description to it', async () => {
	const { error } = await run(asTool());
	expect(error!.message).toBe(`Device not found. GET /device/${nobody} returned status 404. ${ADVICE}`);
	expect(error!.message).toContain(error!.description);
});

it("E11 so has what n8n's agent hands to its model", async () => {
	const { run: ended } = await run(asTool(), {}, { rewireOutputLogTo: 'ai_tool' });
	const [shown] = ended.data.resultData.runData.Node![0]!.data!.ai_tool![0]!;
	expect(JSON.stringify(shown!.json)).toContain(ADVICE);
});

it('E11 so has the item of a failure, where the tool goes on', async () => {
	const { output } = await run(asTool(), {}, { onError: 'continueRegularOutput' });
	expect(output[0]!.map(({ json }) => json)).toEqual([
		{ name: null, id: nobody, error: `Device not found. GET /device/${nobody} returned status 404. ${ADVICE}`, details: { status: 404, method: 'GET', path: `/device/${nobody}` } },
	]);
});

it.each<[string, object, RegExp]>([
	['what was entered', { deviceId: byMac('banana') }, /^NetAlertX has no device with the MAC address, IP address or name "banana"\. A MAC address is like aa:bb:cc:dd:ee:ff/],
	['an operation that there is not', { operation: 'explode' }, /^NetAlertX has no operation 'explode' for 'device'\. Choose the resource and the operation/],
	['what n8n would do twice', { operation: 'wake', deviceId: byMac(lab.nas) }, /'Retry On Fail'\. n8n would run this node again/],
])('E11 of %s too', async (_, more, words) => {
	const { error } = await run(asTool(), more, { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 });
	expect(error!.message).toMatch(words);
});

it('E11 as a node, message and advice stay apart', async () => {
	const { error } = await run(new NetAlertX());
	expect(error).toMatchObject({ message: 'Device not found', description: expect.stringContaining(ADVICE) as string });
	const { output } = await run(new NetAlertX(), {}, { onError: 'continueRegularOutput' });
	expect(output[0]![0]!.json).toMatchObject({ error: 'Device not found', details: { description: expect.stringContaining(ADVICE) as string } });
});
