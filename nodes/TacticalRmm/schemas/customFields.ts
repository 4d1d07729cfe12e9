import * as z from 'zod/v4';
import { recordOf, type Row } from '../../shared/http/record';
import { rowsOf } from '../../shared/http/rows';

/** A custom field as it is defined: values elsewhere carry only its id. Its type decides in which form a value is written. */
const customField = {
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
};
export type CustomFieldRecord = Row<typeof customField>;
export const customFieldRecord = recordOf(customField);
export const customFieldList = rowsOf(customField);

/** A value as agents, clients and sites carry it; there only once it was set. */
const customValue = { field: z.number(), value: z.unknown() };
export type CustomValueRow = Row<typeof customValue>;
export const customValues = rowsOf(customValue);
