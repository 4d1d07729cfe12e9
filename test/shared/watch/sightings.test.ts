import { byId, unique } from '../../../nodes/shared/watch/sightings';
import { offline, seen, Watcher } from '../../support/watcher';

describe('sightings of a list', () => {
	it('are the same list where each device is in it once', () => {
		const listed = [seen('a'), seen('b')];
		expect(unique(listed)).toBe(listed);
		expect([...byId(listed).keys()]).toEqual(['a', 'b']);
		expect(byId(listed)).toBe(byId(listed));
	});

	it('have a device that is listed twice once, as it comes last', () => {
		const [first, last] = [seen('a', { ip: '10.0.0.1' }), seen('a', { ip: '10.0.0.2' })];
		const once = unique([first, seen('b'), last]);
		expect(once.map(({ device }) => [device.id, device.ip])).toEqual([['a', '10.0.0.2'], ['b', expect.anything()]]);
		expect(byId(once).get('a')).toBe(last);
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
