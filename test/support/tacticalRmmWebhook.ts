import type { INodeType } from 'n8n-workflow';
import { startTacticalRmm, type TacticalRmm, type TacticalRmmOptions } from '../simulators/tacticalrmm';
import { blankTemplate } from '../simulators/tacticalrmm/alertTemplates';
import { tracked } from '../simulators/tacticalrmm/lab';
import { endProcesses, inNewProcess } from './newProcess';
import { credentialFor } from './tacticalRmm';
import { WebhookNode, type WebhookNodeOptions } from './webhookNode';

/**
 * The trigger as a new process of n8n loads it: with a memory of its own. It takes the server's clock for what the test made it.
 * @param isKilled asked before each request: a process that was killed sends none
 */
async function load(world: TacticalRmm['world'], isKilled: () => boolean): Promise<INodeType> {
	return await inNewProcess(async () => {
		const { Http } = await import('../../nodes/shared/http/http');
		Http.prototype.serverNow = () => world.now();
		const { request } = Http.prototype;
		Http.prototype.request = async function (call) {
			if (isKilled()) throw new Error('killed');
			return (await request.call(this, call)) as never;
		};
		const { TacticalRmmWebhookTrigger } = await import('../../nodes/TacticalRmm/TacticalRmmWebhookTrigger.node');
		const { tacticalRmm } = await import('../../nodes/TacticalRmm/system');
		await tacticalRmm.accesses[0].connect({ baseUrl: 'http://localhost', apiKey: 'x' }, {});
		return new TacticalRmmWebhookTrigger();
	});
}

/** What the server keeps that a registration may touch, without who changed it and when. */
export type Kept = ReadonlyArray<Record<string, unknown>>;

/** A simulated Tactical RMM with webhook triggers on it: its calls are real ones. */
export class WebhookLab {
	private readonly nodes: WebhookNode[] = [];
	private killAt = Infinity;

	private constructor(readonly simulator: TacticalRmm) {}

	static async start(options?: TacticalRmmOptions): Promise<WebhookLab> {
		const simulator = await startTacticalRmm(options);
		simulator.world.receiver = undefined;
		return new WebhookLab(simulator);
	}

	/** One whose three clients have the alert template "On Call". */
	static async onCall(): Promise<{ rmm: WebhookLab; template: number }> {
		const rmm = await WebhookLab.start();
		const template = rmm.template('On Call');
		for (const client of [1, 2, 3]) rmm.assign(client, template);
		return { rmm, template };
	}

	get world() {
		return this.simulator.world;
	}

	/** An alert template that is there before any n8n. @returns its id */
	template(name: string, values: Record<string, unknown> = {}): number {
		return this.world.tables.alertTemplates.add({ ...tracked(this.world), ...blankTemplate(), name, ...values }).id;
	}

	/** A URL action that somebody made by hand. @returns its id */
	urlAction(name: string, values: Record<string, unknown> = {}): number {
		return this.world.tables.urlActions.add({ ...tracked(this.world), name, desc: '', pattern: 'http://127.0.0.1:9/hook', action_type: 'rest', rest_method: 'post', rest_body: '', rest_headers: '', ...values }).id;
	}

	/** Assigns a template to a client. */
	assign(client: number, template: number | null): void {
		this.world.tables.clients.update(client, { alert_template: template });
	}

	/** A trigger that is not active yet, attached to these templates. */
	node(parameters: Record<string, unknown>, more: Partial<WebhookNodeOptions> = {}): WebhookNode {
		const { url, apiKey } = this.simulator;
		const node = new WebhookNode({ load: async () => await load(this.world, () => this.simulator.requests.length >= this.killAt), parameters: parameters as WebhookNodeOptions['parameters'], credentials: { tacticalRmmApi: credentialFor(url, apiKey) }, ...more });
		this.nodes.push(node);
		return node;
	}

	/** All alert templates, URL actions and assignments as they are now. */
	state(): { templates: Kept; actions: Kept; assigned: Kept } {
		const { alertTemplates, urlActions, clients, sites } = this.world.tables;
		const plain = (rows: object[]) => rows.map((row) => Object.fromEntries(Object.entries(row).filter(([name]) => !/^(created|modified)_/.test(name))) as Record<string, unknown>).sort((a, b) => Number(a.id) - Number(b.id));
		const places = (rows: Array<{ id: number; name: string; alert_template: number | null }>) => rows.map(({ id, name, alert_template }) => ({ id, name, alert_template }));
		return { templates: plain(alertTemplates.all()), actions: plain(urlActions.all()), assigned: plain([...places(clients.all()), ...places(sites.all())]) };
	}

	/** Does something in an n8n that is killed after so many requests. @returns whether it was, before that was done */
	async killedAfter(requests: number, work: () => Promise<void>): Promise<boolean> {
		this.killAt = this.simulator.requests.length + requests;
		try {
			await work();
			return false;
		} catch (error) {
			if (!String((error as Error).message).includes('killed')) throw error;
			return true;
		} finally {
			this.killAt = Infinity;
		}
	}

	/** Requests since this was last asked: "PUT /alerts/templates/2/". */
	sent(): string[] {
		return this.simulator.requests.splice(0).map(({ method, path }) => `${method} ${path}`);
	}

	/** What the server sent, and what came of it, is over. */
	async settled(): Promise<void> {
		await this.world.callsOut.ended();
		for (const node of this.nodes) await node.settled();
	}

	async stop(): Promise<void> {
		await this.settled();
		for (const node of this.nodes) await node.stop();
		await endProcesses();
		await this.simulator.stop();
	}
}
