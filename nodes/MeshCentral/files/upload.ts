import { randomBytes } from 'node:crypto';
import { BadAnswerError, InputError, RequestError, type Asked } from '../../shared/errors';
import type { DeviceRecord } from '../schemas';
import { type DeviceFiles } from './deviceFiles';
import type { Digest } from './digest';
import { entryOf, isSurelyNotIn, lookAt, type Found } from './looking';
import { sibling, type Place } from './path';

export interface Upload {
	device: DeviceRecord;
	place: Place;
	/** From the beginning, each time that it is requested. */
	content(): AsyncIterable<Uint8Array>;
	/** Of the content. */
	digest: Digest;
	/** An existing file may be replaced. */
	replace: boolean;
}

export interface Uploaded {
	/** There was a file with another content. */
	replaced: boolean;
	/** The file was there already with this content, so that nothing was sent. */
	unchanged: boolean;
}

const ASKED: Asked = { method: 'upload', path: 'over the relay' };
const temporary = (what: string): string => `n8n-${what}-${randomBytes(6).toString('hex')}.part`;

/**
 * Writes a file on a device so that nobody ever finds half of it: under another name first, compared by the device's own hash, and only then
 * renamed. (A full disk is acknowledged like success, and what an interrupted upload leaves would have the final name: both measured.)
 * @throws InputError where something is there that must not be replaced; BadAnswerError where the device did not store what was sent
 */
export async function upload(files: DeviceFiles, { device, place, content, digest, replace }: Upload): Promise<Uploaded> {
	const before = await whatIsThere(files, place, digest);
	if (before.isSame) return { replaced: false, unchanged: true };
	requireFree(before, place, replace);
	const part = sibling(device, place, temporary('upload'));
	try {
		await files.write(place.sent.folder, part.name, content());
	} catch (error) {
		noteDown(error, `${place.path} is unchanged; part of the upload may be left next to it as ${part.name}.`);
		throw error;
	}
	try {
		await requireStored(files, part, digest);
		// Somebody else may have written it meanwhile.
		const now = await whatIsThere(files, place, digest, before.found);
		if (now.isSame) {
			await files.remove(place.sent.folder, [part.name]);
			return { replaced: false, unchanged: true };
		}
		requireFree(now, place, replace);
		await putInPlace(files, { device, place, part, digest, isFree: now.found.kind === 'nothing' });
		return { replaced: now.found.kind !== 'nothing', unchanged: false };
	} catch (error) {
		await files.remove(place.sent.folder, [part.name]).catch(() => noteDown(error, `The upload may be left as ${part.name} in ${place.folder}.`));
		throw error;
	}
}

function noteDown(error: unknown, note: string): void {
	if (error instanceof RequestError) error.notes.push(note);
}

interface Before {
	found: Found;
	isSame: boolean;
}

/** @param other what was there before, with another content: while its folder lists it as it was then, it is not read again */
async function whatIsThere(files: DeviceFiles, place: Place, { size, hash }: Digest, other?: Found): Promise<Before> {
	const found = await lookAt(files, place);
	if (found.kind !== 'file' || isAsListed(found, other)) return { found, isSame: false };
	if (typeof found.entry?.s === 'number' && found.entry.s !== size) return { found, isSame: false };
	return { found, isSame: (await files.hash(place.sent.path, size)) === hash };
}

function isAsListed({ entry }: Found, other: Found | undefined): boolean {
	return typeof entry?.d === 'string' && entry.d === other?.entry?.d && entry.s === other.entry.s;
}

function requireFree({ found }: Before, { path }: Place, replace: boolean): void {
	if (found.kind === 'folder') throw new InputError(`${path} is a folder on the device`, 'Add the name of the file to the path. Nothing was replaced.');
	if (found.kind === 'nothing' || replace) return;
	throw new InputError(`The device already has a file ${path} with other content`, "Turn on 'Replace Existing File' to replace it. It is unchanged.");
}

async function requireStored(files: DeviceFiles, part: Place, { size, hash }: Digest): Promise<void> {
	if ((await files.hash(part.sent.path, size)) === hash) return;
	const stored = entryOf((await files.list(part.sent.folder)) ?? [], part)?.s;
	const words = typeof stored === 'number' && stored !== size ? `stored ${stored} of ${size} bytes` : 'stored other content than was sent';
	throw new BadAnswerError(`The device acknowledged the upload but ${words}`, ASKED, undefined, 'Its disk may be full. The upload is deleted again; an existing file of that name is unchanged.');
}

interface Placing {
	device: DeviceRecord;
	place: Place;
	part: Place;
	digest: Digest;
	isFree: boolean;
}

/**
 * Whether a part, whose content was compared, has got a name that nothing had: large files are not read once more for it.
 * @returns undefined where the folder's list does not tell
 */
async function isMoved(files: DeviceFiles, { place, part, size }: { place: Place; part: Place; size: number }): Promise<boolean | undefined> {
	const entries = (await files.list(place.sent.folder)) ?? [];
	const entry = entryOf(entries, place);
	if (entryOf(entries, part)) return false;
	return entry?.s === size && isSurelyNotIn(entries, part.name) ? true : undefined;
}

/** Renaming takes the place of an existing file where the system does so (measured on Linux); where it does not, that one makes way first. */
async function putInPlace(files: DeviceFiles, { device, place, part, digest: { hash, size }, isFree }: Placing): Promise<void> {
	const { folder } = place.sent;
	const isThere = async () => (await files.hash(place.sent.path, size)) === hash;
	await files.rename(folder, part.name, place.name);
	const isPlaced = isFree ? await isMoved(files, { place, part, size }) : undefined;
	if (isPlaced ?? (await isThere())) return;
	if (!isFree) {
		const old = sibling(device, place, temporary('replaced'));
		try {
			await files.rename(folder, place.name, old.name);
			await files.rename(folder, part.name, place.name);
			const isListed = entryOf((await files.list(folder)) ?? [], place) !== undefined;
			if (isListed && (await isThere())) return await files.remove(folder, [old.name]);
			await files.rename(folder, old.name, place.name);
		} catch (error) {
			noteDown(error, `The previous file may be next to it as ${old.name}.`);
			throw error;
		}
		// Agents say nothing to a renaming that fails.
		const isLeftAside = entryOf((await files.list(folder)) ?? [], old) !== undefined;
		if (isLeftAside) throw new BadAnswerError(`The device did not rename the upload to ${place.name}, and did not give the previous file its name back`, ASKED, undefined, `The previous file is next to it as ${old.name}: rename it on the device. The upload is deleted again.`);
	}
	const advice = "It may be in use, or the agent's account may not change it. The upload is deleted again.";
	throw new BadAnswerError(`The device did not rename the upload to ${place.name}`, ASKED, undefined, advice);
}
