import { byId, eachOnce, inOrderOf, matched } from '../../../nodes/shared/watch/sightings';
import { offline, seen, Watcher } from '../../support/watcher';

describe('sightings of a list', () => {
	it('are the same list where each device is in it once', () => {
		const sightings = [seen('a'), seen('b')];
		const snapshot = { sightings };
		expect(eachOnce(snapshot)).toBe(snapshot);
		expect([...byId(sightings).keys()]).toEqual(['a', 'b']);
		expect(byId(sightings)).toBe(byId(sightings));
	});

	it.each([
		['nothing is known', []],
		['they are known', ['a', 'b']],
		['they are known in another order', ['b', 'a']],
		['others are known', ['a', 'b', 'c']],
	])('have a device that is listed twice once, as it comes last, where %s', (_, known) => {
		const { entities } = new Watcher(known.map((id) => seen(id))).state;
		const [first, last] = [seen('a', { ip: '10.0.0.1' }), seen('a', { ip: '10.0.0.2' })];
		const { sightings } = eachOnce({ sightings: [first, seen('b'), last] }, entities);
		expect(sightings.map(({ device }) => [device.id, device.ip])).toEqual([['a', '10.0.0.2'], ['b', expect.anything()]]);
		expect(byId(sightings).get('a')).toBe(last);
	});
});

describe('a listing beside what is known', () => {
	const { entities } = new Watcher(['a', 'b', 'c'].map((id) => seen(id))).state;

	it.each([
		['the same order', ['a', 'b', 'c'], ['a', 'b', 'c'], [], true],
		['another order', ['c', 'a', 'b'], ['c', 'a', 'b'], [], false],
		['a new device', ['a', 'new', 'b', 'c'], ['a', undefined, 'b', 'c'], [], false],
		['the last one missing', ['a', 'b'], ['a', 'b'], ['c'], true],
		['the first one missing', ['b', 'c'], ['b', 'c'], ['a'], false],
		['another in its place', ['a', 'b', 'new'], ['a', 'b', undefined], ['c'], false],
		['more than is known', ['a', 'b', 'c', 'new'], ['a', 'b', 'c', undefined], [], false],
		['none at all', [], [], ['a', 'b', 'c'], true],
	])('has each device with what is known of it: %s', (_, listed, known, unlisted, isInStep) => {
		const sightings = listed.map((id) => seen(id));
		const found = matched(entities, sightings);
		expect(found.known.map((entity) => entity?.id)).toEqual(known);
		expect(found.unlisted.map(({ id }) => id)).toEqual(unlisted);
		expect(found.isInStep).toBe(isInStep);
		expect(matched(entities, sightings)).toBe(found);
	});

	it('is what others are put in the order of, those that are not listed last', () => {
		const sightings = [seen('c'), seen('new'), seen('a')];
		const inOrder = inOrderOf(sightings, entities);
		expect([...inOrder]).toEqual(['c', 'a', 'b'].map((id) => [id, entities.get(id)]));
		expect(matched(inOrder, [seen('c'), seen('a')]).isInStep).toBe(true);
		expect(inOrderOf([seen('a'), seen('b'), seen('c')], entities)).toBe(entities);
	});
});

describe('what is kept', () => {
	it('is not copied at a look at which no device changed', () => {
		const watcher = new Watcher([seen('a'), seen('b')]);
		const { entities } = watcher.state;
		watcher.look([seen('a'), seen('b')]);
		expect(watcher.state.entities).toBe(entities);
	});

	it('is left as it was where the look after it changes something', () => {
		const watcher = new Watcher([seen('a'), seen('b')]);
		const { entities } = watcher.state;
		const before = structuredClone(entities);
		watcher.look([offline('a')]);
		expect(watcher.state.entities).not.toBe(entities);
		expect(entities).toEqual(before);
	});
});
