import type { Operation, Resource } from '../../../shared/operation';
import type { MeshCentralClient } from '../../client';
import { rightsFor, type Deed } from '../../rights';
import { message, openUrl, power } from './acting';
import { addLocal, uninstallAgent } from './agent';
import { addNote, getNote } from './notes';
import { get, getAll } from './reading';
import { processes, runCommand, services } from './running';
import { waitUntilOnline } from './waiting';
import { addTags, move, remove, removeTags, update } from './writing';

/** What runs on a device is declared in a file of its own, without its rights. */
const needing = (operation: Operation<MeshCentralClient>, ...deeds: readonly Deed[]): Operation<MeshCentralClient> => ({ ...operation, rights: rightsFor(...deeds) });

export const device: Resource<MeshCentralClient> = {
	name: 'Device',
	value: 'device',
	operations: [
		getAll,
		get,
		needing(runCommand, 'runCommand'),
		waitUntilOnline,
		update,
		addTags,
		removeTags,
		move,
		remove,
		power,
		message,
		openUrl,
		needing(processes, 'processes'),
		needing(services, 'services'),
		getNote,
		addNote,
		uninstallAgent,
		addLocal,
	],
};
