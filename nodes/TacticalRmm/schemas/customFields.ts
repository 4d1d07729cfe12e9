import * as z from 'zod/v4';

/** A custom field as it is defined: values elsewhere carry only its id. */
export const customField = z.looseObject({
	id: z.number(),
	name: z.string(),
	model: z.enum(['agent', 'client', 'site']),
	/** text, number, single, multiple, checkbox, datetime; more may come. */
	type: z.string(),
	/** What may be chosen, of single and multiple. */
	options: z.array(z.string()).nullish(),
	required: z.boolean().optional(),
	default_value_string: z.string().nullish(),
	default_value_bool: z.boolean().nullish(),
	default_values_multiple: z.array(z.string()).nullish(),
});
export type CustomFieldRecord = z.infer<typeof customField>;
export const customFieldList = z.array(customField);

/** A value as agents, clients and sites carry it; there only once it was set. */
export const customValue = z.looseObject({ field: z.number(), value: z.unknown() });
export type CustomValueRow = z.infer<typeof customValue>;
