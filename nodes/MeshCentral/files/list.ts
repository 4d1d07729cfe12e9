import { InputError } from '../../shared/errors';
import { isFolder, type DeviceFiles, type Entry } from './deviceFiles';
import { entryOf } from './looking';
import type { Place } from './path';

/**
 * What is in a folder. A file looks like an empty folder to agents (measured), and only the list of its own folder shows the difference.
 * @throws InputError for what is no folder
 */
export async function listFolder(files: DeviceFiles, place: Place): Promise<Entry[]> {
	const entries = await files.list(place.sent.path);
	if (entries === null) throw new InputError(`The device has no folder ${place.path}`, 'Check the path, including upper and lower case.');
	if (entries.length > 0 || place.name === '') return entries;
	const itself = entryOf((await files.list(place.sent.folder)) ?? [], place);
	if (itself && !isFolder(itself)) throw new InputError(`${place.path} is a file on the device`, "'Download' reads files; give the path of a folder.");
	return entries;
}
