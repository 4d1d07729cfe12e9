import { join } from 'node:path';
import { startNetAlertX, type NetAlertX } from '../simulators/netalertx';
import { circumstances, notSimulated, reasonNotSimulated } from './netalertx.table';
import { differences } from './support/compare';
import { recordedExchanges, replay, type Exchange } from './support/exchange';

const recorded = recordedExchanges(join(__dirname, 'netalertx'));
const replayed = [...recorded].filter(([name]) => reasonNotSimulated(name) === undefined);
const left = [...recorded.keys()].filter((name) => reasonNotSimulated(name) !== undefined);

/** The recorded request, completed with what the recording could not keep. */
function exchange(name: string): Exchange {
	const found = recorded.get(name);
	if (!found) throw new Error(`no recorded exchange ${name}`);
	return { ...found, request: { ...found.request, ...circumstances[name]?.sent } };
}

function ask(simulator: NetAlertX, name: string) {
	return replay(simulator.url, exchange(name), { API_TOKEN: simulator.token });
}

describe('the simulator answers as the real NetAlertX did', () => {
	let simulator: NetAlertX;

	beforeEach(async () => {
		simulator = await startNetAlertX();
	});

	afterEach(() => simulator.stop());

	it.each(replayed.map(([name]) => name))('%s', async (name) => {
		const { after = [], given, exactly } = circumstances[name] ?? {};
		for (const earlier of after) await ask(simulator, earlier);
		given?.(simulator);
		const answered = await ask(simulator, name);
		const { response } = exchange(name);
		expect(differences(response, answered)).toEqual([]);
		if (exactly) expect(exactly(answered.body)).toEqual(exactly(response.body));
	});
});

describe('the tables of the replay', () => {
	it('name only exchanges that exist', () => {
		const names = [...Object.keys(circumstances), ...Object.values(circumstances).flatMap(({ after = [] }) => after)];
		expect(names.filter((name) => !recorded.has(name))).toEqual([]);
		expect(Object.keys(notSimulated).filter((start) => !left.some((name) => name.startsWith(start)))).toEqual([]);
	});

	it('tell what is not replayed', () => {
		const groups = Object.entries(notSimulated).map(([start, reason]) => {
			const names = left.filter((name) => name.startsWith(start));
			return `  ${start} (${names.length}): ${reason}\n    ${names.join(', ')}`;
		});
		const counts = `${replayed.length} of ${recorded.size} recorded exchanges replayed, ${left.length} not simulated`;
		process.stdout.write(`${[`NetAlertX contracts: ${counts}`, ...groups].join('\n')}\n`);
		expect(replayed.length + left.length).toBe(recorded.size);
	});
});
