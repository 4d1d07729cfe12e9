/** Steps run by the button, and what a person sees of what came out: as a table, as JSON, and as an error with a sentence. */
import type { IDataObject } from 'n8n-workflow';
import { added, isThere, type Context } from '../context';
import { subjectOf, type OperationKey, type System } from '../subjects';

interface Run {
	operation: OperationKey;
	parameters?: IDataObject;
	/** Columns and values to be seen, in the table and in the JSON. */
	shows: string[];
}

interface Row {
	system: System;
	runs: Run[];
	/** Gets one device: by a name that no device has, and by what is typed into the list. */
	gets: { operation: OperationKey; typed: string; entry: RegExp; shows: string };
}

const named = (value: string) => ({ __rl: true, mode: 'name', value });
const tenFields = ['name', 'online', 'lastSeen', 'ip', 'mac', 'os', 'version', 'group', 'id', 'source'];

const rows: Row[] = [
	{
		system: 'NetAlertX',
		runs: [
			{ operation: 'device.getAll', parameters: { limit: 5 }, shows: [...tenFields, 'netAlertX'] },
			{ operation: 'statistics.getTotals', shows: ['devices', 'down'] },
			{ operation: 'device.lockField', parameters: { deviceId: named('printer'), fieldName: 'devName' }, shows: ['locked', 'true'] },
		],
		gets: { operation: 'device.get', typed: 'core-switch', entry: /^core-switch/, shows: 'core-switch' },
	},
	{
		system: 'Tactical RMM',
		runs: [
			{ operation: 'agent.getAll', parameters: { limit: 5 }, shows: [...tenFields, 'tacticalRmm'] },
			{ operation: 'core.getVersion', shows: ['version', '1.5.1'] },
			{ operation: 'agent.runScript', parameters: { deviceId: named('WIN-SRV-00'), scriptId: named('Disk Report') }, shows: ['stdout', 'exitCode', 'WIN-SRV-00'] },
		],
		gets: { operation: 'agent.get', typed: 'win-srv-1800', entry: /^WIN-SRV-1800/, shows: 'WIN-SRV-1800' },
	},
	{
		system: 'MeshCentral',
		runs: [
			{ operation: 'device.getAll', parameters: { limit: 5 }, shows: [...tenFields, 'kiosk'] },
			{ operation: 'deviceGroup.getAll', shows: ['Kiosks', 'Servers'] },
			{ operation: 'device.runCommand', parameters: { deviceId: named('kiosk'), command: 'echo told by $((40 + 2))' }, shows: ['told by 42', 'exitCode'] },
		],
		gets: { operation: 'device.get', typed: 'kio', entry: /^kiosk/, shows: 'kiosk' },
	},
	{
		system: 'Meshtech',
		runs: [
			{ operation: 'device.getAll', parameters: { limit: 5 }, shows: [...tenFields, 'bmac-c0141f68fc3d'] },
			{ operation: 'firmware.getSummary', shows: ['3.3.0', 'percent'] },
			{ operation: 'device.rename', parameters: { deviceId: named('BLE-GW-card'), name: 'Gateway by the door' }, shows: ['Gateway by the door'] },
		],
		gets: { operation: 'device.get', typed: 'MT10225', entry: /^MT10225/, shows: 'bmac-c0141f68fc3d' },
	},
];

export function running(context: Context): void {
	describe('steps that are run', () => {
		test.each(rows)('$system: as table and JSON, and an error that says why', async ({ system, runs, gets }) => {
			if (!isThere(context, system)) return;
			const { world, editor } = context;
			const { type, credential } = subjectOf(system);
			const lost: Run = { operation: gets.operation, parameters: { deviceId: named('nobody') }, shows: [] };
			const steps = [...runs, lost].map(({ operation: key, parameters }) => {
				const [resource, operation] = key.split('.');
				return { name: key, type, credential, parameters: { resource, operation, ...parameters } };
			});
			const { id } = await world.saveWorkflow(system, steps);
			// Loaded again for each: the editor loses its way when the next run follows at once.
			const ran = async (operation: OperationKey) => {
				await editor.openWorkflow(id);
				const form = await editor.openNode(operation);
				await form.execute();
				return form;
			};
			for (const { operation, shows } of runs) {
				const form = await ran(operation);
				expect([operation, await form.error()]).toEqual([operation, '']);
				const seen = { table: await form.outputAs('table'), json: await form.outputAs('json') };
				for (const text of shows) expect(seen).toEqual({ table: expect.stringContaining(text), json: expect.stringContaining(text) });
				expect(seen.table).not.toMatch(/\[object Object\]/);
			}
			// What happened, and what to do.
			expect(await (await ran(lost.operation)).error()).toMatch(/nobody[^\n]*\n+\S/);
		}, 180_000);

		test.each(rows)('$system: with a device from the list', async ({ system, gets: { operation, typed, entry, shows } }) => {
			if (!isThere(context, system)) return;
			const form = await added(context, system, { operation });
			const list = await form.openList('deviceId');
			await list.filter(typed, entry);
			await list.take(entry);
			await form.execute();
			expect(await form.outputAs('table')).toContain(shows);
		}, 120_000);
	});
}
