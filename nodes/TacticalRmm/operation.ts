import type { Fields } from '../shared/fields';
import { operationsOf, type Operation } from '../shared/operation';
import type { TacticalRmmClient } from './client';
import type { Right } from './rights';

/**
 * Declares an operation of Tactical RMM. Its rights are those that it needs as the node offers it, with the agent, site or script given by
 * ID: looking one up by name needs the right to list them, and an error of a request names the right of that request.
 */
export const operation: <F extends Fields<TacticalRmmClient>>(
	declared: Operation<TacticalRmmClient, F> & { rights: readonly Right[] },
) => Operation<TacticalRmmClient> = operationsOf<TacticalRmmClient>();
