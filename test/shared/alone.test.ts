import { alone } from '../../nodes/shared/alone';

test('tasks of one name run one after the other, also after a failure; other names do not wait', async () => {
	const diary: string[] = [];
	const task = (name: string, fail = false) => async () => {
		diary.push(`start ${name}`);
		await new Promise((resolve) => setImmediate(resolve));
		diary.push(`end ${name}`);
		if (fail) throw new Error(name);
		return name;
	};
	const results = await Promise.allSettled([alone('copy', task('a', true)), alone('copy', task('b')), alone('else', task('c'))]);
	expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
	expect(diary.indexOf('start b')).toBeGreaterThan(diary.indexOf('end a'));
	expect(diary.indexOf('start c')).toBeLessThan(diary.indexOf('end a'));
});
