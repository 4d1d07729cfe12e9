/** A workflow of n8n's AI Agent with tools, asked one question. */
import type { CredentialReference, WorkflowJson } from '../n8n/types';

/** One of our nodes as a tool, as the editor adds it: named after what it does, its description made by n8n, unless one is given. */
export interface AgentTool {
	/** The model sees it with `_` instead of spaces. */
	name: string;
	/** A node type with its package, e.g. `n8n-nodes-device-management.netAlertX`. */
	type: string;
	parameters: object;
	credentials?: Record<string, CredentialReference>;
}

/** What the button "let the model define this parameter" writes into a field: the model sees the field's label, and no more. */
export const byModel = (label: string, type = 'string') => `={{ /*n8n-auto-generated-fromAI-override*/ $fromAI('${label}', \`\`, '${type}') }}`;

/** Locators are found by name or address. */
export const deviceByModel = (label: string, mode = 'name') => ({ __rl: true, mode, value: byModel(label) });

/** The agent's answer is `output` of the one item that comes out. */
export function agentWorkflow(question: string, model: CredentialReference, tools: readonly AgentTool[]): WorkflowJson {
	const langchain = '@n8n/n8n-nodes-langchain';
	const make = (name: string, type: string, typeVersion: number, parameters: object, credentials: Record<string, CredentialReference> = {}) => {
		const named = Object.fromEntries(Object.entries(credentials).map(([key, { id, name: its }]) => [key, { id, name: its }]));
		return { id: name, name, type, typeVersion, position: [0, 0] as [number, number], parameters, credentials: named };
	};
	const to = (node: string, type: string) => ({ [type]: [[{ node, type, index: 0 }]] });
	return {
		name: 'AI Agent with tools',
		nodes: [
			make('Start', 'n8n-nodes-base.manualTrigger', 1, {}),
			make('Agent', `${langchain}.agent`, 3, { promptType: 'define', text: question, options: {} }),
			make('Model', `${langchain}.lmChatOpenAi`, 1.2, { model: { __rl: true, mode: 'id', value: 'scripted' }, options: {} }, { openAiApi: model }),
			...tools.map(({ name, type, parameters, credentials }) => make(name, `${type}Tool`, 1, { descriptionType: 'auto', ...parameters }, credentials)),
		] as WorkflowJson['nodes'],
		connections: {
			Start: to('Agent', 'main'),
			Model: to('Agent', 'ai_languageModel'),
			...Object.fromEntries(tools.map(({ name }) => [name, to('Agent', 'ai_tool')])),
		} as WorkflowJson['connections'],
	};
}
