/** What the browser is shown: an n8n with the package, and the four systems with fleets large enough for their lists to need paging. */
import type { IDataObject } from 'n8n-workflow';
import { packageName } from '../e2e/n8n/pack';
import type { CredentialReference, SavedWorkflow } from '../e2e/n8n/types';
import { startTestN8n, type TestN8n } from '../e2e/support';
import { startMeshCentral, whyNoMeshCentral, type MeshCentral } from '../servers/meshcentral';
import { startMeshCentralWrapper } from '../simulators/meshcentral';
import { startMeshtech, type Meshtech } from '../simulators/meshtech';
import { startNetAlertX, type NetAlertX } from '../simulators/netalertx';
import { startTacticalRmm, type TacticalRmm } from '../simulators/tacticalrmm';

/** Devices of each simulated system. */
export const FLEET = 2_000;

const gateway = { gatewayHeaderName: 'X-API-Key', gatewayHeaderValue: 'wrapper-key' };

interface Systems {
	readonly netAlertX: NetAlertX;
	readonly tacticalRmm: TacticalRmm;
	readonly meshtech: Meshtech;
	/** A real one with two agents; undefined where it cannot run. */
	readonly meshCentral: MeshCentral | undefined;
}

/** A node of the package to be saved in a workflow. */
export interface Step {
	name: string;
	type: string;
	credential: string;
	parameters: IDataObject;
}

export class World implements Systems {
	readonly netAlertX: NetAlertX;
	readonly tacticalRmm: TacticalRmm;
	readonly meshtech: Meshtech;
	readonly meshCentral: MeshCentral | undefined;
	private readonly accounts = new Map<string, CredentialReference>();

	private constructor(
		readonly running: TestN8n,
		systems: Systems,
		/** What a person would fill into the form of each credential, by its type and the internal names of the fields. */
		readonly entered: Readonly<Record<string, IDataObject>>,
		readonly stop: () => Promise<void>,
	) {
		({ netAlertX: this.netAlertX, tacticalRmm: this.tacticalRmm, meshtech: this.meshtech, meshCentral: this.meshCentral } = systems);
	}

	static async start(): Promise<World> {
		const closing: Array<() => Promise<unknown>> = [];
		const kept = async <T extends { stop(): Promise<unknown> }>(starting: Promise<T>): Promise<T> => {
			const started = await starting;
			closing.unshift(async () => await started.stop());
			return started;
		};
		const stop = async () => {
			for (const close of closing) await close();
		};
		try {
			const [netAlertX, tacticalRmm, meshtech] = await Promise.all([
				kept(startNetAlertX({ devices: FLEET })),
				kept(startTacticalRmm({ agents: FLEET, betaApi: true })),
				kept(startMeshtech({ devices: FLEET, updateMs: 2_000 })),
			]);
			const meshCentral = whyNoMeshCentral() ? undefined : await kept(startMeshCentral({ groups: ['Kiosks', 'Servers'] }));
			await meshCentral?.startAgent('kiosk', 'Kiosks');
			await meshCentral?.startAgent('build-server', 'Servers');
			const access = meshCentral && { backedBy: meshCentral, controlOf: { url: meshCentral.url, ...meshCentral.admin, ca: meshCentral.certificate } };
			const wrapper = await kept(startMeshCentralWrapper({ gateway: { name: gateway.gatewayHeaderName, value: gateway.gatewayHeaderValue }, ...access }));
			const running = await startTestN8n();
			closing.unshift(async () => await running.n8n.stop());
			const token = await meshCentral?.createLoginToken('n8n');
			const entered: Record<string, IDataObject> = {
				netAlertXApi: { baseUrl: netAlertX.url, apiToken: netAlertX.token },
				tacticalRmmApi: { baseUrl: tacticalRmm.url, apiKey: tacticalRmm.apiKey },
				meshtechApi: { username: meshtech.username, password: meshtech.password, signInUrl: meshtech.signInUrl, baseUrl: meshtech.apiUrl },
				meshCentralRestApi: { baseUrl: wrapper.url, ...gateway },
				...(token && { meshCentralApi: { baseUrl: meshCentral!.url, tokenUser: token.user, tokenPassword: token.password, caCertificate: meshCentral!.certificate } }),
			};
			const world = new World(running, { netAlertX, tacticalRmm, meshtech, meshCentral }, entered, stop);
			for (const [type, name] of Object.entries(accountNames)) if (entered[type]) world.accounts.set(type, await world.makeCredential(type, name));
			return world;
		} catch (error) {
			await stop();
			throw error;
		}
	}

	/** The credential of this type with which all is right; undefined where its system does not run. */
	account(type: string): CredentialReference | undefined {
		return this.accounts.get(type);
	}

	/** Makes a separate credential, in which only this is entered otherwise. */
	async makeCredential(type: string, name: string, otherwise: IDataObject = {}): Promise<CredentialReference> {
		return await this.running.client.createCredential(name, type, { ...this.entered[type], ...otherwise });
	}

	/** A workflow begun by hand, after which each step is run for itself. */
	async saveWorkflow(name: string, steps: readonly Step[]): Promise<SavedWorkflow> {
		const start = { name: 'Start', type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, position: [0, 0] as [number, number], parameters: {} };
		const nodes = steps.map(({ name, type, credential, parameters }, index) => {
			const { id, name: account } = this.account(credential)!;
			const position: [number, number] = [320, 200 * index];
			return { name, type: `${packageName}.${type}`, typeVersion: 1, position, parameters, credentials: { [credential]: { id, name: account } } };
		});
		const connections = { Start: { main: [nodes.map(({ name: node }) => ({ node, type: 'main' as const, index: 0 }))] } };
		return await this.running.client.createWorkflow({ name, nodes: [start, ...nodes], connections });
	}
}

const accountNames = {
	netAlertXApi: 'NetAlertX',
	tacticalRmmApi: 'Tactical RMM',
	meshtechApi: 'Meshtech',
	meshCentralApi: 'MeshCentral',
	meshCentralRestApi: 'MeshCentral behind a wrapper',
};
