/** Every workflow in examples/ in a real n8n: imported, activated where it starts by itself, run, and looked at what came of it. */
import { exampleWorkflows } from '../../demo/examples';
import { whyNoMeshCentral } from '../servers/meshcentral';
import { deviceFleet } from './examples/deviceFleet';
import { meshCentral } from './examples/meshCentral';
import { meshtech } from './examples/meshtech';
import { netAlertX } from './examples/netAlertX';
import { tacticalRmm } from './examples/tacticalRmm';
import { World } from './examples/world';

const scenarios = { ...netAlertX, ...tacticalRmm, ...meshCentral, ...meshtech, ...deviceFleet };
let world: World;

beforeAll(async () => {
	world = await World.start();
}, 15 * 60_000);
afterAll(async () => await world?.stop(), 60_000);
// What one example sent is no proof for another.
beforeEach(() => world.forgetMessages());

test('every example is run below', () => {
	expect(Object.keys(scenarios).sort()).toEqual(exampleWorkflows().map(({ name }) => name).sort());
});

describe.each(Object.entries({ 'Device Fleet': deviceFleet, NetAlertX: netAlertX, 'Tactical RMM': tacticalRmm, Meshtech: meshtech }))('the examples of %s', (_, all) => {
	test.each(Object.entries(all))('%s', async (__, scenario) => await scenario(world), 240_000);
});

(whyNoMeshCentral() ? describe.skip : describe)('the examples of MeshCentral', () => {
	test.each(Object.entries(meshCentral))('%s', async (_, scenario) => await scenario(world), 240_000);
});
