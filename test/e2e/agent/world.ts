/** All four systems, a chat model that says what a test tells it to, and n8n's agent between them. */
import { startMeshCentralWrapper, type MeshCentralWrapper } from '../../simulators/meshcentral';
import { startMeshtech, type Meshtech } from '../../simulators/meshtech';
import { startNetAlertX, type NetAlertX } from '../../simulators/netalertx';
import { startTacticalRmm, type TacticalRmm } from '../../simulators/tacticalrmm';
import { restCredential } from '../../support/meshCentral';
import { credentialFor as meshtechCredential } from '../../support/meshtech';
import { credentialFor as netAlertXCredential } from '../../support/netAlertX';
import { credentialFor as tacticalRmmCredential } from '../../support/tacticalRmm';
import { startModel, type Asked, type Reply } from '../examples/model';

import { packageName } from '../n8n/pack';
import type { N8nClient } from '../n8n/rest';
import type { CredentialReference } from '../n8n/types';
import { runWorkflow } from '../support';
import { agentWorkflow, type AgentTool } from './workflow';

export type ToolNode = 'netAlertX' | 'tacticalRmm' | 'meshCentral' | 'meshtech';

export interface AgentWorld {
	netAlertX: NetAlertX;
	tacticalRmm: TacticalRmm;
	meshCentral: MeshCentralWrapper;
	meshtech: Meshtech;
	/** What the model says to all that it is asked from now on. */
	answer(reply: (asked: Asked) => Reply): void;
	/** A tool as the editor adds it, with the credential of its system. */
	tool(node: ToolNode, name: string, parameters: object): AgentTool;
	/** What the agent said in the end, and what the model was sent on the way. */
	ask(question: string, tools: readonly AgentTool[]): Promise<{ said: string; asked: Asked[] }>;
	stop(): Promise<void>;
}

/** @param devices how many each system has; MeshCentral's wrapper has `fitting`, all that its answer of 64 KiB has room for */
export async function startAgentWorld(client: N8nClient, { devices, fitting }: { devices: number; fitting: number }): Promise<AgentWorld> {
	let answer: (asked: Asked) => Reply = () => 'none';
	const [netAlertX, tacticalRmm, meshCentral, meshtech, model] = await Promise.all([
		startNetAlertX({ devices }),
		startTacticalRmm({ agents: devices }),
		startMeshCentralWrapper({ devices: fitting }),
		startMeshtech({ devices }),
		startModel((asked) => answer(asked)),
	]);
	const data: Record<string, object> = {
		netAlertXApi: netAlertXCredential(netAlertX.url, netAlertX.token),
		tacticalRmmApi: tacticalRmmCredential(tacticalRmm.url, tacticalRmm.apiKey),
		meshCentralRestApi: restCredential(meshCentral.url),
		meshtechApi: meshtechCredential(meshtech),
		openAiApi: { apiKey: model.apiKey, organizationId: '', url: model.url, header: false },
	};
	const credentials: Record<string, CredentialReference> = {};
	for (const [type, each] of Object.entries(data)) credentials[type] = await client.createCredential(type, type, each as never);
	return {
		netAlertX,
		tacticalRmm,
		meshCentral,
		meshtech,
		answer: (reply) => (answer = reply),
		tool(node, name, parameters) {
			const credential = node === 'meshCentral' ? 'meshCentralRestApi' : `${node}Api`;
			const authentication = node === 'meshCentral' ? { authentication: credential } : {};
			return { name, type: `${packageName}.${node}`, parameters: { ...authentication, ...parameters, options: {} }, credentials: { [credential]: credentials[credential]! } };
		},
		async ask(question, tools) {
			const before = model.asked.length;
			const { items } = await runWorkflow(client, agentWorkflow(question, credentials.openAiApi!, tools));
			return { said: String(items[0]!.json.output), asked: model.asked.slice(before) };
		},
		async stop() {
			await Promise.all([netAlertX, tacticalRmm, meshCentral, meshtech, model].map(async (each) => await each.stop()));
		},
	};
}

/** What the tools answered, as the model was shown it. */
export const shown = ({ messages }: Asked): string[] => messages.filter(({ role }) => role === 'tool').map(({ content }) => String(content));

/** The model calls a tool of these arguments once, and then says what it was shown. */
export const callsOnce = (name: string, args: object) => (asked: Asked): Reply => shown(asked)[0] ?? [{ name, arguments: args }];
