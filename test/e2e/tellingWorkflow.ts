/** A workflow of a trigger that polls often and tells each event to a channel of Slack. */
import type { IDataObject } from 'n8n-workflow';
import type { CredentialReference, WorkflowJson, WorkflowNode } from './n8n/types';

/** Several lines of one minute each: n8n refuses only a line that is by itself more frequent than a minute. */
export const everyFiveSeconds = {
	item: Array.from({ length: 12 }, (_, index) => ({ mode: 'custom', cronExpression: `${index * 5} * * * * *` })),
};

interface Telling {
	name: string;
	trigger: Pick<WorkflowNode, 'type' | 'credentials'> & { parameters: IDataObject };
	/** With the credential of Slack, and the report of an event. */
	slack: { credential: Pick<CredentialReference, 'id' | 'name'>; channel: string; text?: string };
}

/** The event and the device's name by default; a massChange is about no device. */
const inWords = "={{ $json.event + ' ' + ($json.device?.name ?? '') }}";

export function tellingWorkflow({ name, trigger, slack: { credential, channel, text = inWords } }: Telling): WorkflowJson {
	return {
		name,
		nodes: [
			{ ...trigger, name: 'Trigger', typeVersion: 1, position: [0, 0], parameters: { pollTimes: everyFiveSeconds, ...trigger.parameters } },
			{
				name: 'Tell', type: 'n8n-nodes-base.slack', typeVersion: 2.2, position: [220, 0], credentials: { slackApi: { id: credential.id, name: credential.name } },
				parameters: {
					authentication: 'accessToken', resource: 'message', operation: 'post', select: 'channel',
					channelId: { __rl: true, mode: 'name', value: channel },
					messageType: 'text', text, otherOptions: { includeLinkToWorkflow: false },
				},
			},
		],
		connections: { Trigger: { main: [[{ node: 'Tell', type: 'main', index: 0 }]] } },
		settings: { executionOrder: 'v1' },
	};
}
