import { InputError } from '../../shared/errors';
import { oneLine, shortened } from '../../shared/text';
import { isWindows } from '../device';
import type { DeviceRecord } from '../schemas';

/** A file or folder on a device, by its whole path: nothing of it is ever guessed. */
export interface Place {
	/** As its system writes it. */
	path: string;
	/** The folder that it is in, as its system writes it; '' for the root of all, or of a drive. */
	folder: string;
	/** Its own name; '' for the root of all, or of a drive. */
	name: string;
	/** The two as agents take them: with slashes, on Windows as well (as MeshCentral's own page sends them). */
	sent: { path: string; folder: string };
	/** Its system takes names that differ only in capitals for the same. */
	ignoresCase: boolean;
}

/** Longest name that systems take, in bytes (measured on Linux: a longer one is an error without a reason). */
const LONGEST_NAME = 255;

/** What Windows takes for something else than a file, in whatever folder and with whatever ending. */
const RESERVED = /^(con|prn|aux|nul|com[1-9¹²³]|lpt[1-9¹²³])(\.|$)/i;

type System = Pick<DeviceRecord, 'name' | 'agent' | 'osdesc'>;

/**
 * The place that a path names.
 * @throws InputError for a path that is not whole, or that a system or MeshCentral's agent would take for another one
 */
export function placeAt(device: System, entered: string): Place {
	return isWindows(device) ? onWindows(device, entered) : onUnix(device, entered);
}

/** The same for a file: a path that ends in a separator names a folder. @throws InputError */
export function fileAt(device: System, entered: string): Place {
	const place = placeAt(device, entered);
	const isOpenEnded = isWindows(device) ? /[\\/]$/.test(entered) : entered.endsWith('/');
	if (place.name === '' || isOpenEnded) throw unusable(entered, 'names a folder', 'Add the name of the file to it.');
	return place;
}

/** What is in the same folder under another name. @throws InputError where that is no name of a file */
export function sibling(device: System, place: Place, name: string): Place {
	requireName(name, isWindows(device), name);
	const [separator, sent] = [isWindows(device) ? '\\' : '/', place.sent.folder];
	const within = (folder: string, between: string) => (folder.endsWith(between) ? folder + name : `${folder}${between}${name}`);
	return { ...place, path: within(place.folder, separator), name, sent: { folder: sent, path: within(sent, '/') } };
}

function onUnix({ name, osdesc }: System, entered: string): Place {
	if (!entered.startsWith('/')) throw unusable(entered, 'is not a full path', `${name} does not run Windows: its paths begin with a slash, as in /var/log/syslog.`);
	const parts = entered.split('/').filter(Boolean);
	for (const part of parts) requireName(part, false, entered);
	const folder = `/${parts.slice(0, -1).join('/')}`;
	const path = `/${parts.join('/')}`;
	return { path, folder: parts.length > 0 ? folder : '', name: parts.at(-1) ?? '', sent: { path, folder }, ignoresCase: /mac ?os|darwin/i.test(osdesc ?? '') };
}

function onWindows({ name }: System, entered: string): Place {
	const drive = /^([a-z]:)[\\/]/i.exec(entered)?.[1];
	if (!drive) throw unusable(entered, 'is not a full path', `${name} runs Windows: its paths begin with a drive and a backslash, as in C:\\Temp\\report.txt.`);
	const parts = entered.slice(drive.length).split(/[\\/]/).filter(Boolean);
	for (const part of parts) requireName(part, true, entered);
	const joined = (names: string[], separator: string) => `${drive}${separator}${names.join(separator)}`;
	const above = parts.slice(0, -1);
	return {
		path: joined(parts, '\\'),
		folder: parts.length > 0 ? joined(above, '\\') : '',
		name: parts.at(-1) ?? '',
		sent: { path: joined(parts, '/'), folder: joined(above, '/') },
		ignoresCase: true,
	};
}

/** @param entered the whole of which it is a part */
function requireName(name: string, windows: boolean, entered: string): void {
	const wrong = whatIsWrong(name, windows);
	if (wrong) throw unusable(entered, ...wrong);
}

function whatIsWrong(name: string, windows: boolean): [what: string, advice: string] | undefined {
	if (name.trim() === '') return ['has a name of spaces only', 'Correct it.'];
	if (name === '.' || name === '..') return [`goes through "${name}"`, 'Give the path without it.'];
	if (name.includes('*')) return ['has an asterisk', "MeshCentral's agent drops it, and would use another file."];
	if (name.includes('\0') || !name.isWellFormed()) return ['has a character that no system accepts', 'Check the expression that it comes from.'];
	if (name.includes('/')) return ['has a slash', 'Give the name alone.'];
	if (Buffer.byteLength(name) > LONGEST_NAME) return [`has a name of ${Buffer.byteLength(name)} bytes`, `Systems accept at most ${LONGEST_NAME}.`];
	if (!windows) return undefined;
	if (/[<>:"|?\\\p{Cc}]/u.test(name)) return ['has a character that Windows does not allow in names', 'These are < > : " | ? * and line breaks.'];
	if (/[. ]$/.test(name)) return ['has a name that ends in a space or a dot', 'Windows drops it, and would use another file.'];
	return RESERVED.test(name) ? ['has a name that Windows reserves for devices', 'CON, PRN, AUX, NUL, COM1 and LPT1 are such names.'] : undefined;
}

function unusable(entered: string, what: string, advice: string): InputError {
	return new InputError(`"${shortened(oneLine(entered), 120)}" ${what}`, `${advice} Nothing was sent.`);
}
