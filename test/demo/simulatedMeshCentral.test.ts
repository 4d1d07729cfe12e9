/** Where no real MeshCentral can run, such as on a Mac, the demo's simulated one does what the demo needs of it. */
import type { Closing } from '../../demo/closing';
import { meshCentral } from '../../demo/systems/meshCentral';
import { isOnline } from '../../nodes/MeshCentral/device';
import { meshCentral as system } from '../../nodes/MeshCentral/system';
import { freePorts } from '../e2e/n8n/ports';

const stops: Array<() => unknown> = [];
const closing = { add: (_: string, stop: () => unknown) => void stops.push(stop) } as unknown as Closing;
const environment = { ...process.env };

afterAll(async () => {
	process.env = environment;
	for (const stop of stops) await stop();
});

test('its credential works, and the device of the button is seen to go', async () => {
	const [port] = await freePorts(1);
	process.env = { ...environment, DEMO_MESHCENTRAL: 'simulated', MESHCENTRAL_WRAPPER_PORT: String(port) };
	const { credentials, acts } = await meshCentral(closing, () => {});
	const [{ type, address, rest }] = credentials as [(typeof credentials)[0]];
	const access = system.accesses.find(({ credential }) => credential === type)!;
	const client = await access.connect({ ...address, ...rest } as Parameters<typeof access.connect>[0], {});
	await access.test(client);
	const isFrontDeskOnline = async () => isOnline((await client.devices()).find(({ name }) => name === 'front-desk')!);
	expect(await isFrontDeskOnline()).toBe(true);
	await acts.find(({ will }) => will === 'front-desk goes offline')!.perform();
	expect(await isFrontDeskOnline()).toBe(false);
	// A live trigger needs MeshCentral's own connection, so that n8n learns of it by polling alone.
	expect(acts.filter(({ card, isToldAtOnce }) => card ?? isToldAtOnce)).toEqual([]);
});
