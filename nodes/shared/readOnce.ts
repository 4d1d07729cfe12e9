/** What is read once and then kept, by name, for as long as this lives. What failed is read again by anyone who asks next. */
export class ReadOnce {
	private readonly known = new Map<string, Promise<unknown>>();

	/** Who asks while it is being read gets the same answer. */
	async get<T>(name: string, read: () => Promise<T>): Promise<T> {
		const earlier = this.known.get(name) as Promise<T> | undefined;
		if (earlier) return await earlier;
		const reading = read();
		this.known.set(name, reading);
		reading.catch(() => this.known.delete(name));
		return await reading;
	}
}
