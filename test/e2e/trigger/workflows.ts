/** The workflows under test: the two examples, and one that tells everything as JSON. */
import { exampleWorkflows } from '../../../demo/examples';
import type { WorkflowJson, WorkflowNode } from '../n8n/types';
import { packageName } from '../n8n/pack';
import { everyFiveSeconds, tellingWorkflow } from '../tellingWorkflow';

export const triggerType = `${packageName}.netAlertXTrigger`;
export const allEvents = [
	'deviceAdded', 'deviceRemoved', 'deviceOnline', 'deviceOffline', 'deviceDown', 'ipChanged', 'deviceChanged', 'massChange',
];
/** The channel that the last one of them tells everything to. */
export const everythingChannel = '#everything';

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

const everything = tellingWorkflow({
	name: 'Everything',
	trigger: { type: triggerType, credentials: { netAlertXApi: { id: '', name: '' } }, parameters: { triggerOn: allEvents, filters: {}, options: { offlineForAtLeast: 0 } } },
	slack: { credential: { id: '', name: '' }, channel: everythingChannel, text: asJson },
});

/** In n8n's export format, polled every five seconds, without credentials. */
export const workflowsUnderTest = (): WorkflowJson[] =>
	[everything, example('New device to Slack and email'), example('Device offline for 5 minutes')].map(polledOften);
