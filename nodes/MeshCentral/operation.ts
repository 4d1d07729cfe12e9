import { operationsOf } from '../shared/operation';
import type { MeshCentralClient } from './client';

/** Declares an operation of MeshCentral. */
export const operation = operationsOf<MeshCentralClient>();
