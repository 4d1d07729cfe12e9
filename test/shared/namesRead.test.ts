import { NamesRead } from '../../nodes/shared/namesRead';

const names = () => new NamesRead<{ id: string; name: string | null }>(({ id, name }) => [id, name]);

it('knows the devices of every list that was read, as they were read last', () => {
	const read = names();
	expect(read.get('a')).toBeUndefined();
	const list = [{ id: 'a', name: 'one' }, { id: 'b', name: '' }];
	expect(read.note(list)).toBe(list);
	read.note([{ id: 'a', name: 'two' }]);
	expect(['a', 'b', 'c'].map((id) => read.get(id))).toEqual(['two', null, undefined]);
});
