import { operationsOf } from '../shared/operation';
import type { FleetClient } from './client';

/** Declares an operation of the fleet. */
export const operation = operationsOf<FleetClient>();
