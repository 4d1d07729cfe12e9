import type { Resource } from '../../../shared/operation';
import type { TacticalRmmClient } from '../../client';
import { assign } from './assign';
import { get, getAll } from './reading';
import { create, remove, update } from './writing';

export const alertTemplate: Resource<TacticalRmmClient> = { name: 'Alert Template', value: 'alertTemplate', operations: [getAll, get, create, update, remove, assign] };
