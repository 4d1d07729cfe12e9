/**
 * A module that is loaded when it is first needed: n8n loads all nodes when it starts, and waits for each of them. Those who need it at the same
 * time wait for one load; a load that failed is tried again by the next.
 */
export function lazily<M>(load: () => Promise<M>): () => Promise<M> {
	let loading: Promise<M> | undefined;
	const forgotten = (error: unknown) => {
		loading = undefined;
		throw error;
	};
	return async () => await (loading ??= load().catch(forgotten));
}
