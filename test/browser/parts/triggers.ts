/** Test runs of the four triggers: a real device or alert of now, in the shape of an event. */
import { added, isThere, type Context } from '../context';
import type { System } from '../subjects';

const rows: Array<{ system: System; event: string; shows: string[] }> = [
	{ system: 'NetAlertX', event: 'deviceOffline', shows: ['deviceOffline', 'eventId', 'occurredAt', 'netAlertX'] },
	{ system: 'Tactical RMM', event: 'alertRaised', shows: ['alertRaised', 'eventId', 'severity'] },
	{ system: 'MeshCentral', event: 'deviceOnline', shows: ['deviceOnline', 'eventId', 'occurredAt', 'meshCentral'] },
	{ system: 'Meshtech', event: 'deviceOffline', shows: ['deviceOffline', 'eventId', 'occurredAt', 'meshtech'] },
];

export function triggers(context: Context): void {
	describe('a trigger that is tried out', () => {
		test.each(rows)('$system: $event', async ({ system, event, shows }) => {
			if (!isThere(context, system)) return;
			const form = await added(context, system, { event });
			expect(await form.runButton.innerText()).toMatch(/fetch test event/i);
			await form.execute();
			expect(await form.error()).toBe('');
			const json = await form.outputAs('json');
			for (const text of shows) expect(json).toContain(text);
		}, 120_000);
	});
}
