import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { lab, startMeshCentralWrapper, type MeshCentralWrapper } from '../simulators/meshcentral';
import { circumstances, comparable, notSimulated } from './meshcentral.table';
import { differences } from './support/compare';
import type { Replayed } from './support/exchange';

/** A request to OpenFrame's wrapper and what it answered, as recorded. */
interface Recorded {
	request: { method: string; path: string; query: string; contentType?: string; body: string | null };
	response: { status: number; contentType: string; body: string; bodyBytes?: number; headers?: Record<string, string> };
}

const folder = join(__dirname, 'meshcentral');
const files = readdirSync(folder).filter((file) => file.startsWith('rest-'));
const recorded = new Map(
	files.map((file) => [file.slice('rest-'.length, -'.json'.length), JSON.parse(readFileSync(join(folder, file), 'utf8')) as Recorded]),
);
const replayed = [...recorded.keys()].filter((name) => !(name in notSimulated));
const left = [...recorded.keys()].filter((name) => name in notSimulated);

function exchange(name: string): Recorded {
	const found = recorded.get(name);
	if (!found) throw new Error(`no recorded exchange ${name}`);
	return found;
}

/** Every answer says that it is JSON; some are. */
function readable(text: string): unknown {
	try {
		return JSON.parse(text, (_, value: unknown) => (typeof value === 'string' ? comparable(value) : value));
	} catch {
		return comparable(text);
	}
}

async function ask(simulator: MeshCentralWrapper, name: string) {
	const { request } = exchange(name);
	const query = circumstances[name]?.query ?? request.query;
	const response = await fetch(`${simulator.url}${request.path}${query && `?${query}`}`, {
		method: request.method,
		headers: request.contentType ? { 'content-type': request.contentType } : {},
		body: request.body,
	});
	const text = await response.text();
	const answered: Replayed = { status: response.status, contentType: response.headers.get('content-type') ?? '', body: readable(text) };
	return { answered, bytes: Buffer.byteLength(text), headers: response.headers };
}

const running: MeshCentralWrapper[] = [];

async function start(name: string): Promise<MeshCentralWrapper> {
	const { devices, given } = circumstances[name] ?? {};
	const simulator = await startMeshCentralWrapper({ devices });
	running.push(simulator);
	given?.(simulator.world);
	return simulator;
}

afterEach(() => Promise.all(running.splice(0).map((simulator) => simulator.stop())));

describe('the simulator answers as the real wrapper and MeshCentral did', () => {
	it.each(replayed)('%s', async (name) => {
		const { after = [], exactly } = circumstances[name] ?? {};
		const simulator = await start(name);
		for (const earlier of after) await ask(simulator, earlier);
		const { answered, bytes, headers } = await ask(simulator, name);
		const { body, bodyBytes, headers: recordedHeaders = {}, ...response } = exchange(name).response;
		if (bodyBytes !== undefined) {
			// Cut off: no JSON any more.
			expect([answered.status, answered.contentType, bytes, typeof answered.body]).toEqual([response.status, response.contentType, bodyBytes, 'string']);
			return;
		}
		expect(differences({ ...response, body: readable(body) }, answered)).toEqual([]);
		for (const [header, value] of Object.entries(recordedHeaders)) expect(headers.get(header)).toBe(value);
		if (exactly) expect(exactly(answered.body)).toEqual(exactly(readable(body)));
		expect(simulator.dangerousLines).toEqual([]);
	});

	it('runcommand-parallel-mixup: both requests get the output of the device that answers first', async () => {
		const { requests, responses } = JSON.parse(readFileSync(join(folder, 'rest-runcommand-parallel-mixup.json'), 'utf8')) as {
			requests: Array<{ method: string; path: string; query: string }>;
			responses: Array<{ status: number; body: string }>;
		};
		const simulator = await start('runcommand-parallel-mixup');
		const bodies: Array<Promise<{ status: number; body: string }>> = [];
		for (const { method, path, query } of requests) {
			const filledIn = query.replace('<device-a>', encodeURIComponent(lab.one)).replace('<device-b>', encodeURIComponent(lab.two));
			bodies.push(fetch(`${simulator.url}${path}?${filledIn}`, { method }).then(async (answer) => ({ status: answer.status, body: await answer.text() })));
			// The second comes while the first runs: as recorded, the first takes three seconds.
			await sleep(50);
		}
		expect(await Promise.all(bodies)).toEqual(responses.map(({ status, body }) => ({ status, body })));
	});
});

describe('the tables of the replay', () => {
	it('name only exchanges that exist', () => {
		const names = [...Object.entries(circumstances).flatMap(([name, { after = [] }]) => [name, ...after]), ...Object.keys(notSimulated)];
		expect(names.filter((name) => !recorded.has(name))).toEqual([]);
	});

	it('tell what is not replayed', () => {
		const counts = `${replayed.length} of ${recorded.size} recorded exchanges replayed, ${left.length} not`;
		process.stdout.write(`${[`MeshCentral contracts: ${counts}`, ...left.map((name) => `  ${name}: ${notSimulated[name]}`)].join('\n')}\n`);
		expect(replayed.length + left.length).toBe(recorded.size);
	});
});
