import type { INodeProperties } from 'n8n-workflow';
import { InputError } from './errors';
import { requireNodeJs } from './nodeJs';
import type { Access, System } from './system';

/** The choice between the ways to reach a system; nothing where there is only one. */
export function authenticationOf<C>({ accesses, joined }: System<C>): INodeProperties[] {
	if (accesses.length < 2 || joined) return [];
	const first = accesses[0].credential;
	return [
		{
			displayName: 'Authentication',
			name: 'authentication',
			type: 'options',
			noDataExpression: true,
			options: accesses.map(({ name, credential, description }) => ({ name, value: credential, description })),
			default: first,
		},
	];
}

/**
 * The chosen way. Everything that is done for a user begins here, so that it is here that a Node.js which cannot do it is named.
 * @param read reads the parameter `authentication`; not asked where there is no choice
 */
export function accessOf<C>({ name, accesses }: System<C>, read: (parameter: 'authentication') => unknown): Access<C> {
	requireNodeJs();
	if (accesses.length < 2) return accesses[0];
	const chosen = read('authentication') ?? accesses[0].credential;
	const access = accesses.find(({ credential }) => credential === chosen);
	if (access) return access;
	throw new InputError(`${name} has no 'Authentication' of this kind`, "Choose it from the node's list again.");
}
