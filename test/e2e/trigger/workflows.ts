/** The workflows under test: the two examples, and one that tells everything as JSON. */
import { exampleWorkflows } from '../../../demo/examples';
import type { WorkflowJson, WorkflowNode } from '../n8n/types';
import { packageName } from '../n8n/pack';

export const triggerType = `${packageName}.netAlertXTrigger`;
export const allEvents = [
	'deviceAdded', 'deviceRemoved', 'deviceOnline', 'deviceOffline', 'deviceDown', 'ipChanged', 'deviceChanged', 'massChange',
];
/** The channel that the last one of them tells everything to. */
export const everythingChannel = '#everything';

/** Several lines of one minute each: n8n refuses only a line that is by itself more frequent than a minute. */
const everyFiveSeconds = {
	item: Array.from({ length: 12 }, (_, index) => ({ mode: 'custom', cronExpression: `${index * 5} * * * * *` })),
};

/** The workflow with its trigger polling every five seconds. */
function polledOften(workflow: WorkflowJson): WorkflowJson {
	const patched = (node: WorkflowNode): WorkflowNode =>
		node.type === triggerType ? { ...node, parameters: { ...node.parameters, pollTimes: everyFiveSeconds } } : node;
	return { ...workflow, nodes: workflow.nodes.map(patched) };
}

function example(name: string): WorkflowJson {
	const found = exampleWorkflows().find((workflow) => workflow.name === name);
	if (!found) throw new Error(`There is no example "${name}".`);
	return found;
}

/** One Slack message an event; a massChange is about no device. */
const asJson = "={{ JSON.stringify({ event: $json.event, device: $json.device?.id ?? '', eventId: $json.eventId }) }}";

const everything: WorkflowJson = {
	name: 'Everything',
	nodes: [
		{
			name: 'Trigger', type: triggerType, typeVersion: 1, position: [0, 0], credentials: { netAlertXApi: { id: '', name: '' } },
			parameters: { triggerOn: allEvents, filters: {}, options: { offlineForAtLeast: 0 } },
		},
		{
			name: 'Tell', type: 'n8n-nodes-base.slack', typeVersion: 2.2, position: [220, 0], credentials: { slackApi: { id: '', name: '' } },
			parameters: {
				authentication: 'accessToken', resource: 'message', operation: 'post', select: 'channel',
				channelId: { __rl: true, mode: 'name', value: everythingChannel },
				messageType: 'text', text: asJson, otherOptions: { includeLinkToWorkflow: false },
			},
		},
	],
	connections: { Trigger: { main: [[{ node: 'Tell', type: 'main', index: 0 }]] } },
	settings: { executionOrder: 'v1' },
};

/** In n8n's export format, polled every five seconds, without credentials. */
export const workflowsUnderTest = (): WorkflowJson[] =>
	[everything, example('New device to Slack and email'), example('Device offline for 5 minutes')].map(polledOften);
