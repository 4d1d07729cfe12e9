/** Five thousand devices of a real MeshCentral through REST commands, whose answers end at about seventy of them. */
import { randomBytes } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { MeshCentralClient } from '../../nodes/MeshCentral/client';
import { deviceLocator, searchDevices } from '../../nodes/MeshCentral/locator';
import { meshCentralWatch } from '../../nodes/MeshCentral/watch';
import type { Wants } from '../../nodes/shared/watch/watch';
import { describeWithMeshCentral } from '../servers/meshcentral/describe';
import { startLab, startMs, type Lab } from './meshcentral/lab';

jest.setTimeout(180_000);

const COUNT = 5_000;
const lastPart = () => randomBytes(48).toString('base64').replaceAll('+', '@').replaceAll('/', '$');
const nameOf = (index: number) => `host${String(index).padStart(5, '0')}`;

/** A device that registered once, as it lies in the server's database. */
function nodeOf(index: number, meshid: string): object {
	const ip = `10.1.${index >> 8}.${index & 255}`;
	const agent = { ver: 0, id: 6, caps: 29, core: 'Nov 21 2022, 2189501291' };
	return { type: 'node', mtype: 2, _id: `node//${lastPart()}`, icon: 1, name: nameOf(index), rname: nameOf(index), domain: '', agent, host: ip, ip, osdesc: 'Debian GNU/Linux 12 (bookworm)', meshid, firstconnect: 1_795_198_643_217 };
}

describeWithMeshCentral('five thousand devices of a real MeshCentral through REST commands', () => {
	let lab: Lab;
	let client: MeshCentralClient;
	beforeAll(async () => {
		lab = await startLab(['lab-one']);
		await lab.server.goDown();
		const lines = Array.from({ length: COUNT }, (_, index) => `${JSON.stringify(nodeOf(index, lab.server.groups.Lab!))}\n`);
		appendFileSync(join(dirname(lab.server.logFile), 'data', 'meshcentral.db'), lines.join(''));
		await lab.server.comeUp();
		await lab.agents[0]!.untilOnline();
	}, startMs);
	afterAll(async () => await lab?.stop(), 60_000);
	beforeEach(() => (client = lab.client(lab.ways.rest)));
	afterEach(() => expect(lab.wrapper.dangerousLines).toEqual([]));

	const everyName = ['lab-one', ...Array.from({ length: COUNT }, (_, index) => nameOf(index))].sort();

	it.each([
		['all', async () => await client.devices()],
		['of a group', async () => await client.devices(lab.server.groups.Lab)],
	])('M8 %s are whole', async (_, list) => {
		expect((await list()).map(({ name }) => name).sort()).toEqual(everyName);
	});

	it('M8 are found by name and text', async () => {
		const reading = { client, siblings: {}, timezone: 'UTC' };
		const id = (await deviceLocator.read({ __rl: true, mode: 'name', value: 'HOST04321' }, reading)) as string;
		expect(await client.device(id)).toMatchObject({ name: 'host04321' });
		expect((await searchDevices(client, 'ost0432')).map(({ name }) => name.slice(0, 9))).toEqual(everyName.filter((name) => name.includes('ost0432')));
		expect(await searchDevices(client, '10.1.16.')).toHaveLength(256);
		expect(await searchDevices(client, '')).toHaveLength(COUNT + 1);
	});

	it('M8 are watched, all of them', async () => {
		const wants = { events: new Set(['deviceOffline']), fields: [], open: [], isKnown: () => false, filters: {}, chosen: {} } as unknown as Wants;
		const { sightings } = await meshCentralWatch.look(client, wants);
		expect(sightings!.filter(({ status }) => status === 'online').map(({ device }) => device.name)).toEqual(['lab-one']);
		expect(sightings).toHaveLength(COUNT + 1);
	});
});
