import { lab, nobody, startLab, type Running } from '../support/netAlertX';
import type { NetAlertXOptions } from '../simulators/netalertx';

let running: Running;
const start = async (options?: NetAlertXOptions) => (running = await startLab(options));
afterEach(async () => await running.stop());

describe('copying a device', () => {
	it('looks at both ends, copies, and reads the copy back', async () => {
		await start();
		const { device, replaced } = await running.client().copy(lab.nas, nobody, false);
		expect(running.sent()).toEqual([`GET /device/${lab.nas}`, `GET /device/${nobody}`, 'POST /device/copy', `GET /device/${nobody}`]);
		expect(running.written()).toEqual([['POST /device/copy', { macFrom: lab.nas, macTo: nobody }]]);
		expect({ replaced, name: device.devName, mac: device.devMac }).toEqual({ replaced: false, name: 'nas', mac: nobody });
	});

	it('from an unknown device is refused, and the target lives: the server would delete it', async () => {
		const { simulator } = await start();
		const before = { ...simulator.database.device(lab.printer) };
		await expect(running.client().copy(nobody, lab.printer, true)).rejects.toMatchObject({ status: 404 });
		expect(running.written()).toEqual([]);
		expect(simulator.database.device(lab.printer)).toEqual(before);
	});

	it('onto an existing device is refused unless replacing it is meant', async () => {
		const { simulator } = await start();
		await expect(running.client().copy(lab.nas, lab.printer, false)).rejects.toMatchObject({
			message: `A device with the MAC address ${lab.printer} exists already`,
			advice: expect.stringContaining("'Replace Existing Device'"),
		});
		expect(running.written()).toEqual([]);
		await expect(running.client().copy(lab.nas, lab.printer, true)).resolves.toMatchObject({ replaced: true });
		expect(simulator.database.device(lab.printer)).toMatchObject({ devName: 'nas', devLastIP: '192.168.10.10' });
		expect(simulator.database.devices()).toHaveLength(40);
	});

	it('onto itself is refused before anything is sent', async () => {
		await start();
		await expect(running.client().copy(lab.nas, lab.nas, true)).rejects.toThrow('cannot be copied onto itself');
		expect(running.sent()).toEqual([]);
	});

	it('never overlaps another copy to the same server, not even from another execution, because the server mixes them up', async () => {
		await start({ latencyMs: 20 });
		const targets = ['aa:bb:cc:00:00:01', 'aa:bb:cc:00:00:02', 'aa:bb:cc:00:00:03'];
		await Promise.all(targets.map((target) => running.client().copy(lab.nas, target, false)));
		expect(running.sent()).toEqual(
			targets.flatMap((target) => [`GET /device/${lab.nas}`, `GET /device/${target}`, 'POST /device/copy', `GET /device/${target}`]),
		);
	});

	it('goes on with the next one after one has failed', async () => {
		await start();
		const client = running.client();
		const copies = await Promise.allSettled([client.copy(nobody, lab.printer, true), client.copy(lab.nas, nobody, false)]);
		expect(copies.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
	});
});
