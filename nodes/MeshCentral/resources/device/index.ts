import type { Operation, Resource } from '../../../shared/operation';
import type { MeshCentralClient } from '../../client';
import { rightsFor, type Deed } from '../../rights';
import { message, power } from './acting';
import { get, getAll } from './reading';
import { processes, runCommand } from './running';
import { waitUntilOnline } from './waiting';
import { move, remove, update } from './writing';

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
		move,
		remove,
		power,
		message,
		needing(processes, 'processes'),
	],
};
