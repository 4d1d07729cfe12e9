import type { Resource } from '../../../shared/operation';
import type { TacticalRmmClient } from '../../client';
import { getAll } from './getAll';
import { create, resolveMany, snoozeMany } from './many';
import { get, remove, resolve, snooze, unsnooze } from './one';

export const alert: Resource<TacticalRmmClient> = { name: 'Alert', value: 'alert', operations: [getAll, get, resolve, snooze, unsnooze, remove, create, resolveMany, snoozeMany] };
