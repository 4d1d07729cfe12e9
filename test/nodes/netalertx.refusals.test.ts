import { byMac, lab, nobody, startLab, type Running } from '../support/netAlertX';

let running: Running;
beforeEach(async () => {
	running = await startLab();
});
afterEach(async () => await running.stop());

describe('what is refused before anything is sent', () => {
	it.each<[string, string, object, string | RegExp]>([
		['Create with a MAC address that is none', 'create', { mac: 'new', name: 'x' }, '"new" is not a MAC address'],
		['Create without a name', 'create', { mac: nobody, name: '={{ "" }}' }, "'Name' must not be empty"],
		[
			'Update with no field',
			'update',
			{ deviceId: byMac(lab.nas), updateFields: {} },
			"'Update Fields' must have at least one field added",
		],
['Replace with no field', 'replace', { deviceId: byMac(lab.nas), newFields: {} }, "'Fields' must have at least one field added"],
		[
			'Update Field with a wrong choice',
			'updateField',
			{ deviceId: byMac(lab.nas), fieldName: 'devForceStatus', fieldValue: '={{ "banana" }}' },
			/^'Value' must be one of: Don't Force, /,
		],
		[
			'Set Alias with too long a text',
			'setAlias',
			{ deviceId: byMac(lab.nas), alias: 'x'.repeat(129) },
			"'Alias' must have at most 128 characters",
		],
		[
			'Update with itself as parent',
			'update',
			{ deviceId: byMac(lab.nas), updateFields: { devParentMAC: lab.nas } },
			/^'Parent Device' is the device itself/,
		],
		[
			'Unlock Fields in Bulk for no device',
			'unlockFields',
			{ macs: ' , ', fieldNames: ['devName'] },
			/^'MAC Addresses' must name at least one device/,
		],
		[
			'Unlock Fields in Bulk for no field',
			'unlockFields',
			{ macs: lab.nas, fieldNames: '={{ [] }}' },
			/^'Field Names' must name at least one of: FQDN, /,
		],
		['Copy to what is no MAC address', 'copy', { deviceId: byMac(lab.nas), targetMac: 'zzz' }, '"zzz" is not a MAC address'],
	])('%s', async (_, operation, parameters, message) => {
		const { error } = await running.run('device', operation, parameters as never);
		expect(error?.message).toEqual(typeof message === 'string' ? message : expect.stringMatching(message));
		expect(running.sent()).toEqual([]);
	});

	it.each(['delete', 'deleteEvents', 'resetProperties', 'wake', 'copy'])('%s for more items than Maximum Devices Affected', async (operation) => {
		const items = [{ mac: lab.nas }, { mac: lab.printer }, { mac: lab.phone }];
		const parameters = { deviceId: byMac('={{ $json.mac }}'), targetMac: nobody, options: { refuseMoreThan: 2 } };
		const { error } = await running.run('device', operation, parameters, { items });
		expect(error?.message).toMatch(/would affect 3 devices, and 'Maximum Devices Affected' is 2$/);
		expect(error?.description).toMatch(/^Nothing was sent\./);
		expect(running.sent()).toEqual([]);
	});

	it('Unlock Fields in Bulk for all devices where they are more than that', async () => {
		const parameters = { devices: 'all', whichFields: 'all', options: { refuseMoreThan: 39 } };
		const { error } = await running.run('device', 'unlockFields', parameters);
		expect(error?.message).toMatch(/would affect 40 devices/);
		expect(running.written()).toEqual([]);
	});
});

describe('a token that the server does not take', () => {
	const items = Array.from({ length: 100 }, () => ({ mac: lab.nas }));
	const parameters = { deviceId: byMac('={{ $json.mac }}') };

	it('is sent once for a hundred items, and not again by the next run: every rejection is an alert in NetAlertX', async () => {
		const credentials = { netAlertXApi: { ...running.credential, apiToken: 'wrong' } };
		const { output } = await running.run('device', 'get', parameters, { credentials, items, node: { onError: 'continueErrorOutput' } });
		expect(output[1]).toHaveLength(100);
		for (const { json } of output[1]!) expect(json.error).toMatch(/Not authorized/);
		const { error } = await running.run('device', 'get', parameters, { credentials, items });
		expect(error).toMatchObject({ httpCode: '403', description: expect.stringContaining('press Retry there') });
		expect(running.sent()).toHaveLength(1);
		expect(running.simulator.notifications).toHaveLength(1);
	});

	it('does not stand in the way of the right one', async () => {
		await running.run('device', 'get', parameters, { credentials: { netAlertXApi: { ...running.credential, apiToken: 'wrong' } } });
		const { output } = await running.run('device', 'get', parameters, { items });
		expect(output[0]).toHaveLength(100);
	});
});
