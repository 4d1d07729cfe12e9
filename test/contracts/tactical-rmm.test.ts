import { join } from 'node:path';
import { startTacticalRmm, type TacticalRmm } from '../simulators/tacticalrmm';
import { differences } from './support/compare';
import { recordedExchanges, replay, type Exchange } from './support/exchange';
import { secondLab } from './tactical-rmm.secondLab';
import { circumstances, labMachines, notSimulated, reasonNotSimulated } from './tactical-rmm.table';

const ofSecondLab = recordedExchanges(join(__dirname, 'tactical-rmm/lab2'));
const recorded = new Map([...recordedExchanges(join(__dirname, 'tactical-rmm')), ...ofSecondLab]);
const replayed = [...recorded].filter(([name]) => reasonNotSimulated(name) === undefined);
const left = [...recorded.keys()].filter((name) => reasonNotSimulated(name) !== undefined);

/** The recorded request, completed with what the recording could not keep; a body that is a text was sent as it is. */
function exchange(name: string): Exchange {
	const found = recorded.get(name);
	if (!found) throw new Error(`no recorded exchange ${name}`);
	const request = { ...found.request, ...circumstances[name]?.sent };
	return { ...found, request: typeof request.body === 'string' ? { ...request, rawBody: request.body } : request };
}

function ask(simulator: TacticalRmm, name: string) {
	const { admin, readonly, scoped, norole, empty, expired } = simulator.keys;
	const wrong = { 'api-key:bad': 'wrong', 'wrong-key': ` ${admin} x`, 'api-key-in-lower-case': admin.toLowerCase() };
	return replay(simulator.url, exchange(name), {
		...wrong, 'api-key': admin, 'api-key:ro': readonly, 'api-key:scoped': scoped, 'api-key:norole': norole, 'api-key:empty': empty,
		'api-key:expired': expired,
	});
}

describe('the simulator answers as the real Tactical RMM did', () => {
	let simulator: TacticalRmm;

	beforeEach(async () => {
		simulator = await startTacticalRmm({ betaApi: true, startAt: new Date('2026-11-20T18:21:26Z') });
		Object.assign(simulator.world.machines, labMachines);
	});

	afterEach(() => simulator.stop());

	it.each(replayed.map(([name]) => name))('%s', async (name) => {
		const { after = [], given, exactly, counted } = circumstances[name] ?? {};
		if (ofSecondLab.has(name)) secondLab(simulator.world);
		given?.(simulator.world);
		for (const earlier of after) await ask(simulator, earlier);
		const answered = await ask(simulator, name);
		const { response } = exchange(name);
		expect(differences(response, answered)).toEqual([]);
		// The words of a refusal are what a client shows.
		if (response.status >= 400) expect(answered.body).toEqual(response.body);
		if (counted) expect((answered.body as unknown[]).length).toBe(response.trimmed?.$ ?? (response.body as unknown[]).length);
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
		process.stdout.write(`${[`Tactical RMM contracts: ${counts}`, ...groups].join('\n')}\n`);
		expect(replayed.length / recorded.size).toBeGreaterThan(0.7);
	});
});
