import type { Resource } from '../../../shared/operation';
import type { MeshtechClient } from '../../client';
import { getAll, getSummary } from './reading';
import { update } from './update';

export const firmware: Resource<MeshtechClient> = { name: 'Firmware', value: 'firmware', operations: [getSummary, getAll, update] };
