import type {
	ICredentialDataDecryptedObject,
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	ILoadOptionsFunctions,
	INodeCredentialTestResult,
	INodeListSearchResult,
	INodePropertyOptions,
} from 'n8n-workflow';
import { accessOf } from './authentication';
import type { NameList } from './fields';
import { inShort, tell, toShortNodeError } from './nodeErrors';
import { requireNodeJs } from './nodeJs';
import { naturally } from './lists';
import type { Access, ListSearch, System } from './system';

/** Rows that a drop-down shows before it asks for more. */
const PAGE = 200;

/** What n8n calls for the editor: the credential test, under `<credential>Test`, the lists of the locators, and the names to choose several from. */
export function methodsOf<C>(system: System<C>) {
	const { accesses, listSearch = {}, nameLists = [] } = system;
	return {
		credentialTest: Object.fromEntries(accesses.map((access) => [`${access.credential}Test`, credentialTest(access)])),
		listSearch: Object.fromEntries(Object.entries(listSearch).map(([name, list]) => [name, inPages(system, list)])),
		loadOptions: Object.fromEntries(nameLists.map((list) => [list.method, asOptions(system, list)])),
	};
}

/**
 * Tests a credential over our own transport, so that proxy, certificates and timeouts are those that the node will meet. It
 * always asks, and an accepted secret is no longer remembered as rejected.
 */
function credentialTest<C>(access: Access<C>) {
	return async function (this: ICredentialTestFunctions, credential: ICredentialsDecrypted): Promise<INodeCredentialTestResult> {
		try {
			requireNodeJs();
			await access.test(await access.connect(credential.data as ICredentialDataDecryptedObject, { askAnyway: true }));
			return { status: 'OK', message: 'Connection tested successfully' };
		} catch (error) {
			return { status: 'Error', message: inShort(tell(error)) };
		}
	};
}

function inPages<C>(system: System<C>, list: ListSearch<C>) {
	return async function (this: ILoadOptionsFunctions, filter = '', token?: unknown): Promise<INodeListSearchResult> {
		const all = await asked(this, system, async (client) => await list(client, filter.trim(), (name) => this.getCurrentNodeParameter(name)));
		const from = Number(token) || 0;
		const results = all.slice(from, from + PAGE);
		return { results, ...(all.length > from + PAGE && { paginationToken: String(from + PAGE) }) };
	};
}

/** Each name once, in the order in which people look for them. */
function asOptions<C>(system: System<C>, list: NameList<C>) {
	return async function (this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
		const all = await asked(this, system, async (client) => await list.read(client));
		const names = new Set(all.map((name) => (name ?? '').trim()).filter(Boolean));
		return [...names].sort(naturally).map((name) => ({ name, value: name }));
	};
}

/** A list that a field of a trigger offers to choose several from, with what the server has to say of each. */
export function optionsOf<C>(system: System<C>, read: (client: C, editor: ILoadOptionsFunctions) => Promise<INodePropertyOptions[]>) {
	return async function (this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
		return await asked(this, system, async (client) => await read(client, this));
	};
}

async function asked<C, T>(editor: ILoadOptionsFunctions, system: System<C>, ask: (client: C) => Promise<T>): Promise<T> {
	try {
		const access = accessOf(system, (parameter) => editor.getCurrentNodeParameter(parameter));
		return await ask(await access.connect(await editor.getCredentials(access.credential), {}));
	} catch (error) {
		throw toShortNodeError(editor.getNode(), error);
	}
}
