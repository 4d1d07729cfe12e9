import { BadAnswerError, InputError, type Asked } from '../../shared/errors';
import type { DeviceRecord } from '../schemas';
import { isFolder, type DeviceFiles } from './deviceFiles';
import { entryOf, isSurelyNotIn, lookAt } from './looking';
import { sibling, type Place } from './path';

/** Agents do these without an answer, whether they work or not (measured): each is proved by looking again. */

const asked = (method: string): Asked => ({ method, path: 'over the relay' });
export const NO_REASON = "The agent's account may not do this there, or it is in use; MeshCentral's agent gives no reason.";

/** @returns whether it had to be made; its parent has to be there */
export async function makeFolder(files: DeviceFiles, place: Place): Promise<boolean> {
	const { kind } = await lookAt(files, place);
	if (kind === 'folder') return false;
	if (kind === 'file') throw new InputError(`${place.path} is a file on the device`, 'Choose another name. Nothing was done.');
	await files.makeFolder(place.sent.path);
	const made = entryOf((await files.list(place.sent.folder)) ?? [], place);
	if (!made || !isFolder(made)) throw new BadAnswerError(`The device did not create the folder ${place.path}`, asked('mkdir'), undefined, NO_REASON);
	return true;
}

export interface Renaming {
	device: DeviceRecord;
	place: Place;
	/** In the same folder. */
	newName: string;
	/** An existing file of the new name may be replaced; a folder never is. */
	replace: boolean;
}

/** @returns the place with its new name, and whether something was there */
export async function rename(files: DeviceFiles, { device, place, newName, replace }: Renaming): Promise<{ place: Place; replaced: boolean }> {
	const target = sibling(device, place, newName);
	const { kind, entry } = await lookAt(files, place);
	if (kind === 'nothing') throw missing(place);
	const oldName = entry?.n ?? place.name;
	if (oldName === newName) return { place: target, replaced: false };
	const there = await lookAt(files, target);
	// Only its capitals change.
	const isItself = there.entry !== undefined && there.entry.n === oldName;
	const isTaken = there.kind !== 'nothing' && !isItself;
	if (isTaken && (there.kind === 'folder' || kind === 'folder' || !replace)) throw taken(target, there.kind === 'folder');
	await files.rename(place.sent.folder, oldName, newName);
	const now = await files.list(place.sent.folder);
	if (!now?.some(({ n }) => n === newName) || !isSurelyNotIn(now, oldName)) {
		throw new BadAnswerError(`The device did not rename ${place.path} to ${newName}`, asked('rename'), undefined, NO_REASON);
	}
	return { place: target, replaced: isTaken };
}

function taken({ path }: Place, isFolderThere: boolean): InputError {
	const advice = isFolderThere ? 'A folder is never replaced. Nothing was done.' : "Turn on 'Replace Existing File' to replace it with a file. Nothing was done.";
	return new InputError(`The device already has a ${isFolderThere ? 'folder' : 'file'} ${path}`, advice);
}

export function missing({ path }: Place): InputError {
	return new InputError(`The device has no file or folder ${path}`, "Check the path, including upper and lower case; or the agent's account may not read its folder. Nothing was done.");
}
