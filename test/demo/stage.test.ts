import { goesAndReturns, type Act } from '../../demo/day/act';
import { Stage } from '../../demo/day/stage';
import { FakeClock } from './fakeClock';

/** A stage with a door that opens and closes, with buttons, and whatever else a test gives it. */
function stageWith(...others: Act[]) {
	let open = true;
	const door = goesAndReturns({ name: 'door', isThere: () => open, leave: () => (open = false), comeBack: () => (open = true), buttons: true });
	return new Stage([{ name: 'House', acts: [...door, ...others] }], new FakeClock());
}

test('what happened is news, the newest first', async () => {
	const stage = stageWith();
	await stage.perform('House', 'door goes offline');
	await stage.perform('House', 'door comes back');
	expect(stage.news).toEqual([
		{ at: 0, system: 'House', words: 'door came back' },
		{ at: 0, system: 'House', words: 'door went offline' },
	]);
});

test('what is impossible or unknown is left out', async () => {
	const stage = stageWith();
	await stage.perform('House', 'door comes back');
	await stage.perform('House', 'roof comes off');
	await stage.perform('Garden', 'door goes offline');
	expect(stage.news).toEqual([]);
});

test('buttons are those of what is possible now', async () => {
	const stage = stageWith();
	expect(stage.buttons('House').map(({ text }) => text)).toEqual(['Take door offline']);
	await stage.perform('House', 'door goes offline');
	expect(stage.buttons('House')).toEqual([{ system: 'House', act: 'door comes back', text: 'Bring door back', isBusy: false }]);
});

test('what is being done is not begun a second time, and its button is busy', async () => {
	let finish = () => {};
	const performed = jest.fn(async () => await new Promise<void>((resolve) => (finish = resolve)));
	const stage = stageWith({ will: 'it rains', did: 'it rained', button: 'Rain', isPossible: () => true, perform: performed });
	const first = stage.perform('House', 'it rains');
	await stage.perform('House', 'it rains');
	expect(performed).toHaveBeenCalledTimes(1);
	expect(stage.buttons('House')).toContainEqual({ system: 'House', act: 'it rains', text: 'Rain', isBusy: true });
	finish();
	await first;
	expect(stage.news).toHaveLength(1);
	expect(stage.buttons('House')).toContainEqual(expect.objectContaining({ text: 'Rain', isBusy: false }));
});

test('what went wrong is told with its reason', async () => {
	const perform = () => {
		throw new Error('no clouds');
	};
	const stage = stageWith({ will: 'it rains', did: 'it rained', isPossible: () => true, perform });
	await stage.perform('House', 'it rains');
	expect(stage.news).toEqual([{ at: 0, system: 'House', words: 'it rains', failure: 'no clouds' }]);
});
