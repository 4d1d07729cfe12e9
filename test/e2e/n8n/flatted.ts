/**
 * n8n sends an execution's data in the "flatted" notation: a JSON array of values, in which every string is the index of
 * another value (as a string may occur once only, and an object in several places).
 */

type Container = Record<string, unknown> | unknown[];

/** The value that `text` describes; objects that occurred in several places are the same object again. */
export function decodeFlatted(text: string): unknown {
	const values = JSON.parse(text) as unknown[];
	const resolved = new Set<unknown>();
	const waiting: Container[] = [];
	const valueAt = (index: unknown): unknown => {
		const value = values[Number(index)];
		if (typeof value === 'object' && value !== null && !resolved.has(value)) {
			resolved.add(value);
			waiting.push(value as Container);
		}
		return value;
	};
	const root = valueAt(0);
	for (let container = waiting.pop(); container; container = waiting.pop()) {
		const entries = container as Record<string, unknown>;
		for (const key of Object.keys(entries)) {
			if (typeof entries[key] === 'string') entries[key] = valueAt(entries[key]);
		}
	}
	return root;
}
