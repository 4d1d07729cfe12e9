import type { Resource } from '../../../shared/operation';
import type { TacticalRmmClient } from '../../client';
import { get, getAll } from './reading';
import { run } from './running';
import { create, remove, update } from './writing';

export const task: Resource<TacticalRmmClient> = { name: 'Task', value: 'task', operations: [getAll, run, get, create, update, remove] };
