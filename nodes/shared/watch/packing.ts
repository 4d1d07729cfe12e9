import { promisify } from 'node:util';
import { zstdCompress, zstdDecompress, type ZstdOptions } from 'node:zlib';
import { requireNodeJs } from '../nodeJs';
import { compacted, expanded, type Column } from './columns';
import { NONE, type Entity, type State } from './state';
import type { Value } from './types';

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
/** What few devices have, if any: without one, there is no column. A null stands for what most have. */
const RARE = { onlineSince: null, owesOnline: false, held: NONE, flaps: NONE, flapping: null, away: null } as const;
const RARE_NAMES = Object.keys(RARE) as Array<keyof typeof RARE>;
type Named = Record<(typeof COLUMNS)[number], never[]> & { mac: Array<string | 1 | null> };
/** Before the name of a field whose values are kept. */
const VALUE = 'values.';
/** In a column of values: this device has none kept under that name, which is not the same as null. */
const NOT_KEPT: never[] = [];

/** What there is of a state beside its devices. */
type Rest = Omit<State, 'entities' | 'seen'>;

interface Table {
	rows: number;
	names: string[];
	columns: Column[];
}

interface Whole extends Rest {
	table: Table;
	seen: string[];
}

/** What became of a state after it was packed: devices that are new or changed, and the ids of those that are gone. All the rest is as it is now. */
interface Since extends Whole {
	gone: string[];
}

/** The whole of a state. Equal states are packed in the same characters. */
export async function pack({ entities, seen, ...rest }: State): Promise<string> {
	const whole: Whole = { table: tableOf([...entities.values()]), seen: [...seen].sort(), ...restOf(rest) };
	return await packedOf(whole);
}

/** @throws where it is not what {@link pack} made */
export async function unpack(packed: string): Promise<State> {
	return stateFrom(await contentOf<Whole>(packed), new Map());
}

/** Packing devices takes longer than comparing them: more than this share of them is packed with all others. */
const SHARE_OF_DEVICES = 1 / 50;
/** So many are packed in a few ms. */
const FEW_DEVICES = 1_000;

/**
 * What changed in a state since it was packed as a whole: at most polls that change something, a few devices of thousands.
 * @param whole its devices then; those that did not change are the very same objects
 * @returns undefined where there is little to gain, and the whole is to be packed again
 */
export async function packSince(whole: State['entities'], { entities, seen, ...rest }: State): Promise<string | undefined> {
	if (entities.size < FEW_DEVICES) return undefined;
	const changed = [...entities.values()].filter((entity) => whole.get(entity.id) !== entity);
	const gone = changed.length === 0 && entities.size === whole.size ? [] : [...whole.keys()].filter((id) => !entities.has(id));
	if (changed.length + gone.length > entities.size * SHARE_OF_DEVICES) return undefined;
	const since: Since = { table: tableOf(changed), gone: gone.sort(), seen: [...seen].sort(), ...restOf(rest) };
	return await packedOf(since);
}

/**
 * @param whole the devices that {@link packSince} compared with
 * @throws where it is not what that made
 */
export async function unpackSince(whole: State['entities'], packed: string): Promise<State> {
	const { gone, ...since } = await contentOf<Since>(packed);
	const entities = new Map(whole);
	for (const id of gone) entities.delete(id);
	return stateFrom(since, entities);
}

/** In one order, whatever it was made in. */
function restOf({ feedFrom, open, mass, epoch, looked, begun, heldOccurrences }: Rest): Rest {
	return { feedFrom, open, mass, epoch, looked, begun, heldOccurrences };
}

async function packedOf(content: Whole): Promise<string> {
	return (await compress(Buffer.from(JSON.stringify(content)))).toString('base64');
}

async function contentOf<T extends Whole>(packed: string): Promise<T> {
	return JSON.parse((await decompress(Buffer.from(packed, 'base64'), { maxOutputLength: LARGEST_STATE })).toString('utf8')) as T;
}

/** @param entities devices that are known beside those in the table; changed */
function stateFrom({ table, seen, ...rest }: Whole, entities: Map<string, Entity>): State {
	for (const entity of entitiesOf(table)) entities.set(entity.id, entity);
	// What an earlier release did not keep: of when it looked last, it is sure that its state had begun by then.
	const later = { open: [], looked: rest.epoch, begun: [], heldOccurrences: [] };
	return { entities, seen: new Set(seen), ...later, ...rest };
}

/** By ID, and column by column, which compresses to half of what rows would. Values in their own columns, by field. */
function tableOf(entities: readonly Entity[]): Table {
	const all = [...entities].sort((a, b) => (a.id < b.id ? -1 : 1));
	const named: Array<[string, unknown[]]> = [
		...COLUMNS.map((name): [string, unknown[]] => [name, all.map((entity) => entity[name])]),
		// Most ids are MAC addresses themselves.
		['mac', all.map(({ id, mac }) => (mac === id ? 1 : mac))],
		...rareColumns(all),
		...valueColumns(all),
	];
	return { rows: all.length, names: named.map(([name]) => name), columns: compacted(named.map(([, column]) => column)) };
}

function rareColumns(all: readonly Entity[]): Array<[string, unknown[]]> {
	const present = new Set<keyof typeof RARE>();
	for (const entity of all) for (const name of RARE_NAMES) if (entity[name] !== RARE[name]) present.add(name);
	return RARE_NAMES.filter((name) => present.has(name)).map((name): [string, unknown[]] => [name, all.map((entity) => (entity[name] === RARE[name] ? null : entity[name]))]);
}

function valueColumns(all: readonly Entity[]): Array<[string, unknown[]]> {
	const fields = new Set<string>();
	for (const { values } of all) for (const field in values) fields.add(field);
	const columnOf = (field: string) => all.map(({ values }) => (Object.hasOwn(values, field) ? values[field] : NOT_KEPT));
	return [...fields].sort().map((field): [string, unknown[]] => [VALUE + field, columnOf(field)]);
}

function entitiesOf(table: Table): Entity[] {
	const columns = expanded(table.columns, table.rows);
	const { id: ids, name, ip, group, born, status, told, lastSeen, pending, changes, mac } = Object.fromEntries(table.names.map((each, index) => [each, columns[index]!])) as Named;
	const rare = Object.fromEntries(RARE_NAMES.map((each) => [each, columns[table.names.indexOf(each)]])) as { [N in keyof typeof RARE]?: Array<Entity[N] | null> };
	const kept = table.names.flatMap((each, index) => (each.startsWith(VALUE) ? [[each.slice(VALUE.length), columns[index] as Value[]] as const] : []));
	const valuesAt = rowsFrom(kept);
	const entities: Entity[] = [];
	for (let index = 0; index < table.rows; index++) {
		const id: string = ids[index]!;
		entities.push({
			id,
			name: name[index]!,
			ip: ip[index]!,
			// Earlier releases kept it in capitals, and those of the id under the same 1.
			mac: mac[index] === 1 ? id : ((mac[index] as string | null)?.toLowerCase() ?? null),
			group: group[index]!,
			born: born[index]!,
			status: status[index]!,
			told: told[index]!,
			lastSeen: lastSeen[index]!,
			pending: pending[index]!,
			changes: changes[index]!,
			values: valuesAt(index),
			onlineSince: rare.onlineSince?.[index] ?? null,
			owesOnline: rare.owesOnline?.[index] ?? false,
			held: rare.held?.[index] ?? NONE,
			flaps: rare.flaps?.[index] ?? NONE,
			flapping: rare.flapping?.[index] ?? null,
			away: rare.away?.[index] ?? null,
		});
	}
	return entities;
}

/** Rows of a table, made of its columns. */
function rowsFrom(columns: ReadonlyArray<readonly [string, readonly Value[]]>): (index: number) => Record<string, Value> {
	// A copy of what has all fields already takes a fraction of the time in which they are added one by one.
	const empty: Readonly<Record<string, Value>> = Object.fromEntries(columns.map(([field]) => [field, null]));
	return (index) => {
		const row = { ...empty };
		for (let at = 0; at < columns.length; at++) {
			const [field, column] = columns[at]!;
			const value = column[index]!;
			if (Array.isArray(value)) delete row[field];
			else row[field] = value;
		}
		return row;
	};
}
