import { noMatch } from './answers';

/** Rows by id. A changed row moves to the end, for the real server promises no order and its tables behave so. */
export class Table<Row extends { id: number }> {
	readonly #rows = new Map<number, Row>();
	readonly #changed: () => void;
	#last = 0;
	/** Counts the changes, for those who keep what they made of the rows. */
	revision = 0;

	/** `model` is the server's word for such a row, as its 404 tells it. */
	constructor(
		readonly model: string,
		changed: () => void = () => undefined,
	) {
		this.#changed = changed;
	}

	add(values: Omit<Row, 'id'> & { id?: number }): Row {
		const id = values.id ?? this.#last + 1;
		const row = { ...values, id } as Row;
		this.#last = Math.max(this.#last, id);
		this.#rows.set(id, row);
		this.#touch();
		return row;
	}

	find(id: number): Row | undefined {
		return this.#rows.get(id);
	}

	/** The row, or the server's 404. */
	get(id: number | string): Row {
		const row = this.#rows.get(Number(id));
		if (!row) throw noMatch(this.model);
		return row;
	}

	update(id: number | string, values: Partial<Row>): Row {
		const row = Object.assign(this.get(id), values);
		this.#rows.delete(row.id);
		this.#rows.set(row.id, row);
		this.#touch();
		return row;
	}

	delete(id: number | string): void {
		this.#rows.delete(Number(id));
		this.#touch();
	}

	deleteWhere(matches: (row: Row) => boolean): void {
		for (const { id } of this.where(matches)) this.delete(id);
	}

	all(): Row[] {
		return [...this.#rows.values()];
	}

	where(matches: (row: Row) => boolean): Row[] {
		return this.all().filter(matches);
	}

	get size(): number {
		return this.#rows.size;
	}

	/** The highest id so far; ids are never given twice. */
	get lastId(): number {
		return this.#last;
	}

	#touch(): void {
		this.revision++;
		this.#changed();
	}
}
