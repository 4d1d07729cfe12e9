import { BadAnswerError, InputError, type Asked } from '../shared/errors';
import { unreadIn } from '../shared/http/record';
import { inWords } from '../shared/text';
import type { DeviceChanges, GroupChanges } from './client';
import type { DeviceRecord, GroupRecord } from './schemas';

/** What is written of a device: every field as it shall be. */
export interface DeviceFields {
	name?: string;
	desc?: string;
	tags?: string[];
	icon?: number;
	consent?: number;
}

/**
 * The server writes all tags at once: those to add and to take away are worked out from those that are there.
 * @throws InputError where these could not be read
 */
export function fieldsToWrite({ addTags, removeTags, ...fields }: DeviceChanges, record: Partial<Pick<DeviceRecord, 'name' | 'tags'>>): DeviceFields {
	if (!addTags && !removeTags) return fields;
	if (unreadIn(record).includes('tags')) {
		throw new InputError(`The tags of ${record.name} could not be read, so those to keep are not known`, "'Tags' replaces them all. Nothing was sent.");
	}
	const left = (record.tags ?? []).filter((tag) => !removeTags?.includes(tag));
	return { ...fields, tags: [...new Set([...left, ...(addTags ?? [])])] };
}

/** Nothing to be written. */
export function isEmpty(fields: object): boolean {
	return Object.values(fields).every((value) => value === undefined);
}

/** As users know the fields. */
const LABELS: Readonly<Record<string, string>> = { name: 'Name', desc: 'Description', tags: 'Tags', icon: 'Icon', consent: 'Consent' };

/**
 * MeshCentral says "ok" also where it leaves a value out, such as a tag of 64 characters or more.
 * @throws BadAnswerError that names what is not as it was to be
 */
export function requireStored(written: DeviceFields | GroupChanges, record: DeviceRecord | GroupRecord, asked: Asked): void {
	const fields = Object.entries(written).filter(([, value]) => value !== undefined);
	const [lost, kept] = [fields.filter(([name, value]) => !isStored(name, value, record)), fields.filter(([name, value]) => isStored(name, value, record))];
	if (lost.length === 0) return;
	const named = (entries: typeof fields) => inWords(entries.map(([name]) => LABELS[name] ?? name));
	throw new BadAnswerError(
		`MeshCentral answered "ok" but did not store ${named(lost)} of ${record.name} as it was sent`,
		asked,
		undefined,
		`${kept.length > 0 ? `${named(kept)} ${kept.length === 1 ? 'was' : 'were'} stored. ` : ''}MeshCentral drops values that are too long, such as a tag of 64 characters or more; or somebody changed it at the same time. Check it in MeshCentral.`,
	);
}

function isStored(name: string, value: unknown, record: Readonly<Record<string, unknown>>): boolean {
	const stored = record[name];
	if (name === 'tags') return isSameList(inServersOrder(value as string[]), inServersOrder((stored ?? []) as string[]));
	// What is empty, the server leaves out.
	return (stored ?? NOTHING[typeof value]) === value;
}

const NOTHING: Readonly<Record<string, unknown>> = { string: '', number: 0 };

/** It takes blanks off a tag's ends, keeps each once, and sorts them. */
function inServersOrder(tags: readonly string[]): string[] {
	return [...new Set(tags.map((tag) => tag.trim()).filter(Boolean))].sort();
}

function isSameList(one: readonly string[], other: readonly string[]): boolean {
	return one.length === other.length && one.every((entry, index) => entry === other[index]);
}
