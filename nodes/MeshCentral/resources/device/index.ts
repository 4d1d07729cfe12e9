import type { Resource } from '../../../shared/operation';
import type { MeshCentralClient } from '../../client';
import { message, power } from './acting';
import { get, getAll } from './reading';
import { processes, runCommand } from './running';
import { waitUntilOnline } from './waiting';
import { move, remove, update } from './writing';

export const device: Resource<MeshCentralClient> = {
	name: 'Device',
	value: 'device',
	operations: [getAll, get, runCommand, waitUntilOnline, update, move, remove, power, message, processes],
};
