import { differences } from './compare';
import type { Replayed } from './exchange';

const json = { status: 200, contentType: 'application/json' };
const answer = (body: unknown, more: Partial<Replayed> = {}): Replayed => ({ ...json, body, ...more });

describe('the comparison of a replayed answer with the recorded one', () => {
	const recorded = answer({ success: true, devices: [{ devMac: 'a', devVlan: null, devParentPort: 3 }], trimmed: 1 });

	it('takes other data of the same shape', () => {
		const others = [
			{ devMac: 'b', devVlan: '10', devParentPort: '' },
			{ devMac: 'c', devVlan: null, devParentPort: 9 },
		];
		expect(differences(recorded, answer({ success: true, devices: others, trimmed: 40 }))).toEqual([]);
	});

	it.each<[string, Replayed]>([
		['another status', answer(recorded.body, { status: 500 })],
		['another content type', answer(recorded.body, { contentType: 'application/json; charset=utf-8' })],
		['another success', answer({ ...(recorded.body as object), success: false })],
		['a missing key', answer({ success: true, trimmed: 1 })],
		['a key too many', answer({ ...(recorded.body as object), more: 1 })],
		['another type', answer({ ...(recorded.body as object), trimmed: '1' })],
		['an empty list', answer({ success: true, devices: [], trimmed: 1 })],
		['no row of the recorded types', answer({ success: true, devices: [{ devMac: 'b', devVlan: '10', devParentPort: 3 }], trimmed: 1 })],
		[
			'a row with other keys',
			answer({ success: true, devices: [{ devMac: 'b', devVlan: null, devParentPort: 3 }, { devMac: 'c', rowid: 4 }], trimmed: 1 }),
		],
	])('refuses %s', (_, answered) => {
		expect(differences(recorded, answered)).not.toEqual([]);
	});

	it('refuses another wording of an error', () => {
		const refusal = (msg: string, loc: string[]) => answer({ success: false, details: [{ msg, loc, type: 't', input: 1 }] });
		expect(differences(refusal('a', ['x']), refusal('a', ['x']))).toEqual([]);
		expect(differences(refusal('a', ['x']), refusal('b', ['x']))).toHaveLength(1);
		expect(differences(refusal('a', ['x']), refusal('a', ['y']))).toHaveLength(1);
	});
});
