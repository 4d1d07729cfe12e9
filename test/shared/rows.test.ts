import * as z from 'zod/v4';
import { rowsOf } from '../../nodes/shared/http/rows';

const rows = rowsOf({ id: z.string(), note: z.union([z.string(), z.number().transform(String)]).optional() });

describe('rows of which some fields are checked', () => {
	it('are handed on as they came, unknown fields included', () => {
		const sent = [{ id: 'a', note: 'x', more: { deep: 1 } }, { id: 'b' }];
		const read = rows.parse(sent);
		expect(read).toEqual(sent);
		expect(read[0]).toBe(sent[0]);
	});

	it('are copied where checking changes a field, and what was sent stays as it was', () => {
		const sent = [{ id: 'a', note: 42, more: 1 }];
		expect(rows.parse(sent)).toEqual([{ id: 'a', note: '42', more: 1 }]);
		expect(sent).toEqual([{ id: 'a', note: 42, more: 1 }]);
	});

	it.each([
		['no list', { id: 'a' }, []],
		['a row that is none', [{ id: 'a' }, null], [1]],
		['a field of the wrong type', [{ id: 'a' }, { id: 7 }], [1, 'id']],
	])('say where %s is wrong, once', (_, sent, path) => {
		const { success, error } = rows.safeParse(sent);
		expect(success).toBe(false);
		expect(error?.issues.map((issue) => issue.path)).toEqual([path]);
	});
});
