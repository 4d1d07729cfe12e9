/** Names of the devices that a client has read, for what there is to say about one of them later. Nothing is requested for it. */
export class NamesRead<R> {
	private readonly names = new Map<string, string | null>();
	/** Looked through only once somebody asks: it may have thousands. */
	private latest: readonly R[] = [];

	constructor(private readonly naming: (record: R) => readonly [id: string, name: string | null | undefined]) {}

	/** @returns the same records */
	note<L extends readonly R[]>(records: L): L {
		this.lookThrough();
		this.latest = records;
		return records;
	}

	/** @returns undefined for a device that was not read */
	get(id: string): string | null | undefined {
		this.lookThrough();
		return this.names.get(id);
	}

	private lookThrough(): void {
		for (const record of this.latest) {
			const [id, name] = this.naming(record);
			this.names.set(id, name || null);
		}
		this.latest = [];
	}
}
