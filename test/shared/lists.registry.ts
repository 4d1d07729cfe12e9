import type { ZodRawShape, ZodType } from 'zod/v4';
import type * as Rows from '../../nodes/shared/http/rows';

/** A list that was declared somewhere in the nodes. */
export interface Declared {
	/** "nodes/TacticalRmm/schemas/notes.ts:17". */
	where: string;
	/** Names of the fields that its rows have to have or may have; none of lists of values. */
	fields: string[];
	/** It has read something. */
	isUsed: boolean;
}

export const declared: Declared[] = [];

/** Replaces nodes/shared/http/rows.ts: the same, and takes note of every list that is declared: for `jest.mock`. */
export function takingNote(actual: typeof Rows): typeof Rows {
	return {
		...actual,
		rowsOf: (shape, options) => noted(actual.rowsOf(shape, options), shape),
		rowsByName: (shape) => noted(actual.rowsByName(shape), shape),
		listOf: (schema) => noted(actual.listOf(schema), {}),
		mapOf: (schema) => noted(actual.mapOf(schema), {}),
	};
}

function noted<T>(schema: ZodType<T>, shape: ZodRawShape): ZodType<T> {
	const [, where = '?'] = /\/(nodes\/(?!shared\/http\/)[\w/]+\.ts:\d+)/.exec(new Error().stack ?? '') ?? [];
	const entry: Declared = { where, fields: Object.keys(shape), isUsed: false };
	declared.push(entry);
	const { run } = schema._zod;
	schema._zod.run = (payload, context) => {
		entry.isUsed = true;
		return run(payload, context);
	};
	return schema;
}
