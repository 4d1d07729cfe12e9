import { startNetAlertX } from '../../test/simulators/netalertx';
import { netAlertXToken, network, portSettings } from '../settings';
import { certificates, type StartSystem } from './system';

/** A simulated network, in which a device joins, leaves or changes its address every so often. */
export const netAlertX: StartSystem = async (closing) => {
	const { devices, seed, eventEveryMs } = network;
	const simulator = await startNetAlertX({ port: portSettings().netAlertX.port, token: netAlertXToken, devices, seed });
	closing.add('The NetAlertX simulator', () => simulator.stop());
	simulator.network.play(eventEveryMs);
	return {
		name: 'NetAlertX',
		credentials: [{ name: 'NetAlertX of the demo', type: 'netAlertXApi', address: { baseUrl: simulator.url }, rest: { apiToken: netAlertXToken, ...certificates } }],
		lines: [
			`${simulator.url} (API token ${netAlertXToken}): a simulated network of ${devices} devices;`,
			`every ${eventEveryMs / 1_000} s one joins, leaves or changes its address`,
		],
	};
};
