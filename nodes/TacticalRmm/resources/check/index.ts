import type { Resource } from '../../../shared/operation';
import type { TacticalRmmClient } from '../../client';
import { create } from './create';
import { getAll, getHistory } from './reading';
import { get, update } from './update';
import { remove, reset, run } from './writing';

export const check: Resource<TacticalRmmClient> = { name: 'Check', value: 'check', operations: [getAll, getHistory, run, reset, create, remove, get, update] };
