import * as z from 'zod/v4';

/** A row as the server sent it, with the checked fields typed. */
export type Row<S extends z.ZodRawShape> = z.output<z.ZodObject<S>> & Record<string, unknown>;

/**
 * A list of many rows with many fields, of which some are checked. The rows are handed on as they came, and copied only where
 * checking changed a field (a number that is text by rights): measured with 10,000 devices of 70 fields, a tenth of the time that
 * `z.array(z.looseObject(…))` takes, which copies all of them.
 */
export function rowsOf<const S extends z.ZodRawShape>(shape: S): z.ZodType<Array<Row<S>>> {
	const names = Object.keys(shape);
	const checkedFields = z.array(z.object(shape));
	return z.unknown().transform((raw, context) => {
		const result = checkedFields.safeParse(raw);
		if (!result.success) {
			// The first tells enough: what is wrong with one row is mostly wrong with all.
			const { path, message } = result.error.issues[0]!;
			context.addIssue({ code: 'custom', path: [...path], message });
			return z.NEVER;
		}
		const rows = raw as Array<Record<string, unknown>>;
		return result.data.map((fields, index) => {
			const row = rows[index]!;
			const values = fields as Record<string, unknown>;
			return (names.every((name) => Object.is(values[name], row[name])) ? row : { ...row, ...values }) as Row<S>;
		});
	});
}
