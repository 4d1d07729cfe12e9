import { minute, startTacticalRmm, type TacticalRmm } from '../../test/simulators/tacticalrmm';
import { portSettings, tacticalRmmKey } from '../settings';
import { certificates, play, type StartSystem } from './system';

const AGENTS = 60;
const EVERY_MS = 20_000;

/** Simulated agents: one falls silent and comes back, alerts are raised and resolved, checks fail and pass, patches wait. */
export const tacticalRmm: StartSystem = async (closing) => {
	const simulator = await startTacticalRmm({ port: portSettings().tacticalRmm.port, apiKey: tacticalRmmKey, agents: AGENTS, betaApi: true });
	closing.add('The Tactical RMM simulator', () => simulator.stop());
	play(closing, "Tactical RMM's day", EVERY_MS, day(simulator));
	return {
		name: 'Tactical RMM',
		credentials: [
			{
				name: 'Tactical RMM of the demo',
				type: 'tacticalRmmApi',
				address: { baseUrl: simulator.url },
				rest: { apiKey: tacticalRmmKey, betaApi: true, ...certificates },
			},
		],
		lines: [`${simulator.url} (API key ${tacticalRmmKey}): ${AGENTS} simulated agents; an agent falls silent and returns,`, 'alerts are raised and resolved, a check fails and passes, a patch waits'],
	};
};

function day({ world }: TacticalRmm): Array<() => unknown> {
	const quiet = 'WIN-WS-01';
	let alert = 0;
	return [
		() => world.agent(quiet).silentFor(6 * minute),
		() => (alert = world.raiseAlert({ agent: 'WIN-SRV-00', alert_type: 'check', severity: 'error', message: 'Disk C: has 4 % left' }).id),
		() => world.agent('WIN-SRV-00').set({ needs_reboot: true }),
		() => world.agent(quiet).silentFor(40 * minute),
		() => world.addPatch('WIN-SRV-00', { action: 'approve' }),
		() => world.resolveAlert(alert),
		() => (world.agent(quiet).state = 'answers'),
		() => world.agent('WIN-SRV-00').set({ needs_reboot: false }),
	];
}
