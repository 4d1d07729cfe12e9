import type { Resource } from '../../../shared/operation';
import type { TacticalRmmClient } from '../../client';
import { assign } from './assign';
import { get, getAll, getCheckStatus, getRelated, getTaskStatus } from './reading';
import { create, remove, update } from './writing';

export const policy: Resource<TacticalRmmClient> = {
	name: 'Policy',
	value: 'policy',
	operations: [getAll, get, create, update, remove, assign, getRelated, getCheckStatus, getTaskStatus],
};
