import { promisify } from 'node:util';
import { zstdCompress, zstdDecompress, type ZstdOptions } from 'node:zlib';
import { z } from 'zod/v4';
import { requireNodeJs } from '../nodeJs';
import { compacted, expanded, type Column } from './columns';
import type { Status, Value } from './types';

/** What is kept of a device between two looks: what output promises, and nothing that changes with every look. */
export interface Entity {
	id: string;
	name: string | null;
	ip: string | null;
	mac: string | null;
	group: string | null;
	born: string;
	status: Status | null;
	/** What was told last: differs from `status` while an offline waits, or was told as part of many. */
	told: 'online' | 'offline' | null;
	/** When it was last seen; kept of devices that are offline only. ISO 8601. */
	lastSeen: string | null;
	/** An offline that was not told: it has not lasted long enough yet, or it was told as one of many (`mass`). */
	pending: { key: string; at: string; down: boolean; mass?: true } | null;
	/** How often it changed in watched fields: tells two equal changes apart. */
	changes: number;
	/** Values of the watched fields and of those that filters use. */
	values: Readonly<Record<string, Value>>;
}

/** Many devices gone or offline at once, until it is over or believed. */
export interface Mass {
	/** ISO 8601, the server's clock. */
	since: string;
	/** Looks at which it was so. */
	looks: number;
	told: boolean;
}

export interface State {
	entities: Map<string, Entity>;
	/** Keys of log entries that are dealt with, as far back as the log is read. */
	seen: Set<string>;
	/** From when on the log is read: ISO 8601, the server's clock; '' if there is no log. */
	feedFrom: string;
	/** What was open at the last look, such as alerts: see Snapshot. */
	open: string[];
	mass: { offline: Mass | null; removed: Mass | null };
	/** When it began, by the server's clock: tells counted events of one beginning from those of another. */
	epoch: string;
}

export const VERSION = 1;

/** What lies in n8n's static data, plain JSON. `packed` holds the state, compressed: it goes to every editor that opens the workflow. */
const saved = z.object({
	version: z.number(),
	/** Static data is kept by the node's name: another node of that name must not inherit it. */
	node: z.string(),
	/** Server and what defines the set of devices. Another scope is another baseline. */
	scope: z.string(),
	/** Salted hash of who asks: another key may see other devices. */
	asker: z.string(),
	/** The configuration that the state was made with, as JSON. */
	config: z.string(),
	/** Counts what was emitted: the state in the database and one in memory with the same number belong together. */
	revision: z.number(),
	/** ISO 8601, n8n's clock. */
	savedAt: z.string(),
	packed: z.string(),
});
export type Saved = z.infer<typeof saved>;

/** @returns undefined for what is not one of ours, or made by a later version */
export function readSaved(data: unknown): Saved | undefined {
	const result = saved.safeParse(data);
	return result.success && result.data.version === VERSION ? result.data : undefined;
}

/** A fifth of Brotli's time for the same bytes, measured with 10,000 devices. Made when it is needed: n8n loads this file on a Node.js without it too. */
const compress = async (data: Buffer): Promise<Buffer> => {
	requireNodeJs();
	return await promisify<Buffer, Buffer>(zstdCompress)(data);
};
const decompress = async (data: Buffer, options: ZstdOptions): Promise<Buffer> => {
	requireNodeJs();
	return await promisify<Buffer, ZstdOptions, Buffer>(zstdDecompress)(data, options);
};
/** 100,000 devices have about 20 MB. */
const LARGEST_STATE = 200_000_000;

const COLUMNS = ['id', 'name', 'ip', 'group', 'born', 'status', 'told', 'lastSeen', 'pending', 'changes'] as const;
type Named = Record<(typeof COLUMNS)[number], never[]> & { mac: Array<string | 1 | null> };
/** Before the name of a field whose values are kept. */
const VALUE = 'values.';
/** In a column of values: this device has none kept under that name, which is not the same as null. */
const NOT_KEPT: never[] = [];

/** By ID, and column by column, which compresses to half of what rows would. Values in their own columns, by field. */
export async function pack({ entities, seen, ...rest }: State): Promise<string> {
	const all = [...entities.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
	const named: Array<[string, unknown[]]> = [
		...COLUMNS.map((name): [string, unknown[]] => [name, all.map((entity) => entity[name])]),
		// Most ids are MAC addresses themselves.
		['mac', all.map(({ id, mac }) => (mac !== null && mac === id.toUpperCase() ? 1 : mac))],
		...valueColumns(all),
	];
	const table = { rows: all.length, names: named.map(([name]) => name), columns: compacted(named.map(([, column]) => column)) };
	const json = JSON.stringify({ table, seen: [...seen].sort(), ...rest });
	return (await compress(Buffer.from(json))).toString('base64');
}

function valueColumns(all: readonly Entity[]): Array<[string, unknown[]]> {
	const columns = new Map<string, unknown[]>();
	for (let row = 0; row < all.length; row++) {
		const { values } = all[row]!;
		for (const field in values) {
			let column = columns.get(field);
			if (!column) columns.set(field, (column = new Array<unknown>(all.length).fill(NOT_KEPT)));
			column[row] = values[field];
		}
	}
	return [...columns].map(([field, column]): [string, unknown[]] => [VALUE + field, column]).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Whether two states are the same, one made from the other: entities that did not change are the very same objects. */
export function isSame(before: State, after: State): boolean {
	if (before.entities.size !== after.entities.size || before.seen.size !== after.seen.size) return false;
	for (const [id, entity] of after.entities) if (before.entities.get(id) !== entity) return false;
	for (const key of after.seen) if (!before.seen.has(key)) return false;
	const rest = ({ feedFrom, open, mass, epoch }: State) => JSON.stringify([feedFrom, open, mass, epoch]);
	return rest(before) === rest(after);
}

interface Packed extends Omit<State, 'entities' | 'seen'> {
	table: { rows: number; names: string[]; columns: Column[] };
	seen: string[];
}

/** @throws where it is not what {@link pack} made */
export async function unpack(packed: string): Promise<State> {
	const json = (await decompress(Buffer.from(packed, 'base64'), { maxOutputLength: LARGEST_STATE })).toString('utf8');
	const { table, seen, ...rest } = JSON.parse(json) as Packed;
	const columns = expanded(table.columns, table.rows);
	const { id: ids, name, ip, group, born, status, told, lastSeen, pending, changes, mac } = Object.fromEntries(table.names.map((each, index) => [each, columns[index]!])) as Named;
	const kept = table.names.flatMap((each, index) => (each.startsWith(VALUE) ? [[each.slice(VALUE.length), columns[index] as Value[]] as const] : []));
	const entities = new Map<string, Entity>();
	for (let index = 0; index < table.rows; index++) {
		const id: string = ids[index]!;
		const values: Record<string, Value> = {};
		for (const [field, column] of kept) {
			const value = column[index]!;
			if (!Array.isArray(value)) values[field] = value;
		}
		entities.set(id, {
			id,
			name: name[index]!,
			ip: ip[index]!,
			mac: mac[index] === 1 ? id.toUpperCase() : (mac[index] as string | null),
			group: group[index]!,
			born: born[index]!,
			status: status[index]!,
			told: told[index]!,
			lastSeen: lastSeen[index]!,
			pending: pending[index]!,
			changes: changes[index]!,
			values,
		});
	}
	return { entities, seen: new Set(seen), ...rest, open: rest.open ?? [] };
}
