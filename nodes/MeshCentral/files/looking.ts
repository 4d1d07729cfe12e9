import { InputError } from '../../shared/errors';
import { leftOutOf } from '../../shared/http/rows';
import { isFolder, type DeviceFiles, type Entry } from './deviceFiles';
import type { Place } from './path';

/** What is at a place. */
export interface Found {
	kind: 'file' | 'folder' | 'nothing';
	/** As its folder lists it; absent where the folder does not, which the agent may not be allowed to read. */
	entry?: Entry;
}

/**
 * Looks at a place in its folder's list, and asks for the place itself where that does not show it: the agent may be allowed to open a file
 * in a folder that it may not list, and systems know a file by other names than the listed one. (Agents list what is not there as null, and
 * a file as empty: measured.)
 * @throws InputError where there is no such folder
 */
export async function lookAt(files: DeviceFiles, place: Place): Promise<Found> {
	const entries = await files.list(place.sent.folder);
	if (entries === null) throw new InputError(`The device has no folder ${place.folder}`, "Check the path, or create the folder with 'Create Folder' first. Nothing was done.");
	const entry = entryOf(entries, place);
	if (entry) return { kind: isFolder(entry) ? 'folder' : 'file', entry };
	const inside = await files.list(place.sent.path);
	return { kind: inside === null ? 'nothing' : inside.length > 0 ? 'folder' : 'file' };
}

/** Exactly so, or where capitals make no difference, by the name that comes near. */
export function entryOf(entries: readonly Entry[], { name, ignoresCase }: Pick<Place, 'name' | 'ignoresCase'>): Entry | undefined {
	return entries.find(({ n }) => n === name) ?? (ignoresCase ? entries.find(({ n }) => n.toLowerCase() === name.toLowerCase()) : undefined);
}

/** Whether a folder's list surely shows that a name is not in it. */
export function isSurelyNotIn(entries: readonly Entry[] | null, name: string): boolean {
	return entries !== null && leftOutOf(entries).count === 0 && !entries.some(({ n }) => n === name);
}
