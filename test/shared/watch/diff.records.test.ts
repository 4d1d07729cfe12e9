import { hours, record, seen, Watcher } from '../../support/watcher';

describe('records of the server', () => {
	it('that were there at the first look are not told, and later ones once', () => {
		const watcher = new Watcher(null, { records: [record('alertRaised', '1', -5)] });
		const records = [record('alertRaised', '1', -5), record('alertRaised', '2', 3)];
		expect(watcher.look(null, { now: 4, records })).toEqual(['alertRaised:2']);
		expect(watcher.look(null, { now: 5, records })).toEqual([]);
	});

	it('raised and resolved between two looks are both told, oldest first', () => {
		const watcher = new Watcher(null, { records: [] });
		const records = [record('alertResolved', '1', 2), record('alertRaised', '1', 1)];
		expect(watcher.look(null, { now: 3, records })).toEqual(['alertRaised:1', 'alertResolved:1']);
	});

	it('that are there twice, because pages shifted while they were read, are told once', () => {
		const watcher = new Watcher(null, { records: [] });
		const twice = [record('alertRaised', '1', 1), record('alertRaised', '1', 1)];
		expect(watcher.look(null, { now: 2, records: twice })).toEqual(['alertRaised:1']);
		expect(watcher.look(null, { now: 3, records: twice })).toEqual([]);
	});

	it('older than the last look are not told again when more of the past is asked for', () => {
		const watcher = new Watcher(null, { records: [record('alertRaised', '1', -5)] });
		watcher.look(null, { now: hours(5), records: [] });
		expect(watcher.look(null, { now: hours(6), records: [record('alertRaised', '1', -5)] })).toEqual([]);
	});

	it('from a pause are told after it', () => {
		const watcher = new Watcher(null, { records: [] });
		expect(watcher.look(null, { now: hours(72), records: [record('alertRaised', '1', hours(10))] })).toEqual(['alertRaised:1']);
	});

	it('are told again under another id where the same key comes back for something else', () => {
		const watcher = new Watcher(null, { records: [] });
		expect(watcher.look(null, { now: 1, records: [record('checkFailing', 'c', 1, { proof: 'p1' })] })).toEqual(['checkFailing:c:p1']);
		expect(watcher.look(null, { now: 2, records: [] })).toEqual([]);
		expect(watcher.look(null, { now: 3, records: [record('checkFailing', 'c', 3, { proof: 'p2' })] })).toEqual(['checkFailing:c:p2']);
	});

	it('beyond the limit are told by the next look, also those that were found because something is no longer open', () => {
		const watcher = new Watcher(null, { records: [], open: ['1', '2', '3'] });
		const resolved = [1, 2, 3].map((id) => record('alertResolved', String(id), id));
		expect(watcher.look(null, { now: 4, records: resolved, open: [] }, { most: 2 })).toEqual(['alertResolved:1', 'alertResolved:2']);
		expect(watcher.state.open).toEqual(['1', '2', '3']);
		expect(watcher.look(null, { now: 5, records: resolved, open: [] }, { most: 2 })).toEqual(['alertResolved:3']);
		expect(watcher.state.open).toEqual([]);
	});

	it('carry what is told beside the device', () => {
		const watcher = new Watcher([seen('a')], { records: [] });
		const { events } = watcher.diff([seen('a')], { now: 2, records: [record('alertRaised', '1', 1, { device: seen('a').device })] });
		expect(events).toMatchObject([{ event: 'alertRaised', device: { id: 'a' }, details: { alert: { id: '1' } } }]);
	});
});

describe('a look that asked for no devices', () => {
	it('says nothing of them', () => {
		const watcher = new Watcher([seen('a'), seen('b')], { records: [] });
		expect(watcher.look(null, { now: 1, records: [] })).toEqual([]);
		expect(watcher.look([seen('a')], { now: 2, records: [] }, { whereabouts: new Map([['b', 'gone']]) })).toEqual(['deviceRemoved b']);
	});
});
