import { detail, Refusal } from './answers';
import { Table } from './table';

/** A role's rights, and the clients to which it is limited (none: no limit). */
export interface Role {
	id: number;
	name: string;
	/** `all` for a superuser. */
	rights: ReadonlySet<string> | 'all';
	clients: number[];
	sites: number[];
}

export interface User {
	id: number;
	username: string;
	/** Without a role a user may do nothing, save what needs no right. */
	role: Role | null;
}

/** A user as the server keeps it; `superuser` is the one who set it up, whom no role limits. */
export interface UserRow {
	id: number;
	username: string;
	first_name: string;
	last_name: string;
	email: string;
	is_active: boolean;
	last_login: string | null;
	last_login_ip: string | null;
	role: number | null;
	block_dashboard_login: boolean;
	date_format: string | null;
	password: string;
	superuser: boolean;
}

export interface RoleRow {
	id: number;
	name: string;
	is_superuser: boolean;
	rights: ReadonlySet<string>;
	can_view_clients: number[];
	can_view_sites: number[];
	created_by: string | null;
	created_time: string;
	modified_by: string | null;
	modified_time: string;
}

export interface KeyRow {
	id: number;
	name: string;
	key: string;
	expiration: string | null;
	user: number;
	created_by: string | null;
	created_time: string;
	modified_by: string | null;
	modified_time: string;
}

/** A user as it is made, with nothing but a name. */
export function blankUser(username: string): Omit<UserRow, 'id'> {
	return {
		username, first_name: '', last_name: '', email: `${username}@lab.example.com`, is_active: true, last_login: null, last_login_ip: null, role: null,
		block_dashboard_login: false, date_format: null, password: '', superuser: false,
	};
}

/** The keys of the lab, by what their users may do. */
export interface LabKeys {
	admin: string;
	/** May list and view, and nothing else. */
	readonly: string;
	/** As good as readonly, limited to the client Globex. */
	scoped: string;
	/** Its user has no role. */
	norole: string;
	/** Its user's role has no rights. */
	empty: string;
	expired: string;
}

/** What the lab's read-only role may do; names as on the real server. */
const reading = [
	'can_list_agents', 'can_view_eventlogs', 'can_list_agent_history', 'can_list_notes', 'can_view_core_settings', 'can_view_customfields',
	'can_view_global_keystore', 'can_list_checks', 'can_list_clients', 'can_list_sites', 'can_list_automation_policies',
	'can_list_autotasks', 'can_list_pendingactions', 'can_list_scripts', 'can_list_alerts', 'can_list_alerttemplates', 'can_list_software',
];

/** Users, roles and API keys. */
export class Access {
	readonly keys: LabKeys;
	readonly users = new Table<UserRow>('User');
	readonly roles = new Table<RoleRow>('Role');
	readonly apiKeys = new Table<KeyRow>('APIKey');

	constructor(admin: string) {
		this.keys = {
			admin,
			readonly: 'RO00000000000000000000000000READ',
			scoped: 'SC00000000000000000000000000GLOB',
			norole: 'NR00000000000000000000000000NONE',
			empty: 'EM0000000000000000000000000EMPTY',
			expired: 'EX00000000000000000000000EXPIRED',
		};
		this.addKey(admin, { username: 'labadmin', rights: 'all' });
		this.addKey(this.keys.readonly, { username: 'n8n-readonly', rights: reading });
		this.addKey(this.keys.scoped, { username: 'n8n-scoped', rights: reading, clients: [2] });
		this.addKey(this.keys.norole, { username: 'n8n-norole', rights: null });
		this.addKey(this.keys.empty, { username: 'n8n-empty', rights: [] });
		this.addKey(this.keys.expired, { username: 'labadmin', rights: 'all', expires: new Date(0) });
	}

	/** A new user with a key; `rights` null gives no role at all. */
	addKey(
		key: string,
		options: { username: string; rights: readonly string[] | 'all' | null; clients?: number[]; sites?: number[]; expires?: Date },
	): void {
		const { username, rights, clients = [], sites = [], expires = null } = options;
		const made = { created_by: null, created_time: MADE, modified_by: null, modified_time: MADE };
		const granted = rights === 'all' || rights === null ? undefined : new Set(rights);
		const role = granted && this.roles.add({ ...made, name: `role of ${username}`, is_superuser: false, rights: granted, can_view_clients: clients, can_view_sites: sites });
		const superuser = rights === 'all';
		const known = this.users.where((user) => user.username === username && user.superuser === superuser)[0];
		const user = known && !role ? known : this.users.add({ ...blankUser(username), id: Math.max(this.users.lastId, 1) + 1, role: role?.id ?? null, superuser });
		this.apiKeys.add({ ...made, name: `key of ${username} ${this.apiKeys.lastId + 1}`, key, expiration: expires?.toISOString() ?? null, user: user.id });
	}

	/** The user of a key as sent in `X-API-KEY`; the value is compared exactly, blanks too. */
	userOf(headers: Record<string, string | string[] | undefined>, now: Date): User {
		const sent = headers['x-api-key'];
		if (typeof sent !== 'string') throw unauthorised(/^Token /.test(String(headers.authorization)) ? wrongToken : noKey);
		const key = this.apiKeys.where((row) => row.key === sent).at(-1);
		if (!key) throw unauthorised(wrongToken);
		if (key.expiration && new Date(key.expiration) < now) throw unauthorised('The token has expired.');
		const user = this.users.get(key.user);
		if (!user.is_active) throw unauthorised('User inactive or deleted.');
		return { id: user.id, username: user.username, role: this.roleOf(user) };
	}

	/** What a user may do; one without a role, and who did not set the server up, may do nothing. */
	roleOf({ superuser, role }: UserRow): Role | null {
		if (superuser) return { id: 0, name: 'superuser', rights: 'all', clients: [], sites: [] };
		const row = role === null ? undefined : this.roles.find(role);
		return row ? { id: row.id, name: row.name, rights: row.is_superuser ? 'all' : row.rights, clients: row.can_view_clients, sites: row.can_view_sites } : null;
	}

	/** For tests of a key that is withdrawn, or whose user is disabled. */
	removeKey(key: string): void {
		this.apiKeys.deleteWhere((row) => row.key === key);
	}
}

/** Long before anything of the lab. */
const MADE = '2026-11-20T18:21:26.000000Z';

const noKey = 'Authentication credentials were not provided.';
const wrongToken = 'Invalid token.';

function unauthorised(sentence: string): Refusal {
	return new Refusal(detail(401, sentence, { 'WWW-Authenticate': 'Token' }));
}

export function mayDo({ role }: User, right: string): boolean {
	if (!role) return false;
	return role.rights === 'all' || role.rights.has(right);
}

/** Whether a role without limits, or limited to that client or site, is shown it. */
export function maySee({ role }: User, place: { client: number; site: number }): boolean {
	if (!role) return false;
	if (role.clients.length === 0 && role.sites.length === 0) return true;
	return role.clients.includes(place.client) || role.sites.includes(place.site);
}

export function isLimited({ role }: User): boolean {
	return role !== null && role.clients.length + role.sites.length > 0;
}
