import { InputError } from '../shared/errors';
import type { Effect } from '../shared/http/retry';
import type { QueryValue } from '../shared/http/url';

/** A request to a route that has no operation of its own. */
export interface RawRequest {
	method: 'GET' | 'POST' | 'DELETE';
	/** As documented, such as `/sessions/list`. */
	path: string;
	query?: Readonly<Record<string, QueryValue>>;
	body?: unknown;
}

/** Why a route is not to be had by a raw request. The first that matches counts. */
const REFUSED: ReadonlyArray<{ method?: string; route: RegExp; body?: RegExp; because: string }> = [
	{ route: /^dbquery(\/|$)/, because: 'it runs any SQL against the database, and even its reading form writes' },
	{ method: 'POST', route: /^devices\/fields\/unlock$/, because: "an empty body unlocks every field of every device: use 'Unlock Fields in Bulk' of the device" },
	{ method: 'POST', route: /^device\/copy$/, because: "it deletes the target where the source is unknown: use 'Copy' of the device" },
	{ method: 'POST', route: /^device\/(?!open_ports$)[^/]+$/, because: "it resets every column that is not sent: use 'Update', 'Replace' or 'Create' of the device" },
	{ method: 'POST', route: /^device\/[^/]+\/field\/lock$/, because: "it unlocks where 'lock' is left out: use 'Lock Field' or 'Unlock Field' of the device" },
	{ method: 'POST', route: /^devices\/import$/, because: 'it empties the table of devices first, and leaves it empty if the file is not right' },
	{ method: 'DELETE', route: /^devices$/, because: "with 'confirm_delete_all' it deletes every device whatever else is sent: use 'Delete' of the device" },
	{ method: 'DELETE', route: /^devices\/(empty-macs|unknown)$/, because: 'it deletes every freshly scanned device at once' },
	{ method: 'DELETE', route: /^(events|history|messaging\/in-app\/delete|logs)(\/|$)/, because: 'it deletes for good and at once, and a number in the path means days' },
	{ method: 'GET', route: /^settings(\/|$)/, because: 'it answers secrets in clear text' },
	{ route: /^graphql$/, body: /\bsettings\b/i, because: 'a query for settings answers secrets in clear text' },
	{ route: /^mcp(\/|$)/, because: 'its tools are all other routes, those refused here included' },
];

/** Reading by POST, and acting by GET: everything else is as its method says. */
const READS = /^(devices\/(search|by-status)|device\/open_ports|events\/(last|recent)|graphql|nettools\/(traceroute|nslookup))$/;
const ACTS = /^nettools\/(trigger-scan|speedtest|internetinfo)$/;

/**
 * The route's segments, to be encoded one by one, and what asking it twice does.
 * @throws InputError for a path that is not a route, and for routes that are refused
 */
export function routeOf({ method, path, body }: RawRequest): { method: RawRequest['method']; path: string[]; effect: Effect } {
	const text = path.trim().replace(/^\/+|\/+$/g, '');
	if (!text || /[?#\\%\s]|:\/\//.test(text)) {
		throw new InputError(
			`"${path.slice(0, 80)}" is not a route of NetAlertX`,
			"Enter the path only, such as /sessions/list; what follows a question mark goes into 'Query Parameters'.",
		);
	}
	const segments = text.split('/');
	// Judged in lower case: a refused route must not be had by writing it otherwise.
	const route = text.toLowerCase();
	const refused = REFUSED.find(
		(rule) => (rule.method ?? method) === method && rule.route.test(route) && (!rule.body || rule.body.test(JSON.stringify(body) ?? '')),
	);
	if (refused) throw new InputError(`${method} /${text} is not available here`, `The reason: ${refused.because}. Nothing was sent.`);
	const reads = method === 'GET' ? !ACTS.test(route) : READS.test(route);
	return { method, path: segments, effect: reads ? 'read' : 'once' };
}
