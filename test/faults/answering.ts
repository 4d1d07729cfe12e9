import * as fc from 'fast-check';
import type { Exchange, Interference } from './proxy';

/** How an answer is spoilt: what replaces it, or a part of it. */
export interface Spoiling {
	/** Which of the requests, counted round. */
	nth: number;
	status: number;
	/** As JSON: what is nested deep can be shown then. */
	value: string;
	/** The way into the real answer, at each level counted round; none for the whole of it. */
	way: readonly number[];
}

const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);

const odd: readonly unknown[] = [
	null, true, false, 0, -1, 1.5, 2 ** 53, -(2 ** 63), 1e308, 9e15, '', ' ', 'x', '0', '-1', 'true', 'null', '2026-01-10T12:00:00Z', '2026-13-45', '0000-00-00 00:00:00', '\0', '😀',
	'\ud800', 'x'.repeat(70_000), [], {}, [null], [[]], [{}], [[[]]], [0], [''], { error: null }, { error: {} }, { error: [1] }, { message: 5 }, { detail: { a: [] } }, { success: 'no' },
	{ length: 3 }, { toString: 1 }, { then: 1 }, { data: null }, { devices: 5 }, { results: {} }, { constructor: { prototype: 1 } },
];
const texts = [...odd.map((value) => JSON.stringify(value)), '{"__proto__": {"polluted": true}}', nested(10), nested(1_000), `{"a": ${nested(5_000)}}`];

/** Answers of any shape. */
export const spoilings: fc.Arbitrary<Spoiling> = fc.record({
	nth: fc.nat(6),
	status: fc.constantFrom(200, 200, 200, 200, 200, 200, 201, 400, 401, 403, 404, 422, 500),
	value: fc.oneof({ arbitrary: fc.constantFrom(...texts), weight: 3 }, { arbitrary: fc.json(), weight: 1 }),
	// Long lists and wide records: most of what is read is not far from the beginning of either.
	way: fc.array(fc.oneof(fc.nat(4), fc.nat(60)), { maxLength: 5 }),
});

const MARK = 'the part that is replaced';

/** JSON of the value with the part to which the way leads replaced. @param json instead of that part; as text, because nothing writes JSON that is nested so deep */
export function spoilt(real: unknown, way: readonly number[], json: string): string {
	return JSON.stringify(marked(real, way)).replace(JSON.stringify(MARK), () => json);
}

function marked(real: unknown, [step, ...rest]: readonly number[]): unknown {
	if (step === undefined || typeof real !== 'object' || real === null) return MARK;
	const keys = Object.keys(real);
	const key = keys[step % keys.length];
	if (key === undefined) return MARK;
	const part = marked((real as Record<string, unknown>)[key], rest);
	return Array.isArray(real) ? real.map((each: unknown, index) => (String(index) === key ? part : each)) : { ...real, [key]: part };
}

/** What a server answered, by what was asked. */
export type Recording = ReadonlyMap<string, Parameters<Exchange['reply']>[0]>;

/** Hands everything through, and takes note of it. */
export function recording(into: Map<string, Parameters<Exchange['reply']>[0]>): Interference {
	return {
		respond: ({ asked, answer, reply }) => {
			const { status, headers, body } = answer!;
			if (!into.has(asked)) into.set(asked, { status, headers, body: body.toString('utf8') });
			reply(answer!);
		},
	};
}

/** Answers from the recording, instead of the server, and spoils one answer, or every one to a request that was not recorded. */
export function replaying(recorded: Recording, { nth, status, value, way }: Spoiling): Interference {
	let count = 0;
	const spoil = nth % Math.max(1, recorded.size);
	return {
		isKeptBack: true,
		respond: ({ asked, reply }) => {
			const real = recorded.get(asked);
			if (real && count++ !== spoil) return reply(real);
			reply({ status, headers: { 'content-type': 'application/json' }, body: spoilt(parsed(real?.body), way, value) });
		},
	};
}

function parsed(body: string | Buffer | undefined): unknown {
	try {
		return JSON.parse(String(body)) as unknown;
	} catch {
		return String(body ?? '');
	}
}
