import { naturalKey, naturally } from '../../nodes/shared/lists';

const names = ['bulb-18', 'Bulb-2', 'bulb-2b', 'camera', '10.0.0.2', '10.0.0.10', 'WIN-SRV-00', 'win-srv-9', 'win-srv-10'];
const expected = ['10.0.0.2', '10.0.0.10', 'Bulb-2', 'bulb-2b', 'bulb-18', 'camera', 'WIN-SRV-00', 'win-srv-9', 'win-srv-10'];

it('names are in the order in which people look for them, by the comparison of short lists and by the key of long ones', () => {
	expect([...names].sort(naturally)).toEqual(expected);
	const keyed = names.map((name) => ({ name, key: naturalKey(name) }));
	expect(keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).map(({ name }) => name)).toEqual(expected);
});
