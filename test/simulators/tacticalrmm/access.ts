import { detail, Refusal } from './answers';

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

interface ApiKey {
	user: User;
	expires: Date | null;
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
	readonly #keys = new Map<string, ApiKey>();
	#lastUser = 1;

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
		const id = ++this.#lastUser;
		const { username, rights, clients = [], sites = [], expires = null } = options;
		const granted = rights === 'all' || rights === null ? rights : new Set(rights);
		const role = granted && { id, name: `role of ${username}`, rights: granted, clients, sites };
		this.#keys.set(key, { user: { id, username, role }, expires });
	}

	/** The user of a key as sent in `X-API-KEY`; the value is compared exactly, blanks too. */
	userOf(headers: Record<string, string | string[] | undefined>, now: Date): User {
		const sent = headers['x-api-key'];
		if (typeof sent !== 'string') throw unauthorised(/^Token /.test(String(headers.authorization)) ? wrongToken : noKey);
		const key = this.#keys.get(sent);
		if (!key) throw unauthorised(wrongToken);
		if (key.expires && key.expires < now) throw unauthorised('The token has expired.');
		return key.user;
	}

	/** For tests of a key that is withdrawn, or whose user is disabled. */
	removeKey(key: string): void {
		this.#keys.delete(key);
	}
}

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
