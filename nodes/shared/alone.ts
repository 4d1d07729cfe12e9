const queues = new Map<string, Promise<unknown>>();

/** Runs tasks of the same name one after the other in this process, in the order in which they came. */
export async function alone<T>(name: string, task: () => Promise<T>): Promise<T> {
	const before = queues.get(name) ?? Promise.resolve();
	const mine = before.then(task, task);
	const settled = mine.catch(() => {});
	queues.set(name, settled);
	try {
		return await mine;
	} finally {
		if (queues.get(name) === settled) queues.delete(name);
	}
}
