import { meshCentralWatch } from '../../../nodes/MeshCentral/watch';
import { deviceList as meshCentralDevices } from '../../../nodes/MeshCentral/schemas';
import { meshtechWatch } from '../../../nodes/Meshtech/watch';
import { devicePage } from '../../../nodes/Meshtech/schemas';
import type { Sighting } from '../../../nodes/shared/watch/types';
import type { Wants } from '../../../nodes/shared/watch/watch';

/** What is made of a field that cannot be read is not known either, so that no filter lets go of a device by it. */

const wants = { events: new Set(['deviceChanged']), fields: [], open: [], held: [], isKnown: () => false, filters: {}, chosen: {} } as unknown as Wants;
const now = new Date('2026-11-27T12:00:00Z');

async function meshCentral(row: object): Promise<Sighting> {
	const client = { devices: async () => await Promise.resolve(meshCentralDevices.parse([row])), connectedSince: () => undefined, serverNow: () => now };
	return (await meshCentralWatch.look(client as never, wants)).sightings![0]!;
}

async function meshtech(row: object): Promise<Sighting> {
	const { items } = devicePage.parse({ items: [row], nextToken: null }) as { items: Array<{ id: string }> };
	const client = { listing: async () => await Promise.resolve(new Map(items.map((item) => [item.id, item]))), serverNow: () => now };
	return (await meshtechWatch.look(client as never, wants)).sightings![0]!;
}

it.each([
	['MeshCentral', meshCentral, { _id: 'node//1', meshid: 'mesh//1', groupname: 'Lab', name: 'pc-1', rname: 'host', conn: 1, agct: 1, firstconnect: 1, ip: '10.0.0.1', osdesc: 'Windows 11', desc: 'one', tags: ['kiosk'], icon: 2, consent: 1, agent: { id: 3, core: 'core' } }],
	['Meshtech', meshtech, { id: '11111111-1111-4111-8111-111111111111', friendlyName: 'one', modelNumber: '2500', firmwareVersion: '3.4.0', labels: ['kiosk'], isConnected: true }],
] as const)('%s: every value that is another one because a field could not be read is known to be unknown', async (_, look, row) => {
	const usual = await look(row);
	expect(usual.unread).toBeUndefined();
	for (const field of Object.keys(row).filter((name) => !/id$/.test(name))) {
		const odd = await look({ ...row, [field]: [{}] });
		const others = Object.keys(usual.values).filter((name) => odd.values[name] !== usual.values[name]);
		expect({ field, others: others.filter((name) => !odd.unread?.includes(name)) }).toEqual({ field, others: [] });
	}
});
