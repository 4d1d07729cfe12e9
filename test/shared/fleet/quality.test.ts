import { FLEET_NOW, goodness, madeUpFleet } from '../../../bench/support/madeUpFleet';
import { matched } from '../../../nodes/shared/fleet/match';

it.each([1, 2, 3])('finds what belongs together in a made-up fleet of 1,500 devices, and next to nothing else (%i)', (seed) => {
	const { parts, truth } = madeUpFleet({ devices: 1_500, seed, details: 0.9 });
	const { precision, recall } = goodness(matched(parts, { now: FLEET_NOW }), truth);
	expect(precision).toBeGreaterThanOrEqual(0.999);
	expect(recall).toBeGreaterThanOrEqual(0.97);
});

it('takes no two devices for one where it knows neither MAC addresses nor the ids of agents', () => {
	const { parts, truth } = madeUpFleet({ devices: 1_500, details: 0 });
	expect(goodness(matched(parts, { now: FLEET_NOW }), truth).precision).toBeGreaterThanOrEqual(0.999);
});
