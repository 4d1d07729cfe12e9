import { operationsOf } from '../shared/operation';
import type { NetAlertXClient } from './client';

/** Declares an operation of NetAlertX. */
export const operation = operationsOf<NetAlertXClient>();
