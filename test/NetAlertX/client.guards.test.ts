import type { NetAlertXClient } from '../../nodes/NetAlertX/client';
import { lab, nobody, startLab, type Running } from '../support/netAlertX';

let running: Running;
beforeEach(async () => {
	running = await startLab();
});
afterEach(async () => await running.stop());

const lookup = (mac: string) => `GET /device/${mac}`;

describe('the server says "success" of devices that it does not have; here they are an error, and only the look-up is sent', () => {
	it.each<[string, (client: NetAlertXClient) => Promise<unknown>]>([
		['locking a field', (client) => client.lockField(nobody, 'devName', true)],
		['unlocking a field', (client) => client.lockField(nobody, 'devName', false)],
		['unlocking fields in bulk', (client) => client.unlockFields([nobody], ['devName'], false)],
		['deleting', (client) => client.delete(nobody)],
		['deleting events', (client) => client.deleteEvents(nobody)],
		['resetting properties', (client) => client.resetProperties(nobody)],
		['waking', (client) => client.wake(nobody)],
		['replacing', (client) => client.replace(nobody, { devName: 'x' })],
		['updating', (client) => client.update(nobody, { devName: 'x' })],
		['setting an alias', (client) => client.setAlias(nobody, 'x')],
	])('%s', async (_, act) => {
		await expect(act(running.client())).rejects.toMatchObject({ name: 'RefusedError', message: 'Device not found', status: 404 });
		expect(running.sent()).toEqual([lookup(nobody)]);
	});

	it('setting an alias of a device that is deleted meanwhile, which the server refuses itself in a 200', async () => {
		running.simulator.answerNext({ method: 'POST' }, { status: 200, body: { success: false, error: 'Device not found' } });
		await expect(running.client().setAlias(lab.nas, 'x')).rejects.toMatchObject({ message: 'Device not found', status: 200 });
	});

	it('unlocking in bulk: one unknown among known ones stops it before anything is unlocked', async () => {
		await expect(running.client().unlockFields([lab.nas, nobody, lab.phone], 'all', false)).rejects.toThrow('Device not found');
		expect(running.written()).toEqual([]);
	});
});

describe('a lock', () => {
	it.each([
		[true, 'LOCKED'],
		[false, ''],
	])('is sent as the boolean %p', async (lock, source) => {
		running.simulator.database.patch(lab.phone, { devVendorSource: lock ? '' : 'LOCKED' });
		const answer = await running.client().lockField(lab.phone, 'devVendor', lock);
		expect(answer).toMatchObject({ fieldName: 'devVendor', locked: lock });
		expect(running.written()).toEqual([[`POST /device/${lab.phone}/field/lock`, { fieldName: 'devVendor', lock }]]);
		expect(running.simulator.database.device(lab.phone)).toMatchObject({ devVendorSource: source });
	});
});

describe('unlocking in bulk never sends "nothing", which the server takes for everything', () => {
	it.each<[string, readonly string[] | 'all', readonly 'devName'[] | 'all', RegExp]>([
		['no device', [], ['devName'], /No device is named/],
		['no field', [lab.nas], [], /No field is named/],
		['neither', [], [], /No device is named/],
	])('%s is refused before anything is sent', async (_, macs, fields, words) => {
		await expect(running.client().unlockFields(macs, fields, true)).rejects.toThrow(words);
		expect(running.sent()).toEqual([]);
	});

	it.each<[string, readonly string[] | 'all', readonly 'devName'[] | 'all', object, number]>([
		['some fields of some devices', [lab.nas, lab.gateway], ['devName'], { mac: [lab.nas, lab.gateway], fields: ['devName'] }, 2],
		['all fields of one device', [lab.gateway], 'all', { mac: [lab.gateway], fields: null }, 1],
		['a field of all devices, where that is said', 'all', ['devName'], { mac: null, fields: ['devName'] }, 40],
	])('%s', async (_, macs, fields, body, affected) => {
		const { database } = running.simulator;
		database.patch(lab.gateway, { devNameSource: 'LOCKED', devVlanSource: 'LOCKED' });
		const answer = await running.client().unlockFields(macs, fields, false);
		expect(answer.devicesAffected).toBe(affected);
		expect(running.written()).toEqual([['POST /devices/fields/unlock', { ...body, clearAll: false }]]);
		expect(database.device(lab.gateway)).toMatchObject({ devNameSource: '', devVlanSource: fields === 'all' ? '' : 'LOCKED' });
	});
});

describe('what is deleted', () => {
	it('is the one device, and not its events', async () => {
		const { database } = running.simulator;
		const events = database.events().length;
		await running.client().delete(lab.printer);
		expect(database.device(lab.printer)).toBeUndefined();
		expect(database.devices()).toHaveLength(39);
		expect(database.events()).toHaveLength(events);
	});

	it("or the one device's events, and not the device", async () => {
		const { database } = running.simulator;
		const others = database.events().filter(({ eveMac }) => eveMac !== lab.printer);
		await running.client().deleteEvents(lab.printer);
		expect(database.device(lab.printer)).toBeDefined();
		expect(database.events()).toEqual(others);
		expect(others.length).toBeGreaterThan(0);
	});
});

describe('a search', () => {
	it.each([
		['a text that nothing matches', 'no-such-thing', 'POST /devices/search'],
		['a whole MAC address that no device has', nobody, 'GET /devices'],
	])('for %s finds nothing', async (_, text, request) => {
		await expect(running.client().search(text)).resolves.toEqual([]);
		expect(running.sent()).toEqual([request]);
	});

	it('for a whole MAC address finds the device', async () => {
		await expect(running.client().search(lab.nas)).resolves.toMatchObject([{ devName: 'nas' }]);
	});

	it('on a server that has no such route is an error, not an empty list', async () => {
		const body = { success: false, error: 'API route not found', message: 'The requested URL was not found on the server.' };
		running.simulator.answerNext({}, { status: 404, body });
		await expect(running.client().search('nas')).rejects.toMatchObject({ status: 404 });
	});
});

describe('the list of all devices', () => {
	it('is read once, however many ask at the same time', async () => {
		const client = running.client();
		const lists = await Promise.all([client.allDevices(), client.allDevices(), client.allDevices()]);
		await client.allDevices();
		expect(new Set(lists.map(({ length }) => length))).toEqual(new Set([40]));
		expect(running.sent()).toEqual(['GET /devices']);
	});

	it('is asked for again after it could not be had', async () => {
		running.simulator.answerNext({}, { status: 400, body: { success: false, error: 'not now' } });
		const client = running.client();
		await expect(client.allDevices()).rejects.toThrow('not now');
		await expect(client.allDevices()).resolves.toHaveLength(40);
	});
});
