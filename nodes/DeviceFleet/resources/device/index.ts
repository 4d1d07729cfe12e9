import type { Resource } from '../../../shared/operation';
import type { FleetClient } from '../../client';
import { compare } from './comparing';
import { matchItems } from './matching';
import { get, getAll } from './reading';

export const device: Resource<FleetClient> = { name: 'Device', value: 'device', operations: [getAll, get, matchItems, compare] };
