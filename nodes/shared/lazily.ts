/** A module that is loaded when it is first needed: n8n loads all nodes when it starts, and waits for each of them. */
export function lazily<M>(load: () => Promise<M>): () => Promise<M> {
	let loaded: M | undefined;
	return async () => (loaded ??= await load());
}
