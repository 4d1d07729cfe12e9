import { BadAnswerError, InputError } from '../../shared/errors';
import type { Http } from '../../shared/http/http';
import { OTHER_VERSION, unexpected, type Misfit } from '../../shared/http/reading';
import { leftOutOf, sizeOf } from '../../shared/http/rows';
import type { QueryValue } from '../../shared/http/url';
import { betaPage, type BetaAgent } from '../schemas/agents';

/** Rows carry every service and all of WMI, 25 to 45 KB each: 1,000 at once were 43 MB (measured). */
const PAGE_SIZE = 50;
const PAGE_TIMEOUT_MS = 60_000;

/** The names of filters that the server has; it ignores all others silently. */
export type SearchFilter = Readonly<
	Partial<
		Record<
			| 'search'
			| 'hostname'
			| 'operating_system'
			| 'plat'
			| 'monitoring_type'
			| 'needs_reboot'
			| 'logged_in_username'
			| 'last_logged_in_user'
			| 'client_id'
			| 'site'
			| 'last_seen_range_after'
			| 'last_seen_range_before',
			QueryValue
		>
	>
>;

/** Search of agents by the server's beta API. */
export class SearchApi {
	constructor(
		private readonly http: Http,
		private readonly betaApi: boolean,
	) {}

	/**
	 * Agents that pass all filters, by their numeric id, page by page.
	 * @param most how many at most
	 * @throws InputError where the credential says that the beta API is off
	 */
	async agents(filter: SearchFilter, most: number): Promise<BetaAgent[]> {
		if (!this.betaApi) {
			throw new InputError(
				"Searching needs Tactical RMM's beta API, which is off in the credential",
				"Turn it on in the server's settings (BETA_API_ENABLED = True) and then in the credential, or use 'Get Many'. Nothing was sent.",
			);
		}
		const found: BetaAgent[] = [];
		let misfit: Misfit | undefined;
		for (let page = 1; found.length < most; page++) {
			const query = { ...filter, ordering: 'id', page_size: PAGE_SIZE, page };
			const path = ['beta', 'v1', 'agent'];
			const { results, next } = await this.http.request({ method: 'GET', path, query, effect: 'read', rights: ['can_list_agents'], answer: betaPage, timeoutMs: PAGE_TIMEOUT_MS });
			found.push(...results);
			misfit ??= leftOutOf(results).first;
			if (!next || sizeOf(results) === 0) break;
		}
		if (found.length === 0 && misfit) throw new BadAnswerError(unexpected('Tactical RMM', misfit), { method: 'GET', path: '/beta/v1/agent/' }, 200, OTHER_VERSION);
		return found.slice(0, most);
	}
}
