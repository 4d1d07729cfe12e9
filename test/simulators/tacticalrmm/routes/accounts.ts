import { blankUser, type KeyRow, type RoleRow, type UserRow } from '../access';
import { fellOver, invalid, json, ok, refused } from '../answers';
import { has, maybe, needed, objectOf, whole } from '../body';
import { retracks, tracks } from '../made';
import { roleRights } from '../roleRights';
import { get, post, put, remove, type Routes } from '../routing';
import { boolean, checked, filledText, key, nullable, shortText, text, type Check } from '../validate';

/** Users, roles and API keys. A missing field in a body is mostly a 500, and passwords are never looked at. */
export const accountRoutes: Routes = (world) => {
	const { users, roles, apiKeys } = world.access;
	const userFields: Record<string, Check> = {
		username: filledText, first_name: text, last_name: text, email: text, is_active: boolean, role: nullable(key(roles)), block_dashboard_login: boolean, date_format: nullable(text),
	};
	const roleFields: Record<string, Check> = { name: filledText, is_superuser: boolean, ...Object.fromEntries(roleRights.map((right) => [right, boolean])) };
	const keyFields: Record<string, Check> = { name: shortText(25), user: key(users), expiration: nullable(text) };
	return [
		get('/accounts/users/', 'can_list_accounts', ({ query: { search = '' } }) =>
			json(users.where(({ username }) => username.includes(search)).map((user) => ({ ...userView(user), social_accounts: [] }))),
		),
		post('/accounts/users/', 'can_manage_accounts', ({ body }) => {
			const username = String(needed(body, 'username'));
			const [email, password] = [String(needed(body, 'email')), String(needed(body, 'password'))];
			if (users.where((user) => user.username === username).length > 0) throw refused(`ERROR: User ${username} already exists!`);
			if (!/^[\w.@+-]+$/u.test(username)) throw refused('[\'Enter a valid username. This value may contain only letters, numbers, and @/./+/-/_ characters.\']');
			const made = users.add({ ...blankUser(username), email, password, first_name: String(maybe(body, 'first_name') ?? ''), last_name: String(maybe(body, 'last_name') ?? '') });
			const role = maybe(body, 'role');
			// By now the user is there, and there it stays. A role that is a text is ignored.
			if (typeof role === 'number') users.update(made.id, { role: roles.get(role).id });
			return json(username);
		}),
		post('/accounts/users/reset/', 'can_manage_accounts', ({ body }) => {
			const { id } = users.get(whole(needed(body, 'id')));
			users.update(id, { password: String(needed(body, 'password')) });
			return ok;
		}),
		get('/accounts/:id/users/', 'can_list_accounts', ({ params: { id = '' } }) => json(userView(users.get(id)))),
		put('/accounts/:id/users/', 'can_manage_accounts', ({ params: { id = '' }, body }) => {
			users.get(id);
			users.update(id, checked(objectOf(body), userFields) as Partial<UserRow>);
			return ok;
		}),
		remove('/accounts/:id/users/', 'can_manage_accounts', ({ params: { id = '' } }) => {
			const user = users.get(id);
			apiKeys.deleteWhere((row) => row.user === user.id);
			users.delete(id);
			return ok;
		}),
		get('/accounts/roles/', 'can_list_roles', () => json(roles.all().map((role) => roleView(role, users.all())))),
		post('/accounts/roles/', 'can_manage_roles', ({ body, user }) => {
			const sent = objectOf(body);
			const { name, ...values } = checked(sent, roleFields, ['name']);
			if (roles.where((role) => role.name === name).length > 0) throw invalid({ name: ['role with this name already exists.'] });
			roles.add({ ...tracks(world, user), name: String(name), is_superuser: values.is_superuser === true, rights: rightsIn(values, new Set()), ...scopeIn(sent) });
			return json('Role was added');
		}),
		get('/accounts/roles/:id/', 'can_list_roles', ({ params: { id = '' } }) => json(roleView(roles.get(id), users.all()))),
		put('/accounts/roles/:id/', 'can_manage_roles', ({ params: { id = '' }, body, user }) => {
			const role = roles.get(id);
			const sent = objectOf(body);
			const { name, is_superuser, ...values } = checked(sent, roleFields, ['name']);
			const unknown = [...items(sent.can_view_clients)].find((client) => !world.tables.clients.find(client));
			if (unknown !== undefined) throw invalid({ can_view_clients: [`Invalid pk "${unknown}" - object does not exist.`] });
			roles.update(id, {
				...retracks(world, user, role), name: String(name), rights: rightsIn(values, role.rights), ...(is_superuser !== undefined && { is_superuser: is_superuser === true }),
				...scopeIn(sent, role),
			});
			return json('Role was edited');
		}),
		remove('/accounts/roles/:id/', 'can_manage_roles', ({ params: { id = '' } }) => {
			const role = roles.get(id);
			for (const user of users.where((each) => each.role === role.id)) users.update(user.id, { role: null });
			roles.delete(id);
			return json('Role was removed');
		}),
		get('/accounts/apikeys/', 'can_list_api_keys', () => json(apiKeys.all().map((row) => keyView(row, users.get(row.user).username)))),
		post('/accounts/apikeys/', 'can_manage_api_keys', ({ body, user }) => {
			if (!has(body, 'name')) throw invalid({ name: ['This field is required.'] });
			const values = checked(objectOf(body), keyFields, ['name', 'user']) as Pick<KeyRow, 'name' | 'user'>;
			if (apiKeys.where((row) => row.name === values.name).length > 0) throw invalid({ name: ['api key with this name already exists.'] });
			const made = Array.from({ length: 32 }, () => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'[world.random.below(36)]).join('');
			apiKeys.add({ expiration: null, ...tracks(world, user), ...values, key: made });
			return json('The API Key was added');
		}),
		put('/accounts/apikeys/:id/', 'can_manage_api_keys', ({ params: { id = '' }, body, user }) => {
			const row = apiKeys.get(id);
			apiKeys.update(id, { ...(checked(objectOf(body), keyFields) as Partial<KeyRow>), ...retracks(world, user, row) });
			return json('The API Key was edited');
		}),
		remove('/accounts/apikeys/:id/', 'can_manage_api_keys', ({ params: { id = '' } }) => {
			apiKeys.delete(apiKeys.get(id).id);
			return json('The API Key was deleted');
		}),
	];
};

function userView(user: UserRow): Partial<UserRow> {
	const shown: Partial<UserRow> = { ...user };
	delete shown.password;
	delete shown.superuser;
	return shown;
}

function roleView({ id, rights, ...role }: RoleRow, users: readonly UserRow[]): Record<string, unknown> {
	const { name, is_superuser, can_view_clients, can_view_sites, ...made } = role;
	const user_count = users.filter((user) => user.role === id).length;
	return { id, user_count, ...made, name, is_superuser, ...Object.fromEntries(roleRights.map((right) => [right, rights.has(right)])), can_view_clients, can_view_sites };
}

function keyView({ id, ...row }: KeyRow, username: string): object {
	return { id, username, ...row };
}

/** Rights that were not sent stay as they are; unknown ones are ignored. */
function rightsIn(values: Record<string, unknown>, before: ReadonlySet<string>): ReadonlySet<string> {
	return new Set(roleRights.filter((right) => (values[right] === undefined ? before.has(right) : values[right] === true)));
}

function items(value: unknown): number[] {
	if (value === undefined) return [];
	if (!Array.isArray(value)) throw fellOver();
	return value.map(whole);
}

type Scope = Pick<RoleRow, 'can_view_clients' | 'can_view_sites'>;

function scopeIn(sent: Record<string, unknown>, before?: Scope): Scope {
	const of = (name: keyof Scope) => (sent[name] === undefined && before ? before[name] : items(sent[name]));
	return { can_view_clients: of('can_view_clients'), can_view_sites: of('can_view_sites') };
}

