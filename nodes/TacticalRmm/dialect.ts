import type { Asked } from '../shared/errors';
import type { Answer } from '../shared/http/answer';
import type { Dialect, Refusal } from '../shared/http/call';
import type { BaseUrl } from '../shared/http/url';
import { pageTitle } from '../shared/text';
import { rightLabels } from './rights';

/**
 * How Tactical RMM refuses (measured on 1.5.1): `{"detail": …}`, a bare JSON string, a map of fields, or a page of HTML. Beside
 * these, some answers with status 200 are refusals: the words that its message bus gives for an agent that did not answer.
 */
export const dialect: Dialect = {
	product: 'Tactical RMM',
	exampleAddress: 'https://api.example.com',
	// A rejected request does no harm there: it is remembered only so that many items at once do not all ask.
	secret: { name: 'API key', rememberedMs: 60_000 },
	endsInSlash: true,
	rightLabels,
	refusal(answer, asked) {
		const { status } = answer;
		if (status < 300) return refusalIn200(answer.json, asked);
		if (status < 400) return redirect(answer);
		return fromServer(answer, asked) ?? pageOf(answer, asked);
	},
	addressAdvice({ origin, path }) {
		const { hostname } = new URL(origin);
		if (/^(rmm|mesh)\./.test(hostname)) {
			const api = hostname.replace(/^(rmm|mesh)\./, 'api.');
			return `${hostname} is usually Tactical RMM's ${hostname.startsWith('rmm') ? 'web interface' : 'MeshCentral'}. Its API has a separate host name, such as ${api}.`;
		}
		if (path) return `The address in the credential has a path (${path}). Tactical RMM's API answers at the root of its own host name: leave the path out.`;
		return "Check that the address in the credential is Tactical RMM's API, such as https://api.example.com, and not its web interface (rmm.example.com).";
	},
};

/** The dialect for this address: what is not found under an address with a path is not found because of the path. */
export function dialectAt(url: BaseUrl): Dialect {
	if (!url.path) return dialect;
	return {
		...dialect,
		refusal(answer, asked) {
			const refusal = dialect.refusal(answer, asked);
			return refusal && answer.status === 404 && answer.contentType.includes('html') ? { ...refusal, advice: dialect.addressAdvice(url) } : refusal;
		},
	};
}

/** Advice for a run over many agents, of which some are always off. */
export const ONLINE_ONLY = "Choose Status: Online in 'Get Many', or add 'Wait Until Online' before this node.";

/** The bus's words for "no answer". A script may print one of them, but then a line's end follows; see the advice. */
function silence(words: string, asked?: Asked): Refusal | undefined {
	if (words === 'timeout') {
		return {
			words: 'timeout: the agent did not answer in time',
			advice: asked?.reads
				? `Most likely the agent is offline. ${ONLINE_ONLY}`
				: `Most likely the agent is offline; if it received the request, it may still be running it. ${ONLINE_ONLY} For scripts, 'Wait With Result' can tell a script that prints the word "timeout" from a silent agent.`,
		};
	}
	if (words === 'natsdown') {
		return {
			words: "natsdown: Tactical RMM's message bus is down",
			advice: 'No agent was reached. On the server, the services nats and nats-api must be running: check `systemctl status nats nats-api` there.',
		};
	}
	return undefined;
}

function refusalIn200(json: unknown, asked?: Asked): Refusal | undefined {
	if (typeof json !== 'string') return undefined;
	const isSilent = silence(json, asked);
	if (isSilent) return isSilent;
	if (json.startsWith('No agents have been put in maintenance mode')) {
		return { words: json, advice: 'Nothing was changed: there is no agent there, or the role of the key may not edit those that are there.' };
	}
	return undefined;
}

function redirect({ headers }: Answer): Refusal {
	const target = typeof headers.location === 'string' ? headers.location.split('?')[0]! : 'another address';
	return {
		words: `The server redirects to ${target}, which n8n does not follow`,
		advice:
			'Following it would lose the request body. In the credential, enter the address that really answers: most often HTTPS instead of HTTP, or the host name of the API instead of the web interface.',
	};
}

/** A no in JSON. */
function fromServer({ status, json }: Answer, asked?: Asked): Refusal | undefined {
	if (typeof json === 'string') return silence(json, asked) ?? { words: json || `Status ${status} without a message`, advice: adviceFor(json, asked) };
	const words = wordsIn(json);
	if (words.length === 0) return undefined;
	const text = words.join('; ');
	// A 401 with `detail` is Tactical RMM's own; a gateway's has other words and says nothing about the key.
	const isDetail = typeof (json as { detail?: unknown }).detail === 'string';
	if (status === 401 && isDetail) return { words: text, advice: KEY_ADVICE, secretRejected: true };
	if (status === 403 && isDetail) return { words: text, advice: RIGHTS_ADVICE, forbidden: true };
	return { words: text, advice: adviceFor(text, asked) ?? (status === 400 ? 'Check the values in the node.' : undefined) };
}

/** Levels of an error that words are looked for in: its own are three deep at most, and what is nested without end is none of its. */
const DEEPEST = 20;

/** All texts of an error in JSON: `detail` alone, and of a map of fields each with its field's name. */
function wordsIn(json: unknown, name = '', depth = 0): string[] {
	if (typeof json === 'string') return json.trim() ? [name ? `${name}: ${json}` : json] : [];
	if (typeof json !== 'object' || json === null || depth > DEEPEST) return [];
	if (Array.isArray(json)) return json.flatMap((each) => wordsIn(each, name, depth + 1));
	return Object.entries(json).flatMap(([key, value]) => {
		const isPlain = key === 'detail' || key === 'non_field_errors';
		return wordsIn(value, isPlain ? name : [name, key].filter(Boolean).join('.'), depth + 1);
	});
}

/** A page of HTML, by its title. Whatever is not the server's own kind is left to the transport. */
function pageOf({ status, contentType, text }: Answer, asked?: Asked): Refusal | undefined {
	if (!contentType.includes('html')) return undefined;
	const words = `The server answered with a page titled "${pageTitle(text)}"`;
	const advice = status === 404 ? noSuchRoute(asked) : status === 504 ? noPatience(asked) : PAGE_ADVICE[status];
	return advice === undefined ? undefined : { words, advice };
}

const PAGE_ADVICE: Readonly<Record<number, string>> = {
	400: "Tactical RMM does not accept this host name. In the credential, enter the address of the API that was set up at installation.",
	500: 'Most often a value in the request is missing, unknown or of the wrong type: check the values in the node. The log of the service "rmm" on the server says more. The request was not repeated, since the result would be the same.',
	502: 'The web server answers, but Tactical RMM behind it does not: it is restarting, being updated, or down.',
	503: 'The web server answers, but Tactical RMM behind it does not: it is restarting, being updated, or down.',
};

/** A segment of a path that names one of many: a number, or an agent's 40 letters. */
const HAS_ID = /\/(\d+|[A-Za-z]{40})(\/|$)/;

function noSuchRoute(asked?: Asked): string {
	const address = "Check that the address in the credential is the API's and not the web interface's.";
	return `There is no such route. ${asked && !HAS_ID.test(asked.path) ? '' : "Check that the ID is whole (an agent's has 40 letters). "}${address}`;
}

function noPatience(asked?: Asked): string {
	return `The web server waits at most 300 s.${asked?.reads ? '' : ' The request may still be carried out.'}`;
}

const KEY_ADVICE =
	'Create a key in Tactical RMM (Settings > Global Settings > API Keys) and copy all of it into the credential. Keys can expire, and stop working when their user is deleted.';
const RIGHTS_ADVICE =
	"A key has the rights of its user's role (Settings > Permissions Manager). The role lacks the right for this, or its clients and sites do not include this agent.";

/** What is chosen from a list in this node, by the names of the server's models. */
const LISTED: readonly string[] = ['Agent', 'Client', 'Script', 'Site'];

function adviceFor(words: string, asked?: Asked): string | undefined {
	if (words.startsWith('Unable to contact the agent')) {
		const why = `The agent is offline, or took longer than its timeout${asked?.reads ? '.' : '; if it received the request, it may still be running it.'}`;
		return `${why} ${ONLINE_ONLY}`;
	}
	const [, model] = /^No (\w+) matches the given query/.exec(words) ?? [];
	if (model !== undefined) return `It was deleted, or has another ID. ${LISTED.includes(model) ? 'Choose it from the list again.' : 'Check the ID in the node.'}`;
	if (words.startsWith('Community scripts cannot be')) return "Scripts that come with Tactical RMM cannot be changed, except for 'Favorite' and 'Hidden': copy it to your own script.";
	// Said of services, and of software.
	if (words.startsWith("Please use 'Recover Connection'") || /^Not available for (linux|darwin)/.test(words)) return 'Only Windows agents have this.';
	if (words === 'No agents were found meeting the selected criteria') return "No agent there matches 'Monitoring Type' and the platform, or the key may not see any.";
	if (words.startsWith('Linux/Mac agents require code signing')) return 'Only servers with a code-signing token create installers for Linux and macOS.';
	return undefined;
}
