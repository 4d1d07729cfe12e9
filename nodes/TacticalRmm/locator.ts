import { InputError } from '../shared/errors';
import { locator } from '../shared/fields';
import { byName, onlyOne } from '../shared/named';
import { shortened } from '../shared/text';
import type { ListEntry } from '../shared/system';
import type { TacticalRmmClient } from './client';
import type { AgentName } from './schemas/agents';
import type { SiteName } from './schemas/directory';
import type { ScriptRow } from './schemas/scripts';

/** Between a client's and a site's name; the server allows it in neither. */
const SEPARATOR = '|';

/** The agent an operation is about: chosen from the list, or found by host name or agent id. Its value is the agent id. */
export const agentLocator = locator<TacticalRmmClient>(
	{ displayName: 'Agent', isDevice: true },
	[
		{ displayName: 'From List', name: 'list', placeholder: 'Choose an agent...', searchListMethod: 'searchAgents' },
		{ displayName: 'By Host Name', name: 'name', placeholder: 'e.g. WIN-SRV-00' },
		{ displayName: 'By ID', name: 'id', placeholder: 'e.g. OhbVrpoiVgRVIfLBcbfnoGMbJmTPSIAoCLrZaWZk', hint: "The agent's agent_id: 40 letters" },
	],
	async (client, mode, entered) => (mode === 'name' ? await agentByName(client, entered) : requireAgentId(entered)),
);

/** A client of the server (a company), by list, name or numeric id. Its value is the id as text. */
export const clientLocator = locator<TacticalRmmClient>(
	{ displayName: 'Client' },
	[
		{ displayName: 'From List', name: 'list', placeholder: 'Choose a client...', searchListMethod: 'searchClients' },
		{ displayName: 'By Name', name: 'name', placeholder: 'e.g. Acme Corp' },
		{ displayName: 'By ID', name: 'id', placeholder: 'e.g. 1' },
	],
	async (client, mode, entered) => {
		if (mode !== 'name') return requireNumber(entered);
		return String(only('client', entered, byName(await client.directory.clients(), entered, ({ name }) => name), ({ name, id }) => `${name} (ID ${id})`).id);
	},
);

/** A site, by list, name (alone, or as `client|site`) or numeric id. Its value is the id as text. */
export const siteLocator = locator<TacticalRmmClient>(
	{ displayName: 'Site' },
	[
		{ displayName: 'From List', name: 'list', placeholder: 'Choose a site...', searchListMethod: 'searchSites' },
		{ displayName: 'By Name', name: 'name', placeholder: 'e.g. Berlin HQ', hint: 'Where several clients have a site of that name: Acme Corp|Berlin HQ' },
		{ displayName: 'By ID', name: 'id', placeholder: 'e.g. 1' },
	],
	async (client, mode, entered) => {
		if (mode !== 'name') return requireNumber(entered);
		const [site = '', owner] = entered.split(SEPARATOR).reverse().map((part) => part.trim());
		const found = byName(await client.directory.sites(), site, ({ name }) => name).filter((each) => owner === undefined || sameText(each.client_name, owner));
		return String(only('site', entered, found, ({ name, client_name: client, id }) => `${client}${SEPARATOR}${name} (ID ${id})`, 'its ID, or by its client as well: client|site').id);
	},
);

/** A script, by list, name or numeric id. Its value is the id as text. */
export const scriptLocator = locator<TacticalRmmClient>(
	{ displayName: 'Script' },
	[
		{ displayName: 'From List', name: 'list', placeholder: 'Choose a script...', searchListMethod: 'searchScripts' },
		{ displayName: 'By Name', name: 'name', placeholder: 'e.g. Clear Temp' },
		{ displayName: 'By ID', name: 'id', placeholder: 'e.g. 3' },
	],
	async (client, mode, entered) => {
		if (mode !== 'name') return requireNumber(entered);
		return String(only('script', entered, byName(await client.directory.scripts(), entered, ({ name }) => name), (each) => `${labelOfScript(each)} (ID ${each.id})`).id);
	},
);

/** The id of the one agent with this host name. */
export async function agentByName(client: TacticalRmmClient, hostname: string): Promise<string> {
	const agents = (await client.directory.agents()).map((agent) => ({ ...agent, name: agent.hostname }));
	return only('agent', hostname, byName(agents, hostname, ({ name }) => name), ({ agent_id, client: owner, site }) => `${agent_id} (${owner} / ${site})`).agent_id;
}

/** The server's route takes ids of at least 21 characters; anything shorter would be answered with a page. */
export function requireAgentId(entered: string): string {
	const id = entered.trim();
	if (/^[A-Za-z0-9]{21,}$/.test(id)) return id;
	throw new InputError(`"${id.slice(0, 80)}" is not an agent's ID`, "It is the agent's agent_id, 40 letters. For a host name, choose 'By Host Name'.");
}

function requireNumber(entered: string): string {
	if (/^\d+$/.test(entered) && Number.isSafeInteger(Number(entered))) return entered;
	throw new InputError(`"${entered.slice(0, 80)}" is not an ID`, "An ID is a number. For a name, choose 'By Name'.");
}

function sameText(a: string, b: string): boolean {
	return a.toLowerCase() === b.toLowerCase();
}

function only<T>(what: string, entered: string, found: readonly T[], labelOf: (each: T) => string, choose = 'its ID'): T {
	const ifNone = 'Check the spelling, or choose it from the list. A key sees only what the role of its user may see.';
	return onlyOne(found, { product: 'Tactical RMM', what, entered, labelOf, ifNone, choose });
}

/** The lists behind the locators: what contains the filter in what is shown, by name. */
export const listSearch = {
	searchAgents: async (client: TacticalRmmClient, filter: string) =>
		rows(await client.directory.agents(), filter, labelOfAgent, ({ agent_id }) => agent_id),
	searchClients: async (client: TacticalRmmClient, filter: string) =>
		rows(await client.directory.clients(), filter, ({ name }) => name, ({ id }) => String(id)),
	searchSites: async (client: TacticalRmmClient, filter: string) => rows(await client.directory.sites(), filter, labelOfSite, ({ id }) => String(id)),
	searchScripts: async (client: TacticalRmmClient, filter: string) =>
		rows(await client.directory.scripts(), filter, labelOfScript, ({ id }) => String(id)),
};

function rows<T>(all: readonly T[], filter: string, labelOf: (each: T) => string, valueOf: (each: T) => string): ListEntry[] {
	const entries = withoutTwins(all.map((each) => ({ name: labelOf(each), value: valueOf(each) })));
	return entries.filter(({ name }) => name.toLowerCase().includes(filter.toLowerCase())).sort((a, b) => a.name.localeCompare(b.name));
}

/** What is shown alike is told apart by its ID, of which an agent's is too long to be shown whole. */
function withoutTwins(entries: ListEntry[]): ListEntry[] {
	const shown = Map.groupBy(entries, ({ name }) => name);
	return entries.map(({ name, value }) => ({ name: shown.get(name)!.length > 1 ? `${name}, ID ${shortened(value, 9)}` : name, value }));
}

function labelOfAgent({ hostname, client, site }: AgentName): string {
	return `${hostname} (${client} / ${site})`;
}

function labelOfSite({ name, client_name: client }: SiteName): string {
	return `${name} (${client})`;
}

function labelOfScript({ name, category }: ScriptRow): string {
	return category ? `${name} (${category})` : name;
}
