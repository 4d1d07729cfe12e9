import { byMac, lab, nobody, startLab, type Running } from '../support/netAlertX';

let running: Running;
beforeEach(async () => {
	running = await startLab();
});
afterEach(async () => await running.stop());

const row = (mac: string) => running.simulator.database.device(mac);
const column = (mac: string, columnName: string, columnValue: unknown): [string, unknown] => [
	`POST /device/${mac}/update-column`,
	{ columnName, columnValue },
];

/** An operation with typical parameters: what comes out, what was written to the server, and how the device is afterwards. */
interface Case {
	operation: string;
	parameters: object;
	output: object;
	written: Array<[request: string, body: unknown]>;
	after?: [mac: string, columns: object];
}

const cases: Record<string, Case> = {
	Create: {
		operation: 'create',
		parameters: { mac: 'AA-BB-CC-00-00-99', name: 'new one', additionalFields: { devScan: true, devParentMAC: '3C22FB100002' } },
		output: { source: 'netAlertX', id: nobody, name: 'new one', mac: nobody, online: false },
		written: [[`POST /device/${nobody}`, { devName: 'new one', devScan: 1, devParentMAC: lab.coreSwitch, createNew: true }]],
		after: [nobody, { devName: 'new one', devScan: 1, devParentMAC: lab.coreSwitch }],
	},
	'Create without Simplify': {
		operation: 'create',
		parameters: { mac: nobody, name: 'new one', simplify: false },
		output: { devMac: nobody, devName: 'new one', devSourcePlugin: 'DUMMY' },
		written: [[`POST /device/${nobody}`, { devName: 'new one', createNew: true }]],
	},
	Update: {
		operation: 'update',
		parameters: { deviceId: byMac(lab.phone), updateFields: { devVlan: '7', devFavorite: true } },
		output: { id: lab.phone, updated: { devVlan: '7', devFavorite: true } },
		// n8n gives the fields of a collection in the order of the editor.
		written: [column(lab.phone, 'devFavorite', 1), column(lab.phone, 'devVlan', '7')],
		after: [lab.phone, { devVlan: '7', devFavorite: 1, devGroup: 'Phones' }],
	},
	Replace: {
		operation: 'replace',
		parameters: { deviceId: byMac(lab.gateway), newFields: { devOwner: 'Grace', devScan: true } },
		output: {
			id: lab.gateway,
			set: { devOwner: 'Grace', devScan: true },
			reset: expect.objectContaining({ devType: 'Router', devParentMAC: 'internet' }),
			keptLocked: ['Name'],
		},
		written: [[`POST /device/${lab.gateway}`, { devName: 'gateway', devOwner: 'Grace', devScan: 1, createNew: false }]],
		after: [lab.gateway, { devName: 'gateway', devOwner: 'Grace', devScan: 1, devType: '' }],
	},
	'Update Field with a text': {
		operation: 'updateField',
		parameters: { deviceId: byMac(lab.phone), fieldName: 'devOwner', fieldValue: 'Grace' },
		output: { id: lab.phone, field: 'Owner', value: 'Grace', updated: { devOwner: 'Grace' } },
		written: [column(lab.phone, 'devOwner', 'Grace')],
		after: [lab.phone, { devOwner: 'Grace' }],
	},
	'Update Field with a switch': {
		operation: 'updateField',
		parameters: { deviceId: byMac(lab.phone), fieldName: 'devStaticIP', fieldValue: true },
		output: { id: lab.phone, field: 'Static IP', value: true, updated: { devStaticIP: true } },
		written: [column(lab.phone, 'devStaticIP', 1)],
		after: [lab.phone, { devStaticIP: 1 }],
	},
	'Update Field with a choice': {
		operation: 'updateField',
		parameters: { deviceId: byMac(lab.phone), fieldName: 'devForceStatus', fieldValue: 'online' },
		output: { id: lab.phone, field: 'Force Status', value: 'online', updated: { devForceStatus: 'online' } },
		written: [column(lab.phone, 'devForceStatus', 'online')],
		after: [lab.phone, { devForceStatus: 'online' }],
	},
	'Update Field with a number': {
		operation: 'updateField',
		parameters: { deviceId: byMac(lab.phone), fieldName: 'devSkipRepeated', fieldValue: 24 },
		output: { id: lab.phone, field: 'Skip Repeated (Hours)', value: 24, updated: { devSkipRepeated: 24 } },
		written: [column(lab.phone, 'devSkipRepeated', 24)],
		after: [lab.phone, { devSkipRepeated: 24 }],
	},
	'Update Field with a parent': {
		operation: 'updateField',
		parameters: { deviceId: byMac(lab.phone), fieldName: 'devParentMAC', fieldValue: '3C-22-FB-10-00-02' },
		output: { id: lab.phone, field: 'Parent Device', value: lab.coreSwitch, updated: { devParentMAC: lab.coreSwitch } },
		written: [column(lab.phone, 'devParentMAC', lab.coreSwitch)],
		after: [lab.phone, { devParentMAC: lab.coreSwitch }],
	},
	'Set Alias': {
		operation: 'setAlias',
		parameters: { deviceId: byMac(lab.phone), alias: 'Zoë' },
		output: { id: lab.phone, alias: 'Zoë' },
		written: [[`POST /device/${lab.phone}/set-alias`, { alias: 'Zoë' }]],
		after: [lab.phone, { devName: 'Zoë' }],
	},
	'Mark as Known': {
		operation: 'markAsKnown',
		parameters: { deviceId: byMac('b8:27:eb:1e:00:1e') },
		output: { id: 'b8:27:eb:1e:00:1e', updated: { devIsNew: false } },
		written: [column('b8:27:eb:1e:00:1e', 'devIsNew', 0)],
		after: ['b8:27:eb:1e:00:1e', { devIsNew: 0 }],
	},
	Archive: {
		operation: 'archive',
		parameters: { deviceId: byMac(lab.phone) },
		output: { id: lab.phone, updated: { devIsArchived: true } },
		written: [column(lab.phone, 'devIsArchived', 1)],
		after: [lab.phone, { devIsArchived: 1 }],
	},
	'Lock Field': {
		operation: 'lockField',
		parameters: { deviceId: byMac(lab.phone), fieldName: 'devVendor' },
		output: { id: lab.phone, field: 'Vendor', locked: true },
		written: [[`POST /device/${lab.phone}/field/lock`, { fieldName: 'devVendor', lock: true }]],
		after: [lab.phone, { devVendorSource: 'LOCKED' }],
	},
	'Unlock Field': {
		operation: 'unlockField',
		parameters: { deviceId: byMac(lab.gateway), fieldName: 'devName' },
		output: { id: lab.gateway, field: 'Name', locked: false },
		written: [[`POST /device/${lab.gateway}/field/lock`, { fieldName: 'devName', lock: false }]],
		after: [lab.gateway, { devNameSource: '' }],
	},
	'Unlock Fields in Bulk': {
		operation: 'unlockFields',
		parameters: { macs: `${lab.gateway.toUpperCase()}, ${lab.coreSwitch}`, fieldNames: ['devName', 'devVlan'] },
		output: { devicesAffected: 2, fieldsAffected: ['Name', 'VLAN'] },
		written: [['POST /devices/fields/unlock', { mac: [lab.gateway, lab.coreSwitch], fields: ['devName', 'devVlan'], clearAll: false }]],
		after: [lab.gateway, { devNameSource: '' }],
	},
	'Unlock Fields in Bulk for all devices': {
		operation: 'unlockFields',
		parameters: { devices: 'all', whichFields: 'all', clearAll: true },
		output: { devicesAffected: 40, fieldsAffected: expect.arrayContaining(['Name', 'VLAN']) },
		written: [['POST /devices/fields/unlock', { mac: null, fields: null, clearAll: true }]],
		after: [lab.gateway, { devNameSource: '' }],
	},
	Copy: {
		operation: 'copy',
		parameters: { deviceId: byMac(lab.nas), targetMac: 'AABBCC000099' },
		output: { id: nobody, name: 'nas', ip: '192.168.10.10' },
		written: [['POST /device/copy', { macFrom: lab.nas, macTo: nobody }]],
		after: [nobody, { devName: 'nas' }],
	},
	'Reset Properties': {
		operation: 'resetProperties',
		parameters: { deviceId: byMac(lab.nas) },
		output: { id: lab.nas, reset: true },
		written: [[`POST /device/${lab.nas}/reset-props`, {}]],
	},
	Delete: {
		operation: 'delete',
		parameters: { deviceId: byMac(lab.printer) },
		output: { deleted: true, id: lab.printer },
		written: [[`DELETE /device/${lab.printer}/delete`, {}]],
	},
	'Delete Events': {
		operation: 'deleteEvents',
		parameters: { deviceId: byMac(lab.printer) },
		output: { deleted: true, id: lab.printer },
		written: [[`DELETE /device/${lab.printer}/events/delete`, {}]],
		after: [lab.printer, { devName: 'printer' }],
	},
	Wake: {
		operation: 'wake',
		parameters: { deviceId: byMac(lab.nas) },
		output: { id: lab.nas, message: 'WOL packet sent' },
		written: [['POST /nettools/wakeonlan', { devMac: lab.nas }]],
	},
};

describe('Device', () => {
	it.each(Object.entries(cases))('%s', async (_, { operation, parameters, output, written, after }) => {
		const got = await running.run('device', operation, parameters as never);
		expect(got.error).toBeUndefined();
		expect(got.output).toEqual([[{ json: expect.objectContaining(output), pairedItem: { item: 0 } }]]);
		expect(running.written()).toEqual(written);
		if (after) expect(row(after[0])).toMatchObject(after[1]);
	});

	it('Delete takes the device away, and Delete Events its events', async () => {
		const { database } = running.simulator;
		const events = () => database.events().filter(({ eveMac }) => eveMac === lab.printer).length;
		expect(events()).toBeGreaterThan(0);
		await running.run('device', 'deleteEvents', { deviceId: byMac(lab.printer) });
		expect(events()).toBe(0);
		await running.run('device', 'delete', { deviceId: byMac(lab.printer) });
		expect(row(lab.printer)).toBeUndefined();
	});
});
