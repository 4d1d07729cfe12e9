import { remembering, rememberingLast } from '../../nodes/shared/remembering';

const reading = () => jest.fn((text: string | null) => (text === '' ? undefined : `${text}!`));

it('the last text is read once in a row', () => {
	const read = reading();
	const remembered = rememberingLast(read);
	expect(['a', 'a', null, 'a'].map(remembered)).toEqual(['a!', 'a!', 'null!', 'a!']);
	expect(read.mock.calls).toEqual([['a'], [null], ['a']]);
});

it('texts are read once, up to a number, also those that nothing is made of', () => {
	const read = reading();
	const remembered = remembering(read, 3);
	expect(['a', '', 'b', 'a', '', 'c', 'c', 'a'].map(remembered)).toEqual(['a!', undefined, 'b!', 'a!', undefined, 'c!', 'c!', 'a!']);
	expect(read.mock.calls).toEqual([['a'], [''], ['b'], ['c'], ['a']]);
});
