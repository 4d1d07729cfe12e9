/** Everything that the examples talk to: the four systems, the inbox, Slack and a chat model, and an n8n with credentials for all of them. */
import type { IDataObject } from 'n8n-workflow';
import { exampleWorkflows, withCredentials } from '../../../demo/examples';
import { startInbox, type Inbox } from '../../../demo/inbox';
import { startSlack, type Slack } from '../../../demo/slack';
import { startMeshCentral, whyNoMeshCentral, type MeshCentral } from '../../servers/meshcentral';
import { startMeshtech, type Meshtech } from '../../simulators/meshtech';
import { startNetAlertX, type NetAlertX } from '../../simulators/netalertx';
import { startTacticalRmm, type TacticalRmm } from '../../simulators/tacticalrmm';
import { credentialFor as meshtechCredential } from '../../support/meshtech';
import { credentialFor as netAlertXCredential } from '../../support/netAlertX';
import { credentialFor as tacticalRmmCredential } from '../../support/tacticalRmm';
import type { CredentialReference, SavedWorkflow, WorkflowJson, WorkflowNode } from '../n8n/types';
import { runWorkflow, startTestN8n, type TestN8n, type WorkflowRun } from '../support';
import { everyFiveSeconds } from '../tellingWorkflow';
import { startModel, type Asked, type Model, type Reply } from './model';

/** Changes what a person would have to wait for, such as the hours of a wait, or has to choose, such as a group. */
export type Edit = (parametersOf: (nodeName: string) => IDataObject, node: (nodeName: string) => WorkflowNode) => void;

export class World {
	/** What the chat model answers; to be replaced by a test. */
	answer: (asked: Asked) => Reply = () => 'Nobody told me what to say.';

	private constructor(
		readonly running: TestN8n,
		readonly inbox: Inbox,
		readonly slack: Slack,
		readonly netAlertX: NetAlertX,
		readonly tacticalRmm: TacticalRmm,
		readonly meshtech: Meshtech,
		/** Undefined where it cannot run. */
		readonly meshCentral: MeshCentral | undefined,
		private readonly closing: Array<() => Promise<unknown>>,
	) {}

	model!: Model;
	credentials: CredentialReference[] = [];

	static async start(): Promise<World> {
		const closing: Array<() => Promise<unknown>> = [];
		const kept = async <T extends { stop(): Promise<unknown> }>(starting: Promise<T>): Promise<T> => {
			const started = await starting;
			closing.unshift(() => started.stop());
			return started;
		};
		try {
			const [inbox, slack, netAlertX, tacticalRmm, meshtech] = await Promise.all([
				kept(startInbox()),
				kept(startSlack()),
				kept(startNetAlertX({ devices: 60 })),
				kept(startTacticalRmm({ agents: 40 })),
				kept(startMeshtech({ devices: 30, updateMs: 2_000 })),
			]);
			const meshCentral = whyNoMeshCentral() ? undefined : await kept(startMeshCentral({ groups: ['My Group'], plainUsers: ['alice'] }));
			await meshCentral?.startAgent('kiosk');
			const running = await startTestN8n({ env: slack.environment });
			closing.unshift(() => running.n8n.stop());
			const world = new World(running, inbox, slack, netAlertX, tacticalRmm, meshtech, meshCentral, closing);
			world.model = await kept(startModel((asked) => world.answer(asked)));
			await world.makeCredentials();
			return world;
		} catch (error) {
			for (const close of closing) await close();
			throw error;
		}
	}

	async stop(): Promise<void> {
		for (const close of this.closing) await close();
	}

	/** As if nothing had been mailed or posted yet. */
	forgetMessages(): void {
		this.inbox.clear();
		this.slack.clear();
	}

	private async makeCredentials(): Promise<void> {
		const { netAlertX, tacticalRmm, meshtech, meshCentral, inbox, slack, model } = this;
		const data: Record<string, object> = {
			netAlertXApi: netAlertXCredential(netAlertX.url, netAlertX.token),
			tacticalRmmApi: tacticalRmmCredential(tacticalRmm.url, tacticalRmm.apiKey),
			meshtechApi: meshtechCredential(meshtech),
			smtp: { user: '', password: '', host: '127.0.0.1', port: inbox.smtpPort, secure: false, disableStartTls: true },
			slackApi: { accessToken: slack.token },
			openAiApi: { apiKey: model.apiKey, organizationId: '', url: model.url, header: false },
		};
		if (meshCentral) {
			const { user: tokenUser, password: tokenPassword } = await meshCentral.createLoginToken('n8n');
			data.meshCentralApi = { baseUrl: meshCentral.url, domain: '', signInWith: 'loginToken', tokenUser, tokenPassword, allowUnauthorizedCerts: false, caCertificate: meshCentral.certificate };
		}
		for (const [type, each] of Object.entries(data)) this.credentials.push(await this.running.client.createCredential(type, type, each as IDataObject));
	}

	/** An example with this n8n's credentials, its trigger polling often. */
	example(name: string, edit: Edit = () => {}): WorkflowJson {
		const found = exampleWorkflows().find((workflow) => workflow.name === name);
		if (!found) throw new Error(`There is no example "${name}".`);
		const workflow = withCredentials(found, this.credentials);
		const node = (nodeName: string) => {
			const named = workflow.nodes.find((each) => each.name === nodeName);
			if (!named) throw new Error(`The example "${name}" has no node "${nodeName}".`);
			return named;
		};
		for (const { parameters } of workflow.nodes) if (parameters.pollTimes) parameters.pollTimes = everyFiveSeconds;
		edit((nodeName) => node(nodeName).parameters, node);
		return workflow;
	}

	/** Imports an example and runs it as "Execute workflow" does. */
	async run(name: string, edit?: Edit, options?: Parameters<typeof runWorkflow>[2]): Promise<WorkflowRun> {
		return await runWorkflow(this.running.client, this.example(name, edit), { deadlineMs: 120_000, ...options });
	}

	/** Imports and activates an example for as long as something happens. */
	async whileActive<T>(name: string, happens: (saved: SavedWorkflow) => Promise<T>, edit?: Edit): Promise<T> {
		const { client } = this.running;
		const saved = await client.createWorkflow(this.example(name, edit));
		await client.activate(saved);
		try {
			return await happens(saved);
		} finally {
			await client.deactivate(saved);
		}
	}
}

/** Runs one example and looks at what came of it. */
export type Scenario = (world: World) => Promise<void>;
/** By the example's name. */
export type Scenarios = Readonly<Record<string, Scenario>>;
