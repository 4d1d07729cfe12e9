/** The forms of the triggers: all fields, a drop-down that takes several, menus that add fields; and rows of pairs in a node's form. */
import type { INodeProperties } from 'n8n-workflow';
import { added, type Context } from '../context';
import { expectReadable, labelsOf } from '../expected';
import { t } from '../selectors';
import { systems } from '../subjects';

export function triggerForm(context: Context): void {
	test.each(systems)('the trigger of $system shows all fields, takes several events, and offers filters and options', async ({ system, type, event }) => {
		const { types } = context;
		const form = await added(context, system, { event });
		const shown = await form.look();
		expectReadable(shown);
		expect(shown.text).toContain(types.eventName(type, event));
		const expected = labelsOf(types.description(`${type}Trigger`), { triggerOn: [event] });
		// n8n's own, of its schedule.
		expect(shown.labels.filter((label) => label !== 'Mode').sort()).toEqual(expected.sort());

		await form.chooseToo('triggerOn', types.events(type).find(({ value }) => value !== event)!.name);

		for (const collection of ['filters', 'options']) {
			const property = types.property(`${type}Trigger`, collection);
			const offered = (property.options as INodeProperties[]).filter(({ type: kind }) => kind !== 'hidden').map(({ displayName }) => displayName);
			expect(await form.addable(property.placeholder!)).toEqual(offered);
			await form.addTo(property.placeholder!, offered[0]!);
			expect((await form.look()).labels).toContain(offered[0]);
		}
		expectReadable(await form.look());
	});

	test('rows are added to a field that takes pairs', async () => {
		const form = await added(context, 'Tactical RMM', { operation: 'site.create' });
		await form.root.locator(t('fixed-collection-add')).first().click();
		expect((await form.look()).labels).toEqual(expect.arrayContaining(['Name', 'Value']));
	});
}
