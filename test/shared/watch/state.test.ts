import { pack, unpack } from '../../../nodes/shared/watch/packing';
import { readSaved, VERSIONS, type State } from '../../../nodes/shared/watch/state';
import { entry, many, offline, record, seen, Watcher } from '../../support/watcher';

const saved = { version: VERSIONS.whole, node: 'n', scope: 's', asker: 'a', config: '{}', revision: 1, savedAt: '2026-01-10T12:00:00.000Z', packed: '' };

async function roundTrip(state: State): Promise<State> {
	return await unpack(await pack(state));
}

describe('a packed state', () => {
	it('is the same state again', async () => {
		const watcher = new Watcher([seen('a', { name: null, ip: null, group: 'g' }), ...many(15)], { log: [], options: { offlineForMs: 600_000 } });
		watcher.look([seen('a'), ...many(15, (id) => offline(id))], { log: [entry('d01', 3, 'down')], now: 4 });
		watcher.look([seen('a'), ...many(15, (id) => offline(id))], { log: [entry('d01', 3, 'down')], now: 40 });
		expect(await roundTrip(watcher.state)).toEqual(watcher.state);
	});

	it('of no device at all is one, too', async () => {
		const { state } = new Watcher([]);
		expect(await roundTrip(state)).toEqual(state);
	});

	it('keeps apart a value that is null and one that was never kept', async () => {
		const { state } = new Watcher([seen('a', { values: { place: null } })]);
		const a = state.entities.get('a')!;
		state.entities.set('b', { ...a, id: 'b', values: { name: 'b' } });
		expect(await roundTrip(state)).toEqual(state);
	});

	it('keeps names of any kind', async () => {
		const names = ['__proto__', 'constructor', '', 'Büro "1"\n', '\u{1f5a8}', '42'];
		const { state } = new Watcher(names.map((name) => seen(`id ${name}`, { name, values: { name } })));
		expect(await roundTrip(state)).toEqual(state);
	});

	it.each(['', 'AAAA', 'not base64 at all', Buffer.from('{}').toString('base64')])('is not read from %j', async (text) => {
		await expect(unpack(text)).rejects.toThrow();
	});
});

/** As version 0.1.0 wrote it: of a device whose offline event waits, one that was renamed, and an alert that is open. */
const asWrittenBy010 =
	'KLUv/QBYpQsA1lZBIlCHOAdtNLW93yRDPtDL9tyVWRFYFMLRA4yNvJVnGFVVAwM1ADcAOADPM5qzWkPPt+5EhIo9v5iLz8Moqgifb88tz0ORe4znIef5L+cLPuxHtaeBDw3cu8Rvtqh4KftkLGqrH9X65fRk9fyo' +
	'nsqZ55fn1Rf8xl1a8GF7IuaYp/KGDmIzikEI7Iipx/OMep6HzWiqwQR8qHR1U3fq6EVmA/+gHZc2UU5WoavbDNx6vpvDmlMtUFVElTVhxCoQWlgtACSaMBa1POO7iCKKaJMqJw3GQf2cVj/c0+/cNO4SH0L1PJUf' +
	'GHLP7+OewOpumLA8fyCsho4iiK9Z64bPSUkEDKiDUe8bLyDAQkKqBygIGJ3Lhrv22GQ2QBZfYhEhne1IsEAEgIIIsZOduJjY1kLpL2fGauOtjMwltdQuAlABTOyAorgI5sG93Wjc8YyPBM0AmAOKOF2n/WswT9sA' +
	'qegWDoZKKUaGEQS2PsekaTaIYZEB';

describe('the state of an earlier release', () => {
	it('is read, and gone on from', async () => {
		const [a, c] = [seen('a', { ip: null, group: 'g' }), seen('c', { name: 'renamed' })];
		const records = [record('alertRaised', '7', 1)];
		const watcher = new Watcher([], { options: { offlineForMs: 600_000 } });
		watcher.state = await unpack(asWrittenBy010);
		expect(watcher.state.open).toEqual(['alert:7']);
		const log = [entry('b', 3, 'down')];
		const { events } = watcher.diff([a, offline('b', { lastSeen: 2 }), c], { now: 14, log, records });
		expect(events.map(({ eventId }) => eventId)).toEqual(['deviceOffline:b:2026-01-10T12:03:00.000Z:down', 'deviceDown:b:2026-01-10T12:03:00.000Z:down']);
		expect(watcher.look([a, seen('b', { values: { place: 'attic' } }), c], { now: 20, log: [...log, entry('b', 19, 'online')], records })).toEqual(['deviceOnline b', 'deviceChanged b']);
	});
});

describe('what lies in static data', () => {
	it('is taken as it was written', () => {
		expect(readSaved(saved)).toEqual(saved);
	});

	it.each([
		['nothing', undefined],
		['text', 'state'],
		['a list', [saved]],
		['an object of something else', { lastTimeChecked: '2026-01-10' }],
		['a later version', { ...saved, version: 3 }],
		['a part of it', { ...saved, packed: undefined }],
	])('is nothing of ours if it is %s', (_, data) => {
		expect(readSaved(data)).toBeUndefined();
	});
});
