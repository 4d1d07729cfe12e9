/** States that triggers of an earlier release saved are continued: no trigger starts over because of an update, and nothing is reported twice. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IDataObject } from 'n8n-workflow';
import { Poller, savings } from '../../support/poller';
import { earlier, WORKFLOW } from './earlier';
import { fakeDate } from './fakeDate';
import { typeWith } from './life';
import { processesOf } from './processes';

const recorded = JSON.parse(readFileSync(join(__dirname, 'earlier.json'), 'utf8')) as Record<string, IDataObject>;

beforeEach(fakeDate);
afterEach(() => jest.useRealTimers());

describe.each(earlier)('the state of $system', ({ system, make, parameters, before, after }) => {
	it.each(savings)('is read as it was left, n8n polling as "%s"', async (saving) => {
		const world = make();
		for (const deed of before) world.happen(...deed);
		world.clock.passes(2);
		const isNow = () => jest.setSystemTime(world.clock.right);
		isNow();
		const [process] = await processesOf(1);
		const poller = new Poller({
			load: async () => await Promise.resolve(typeWith(world.node, process!, world.watch())),
			parameters: { ...world.parameters, ...parameters } as never,
			credentials: world.credentials,
			workflowId: WORKFLOW,
			saved: recorded[system],
			saving,
		});
		await poller.restart();
		await poller.poll();
		expect(poller.emitted).toEqual([]);
		expect(poller.warnings).toEqual([]);
		const then = world.look();
		for (const deed of after) world.happen(...deed);
		world.clock.passes(1);
		isNow();
		const items = (await poller.poll()) ?? [];
		const expected = world.toTell(then, world.look());
		expect(items.map(({ json }) => world.line(json)).sort()).toEqual(expected);
		expect(expected.length).toBeGreaterThan(0);
	});
});
