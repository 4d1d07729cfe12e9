import type {
	ICredentialDataDecryptedObject,
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	ILoadOptionsFunctions,
	INodeCredentialTestResult,
	INodeListSearchResult,
} from 'n8n-workflow';
import { accessOf } from './authentication';
import { inOne, tell, toNodeError } from './nodeErrors';
import { requireNodeJs } from './nodeJs';
import type { Access, ListEntry, System } from './system';

/** Rows that a drop-down shows before it asks for more. */
const PAGE = 200;

/** What n8n calls for the editor: the credential test, under `<credential>Test`, and the lists of the locators. */
export function methodsOf<C>(system: System<C>) {
	const { accesses, listSearch = {} } = system;
	return {
		credentialTest: Object.fromEntries(accesses.map((access) => [`${access.credential}Test`, credentialTest(access)])),
		listSearch: Object.fromEntries(Object.entries(listSearch).map(([name, list]) => [name, inPages(system, list)])),
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
			return { status: 'Error', message: inOne(tell(error)) };
		}
	};
}

function inPages<C>(system: System<C>, list: (client: C, filter: string) => Promise<ListEntry[]>) {
	return async function (this: ILoadOptionsFunctions, filter = '', token?: unknown): Promise<INodeListSearchResult> {
		try {
			const access = accessOf(system, (parameter) => this.getCurrentNodeParameter(parameter));
			const client = await access.connect(await this.getCredentials(access.credential), {});
			const all = await list(client, filter.trim());
			const from = Number(token) || 0;
			const results = all.slice(from, from + PAGE);
			return { results, ...(all.length > from + PAGE && { paginationToken: String(from + PAGE) }) };
		} catch (error) {
			throw toNodeError(this.getNode(), error);
		}
	};
}
