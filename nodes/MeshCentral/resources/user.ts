import { limited, paging, simplify } from '../../shared/fields';
import type { Resource } from '../../shared/operation';
import type { MeshCentralClient } from '../client';
import { operation } from '../operation';
import { FULL, rightsFor } from '../rights';
import type { UserRecord } from '../schemas';
import { isoTime } from './times';

/** The server keeps the times of its users in seconds. */
function toUser({ _id, name, email, creation, siteadmin }: UserRecord) {
	return {
		id: _id,
		name,
		email: email || null,
		createdAt: isoTime(typeof creation === 'number' ? creation * 1000 : null),
		isAdministrator: siteadmin === null ? null : siteadmin === FULL,
	};
}

const getAll = operation({
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many users',
	description: 'Retrieve the accounts of the server, as far as the credential may see them',
	effect: 'read',
	rights: rightsFor('users'),
	fields: { ...paging, simplify },
	run: async ({ client, fields }) => limited(await client.users(), fields).map((user) => (fields.simplify ? toUser(user) : user)),
});

export const user: Resource<MeshCentralClient> = { name: 'User', value: 'user', operations: [getAll] };
