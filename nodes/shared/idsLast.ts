import { WithFiles } from './binary';

/**
 * A record whose table has its ids at the end, in their order, behind what people look for. Devices stay as they are: their common fields
 * have one order in all systems.
 */
export function idsLast(record: object): object {
	if (record instanceof WithFiles) return new WithFiles(idsLast(record.json), record.files);
	if ('source' in record) return record;
	const names = Object.keys(record);
	const ids = names.filter(isId);
	const others = names.length - ids.length;
	if (others === 0 || ids.every((id, index) => names[others + index] === id)) return record;
	const fields = record as Readonly<Record<string, unknown>>;
	return Object.fromEntries([...names.filter((name) => !isId(name)), ...ids].map((name) => [name, fields[name]]));
}

function isId(name: string): boolean {
	return name === 'id' || /[a-z]Ids?$/.test(name);
}
