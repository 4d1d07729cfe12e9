/** Lists with search: opened, filtered, and read to the end in a fleet of two thousand; and a sentence where they cannot be read. */
import { added, isThere, type Context } from '../context';
import { systems, type OperationKey, type System } from '../subjects';
import { FLEET } from '../world';

interface Row {
	system: System;
	operation: OperationKey;
	parameter: string;
	/** What is typed, and the one entry that is left then. */
	filter: [typed: string, left: RegExp];
	/** Entries in all. */
	size?: number;
}

const rows: Row[] = [
	{ system: 'NetAlertX', operation: 'device.get', parameter: 'deviceId', filter: ['core-switch', /^core-switch/], size: FLEET },
	{ system: 'Tactical RMM', operation: 'agent.get', parameter: 'deviceId', filter: ['win-srv-1800', /^WIN-SRV-1800/], size: FLEET },
	{ system: 'Tactical RMM', operation: 'script.get', parameter: 'scriptId', filter: ['disk', /^Disk Report/] },
	{ system: 'Tactical RMM', operation: 'client.get', parameter: 'clientId', filter: ['glob', /^Globex/] },
	{ system: 'Tactical RMM', operation: 'site.get', parameter: 'siteId', filter: ['hamburg', /^Hamburg/] },
	{ system: 'Meshtech', operation: 'device.get', parameter: 'deviceId', filter: ['MT10225', /^MT10225/], size: FLEET },
	{ system: 'MeshCentral', operation: 'device.get', parameter: 'deviceId', filter: ['kio', /^kiosk/], size: 2 },
	{ system: 'MeshCentral', operation: 'deviceGroup.update', parameter: 'groupId', filter: ['serv', /^Servers/], size: 2 },
];

/** What a list says with a wrong address in the credential. */
const refusal = /^(?![\s\S]*was not sent[\s\S]*was not sent)[\s\S]*127\.0\.0\.1:2 refused the connection[\s\S]*the port in the credential is right/;

export function lists(context: Context): void {
	describe('lists', () => {
		test.each(rows)('$system: $operation, $parameter', async ({ system, operation, parameter, filter: [typed, left], size }) => {
			if (!isThere(context, system)) return;
			const form = await added(context, system, { operation });
			const list = await form.openList(parameter);
			const all = size === undefined ? await list.entries() : await list.scrolledTo(size);
			expect(new Set(all).size).toBe(all.length);
			expect(all.filter((entry) => !entry || /undefined|null/.test(entry))).toEqual([]);
			await list.filter(typed, left);
			expect(await list.entries()).toEqual([expect.stringMatching(left)]);
			expect(await list.take(left)).toMatch(left);
		}, 120_000);

		test.each(systems)('that of $system says why it is empty when the server does not answer', async ({ system, credential }) => {
			const { world, editor } = context;
			if (!isThere(context, system)) return;
			const nowhere = await world.makeCredential(credential, 'Nowhere', { baseUrl: 'http://127.0.0.1:2' });
			const form = await added(context, system, { operation: system === 'Tactical RMM' ? 'agent.get' : 'device.get' });
			await form.useCredential(nowhere);
			const list = await form.openList('deviceId');
			expect(await list.refusal.innerText()).toMatch(refusal);
			// How n8n itself answers the editor when a list fails.
			expect(editor.complaints.splice(0)).toEqual([expect.stringMatching(/status of 500 .*resource-locator-results/)]);
		});
	});
}
