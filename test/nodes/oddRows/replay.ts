import type { Answer } from '../../../nodes/shared/http/answer';
import type { Call } from '../../../nodes/shared/http/call';
import { Http } from '../../../nodes/shared/http/http';

type Json = Record<string, unknown>;
const isRecord = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

/** A list of records in an answer, and the answer with another list in its place. */
export interface FoundList {
	rows: Json[];
	put(rows: unknown[]): unknown;
}

/** Lists of more than one record, at the top of an answer or up to three levels below. */
export function listsIn(json: unknown, depth = 0): FoundList[] {
	if (Array.isArray(json)) return json.length > 1 && json.every(isRecord) ? [{ rows: json, put: (rows) => rows }] : [];
	if (!isRecord(json) || depth > 2) return [];
	return Object.entries(json).flatMap(([name, value]) => listsIn(value, depth + 1).map(({ rows, put }) => ({ rows, put: (other: unknown[]) => ({ ...json, [name]: put(other) }) })));
}

/** What may come instead of a field. */
export const spoils: readonly unknown[] = [undefined, null, 5, 'x', { a: 1 }, ['x'], 1e308, true, ''];

export function spoilt(row: Json, field: string, value: unknown): Json {
	const others = Object.entries(row).filter(([name]) => name !== field);
	return { ...Object.fromEntries(others), ...(value !== undefined && { [field]: value }) };
}

/** Replaces the transport: takes note of what servers answer, and answers the same again with one of them changed. */
export class Replay {
	readonly answers = new Map<string, Answer>();
	/** As long as there is one, what was asked before is answered as it was then. */
	changed: { key: string; json: unknown } | undefined;
	private readonly transport = Http.prototype as unknown as { exchange(call: Call<unknown>, timeoutMs: number): Promise<Answer> };
	private readonly original = this.transport.exchange;

	start(): void {
		const { answers, original } = this;
		const changedFor = (key: string) => (this.changed?.key === key ? { json: this.changed.json, text: JSON.stringify(this.changed.json) } : {});
		const isReplaying = () => this.changed !== undefined;
		this.transport.exchange = async function (call, timeoutMs) {
			const key = JSON.stringify([call.method, call.path, call.query, call.json]);
			const known = answers.get(key);
			if (known && isReplaying()) return { ...known, ...changedFor(key) };
			const answer = await original.call(this, call, timeoutMs);
			if (!isReplaying()) answers.set(key, answer);
			return answer;
		};
	}

	stop(): void {
		this.transport.exchange = this.original;
	}
}
