import { minute, second, startTacticalRmm, type TacticalRmm } from '../../test/simulators/tacticalrmm';
import { blankAlert } from '../../test/simulators/tacticalrmm/alerts';
import { blankTemplate } from '../../test/simulators/tacticalrmm/alertTemplates';
import { tracked } from '../../test/simulators/tacticalrmm/lab';
import { channels } from '../channels';
import { goesAndReturns, type Act } from '../day/act';
import { portSettings, tacticalRmmKey } from '../settings';
import { certificates, onlineOf, type StartSystem } from './system';

const AGENTS = 60;
const SILENT_MS = 26 * 60 * minute;

/** Simulated agents of three clients. */
export const tacticalRmm: StartSystem = async (closing) => {
	const simulator = await startTacticalRmm({ port: portSettings().tacticalRmm.port, apiKey: tacticalRmmKey, agents: AGENTS, betaApi: true });
	closing.add('The Tactical RMM simulator', () => simulator.stop());
	const { world } = simulator;
	letSilentOnesBeOverdue(simulator);
	addUpdates(simulator);
	numberAlertsOn(simulator);
	const template = addTemplate(simulator);
	// What alert templates and tests send is sent for real: n8n is on this machine.
	world.receiver = undefined;
	return {
		name: 'Tactical RMM',
		what: `A simulated server with ${AGENTS} agents. An agent that you take offline is reported at once, not after 4 minutes.`,
		example: 'Tactical RMM: agent offline or overdue to Slack',
		status: () => {
			const open = world.tables.alerts.where(({ resolved }) => !resolved).length;
			const online = world.agents().filter(({ status }) => status === 'online').length;
			return `${onlineOf(online, world.agentCount, 'agents')}, ${open} ${open === 1 ? 'alert is' : 'alerts are'} open`;
		},
		acts: actsOf(simulator),
		credentials: [
			{
				name: 'Demo: Tactical RMM',
				type: 'tacticalRmmApi',
				address: { baseUrl: simulator.url },
				rest: { apiKey: tacticalRmmKey, betaApi: true, ...certificates },
			},
		],
		choices: { alertTemplateIds: [template] },
		access: [{ label: 'API URL', value: simulator.url }, { label: 'API Key', value: tacticalRmmKey }],
	};
};

/** An agent that is silent from the start has been silent for long, and does not become overdue while somebody looks at something else. */
export function letSilentOnesBeOverdue({ world }: Pick<TacticalRmm, 'world'>): void {
	for (const agent of world.agents()) if (agent.status === 'offline' && agent.lastSeen !== null) agent.silentFor(SILENT_MS);
}

/** What *Patch Tuesday* finds to be installed. */
function addUpdates({ world }: Pick<TacticalRmm, 'world'>): void {
	const missing = [
		['WIN-SRV-00', 'Critical', 'Security update for Windows Server'],
		['WIN-SRV-00', 'Important', 'Security update for .NET'],
		['WIN-SRV-06', 'Critical', 'Security update for Windows Server'],
	] as const;
	for (const [agent, severity, title] of missing) world.addPatch(agent, { severity, title });
}

/** The client whose alerts nobody is called for yet. */
export const ON_ITS_OWN = 'Globex';

/** An alert template of all clients but one that does nothing yet; that one has the server's own, for what people build themselves. @returns its ID */
export function addTemplate({ world }: Pick<TacticalRmm, 'world'>): number {
	const { alertTemplates, clients } = world.tables;
	const { id } = alertTemplates.add({ ...tracked(world), ...blankTemplate(), name: 'On Call' });
	const free = alertTemplates.all().find(({ name }) => name === 'Default Alerts')?.id ?? null;
	for (const client of clients.all()) clients.update(client.id, { alert_template: client.name === ON_ITS_OWN ? free : id });
	return id;
}

const NUMBERED_FROM = Date.UTC(2026, 0, 1);

/** n8n remembers alerts by their numbers from start to start: a new alert never has one of an earlier start. */
export function numberAlertsOn({ world }: Pick<TacticalRmm, 'world'>, now = Date.now()): void {
	const { alerts } = world.tables;
	const last = alerts.add({ ...blankAlert(world.clock), id: Math.floor((now - NUMBERED_FROM) / (10 * second)) });
	alerts.delete(last.id);
}

/** What can happen to the agents and their alerts. */
export function actsOf({ world }: Pick<TacticalRmm, 'world'>): Act[] {
	// Tactical RMM calls an agent offline after minutes of silence, and overdue after more. Nobody waits for them here: while it is away, its limits are 0, and its times stay true.
	const agent = (hostname: string, buttons = false) => {
		const { offline_time, overdue_time } = world.agent(hostname).row;
		return goesAndReturns({
			name: `agent ${hostname}`,
			isThere: () => world.agent(hostname).status === 'online',
			leave: () => {
				world.agent(hostname).state = 'unreachable';
				world.agent(hostname).set({ offline_time: 0 });
			},
			comeBack: () => {
				world.agent(hostname).set({ offline_time, overdue_time });
				world.agent(hostname).state = 'answers';
			},
			buttons,
		});
	};
	return [
		...agent('WIN-WS-01'),
		{
			will: 'agent WIN-WS-01 is overdue',
			did: 'agent WIN-WS-01 was overdue',
			isPossible: () => world.agent('WIN-WS-01').status === 'offline',
			perform: () => world.agent('WIN-WS-01').set({ overdue_time: 0 }),
		},
		...agent('WIN-SRV-06', true),
		...alert(world, 'disk C: of WIN-SRV-00', 'WIN-SRV-00', 'Disk C: 4% left'),
		// Of the client whose alerts call nobody yet: for a trigger that somebody builds.
		...alert(world, 'the backup of WIN-SRV-12', 'WIN-SRV-12', 'The last backup failed'),
		...alert(world, 'the memory of WIN-SRV-06', 'WIN-SRV-06', 'Memory at 97%', ['Raise an alert', 'Resolve the alert']),
	];
}

function alert(world: TacticalRmm['world'], about: string, agent: string, message: string, [raise, resolve]: string[] = []): Act[] {
	let open: number | undefined;
	/** Somebody may have resolved it in a workflow. */
	const isOpen = () => open !== undefined && world.tables.alerts.where(({ id, resolved }) => id === open && !resolved).length > 0;
	return [
		{
			will: `alert about ${about} is raised`,
			did: `alert about ${about} was raised`,
			button: raise,
			channels,
			isPossible: () => !isOpen(),
			perform: () => (open = world.raiseAlert({ agent, alert_type: 'check', severity: 'error', message }).id),
		},
		{ will: `alert about ${about} is resolved`, did: `alert about ${about} was resolved`, button: resolve, channels, isPossible: isOpen, perform: () => world.resolveAlert(open!) },
	];
}
