import type { ZodType } from 'zod/v4';
import { InputError } from '../../shared/errors';
import { COMPLETE_LIST } from '../../shared/http/call';
import type { Http } from '../../shared/http/http';
import { leftOutOf } from '../../shared/http/rows';
import type { Right } from '../rights';
import { anything, sentence } from '../schemas/common';
import { clientList, clientRecord, siteList, siteRecord, type ClientRecord, type SiteRecord } from '../schemas/places';
import { ifAllowed, theNewOne, type Unread } from './afterwards';
import type { CustomFieldValue } from './customFields';

/** Columns of a client or site that can be set; a null takes a policy or template away. */
export interface PlaceValues {
	name?: string;
	block_policy_inheritance?: boolean;
	alert_template?: number | null;
	server_policy?: number | null;
	workstation_policy?: number | null;
}

const LIST_TIMEOUT_MS = 60_000;

/** Clients (companies) and their sites. Bodies are nested, as `{client: {name}}`: flat ones are a server error there. */
export class ClientsApi {
	constructor(private readonly http: Http) {}

	/** All clients with their sites and counts of agents. */
	async list(): Promise<ClientRecord[]> {
		return await this.read('can_list_clients', ['clients'], clientList);
	}

	/** One client with its sites; its own count of agents is left out by the server, that of its sites is there. */
	async get(id: number): Promise<ClientRecord> {
		return await this.read('can_list_clients', ['clients', id], clientRecord);
	}

	/** Creates a client, always with a first site: without one the server fails and leaves half a client behind. */
	async create(name: string, site: string, fields: readonly CustomFieldValue[]): Promise<ClientRecord | Unread> {
		const json = { client: { name: requireName(name) }, site: { name: requireName(site) }, ...customFields(fields) };
		await this.http.request({ method: 'POST', path: ['clients'], json, effect: 'once', rights: ['can_manage_clients'], answer: sentence });
		// Names of clients are unique.
		const fits = (each: ClientRecord) => each.name === name;
		return await ifAllowed('The client was created', async () => theNewOne('client', created('clients'), new Set(), await this.list(), fits));
	}

	/** Writes these columns and custom fields, and no others. */
	async update(id: number, values: PlaceValues, fields: readonly CustomFieldValue[]): Promise<ClientRecord | Unread> {
		if (values.name !== undefined) requireName(values.name);
		const json = { client: values, ...customFields(fields) };
		await this.http.request({ method: 'PUT', path: ['clients', id], json, effect: 'idempotent', rights: ['can_manage_clients'], answer: sentence });
		return await ifAllowed('The client was updated', async () => await this.get(id));
	}

	/** Nothing, where the key may write clients: it asks to change one that does not exist. @throws ForbiddenError */
	async requireToWrite(): Promise<void> {
		await this.http.request({ method: 'PUT', path: ['clients', 0], json: { client: {} }, effect: 'idempotent', onlyReads: true, rights: ['can_manage_clients'], alsoFine: [404], answer: anything });
	}

	/**
	 * Deletes a client with its sites. One with agents is refused by the server, unless they move.
	 * @param moveTo site of another client, by id
	 * @returns the client as it was
	 */
	async delete(id: number, moveTo?: number): Promise<ClientRecord> {
		const client = await this.get(id);
		const { name, sites } = client;
		// The site that agents move to may be one of those that could not be read, and be deleted with them.
		if (moveTo !== undefined && leftOutOf(sites).count > 0) throw new InputError(`Not all sites of "${name}" could be read`, "It is not known whether the agents can move to the chosen one. Nothing was sent.");
		const target = sites.find((site) => site.id === moveTo);
		if (target) throw new InputError(`Agents of "${name}" cannot move to "${target.name}", which is deleted as well`, 'Choose a site of another client. Nothing was sent.');
		await this.http.request({ method: 'DELETE', path: ['clients', id], query: { move_to_site: moveTo }, effect: 'once', rights: ['can_manage_clients'], answer: sentence });
		return client;
	}

	/** All sites; without counts of agents. */
	async sites(): Promise<SiteRecord[]> {
		return await this.read('can_list_sites', ['clients', 'sites'], siteList);
	}

	async site(id: number): Promise<SiteRecord> {
		return await this.read('can_list_sites', ['clients', 'sites', id], siteRecord);
	}

	async createSite(client: number, name: string, fields: readonly CustomFieldValue[]): Promise<SiteRecord | Unread> {
		const json = { site: { client, name: requireName(name) }, ...customFields(fields) };
		await this.http.request({ method: 'POST', path: ['clients', 'sites'], json, effect: 'once', rights: ['can_manage_sites'], answer: sentence });
		// Names of sites are unique within a client.
		const fits = (each: SiteRecord) => each.client === client && each.name === name;
		return await ifAllowed('The site was created', async () => theNewOne('site', created('clients/sites'), new Set(), await this.sites(), fits));
	}

	/** Writes these columns and custom fields, and no others. */
	async updateSite(id: number, values: PlaceValues, fields: readonly CustomFieldValue[]): Promise<SiteRecord | Unread> {
		if (values.name !== undefined) requireName(values.name);
		const json = { site: values, ...customFields(fields) };
		await this.http.request({ method: 'PUT', path: ['clients', 'sites', id], json, effect: 'idempotent', rights: ['can_manage_sites'], answer: sentence });
		return await ifAllowed('The site was updated', async () => await this.site(id));
	}

	/**
	 * Deletes a site. One with agents is refused by the server, unless they move; the last one of a client always is.
	 * @param moveTo another site, by id
	 */
	async deleteSite(id: number, moveTo?: number): Promise<void> {
		this.requireElsewhere(id, moveTo);
		await this.http.request({ method: 'DELETE', path: ['clients', 'sites', id], query: { move_to_site: moveTo }, effect: 'once', rights: ['can_manage_sites'], answer: sentence });
	}

	/** @throws InputError for agents that were to move to the very site that is deleted */
	requireElsewhere(id: number, moveTo?: number): void {
		if (moveTo === id) throw new InputError('The agents of a site cannot move to that same site', 'Choose another one. Nothing was sent.');
	}

	private async read<T>(right: Right, path: ReadonlyArray<string | number>, answer: ZodType<T>): Promise<T> {
		return await this.http.request({ method: 'GET', path, effect: 'read', rights: [right], answer, limit: COMPLETE_LIST, timeoutMs: LIST_TIMEOUT_MS });
	}
}

function customFields(fields: readonly CustomFieldValue[]) {
	return fields.length > 0 ? { custom_fields: fields } : {};
}

function created(path: string) {
	return { method: 'POST', path: `/${path}/` };
}

/** Names are what a new record is found by, so blanks around them, which the server cuts, are refused as well. */
function requireName(name: string): string {
	if (name.trim() !== '' && name.trim() === name && !name.includes('|')) return name;
	throw new InputError(`"${name.slice(0, 80)}" cannot be a name in Tactical RMM`, 'A name must not contain "|" or have spaces around it. Nothing was sent.');
}
