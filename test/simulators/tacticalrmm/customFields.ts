import { invalid } from './answers';
import { items, needed, objectOf } from './body';
import type { CustomField, CustomValue } from './rows';
import type { World } from './world';

/** Sets custom fields as a body asks for them: `[{field, string_value | bool_value | multiple_value}]`, the value by the field's type. */
export function setCustomFields(world: World, model: CustomValue['model'], owner: number, asked: unknown): void {
	for (const entry of items(asked)) {
		const id = needed(entry, 'field');
		const field = world.tables.customFields.find(Number(id));
		if (!field) throw invalid({ field: [`Invalid pk "${String(id)}" - object does not exist.`] });
		setCustomValue(world, model, owner, field.id, valueIn(objectOf(entry), field.type));
	}
}

/** The value that counts for the field's type; the other two are ignored. */
function valueIn(entry: Record<string, unknown>, type: CustomField['type']): unknown {
	if (type === 'checkbox') return entry.bool_value ?? false;
	return type === 'multiple' ? (entry.multiple_value ?? []) : (entry.string_value ?? null);
}

export function setCustomValue({ tables }: World, model: CustomValue['model'], owner: number, field: number, value: unknown): void {
	const known = tables.valuesOf(model, owner).find((candidate) => candidate.field === field);
	if (known) tables.customValues.update(known.id, { value });
	else tables.customValues.add({ model, owner, field, value });
}
