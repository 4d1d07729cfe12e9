import { Day } from '../../demo/day/day';
import { fromStart, type Row } from '../../demo/day/table';
import { FakeClock } from './fakeClock';

const second = 1_000;
const rows: Row[] = [
	['0:10', 'Garden', 'gate opens'],
	['0:30', 'House', 'light goes on'],
	['1:00', 'Garden', 'gate closes'],
];

function playing() {
	const clock = new FakeClock();
	const happened: string[] = [];
	const day = new Day(rows, (system, act) => happened.push(`${clock.now() / second} ${system}: ${act}`), clock);
	day.start();
	return { clock, happened, day };
}

test('plays the table at its times, and then again from its first row', () => {
	const { clock, happened } = playing();
	clock.pass(9 * second);
	expect(happened).toEqual([]);
	clock.pass(81 * second);
	expect(happened).toEqual(['10 Garden: gate opens', '30 House: light goes on', '60 Garden: gate closes', '70 Garden: gate opens', '90 House: light goes on']);
});

test('tells what comes next and when, beyond the end of the day', () => {
	const { clock, day } = playing();
	clock.pass(40 * second);
	expect(day.coming(4)).toEqual([
		{ at: 60 * second, system: 'Garden', act: 'gate closes' },
		{ at: 70 * second, system: 'Garden', act: 'gate opens' },
		{ at: 90 * second, system: 'House', act: 'light goes on' },
		{ at: 120 * second, system: 'Garden', act: 'gate closes' },
	]);
});

test('makes up for nothing that a sleeping machine missed, and keeps the pauses', () => {
	const { clock, happened, day } = playing();
	clock.pass(10 * second);
	clock.sleep(600 * second);
	clock.pass(0);
	expect(happened).toEqual(['10 Garden: gate opens', '610 House: light goes on']);
	expect(day.coming(1)).toEqual([{ at: 640 * second, system: 'Garden', act: 'gate closes' }]);
});

test('does nothing more once it is stopped', () => {
	const { clock, happened, day } = playing();
	clock.pass(10 * second);
	day.stop();
	clock.pass(600 * second);
	expect(happened).toHaveLength(1);
	expect(day.coming(3)).toEqual([]);
});

test.each(['1', '1:5', '1:60', 'noon', '-1:00'])('"%s" is not a time', (at) => {
	expect(() => fromStart(at)).toThrow(`"${at}" is not a time`);
});

test('rows out of order are refused by name', () => {
	expect(() => new Day([rows[1]!, rows[0]!], () => {}, new FakeClock())).toThrow('"0:10 Garden gate opens" is not later');
});
