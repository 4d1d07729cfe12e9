/** The workflows under test: the two examples, and one that tells everything as JSON. */
import { exampleWorkflows } from '../../../demo/examples';
import type { WorkflowJson, WorkflowNode } from '../n8n/types';
import { packageName } from '../n8n/pack';
import { everyFiveSeconds, tellingWorkflow } from '../tellingWorkflow';

export const triggerType = `${packageName}.netAlertXTrigger`;
export const allEvents = [
	'deviceAdded', 'deviceRemoved', 'deviceOnline', 'deviceOffline', 'deviceDown', 'ipChanged', 'deviceChanged', 'massChange', 'massChangeOver',
];
/** The channel that the last one of them tells everything to. */
export const everythingChannel = '#everything';

/** The workflow with its trigger polling every five seconds, and with more options. */
function polledOften(workflow: WorkflowJson, options: Record<string, unknown> = {}): WorkflowJson {
	const patched = (node: WorkflowNode): WorkflowNode =>
		node.type === triggerType ? { ...node, parameters: { ...node.parameters, pollTimes: everyFiveSeconds, options: { ...(node.parameters.options as object), ...options } } } : node;
	return { ...workflow, nodes: workflow.nodes.map(patched) };
}

function example(name: string): WorkflowJson {
	const found = exampleWorkflows().find((workflow) => workflow.name === name);
	if (!found) throw new Error(`There is no example "${name}".`);
	return found;
}

/** One Slack message an event; a massChange is about no device. */
const asJson = "={{ JSON.stringify({ event: $json.event, device: $json.device?.id ?? '', eventId: $json.eventId, repeated: $json.repeated }) }}";

const everything = tellingWorkflow({
	name: 'Everything',
	trigger: { type: triggerType, credentials: { netAlertXApi: { id: '', name: '' } }, parameters: { triggerOn: allEvents, filters: {}, options: { offlineForAtLeast: 0 } } },
	slack: { credential: { id: '', name: '' }, channel: everythingChannel, text: asJson },
});

/** In n8n's export format, polled every five seconds, without credentials. */
export const workflowsUnderTest = (): WorkflowJson[] =>
	[
		polledOften(everything),
		// What these send is counted: none of it is to come once more after a restart of n8n.
		...[example('NetAlertX: new device to Slack and email'), example('NetAlertX: device offline for 5 minutes by email')].map((workflow) => polledOften(workflow, { repeatAfterRestart: 0 })),
	];
