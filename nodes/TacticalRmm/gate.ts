/** Those that wait for a place, by the name of the gate. */
const gates = new Map<string, { inside: number; waiting: Array<() => void> }>();

/** Runs at most `places` tasks of a name at the same time in this process; the others wait in the order in which they came. */
export async function throughGate<T>(name: string, places: number, task: () => Promise<T>): Promise<T> {
	const gate = gates.get(name) ?? { inside: 0, waiting: [] };
	gates.set(name, gate);
	if (gate.inside >= places) await new Promise<void>((enter) => gate.waiting.push(enter));
	else gate.inside++;
	try {
		return await task();
	} finally {
		// The place goes to the next in the row, or is given up.
		const next = gate.waiting.shift();
		if (next) next();
		else if (--gate.inside === 0) gates.delete(name);
	}
}
