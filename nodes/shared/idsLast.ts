import { WithFiles } from './binary';

/**
 * A record whose table begins with what people look for: ids at its beginning come at its end, in their order. All other fields stay where they
 * are.
 */
export function idsLast(record: object): object {
	if (record instanceof WithFiles) return new WithFiles(idsLast(record.json), record.files);
	const names = Object.keys(record);
	const first = names.findIndex((name) => !isId(name));
	if (first <= 0) return record;
	const fields = record as Readonly<Record<string, unknown>>;
	return Object.fromEntries([...names.slice(first), ...names.slice(0, first)].map((name) => [name, fields[name]]));
}

function isId(name: string): boolean {
	return name === 'id' || /[a-z]Ids?$/.test(name);
}
