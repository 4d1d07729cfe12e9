/** Matching of made-up fleets, beside JSON.parse of the three lists; in turns with the event loop, as the node does it. */
import { fleetOf, type FleetClient, type PartRead } from '../../nodes/DeviceFleet/client';
import { get, getAll } from '../../nodes/DeviceFleet/resources/device/reading';
import { matched, matchedInTurns } from '../../nodes/shared/fleet/match';
import type { FleetPart } from '../../nodes/shared/fleet/types';
import { answer } from '../support/answer';
import { FLEET_NOW, goodness, madeUpFleet } from '../support/madeUpFleet';
import { blocking, type Blocking } from '../support/meters';
import { inTurns } from '../support/rounds';

/** So many devices fill each of the three lists with the wanted number of rows and more; the rest is cut. */
const DEVICES_PER_ROW = 1.5;
const SEEDS = [1, 2, 3, 4, 5, 6, 7];

export interface FleetCosts {
	rounds: Record<'parse' | 'large' | 'small' | 'getAll' | 'get', Blocking[]>;
	/** With details of nine agents in ten, and without any. */
	quality: Record<'detailed' | 'bare', Array<{ precision: number; recall: number }>>;
}

function lists(rows: number): FleetPart[] {
	return madeUpFleet({ devices: Math.ceil(rows * DEVICES_PER_ROW), details: 0.9 }).parts.map((part) => {
		if (part.records.length < rows) throw new Error(`${part.source} has ${part.records.length} rows and not ${rows}`);
		return { ...part, records: part.records.slice(0, rows) };
	});
}

function quality(devices: number, details: number): Array<{ precision: number; recall: number }> {
	return SEEDS.map((seed) => {
		const { parts, truth } = madeUpFleet({ devices, seed, details });
		const { precision, recall } = goodness(matched(parts, { now: FLEET_NOW }), truth);
		return { precision, recall };
	});
}

async function main([rows, tenth, devices]: string[]): Promise<FleetCosts> {
	const [large, small] = [lists(Number(rows)), lists(Number(tenth))];
	const texts = large.map(({ records }) => JSON.stringify(records));
	const match = async (parts: readonly FleetPart[]) => await blocking(async () => void (await matchedInTurns(parts, { now: FLEET_NOW })));
	const whole = large.map((part): PartRead => ({ ...part, isWhole: true, isUnread: false }));
	const client = { fleet: async (question: Parameters<FleetClient['fleet']>[0]) => await fleetOf(whole, question) } as FleetClient;
	const reading = { systems: large.map(({ source }) => source), readDetails: false, continueWithout: false, ownRules: [] };
	// By something that only the last of all ways finds.
	const last = large[0]!.records.at(-1)!.ips[0] ?? 'nowhere';
	const run = async (operation: { run: unknown }, fields: object) => await blocking(async () => void (await (operation.run as (run: object) => Promise<unknown>)({ client, fields: { ...reading, ...fields } }).catch(() => {})));
	const rounds = await inTurns(
		{
			parse: async () => await blocking(() => void texts.map((text) => JSON.parse(text) as unknown)),
			large: async () => await match(large),
			small: async () => await match(small),
			getAll: async () => await run(getAll, { filters: { text: 'a' }, returnAll: true, limit: undefined }),
			get: async () => await run(get, { deviceId: last }),
		},
		(line) => void process.stderr.write(`fleet: ${line}\n`),
	);
	return { rounds, quality: { detailed: quality(Number(devices), 0.9), bare: quality(Number(devices), 0) } };
}

void main(process.argv.slice(2)).then(answer);
