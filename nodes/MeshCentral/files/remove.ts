import { randomBytes } from 'node:crypto';
import { BadAnswerError, InputError } from '../../shared/errors';
import { missing, NO_REASON } from './change';
import { isFolder, type DeviceFiles } from './deviceFiles';
import { isSurelyNotIn, lookAt } from './looking';
import type { Place } from './path';

/** So many names go in one message. */
const NAMES_AT_ONCE = 100;

/**
 * Deletes a file or folder, and proves it by looking again.
 * @returns whether it was a folder
 */
export async function remove(files: DeviceFiles, place: Place, withContent: boolean): Promise<boolean> {
	if (place.name === '') throw new InputError(`${place.path} is the root of the file system, which is never deleted`, 'Name a file or folder in it. Nothing was done.');
	const { kind, entry } = await lookAt(files, place);
	if (kind === 'nothing') throw missing(place);
	const name = entry?.n ?? place.name;
	if (kind === 'folder') await removeFolder(files, place, { name, withContent });
	else if (!(await isRemoved(files, place.sent.folder, name)) || (await files.list(place.sent.path)) !== null) throw notDeleted(place, NO_REASON);
	return kind === 'folder';
}

async function removeFolder(files: DeviceFiles, place: Place, { name, withContent }: { name: string; withContent: boolean }): Promise<void> {
	const { folder, path } = place.sent;
	if (!withContent && ((await files.list(path)) ?? []).length > 0) {
		throw new InputError(`The folder ${place.path} is not empty, and was not deleted`, "Turn on 'Delete Folders With Content' to delete everything in it.");
	}
	if (await isRemoved(files, folder, name)) return;
	if (withContent && (await isTreeRemoved(files, folder, name))) return;
	throw notDeleted(place, `${NO_REASON}${withContent ? ' Part of its content may be deleted; a broken link keeps its folder.' : ''}`);
}

/**
 * Deletes what is in a folder, and then the folder. The agent's own way to do that follows links and deletes what they lead to (measured), so
 * everything is deleted by itself here: of a link, the link goes. What stays is a folder that is not empty, and only those are gone into.
 */
async function isTreeRemoved(files: DeviceFiles, parent: string, name: string): Promise<boolean> {
	if (!(await isOwnFolder(files, parent, name))) return false;
	const path = parent.endsWith('/') ? parent + name : `${parent}/${name}`;
	const names = ((await files.list(path)) ?? []).map(({ n }) => n);
	for (let from = 0; from < names.length; from += NAMES_AT_ONCE) await files.remove(path, names.slice(from, from + NAMES_AT_ONCE));
	for (const left of (await files.list(path)) ?? []) {
		if (!isFolder(left) || !(await isTreeRemoved(files, path, left.n))) return false;
	}
	return await isRemoved(files, parent, name);
}

/** Of a link that could not be deleted, the target must not be emptied: where a name can be changed, a link could have been deleted. */
async function isOwnFolder(files: DeviceFiles, parent: string, name: string): Promise<boolean> {
	const other = `n8n-delete-${randomBytes(6).toString('hex')}.part`;
	await files.rename(parent, name, other);
	const isRenamed = isSurelyNotIn(await files.list(parent), name);
	if (isRenamed) await files.rename(parent, other, name);
	return isRenamed && !isSurelyNotIn(await files.list(parent), name);
}

async function isRemoved(files: DeviceFiles, folder: string, name: string): Promise<boolean> {
	await files.remove(folder, [name]);
	return isSurelyNotIn(await files.list(folder), name);
}

function notDeleted({ path }: Place, advice: string): BadAnswerError {
	return new BadAnswerError(`The device did not delete ${path}`, { method: 'rm', path: 'over the relay' }, undefined, advice);
}
