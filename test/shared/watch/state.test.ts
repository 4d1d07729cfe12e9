import { pack, readSaved, unpack, VERSION, type State } from '../../../nodes/shared/watch/state';
import { entry, many, offline, seen, Watcher } from '../../support/watcher';

const saved = { version: VERSION, node: 'n', scope: 's', asker: 'a', config: '{}', revision: 1, savedAt: '2026-01-10T12:00:00.000Z', packed: '' };

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

describe('what lies in static data', () => {
	it('is taken as it was written', () => {
		expect(readSaved(saved)).toEqual(saved);
	});

	it.each([
		['nothing', undefined],
		['text', 'state'],
		['a list', [saved]],
		['an object of something else', { lastTimeChecked: '2026-01-10' }],
		['a later version', { ...saved, version: VERSION + 1 }],
		['a part of it', { ...saved, packed: undefined }],
	])('is nothing of ours if it is %s', (_, data) => {
		expect(readSaved(data)).toBeUndefined();
	});
});
