import { startMeshtech, type Meshtech } from '../../test/simulators/meshtech';
import { portSettings } from '../settings';
import { certificates, play, type StartSystem } from './system';

const GATEWAYS = 24;
const EVERY_MS = 20_000;
/** A real gateway takes 10 to 15 minutes. */
const UPDATE_MS = 45_000;

/** Simulated gateways: one loses its connection and finds it again, another is renamed. Roll-outs take a minute. */
export const meshtech: StartSystem = async (closing) => {
	const { meshtech: api, meshtechSignIn } = portSettings();
	const simulator = await startMeshtech({ port: api.port, signInPort: meshtechSignIn.port, devices: GATEWAYS, updateMs: UPDATE_MS });
	closing.add('The Meshtech simulator', () => simulator.stop());
	play(closing, "Meshtech's day", EVERY_MS, day(simulator));
	const { signInUrl, apiUrl, username, password } = simulator;
	return {
		name: 'Meshtech',
		credentials: [
			{ name: 'Meshtech of the demo', type: 'meshtechApi', address: { signInUrl, baseUrl: apiUrl }, rest: { username, password, ...certificates } },
		],
		lines: [`${apiUrl} (${username}, password ${password}): ${GATEWAYS} simulated gateways; one loses its connection and finds it again`],
	};
};

function day({ fleet }: Meshtech): Array<() => unknown> {
	const [first, , third] = fleet.list().map(({ id }) => id);
	return [
		() => fleet.disconnect(third!),
		() => (fleet.get(first!).friendlyName = 'Entrance'),
		() => fleet.connect(third!),
		() => (fleet.get(first!).friendlyName = 'MT10225'),
	];
}
