import { operationsOf } from '../shared/operation';
import type { MeshtechClient } from './client';

/** Declares an operation of Meshtech. */
export const operation = operationsOf<MeshtechClient>();
