import { RequestError } from './errors';

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

/**
 * Names by id, for rows that have only an id. Empty where the list cannot be read: the rows are worth more than the names.
 * @param read the list that has both
 */
export async function namesFrom<R>(read: () => Promise<readonly R[]>, naming: (record: R) => readonly [id: string, name: string | null]): Promise<ReadonlyMap<string, string | null>> {
	try {
		return new Map((await read()).map(naming));
	} catch (error) {
		if (error instanceof RequestError) return new Map();
		throw error;
	}
}
