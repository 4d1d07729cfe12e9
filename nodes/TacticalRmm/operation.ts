import { operationsOf } from '../shared/operation';
import type { TacticalRmmClient } from './client';

/** Declares an operation of Tactical RMM. */
export const operation = operationsOf<TacticalRmmClient>();
