import { InputError } from '../../shared/errors';
import type { Http } from '../../shared/http/http';
import { apiKeyList, roleList, roleRecord, userList, userRecord, type ApiKeyRecord, type RoleRecord, type UserRecord } from '../schemas/records';
import { ifReadable } from './ifReadable';
import { RecordsApi } from './records';

/** Users, roles, and the keys by which the API is used. */
export class AccountsApi {
	readonly users: RecordsApi<UserRecord>;
	readonly roles: RecordsApi<RoleRecord>;
	readonly keys: RecordsApi<ApiKeyRecord>;

	constructor(private readonly http: Http) {
		this.users = new RecordsApi(http, {
			what: 'user',
			path: ['accounts', 'users'],
			onePath: (id) => ['accounts', id, 'users'],
			rights: { read: 'can_list_accounts', write: 'can_manage_accounts' },
			list: userList,
			one: userRecord,
		});
		this.roles = new RecordsApi(http, { what: 'role', path: ['accounts', 'roles'], rights: { read: 'can_list_roles', write: 'can_manage_roles' }, list: roleList, one: roleRecord });
		this.keys = new RecordsApi(http, { what: 'API key', path: ['accounts', 'apikeys'], rights: { read: 'can_list_api_keys', write: 'can_manage_api_keys' }, list: apiKeyList, isSecret: true });
	}

	/** All keys; none where this client may not see them. */
	async visibleKeys(): Promise<readonly ApiKeyRecord[]> {
		return (await ifReadable(async () => await this.keys.list())) ?? [];
	}

	/** The key that this client itself uses; undefined where it is not among them, so that it is not known. */
	ownAmong(keys: readonly ApiKeyRecord[]): ApiKeyRecord | undefined {
		// Whole, it is masked as a whole.
		return keys.find(({ key }) => key && this.http.masked(key) === '***');
	}

	/** @throws InputError for the user that this client acts as, as far as that can be known: the server lets it lock itself out */
	async requireOther(user: number, what: string): Promise<void> {
		const own = this.ownAmong(await this.visibleKeys());
		if (own?.user !== user) return;
		throw new InputError(`This is the user of the credential's own API key: ${what} would end this node's access`, 'Choose another user, or do it in Tactical RMM itself. Nothing was sent.');
	}
}
