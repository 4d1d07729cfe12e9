import type { Resource } from '../../../shared/operation';
import type { MeshtechClient } from '../../client';
import { addLabel, removeLabel } from './labels';
import { get, getAll } from './reading';
import { rename } from './rename';
import { waitUntilOnline } from './waitUntilOnline';

export const device: Resource<MeshtechClient> = {
	name: 'Device',
	value: 'device',
	operations: [getAll, get, rename, addLabel, removeLabel, waitUntilOnline],
};
