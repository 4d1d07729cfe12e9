import { BadAnswerError, InputError, type Asked } from '../../shared/errors';
import type { DeviceFiles, Entry } from './deviceFiles';
import { Digesting, type Digest } from './digest';
import { lookAt } from './looking';
import type { Place } from './path';

const ASKED: Asked = { method: 'download', path: 'over the relay', reads: true };
const MB = 1_048_576;

export interface Download<T> {
	place: Place;
	/** In bytes. */
	sizeAtMost: number;
	/** Takes the content while it comes; what the content throws is thrown on. */
	keep(content: AsyncIterable<Uint8Array>): Promise<T>;
}

export interface Downloaded<T> extends Digest {
	kept: T;
	/** As its folder lists it, if it does. */
	entry?: Entry;
}

/**
 * Reads a file of a device. A folder is looked out for, because agents give an empty file for it; and what came is compared by the device's
 * own hash (both measured).
 * @throws InputError where there is no such file, or it is larger; BadAnswerError where something else came than is there
 */
export async function download<T>(files: DeviceFiles, { place, sizeAtMost, keep }: Download<T>): Promise<Downloaded<T>> {
	const { kind, entry } = await lookAt(files, place);
	if (kind === 'folder') throw new InputError(`${place.path} is a folder on the device`, "'Download' reads one file; 'List' shows what is in a folder.");
	if (kind === 'nothing') throw new InputError(`The device has no file ${place.path}`, "Check the path, including upper and lower case; or the agent's account may not read it.");
	if ((entry?.s ?? 0) > sizeAtMost) throw tooLarge(place, sizeAtMost, entry!.s!);
	const digesting = new Digesting();
	let digest: Digest | undefined;
	const compared = async function* (): AsyncGenerator<Uint8Array> {
		for await (const piece of files.read(place.sent.path)) {
			digesting.note(piece);
			if (digesting.size > sizeAtMost) throw tooLarge(place, sizeAtMost);
			if (piece.length > 0) yield piece;
		}
		digest = digesting.end();
		if ((await files.hash(place.sent.path, digest.size)) !== digest.hash) throw changed(place, digest.size);
	};
	const kept = await keep(compared());
	return { kept, ...(entry && { entry }), ...digest! };
}

function tooLarge({ path }: Place, most: number, size?: number): InputError {
	const is = size === undefined ? 'is larger than' : `has ${Math.ceil(size / MB)} MB, and`;
	return new InputError(`${path} ${is} 'Maximum Size'${size === undefined ? '' : ' is'} ${most / MB} MB`, "Raise 'Maximum Size (MB)' if n8n has room for it.");
}

function changed({ path }: Place, size: number): BadAnswerError {
	const advice = 'It may be changing right now, as a log does: copy it on the device first, and download the copy.';
	return new BadAnswerError(`The ${size} bytes received from ${path} differ from what the device has there now`, ASKED, undefined, advice);
}
