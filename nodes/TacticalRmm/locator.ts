import { InputError } from '../shared/errors';
import { locator, type Field } from '../shared/fields';
import { isRecord } from '../shared/isRecord';
import { inOrder, showing, withDetails } from '../shared/lists';
import { byName, inAnyCase, onlyOne } from '../shared/named';
import { shortened } from '../shared/text';
import type { ListEntry } from '../shared/system';
import type { TacticalRmmClient } from './client';
import type { AgentName } from './schemas/agents';
import type { RecordName, SiteName } from './schemas/directory';
import type { ScriptRow } from './schemas/scripts';

/** Between a client's and a site's name; the server allows it in neither. */
const SEPARATOR = '|';

/** By name as it was chosen to be; a name where an id belongs must be the only one in any case. */
type Match = typeof byName;

/** The agent an operation is about: chosen from the list, or found by agent id or host name. Its value is the agent id. */
export const agentLocator = locator<TacticalRmmClient>(
	{ displayName: 'Agent', isDevice: true },
	[
		{ displayName: 'From List', name: 'list', placeholder: 'Choose an agent...', searchListMethod: 'searchAgents' },
		{ displayName: 'By ID', name: 'id', placeholder: 'e.g. OhbVrpoiVgRVIfLBcbfnoGMbJmTPSIAoCLrZaWZk', hint: "The agent's agent_id: 40 letters. An exact host name works too." },
		{ displayName: 'By Host Name', name: 'name', placeholder: 'e.g. WIN-SRV-00' },
	],
	async (client, mode, entered) => (mode === 'name' ? await agentByName(client, entered) : await agentByIdOrName(client, entered)),
);

/** The agent whose records a list shows, where each record has a number of its own and may be chosen by that alone. Undefined where none is chosen. */
export const agentOfList: Field<string | undefined, TacticalRmmClient> = {
	...agentLocator,
	properties: agentLocator.properties.map((property) => ({ ...property, required: undefined, description: 'The list below shows what this agent has. Leave empty to enter an ID.' })),
	read: async (raw, reading) => {
		const entered = isRecord(raw) && Object.hasOwn(raw, 'value') ? raw.value : raw;
		return entered === undefined || entered === null || entered === '' ? undefined : await agentLocator.read(raw, reading);
	},
};

/** A client of the server (a company), by list, numeric id or name. Its value is the id as text. */
export const clientLocator = locator<TacticalRmmClient>(
	{ displayName: 'Client' },
	[
		{ displayName: 'From List', name: 'list', placeholder: 'Choose a client...', searchListMethod: 'searchClients' },
		{ displayName: 'By ID', name: 'id', placeholder: 'e.g. 1' },
		{ displayName: 'By Name', name: 'name', placeholder: 'e.g. Acme Corp' },
	],
	byIdOrName(async (client, entered, match) => {
		const found = match(await client.directory.clients(), entered, ({ name }) => name);
		return only('client', entered, found, ({ name, id }) => `${name} (ID ${id})`, match).id;
	}),
);

/** A site, by list, numeric id or name (alone, or as `client|site`). Its value is the id as text. */
export const siteLocator = locator<TacticalRmmClient>(
	{ displayName: 'Site' },
	[
		{ displayName: 'From List', name: 'list', placeholder: 'Choose a site...', searchListMethod: 'searchSites' },
		{ displayName: 'By ID', name: 'id', placeholder: 'e.g. 1' },
		{ displayName: 'By Name', name: 'name', placeholder: 'e.g. Berlin HQ', hint: 'If several clients have a site with this name: Acme Corp|Berlin HQ' },
	],
	byIdOrName(async (client, entered, match) => {
		const [site = '', owner] = entered.split(SEPARATOR).reverse().map((part) => part.trim());
		const found = match(await client.directory.sites(), site, ({ name }) => name).filter((each) => owner === undefined || sameText(each.client_name, owner));
		const choose = 'its ID, or with its client: client|site';
		return only('site', entered, found, ({ name, client_name: of, id }) => `${of}${SEPARATOR}${name} (ID ${id})`, match, choose).id;
	}),
);

/** A script, by list, numeric id or name. Its value is the id as text. */
export const scriptLocator = locator<TacticalRmmClient>(
	{ displayName: 'Script' },
	[
		{ displayName: 'From List', name: 'list', placeholder: 'Choose a script...', searchListMethod: 'searchScripts' },
		{ displayName: 'By ID', name: 'id', placeholder: 'e.g. 3' },
		{ displayName: 'By Name', name: 'name', placeholder: 'e.g. Clear Temp' },
	],
	byIdOrName(async (client, entered, match) => {
		const found = match(await client.directory.scripts(), entered, ({ name }) => name);
		return only('script', entered, found, (each) => `${labelOfScript(each)} (ID ${each.id})`, match).id;
	}),
);

/** A policy, by list, numeric id or name. Its value is the id as text; the same for all that follow. */
export const policyLocator = recordLocator('Policy', 'policy', 'searchPolicies', 'e.g. Baseline Servers', async (client) => await client.directory.policies());

export const alertTemplateLocator = recordLocator('Alert Template', 'alert template', 'searchAlertTemplates', 'e.g. Default Alerts', async (client) => await client.directory.alertTemplates());

export const apiKeyLocator = recordLocator('API Key', 'API key', 'searchApiKeys', 'e.g. n8n', async (client) => await client.directory.apiKeys());

export const customFieldLocator = recordLocator('Custom Field', 'custom field', 'searchCustomFields', 'e.g. Asset Number', async (client) => await client.directory.customFields());

export const keyLocator = recordLocator('Key', 'key', 'searchKeyStore', 'e.g. smtp_relay', async (client) => await client.directory.keyStore());

export const reportLocator = recordLocator('Report', 'report template', 'searchReports', 'e.g. Client Overview', async (client) => await client.directory.reportTemplates());

export const roleLocator = recordLocator('Role', 'role', 'searchRoles', 'e.g. Read Only', async (client) => await client.directory.roles());

export const snippetLocator = recordLocator('Snippet', 'snippet', 'searchSnippets', 'e.g. LogHeader', async (client) => await client.directory.snippets());

export const urlActionLocator = recordLocator('URL Action', 'URL action', 'searchUrlActions', 'e.g. Open Wiki', async (client) => await client.directory.urlActions());

export const userLocator = recordLocator('User', 'user', 'searchUsers', 'e.g. jdoe', async (client) => await client.directory.users());

/** The policy that something has of its own, or none. */
export const policyOrNone = orNone(policyLocator, 'searchPoliciesOrNone');

export const alertTemplateOrNone = orNone(alertTemplateLocator, 'searchAlertTemplatesOrNone');

/** The value of the list's entry for none; so is 0, as an ID. */
const NONE = 'none';

/** The same with an entry for none in its list. Its value is the number of the record, null for none. */
function orNone(field: Field<string, TacticalRmmClient>, searchListMethod: string): Field<number | null, TacticalRmmClient> {
	const [property] = field.properties;
	const modes = property!.modes!.map((mode) => (mode.type === 'list' ? { ...mode, typeOptions: { searchListMethod, searchable: true } } : mode));
	return {
		...field,
		properties: [{ ...property!, modes }],
		read: async (raw, reading) => {
			const { value: entered, mode } = isRecord(raw) && Object.hasOwn(raw, 'value') ? raw : { value: raw, mode: undefined };
			const isZero = mode !== 'name' && (entered === 0 || entered === '0');
			if (isZero || (typeof entered === 'string' && entered.toLowerCase() === NONE)) return null;
			return Number(await field.read(raw, reading));
		},
	};
}

/** Points at a record of a kind by list, numeric id or name. */
function recordLocator(displayName: string, what: string, searchListMethod: string, example: string, all: (client: TacticalRmmClient) => Promise<readonly RecordName[]>) {
	return locator<TacticalRmmClient>(
		{ displayName },
		[
			{ displayName: 'From List', name: 'list', placeholder: `Choose ${/^(?!user)[aeiou]|^API/.test(what) ? 'an' : 'a'} ${what}...`, searchListMethod },
			{ displayName: 'By ID', name: 'id', placeholder: 'e.g. 3' },
			{ displayName: 'By Name', name: 'name', placeholder: example },
		],
		byIdOrName(async (client, entered, match) => {
			const found = match(await all(client), entered, ({ name }) => name);
			return only(what, entered, found, ({ name, id, model }) => `${name}${typeof model === 'string' ? ` of ${model}s` : ''} (ID ${id})`, match).id;
		}),
	);
}

/** The same under another label. */
export function labelled<T>(field: Field<T, TacticalRmmClient>, displayName: string, description?: string): Field<T, TacticalRmmClient> {
	return { ...field, isDevice: false, properties: field.properties.map((property) => ({ ...property, displayName, ...(description && { description }) })) };
}

/** A number is an id; anything else can be a name only. */
function byIdOrName(named: (client: TacticalRmmClient, entered: string, match: Match) => Promise<number>) {
	return async (client: TacticalRmmClient, mode: string, entered: string): Promise<string> => {
		if (mode === 'name') return String(await named(client, entered, byName));
		const isId = /^\d+$/.test(entered) && Number.isSafeInteger(Number(entered));
		return isId ? entered : String(await named(client, entered, inAnyCase));
	};
}

/** The id of the one agent with this host name. */
export async function agentByName(client: TacticalRmmClient, hostname: string, match: Match = byName): Promise<string> {
	const agents = (await client.directory.agents()).map((agent) => ({ ...agent, name: agent.hostname }));
	return only('agent', hostname, match(agents, hostname, ({ name }) => name), ({ agent_id, client: owner, site }) => `${agent_id} (${owner} / ${site})`, match).agent_id;
}

/** Ids are 40 letters, made at random. What has another form is looked for among ids and host names. */
async function agentByIdOrName(client: TacticalRmmClient, entered: string): Promise<string> {
	if (/^[A-Za-z]{40}$/.test(entered)) return entered;
	const isKnown = (await client.directory.agents()).some(({ agent_id: id }) => id === entered);
	return isKnown ? requireAgentId(entered) : await agentByName(client, entered, inAnyCase);
}

/** The server's route takes ids of at least 21 characters; anything shorter would be answered with a page. */
export function requireAgentId(entered: string): string {
	const id = entered.trim();
	if (/^[A-Za-z0-9]{21,}$/.test(id)) return id;
	throw new InputError(`"${id.slice(0, 80)}" is not an agent's ID`, "It is the agent's agent_id, 40 letters.");
}

function sameText(a: string, b: string): boolean {
	return a.toLowerCase() === b.toLowerCase();
}

function only<T>(what: string, entered: string, found: readonly T[], labelOf: (each: T) => string, match: Match = byName, choose = 'its ID'): T {
	const ifNone = "Check the spelling, or choose it from the list. A key sees only what its user's role may see.";
	const by = match === byName ? 'name' : 'ID or name';
	return onlyOne(found, { product: 'Tactical RMM', what, by, entered, labelOf, ifNone, choose });
}

/** The lists behind the locators: what contains the filter in what is shown, by name. */
export const listSearch = {
	searchAgents: async (client: TacticalRmmClient, filter: string) => {
		const agents = await client.directory.agents();
		const away = agents.length <= MOST_WITH_STATUS ? await offlineAgents(client) : undefined;
		return rows(agents, filter, (agent) => labelOfAgent(agent, away?.has(agent.agent_id)), ({ agent_id }) => agent_id);
	},
	searchClients: async (client: TacticalRmmClient, filter: string) =>
		rows(await client.directory.clients(), filter, ({ name }) => name, ({ id }) => String(id)),
	searchSites: async (client: TacticalRmmClient, filter: string) => rows(await client.directory.sites(), filter, labelOfSite, ({ id }) => String(id)),
	searchScripts: async (client: TacticalRmmClient, filter: string) =>
		rows(await client.directory.scripts(), filter, labelOfScript, ({ id }) => String(id)),
	searchAlertTemplates: listed(async (client) => await client.directory.alertTemplates()),
	searchApiKeys: listed(async (client) => await client.directory.apiKeys()),
	searchCustomFields: async (client: TacticalRmmClient, filter: string) =>
		rows(await client.directory.customFields(), filter, ({ name, model }) => `${name} (${model})`, ({ id }) => String(id)),
	searchKeyStore: listed(async (client) => await client.directory.keyStore()),
	searchAlertTemplatesOrNone: withNone(listed(async (client) => await client.directory.alertTemplates())),
	searchPolicies: listed(async (client) => await client.directory.policies()),
	searchPoliciesOrNone: withNone(listed(async (client) => await client.directory.policies())),
	searchReports: listed(async (client) => await client.directory.reportTemplates()),
	searchRoles: listed(async (client) => await client.directory.roles()),
	searchSnippets: listed(async (client) => await client.directory.snippets()),
	searchUrlActions: listed(async (client) => await client.directory.urlActions()),
	searchUsers: listed(async (client) => await client.directory.users()),
};

/** By name, or by the ID where the server has a record without one. */
function listed(all: (client: TacticalRmmClient) => Promise<readonly RecordName[]>) {
	return async (client: TacticalRmmClient, filter: string) => rows(await all(client), filter, ({ name, id }) => name.trim() || `(no name, ID ${id})`, ({ id }) => String(id));
}

/** None comes first. */
function withNone(list: (client: TacticalRmmClient, filter: string) => Promise<ListEntry[]>) {
	return async (client: TacticalRmmClient, filter: string) => [...showing([{ name: 'None', value: NONE }], filter), ...(await list(client, filter))];
}

function rows<T>(all: readonly T[], filter: string, labelOf: (each: T) => string, valueOf: (each: T) => string): ListEntry[] {
	const entries = withoutTwins(all.map((each) => ({ name: labelOf(each), value: valueOf(each) })));
	return inOrder(showing(entries, filter));
}

/** Agents with the same label differ by their ID, which is too long to be shown whole. */
function withoutTwins(entries: ListEntry[]): ListEntry[] {
	const shown = Map.groupBy(entries, ({ name }) => name);
	return entries.map(({ name, value }) => ({ name: shown.get(name)!.length > 1 ? `${name}, ID ${shortened(value, 9)}` : name, value }));
}

/** The short list has no status, and the long one takes a second for each 1,000 agents: with more, none is marked. */
const MOST_WITH_STATUS = 1_000;

async function offlineAgents(client: TacticalRmmClient): Promise<ReadonlySet<string>> {
	const agents = await client.directory.rowsIn({});
	return new Set(agents.filter(({ status }) => status === 'offline' || status === 'overdue').map(({ agent_id }) => agent_id));
}

function labelOfAgent({ hostname, client, site }: AgentName, isOffline?: boolean): string {
	return withDetails(hostname, `${client} / ${site}`, isOffline && 'offline');
}

function labelOfSite({ name, client_name: client }: SiteName): string {
	return `${name} (${client})`;
}

function labelOfScript({ name, category }: ScriptRow): string {
	return category ? `${name} (${category})` : name;
}
