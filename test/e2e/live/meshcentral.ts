/** A real MeshCentral with agents and a person at it, for the live trigger in a real n8n. */
import { sessions } from '../../../nodes/MeshCentral/control/channel';
import { startMeshCentral, type Agent, type MeshCentral } from '../../servers/meshcentral';
import type { CredentialReference } from '../n8n/types';
import { until } from '../n8n/wait';
import type { TestN8n } from '../support';
import { openDoor, type Door } from '../trigger/door';
import { Person } from './people';
import { TriggerWorkflow } from '../triggerWorkflow';

/** Everything that the suites make happen, and what must not be reported about it. */
export const liveEvents = ['deviceOffline', 'deviceOnline', 'massChange', 'massChangeOver', 'commandRun', 'sessionEnded', 'sessionStarted', 'signInFailed', 'signedIn'];

/** `deviceOffline live-1`; of what people do, `signedIn ada`. */
export function wordOf({ event, device, ...told }: { event: string; device: { name: string } | null; [other: string]: unknown }): string {
	const { user } = (told.session ?? told.signIn ?? told.command ?? {}) as { user?: string };
	return [event, user, device?.name].filter(Boolean).join(' ');
}

export interface LiveLab {
	server: MeshCentral;
	/** n8n's only way to it. */
	door: Door;
	agents: Agent[];
	ada: Person;
	/** The live trigger in an n8n, not active yet. */
	watchedBy(running: TestN8n): Promise<TriggerWorkflow>;
	/** How many sessions the server knows of, those of this harness among them. */
	sessions(): Promise<number>;
	stop(): Promise<void>;
}

export async function startLiveLab(agentNames: readonly string[]): Promise<LiveLab> {
	const server = await startMeshCentral({ groups: ['Lab'], plainUsers: ['ada'], report: (line) => process.stderr.write(`MeshCentral: ${line}\n`) });
	try {
		const agents: Agent[] = [];
		for (const name of agentNames) agents.push(await server.startAgent(name, 'Lab'));
		const [door, token, ada] = [await openDoor(server.url), await server.createLoginToken('n8n'), await Person.of(server, 'ada')];
		const data = { baseUrl: `https://${door.host}`, domain: '', signInWith: 'loginToken', tokenUser: token.user, tokenPassword: token.password, allowUnauthorizedCerts: false, caCertificate: server.certificate };
		return {
			server,
			door,
			agents,
			ada,
			watchedBy: async (running) => {
				const credential: CredentialReference = await running.client.createCredential('MeshCentral', 'meshCentralApi', data);
				const parameters = { authentication: 'meshCentralApi', triggerOn: liveEvents, watchIn: 'all' };
				return await TriggerWorkflow.create(running, { type: 'meshCentralLiveTrigger', credentials: { meshCentralApi: credential }, parameters });
			},
			sessions: async () => {
				const { wssessions } = await (await server.control()).ask('wssessioncount', {}, ({ action, wssessions: counts }) => action === 'wssessioncount' && counts !== undefined);
				return Object.values(wssessions as Record<string, number>).reduce((sum, count) => sum + count, 0);
			},
			stop: async () => {
				await sessions.closeAll();
				await door.shut();
				await server.stop();
			},
		};
	} catch (error) {
		await server.stop();
		throw error;
	}
}

/** Killed and started again; returns how many ms passed from the kill to the item in n8n. */
export async function outage(agent: Agent, trigger: TriggerWorkflow, expected: string[]): Promise<number> {
	const killedAt = Date.now();
	await agent.kill();
	expected.push(`deviceOffline ${agent.name}`);
	const told = async () => (await trigger.told()).length >= expected.length;
	await until(`${agent.name} to be told as offline`, told, { everyMs: 20 }).catch(() => {});
	const startedAt = Date.parse((await trigger.executions()).at(-1)?.startedAt ?? '');
	await agent.start();
	expected.push(`deviceOnline ${agent.name}`);
	await until(`${agent.name} to be told as online`, told, { everyMs: 20 }).catch(() => {});
	return startedAt - killedAt;
}
