import type { NetAlertXClient } from '../../nodes/NetAlertX/client';
import { lab, nobody, startLab, type Running } from '../support/netAlertX';

/** Happens before a request is sent again, which is at once. */
let mockBeforeRetry = () => {};
jest.mock('../../nodes/shared/http/retry', () => ({
	...jest.requireActual<object>('../../nodes/shared/http/retry'),
	waitBefore: () => {
		mockBeforeRetry();
		return 0;
	},
}));

let running: Running;
beforeEach(async () => {
	running = await startLab();
});
afterEach(async () => await running.stop());

const event = { ip: '0.0.0.0', type: 'Maintenance', info: '', alert: false };
const writes: Array<[string, (client: NetAlertXClient) => Promise<unknown>]> = [
	['Create', (client) => client.create(nobody, { devName: 'x' })],
	['Update', (client) => client.update(lab.phone, { devName: 'x' })],
	['Replace', (client) => client.replace(lab.phone, { devName: 'x' })],
	['Set Alias', (client) => client.setAlias(lab.phone, 'x')],
	['Lock Field', (client) => client.lockField(lab.phone, 'devName', true)],
	['Unlock Field', (client) => client.lockField(lab.gateway, 'devName', false)],
	['Unlock Fields in Bulk', (client) => client.unlockFields([lab.gateway], 'all', false)],
	['Copy', (client) => client.copy(lab.phone, nobody, false)],
	['Reset Properties', (client) => client.resetProperties(lab.phone)],
	['Delete', (client) => client.delete(lab.phone)],
	['Delete Events', (client) => client.deleteEvents(lab.phone)],
	['creating an event', (client) => client.createEvent(lab.phone, event)],
];

describe('N11 while another program holds the database for a moment', () => {
	it.each(writes)('%s is tried again, and done once', async (_, write) => {
		const { database } = running.simulator;
		const before = database.events().length;
		database.locked = true;
		mockBeforeRetry = () => (database.locked = false);
		await write(running.client());
		expect(running.written()).toHaveLength(2);
		expect(running.written()[1]).toEqual(running.written()[0]);
		expect(database.events().length - before).toBeLessThanOrEqual(1);
	});

	it.each(writes)('%s ends with an error where it lasts, and nothing was done', async (_, write) => {
		const { database } = running.simulator;
		const [devices, events] = [JSON.stringify(database.devices()), database.events().length];
		database.locked = true;
		mockBeforeRetry = () => {};
		await expect(write(running.client())).rejects.toMatchObject({ advice: expect.stringMatching(/database/), notes: ['Tried 4 times.'] });
		expect(JSON.stringify(database.devices())).toBe(devices);
		expect(database.events()).toHaveLength(events);
	});
});
