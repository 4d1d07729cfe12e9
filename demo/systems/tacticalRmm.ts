import { minute, startTacticalRmm, type TacticalRmm } from '../../test/simulators/tacticalrmm';
import { goesAndReturns, type Act } from '../day/act';
import { portSettings, tacticalRmmKey } from '../settings';
import { certificates, type StartSystem } from './system';

const AGENTS = 60;
/** Tactical RMM calls an agent offline after 4 minutes of silence and overdue after 30; nobody has to wait for them here. */
const OFFLINE_MS = 6 * minute;
const OVERDUE_MS = 40 * minute;
const SILENT_MS = 26 * 60 * minute;

/** Simulated agents of three clients. */
export const tacticalRmm: StartSystem = async (closing) => {
	const simulator = await startTacticalRmm({ port: portSettings().tacticalRmm.port, apiKey: tacticalRmmKey, agents: AGENTS, betaApi: true });
	closing.add('The Tactical RMM simulator', () => simulator.stop());
	const { world } = simulator;
	letSilentOnesBeOverdue(simulator);
	addUpdates(simulator);
	return {
		name: 'Tactical RMM',
		what: `A simulated server with ${AGENTS} agents. An agent that goes offline here counts as offline for minutes immediately.`,
		example: 'Tactical RMM: agent offline or overdue to Slack',
		status: () => {
			const open = world.tables.alerts.where(({ resolved }) => !resolved).length;
			const online = world.agents().filter(({ status }) => status === 'online').length;
			return `${online} of ${world.agentCount} agents are online, ${open} ${open === 1 ? 'alert is' : 'alerts are'} open`;
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

/** What can happen to the agents and their alerts. */
export function actsOf({ world }: Pick<TacticalRmm, 'world'>): Act[] {
	const agent = (hostname: string, buttons = false) =>
		goesAndReturns({
			name: `agent ${hostname}`,
			isThere: () => world.agent(hostname).status === 'online',
			leave: () => world.agent(hostname).silentFor(OFFLINE_MS),
			comeBack: () => (world.agent(hostname).state = 'answers'),
			buttons,
		});
	return [
		...agent('WIN-WS-01'),
		{
			will: 'agent WIN-WS-01 is overdue',
			did: 'agent WIN-WS-01 was overdue',
			isPossible: () => world.agent('WIN-WS-01').status === 'offline',
			perform: () => world.agent('WIN-WS-01').silentFor(OVERDUE_MS),
		},
		...agent('WIN-SRV-06', true),
		...alert(world, 'disk C: of WIN-SRV-00', 'WIN-SRV-00', 'Disk C: 4% left'),
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
			isPossible: () => !isOpen(),
			perform: () => (open = world.raiseAlert({ agent, alert_type: 'check', severity: 'error', message }).id),
		},
		{ will: `alert about ${about} is resolved`, did: `alert about ${about} was resolved`, button: resolve, isPossible: isOpen, perform: () => world.resolveAlert(open!) },
	];
}
