import { pageTitle } from '../text';
import type { Answer } from './answer';

/**
 * What stands between n8n and a server, and answers in its place: known by the marks that only it has, and named with what to do about it. One
 * row a door. A mark must never be one of a product's own answers, since a door is looked for before them.
 */
export interface Door {
	/** For tests and for anyone who reads this table. */
	name: string;
	isMet(met: Met): boolean;
	/** What it is and what it wants, in half a sentence that begins with it or with the host. */
	says(met: Met): string;
	advice(met: Met): string;
}

/** What of our own was shown to it. */
export interface Shown {
	/** Names of headers for what is in front. */
	headers: readonly string[];
	clientCertificate: boolean;
	/** What stands in the header of Basic Auth, so that none can be sent: "the token"; undefined where it is free. */
	inPlaceOfBasicAuth?: string;
}

/** An answer as doors look at it. */
export interface Met {
	status: number;
	/** A header's value in small letters; '' where there is none. */
	header(name: string): string;
	/** Where it redirects to; undefined where it does not. */
	target?: URL;
	/** Its page, up to some length; '' for JSON and other things. */
	page: string;
	/** The title of its page. */
	title: string;
	/** What was asked: scheme, host, port and path. */
	asked: URL;
	shown: Shown;
	/** The request went through this proxy, and not through a tunnel: the proxy may have answered itself. */
	proxy?: { host: string; variable: string };
}

/** A door that was met. */
export interface MetDoor {
	name: string;
	words: string;
	advice: string;
}

const ADD_HEADERS = "'Connection' of the credential, choose 'Additional Headers'";
const EXEMPT_API = "or let n8n's requests through without a sign-in, for example by IP address or for the API paths";

const CHALLENGE = 'a challenge page';

/** A page or a redirect where people sign in: a program can only pass these if they are set up for it. */
const signIn = (name: string, isMet: (target: URL | undefined, met: Met) => boolean, advice: string): Door => ({
	name,
	isMet: (met) => isMet(met.target, met),
	says: ({ asked, target }) => `${asked.host} requires a sign-in with ${name}${target && target.host !== asked.host ? ` at ${target.host}` : ''}`,
	advice: () => advice,
});

const rows: readonly Door[] = [
	{
		name: 'Cloudflare Access',
		isMet: ({ target, header }) =>
			/(^|\.)cloudflareaccess\.com$/.test(target?.hostname ?? '') || header('cf-access-domain') !== '' || header('www-authenticate').startsWith('cloudflare-access'),
		says: ({ asked, shown }) => (hasCloudflareToken(shown) ? `Cloudflare Access does not let this service token through to ${asked.host}` : `${asked.host} is behind Cloudflare Access, which requires a sign-in`),
		advice: ({ shown }) =>
			hasCloudflareToken(shown)
				? "Check both headers of the token, whether it has expired, and whether a policy of the application with the action 'Service Auth' includes it."
				: `Create a service token in Cloudflare and include it in a policy of the application with the action 'Service Auth'. Under ${ADD_HEADERS} and enter CF-Access-Client-Id and CF-Access-Client-Secret.`,
	},
	{
		name: CHALLENGE,
		isMet: ({ header, page, title }) => header('cf-mitigated') === 'challenge' || (page !== '' && /^(just a moment|attention required! \| cloudflare|ddos-guard$|making sure you're not a bot|checking your browser)/i.test(title)),
		says: ({ asked, title }) => `A browser challenge protects ${asked.host}${title ? ` (a page titled "${title}")` : ''}`,
		advice: () => 'Programs cannot pass it. Exempt the IP address of n8n, or the API paths, from the bot check, or use an address of the server that bypasses it.',
	},
	signIn('Authentik', (target, { page }) => /\/outpost\.goauthentik\.io\/|\/if\/flow\/|\/application\/o\/authorize/.test(target?.pathname ?? page), `Set its proxy provider to accept HTTP Basic, and choose 'Basic Auth' under 'Connection' of the credential; ${EXEMPT_API}.`),
	signIn('Microsoft', (target) => /(^|\.)(login\.microsoftonline\.(com|us)|login\.windows\.net|login\.live\.com|b2clogin\.com)$/.test(target?.hostname ?? ''), `Use an address of the server that bypasses this sign-in, ${EXEMPT_API}.`),
	signIn('OAuth2 Proxy', (target, { page }) => /\/oauth2\/(start|sign_in)\b/.test(target?.pathname ?? page) || /Secured with .{0,200}OAuth2 Proxy/is.test(page), `Exempt the API from it (skip_auth_routes), or send a token that it accepts: under ${ADD_HEADERS}, unless the system's own token is in Authorization.`),
	signIn('Authelia', (target, { page }) => isAuthelia(target) || isAuthelia(linkIn(page)), `Create an account for n8n there, set the rule for this address to accept HTTP Basic, and choose 'Basic Auth' under 'Connection' of the credential; ${EXEMPT_API} (policy: bypass).`),
	{
		name: 'Basic Auth',
		isMet: ({ status, header }) => status === 401 && /(^|,\s*)basic\b/.test(header('www-authenticate')),
		says: ({ asked, shown }) => (shown.headers.includes('authorization') ? `The sign-in in front of ${asked.host} does not accept this user and password` : `Something in front of ${asked.host} requires a user and password (Basic Auth)`),
		advice: ({ shown }) =>
			shown.inPlaceOfBasicAuth
				? "If it expects something else, set it to require a header with another name or a client certificate, or to let n8n's requests through."
				: shown.headers.includes('authorization')
				? "Check 'Basic Auth User' and 'Basic Auth Password' in the credential: they belong to the reverse proxy, not to the server behind it."
				: "In the credential, choose 'Basic Auth' under 'Connection', and enter the user and password of the reverse proxy.",
	},
	{
		name: 'another kind of sign-in',
		isMet: ({ status, header }) => status === 401 && /^(digest|ntlm|negotiate)\b/.test(header('www-authenticate')),
		says: ({ asked, header }) => `Something in front of ${asked.host} requires a sign-in with ${header('www-authenticate').split(/[\s,]/, 1)[0]!}`,
		advice: () => 'n8n does not support this kind of sign-in. Set it to accept Basic Auth, a header or a client certificate from n8n, or use an address of the server that bypasses it.',
	},
	{
		name: 'a client certificate is required',
		isMet: ({ page }) => /No required SSL certificate was sent|403\.7 - |client certificate (is )?required/i.test(page),
		says: ({ asked, shown }) => (shown.clientCertificate ? `${asked.host} requires a client certificate, and did not receive the one in the credential` : `${asked.host} requires a client certificate`),
		advice: ({ shown }) =>
			shown.clientCertificate
				? 'The server may not accept the authority that signed it: ask the administrator of the server which certificate it accepts.'
				: "In the credential, choose 'Client Certificate' under 'Connection', and enter the certificate and key from the administrator of the server.",
	},
	{
		name: 'the client certificate is rejected',
		isMet: ({ page }) => /The SSL certificate error/i.test(page),
		says: ({ asked }) => `${asked.host} does not accept the client certificate in the credential`,
		advice: () => 'It may have expired, been revoked, or been signed by an authority that this server does not trust: ask the administrator of the server.',
	},
	{
		name: 'HTTP where HTTPS is expected',
		isMet: ({ page }) => /plain HTTP request was sent to HTTPS port|speaking plain HTTP to an SSL|HTTP request to an HTTPS server|combination of host and port requires TLS/i.test(page),
		says: ({ asked }) => `${asked.host} expects HTTPS, but the request was HTTP`,
		advice: () => 'Begin the address in the credential with https://.',
	},
	{
		name: 'a redirect from HTTP to HTTPS',
		isMet: ({ target, asked }) => target?.protocol === 'https:' && asked.protocol === 'http:' && target.hostname === asked.hostname,
		says: ({ asked, target }) => `${asked.host} redirects to HTTPS${target!.port ? ` on port ${target!.port}` : ''}, which n8n does not follow`,
		advice: ({ target }) => `Begin the address in the credential with ${target!.origin}, and keep the rest of it: requests over HTTP can be read in transit.`,
	},
	{
		name: 'a captive portal',
		isMet: ({ status, target, page }) => status === 511 || /captive|hotspot|\/guest\/s\/|wifi-?login/i.test(`${target?.hostname ?? ''}${target?.pathname ?? ''}`) || /WISPAccessGatewayParam/.test(page),
		says: ({ asked, target }) => `The network requires a sign-in before n8n can reach ${asked.host}${target ? ` (it redirects to ${target.host})` : ''}`,
		advice: () => 'A captive portal, as in guest networks, answers instead of the server. Sign in to it from the machine that runs n8n, or move that machine to another network.',
	},
	{
		name: "a proxy's refusal",
		isMet: ({ status, header, proxy }) => proxy !== undefined && (status === 407 || header('proxy-authenticate') !== '' || (status === 403 && header('x-squid-error') !== '')),
		says: ({ status, title, proxy }) => (status === 407 ? `The proxy ${proxy!.host} requires a user and password` : `The proxy ${proxy!.host} does not let this request through${title ? ` (a page titled "${title}")` : ''}`),
		advice: ({ status, proxy }) =>
			status === 407
				? `Enter them in ${proxy!.variable} of the n8n process: http://user:password@host:port.`
				: `Allow this server on the proxy, or add the server to NO_PROXY of the n8n process.`,
	},
	{
		name: 'a sign-in page',
		// The same path elsewhere is a server that has moved, and may be one that programs sign in to.
		isMet: ({ target, asked }) => target !== undefined && (SIGN_IN_HOST.test(target.hostname) || (SIGN_IN_PATH.test(target.pathname) && target.pathname !== asked.pathname)),
		says: ({ asked, target }) => `${asked.host} redirects to a sign-in page (${target!.origin}${target!.pathname})`,
		advice: () => `Something in front of the server requires people to sign in. Let n8n's requests through with a header (${ADD_HEADERS}) or with Basic Auth, ${EXEMPT_API}.`,
	},
];

const SIGN_IN_HOST = /^accounts\.google\.com$|\.(okta|auth0|onelogin)\.com$/;
const SIGN_IN_PATH = /\/(log-?in|sign-?in|sign_in|sso|saml2?|openid-connect\/auth|oauth2?\/authorize)(\/|\.\w+$|$)/i;

function hasCloudflareToken({ headers }: Shown): boolean {
	return headers.includes('cf-access-client-id') || headers.includes('cf-access-client-secret');
}

/** Its portal gets the address to lead back to, and the method of the request. */
function isAuthelia(target: URL | undefined): boolean {
	return target !== undefined && target.searchParams.has('rd') && (target.searchParams.has('rm') || /authelia/.test(target.host + target.pathname) || /^\/(#\/)?$/.test(target.pathname));
}

/** Where the page leads to whose whole text is a link, as web servers write for those that do not follow redirects. */
function linkIn(page: string): URL | undefined {
	const link = /^\s*<a href="([^"]{1,2000})">/i.exec(page)?.[1]?.replace(/&amp;/g, '&');
	return link === undefined ? undefined : parsed(link);
}

/** Characters of what a web server says in plain text: "Client sent an HTTP request to an HTTPS server." */
const LONGEST_WORD = 200;
/** Characters of a page that are looked at: all these marks stand near its beginning. */
const LOOKED_AT = 20_000;

/**
 * The door that answered instead of the server, if one did.
 * @param answer with the secrets in its text masked
 * @param more doors that only one system has
 */
export function doorMet(answer: Answer, at: Pick<Met, 'asked' | 'shown' | 'proxy'>, more: readonly Door[] = []): MetDoor | undefined {
	const { status, headers, contentType, text } = answer;
	// Plain text may be the output of a command: only the short word of a web server that cannot read a request is none.
	const isPage = contentType.includes('html') || /^\s*</.test(text.slice(0, 100)) || (status === 400 && answer.json === undefined && text.length < LONGEST_WORD);
	// What is neither a page nor a refusal is the server's; and a failure of a server is none of these, but for a challenge.
	if (status < 300 ? !isPage : status >= 500 && status !== 503 && status !== 511) return undefined;
	const page = isPage ? text.slice(0, LOOKED_AT) : '';
	const location = typeof headers.location === 'string' && status >= 300 && status < 400 ? headers.location : undefined;
	const met: Met = {
		...at,
		status,
		header: (name) => String(headers[name] ?? '').toLowerCase(),
		target: location === undefined ? undefined : parsed(location, at.asked),
		page,
		title: page && pageTitle(page),
	};
	const isLikely = (name: string) => (status < 300 ? ON_ANY_PAGE.has(name) : status !== 503 || name === CHALLENGE);
	const door = [...more, ...rows].find((row) => isLikely(row.name) && row.isMet(met));
	return door && { name: door.name, words: door.says(met), advice: [unlessFree(at.shown, door.advice(met)), door.advice(met)].filter(Boolean).join(' ') };
}

/** Before advice that speaks of Basic Auth, or comes in its place. */
function unlessFree({ inPlaceOfBasicAuth }: Shown, advice: string): string {
	if (!inPlaceOfBasicAuth || !/Basic\b|If it expects something else/.test(advice)) return '';
	return `Basic Auth cannot be sent: ${inPlaceOfBasicAuth} uses the same header, Authorization.`;
}

/** Doors that say 200 as well, so that a browser shows their page. */
const ON_ANY_PAGE: ReadonlySet<string> = new Set([CHALLENGE, 'a captive portal', 'OAuth2 Proxy']);

/** The names of all, for the test that has each of them met. */
export const doorNames: readonly string[] = rows.map(({ name }) => name);

function parsed(url: string, base?: URL): URL | undefined {
	try {
		return new URL(url, base);
	} catch {
		return undefined;
	}
}

/** Said of every failure on the way through a proxy, which nobody who looks at the server would think of. */
export function throughProxy({ host, variable }: { host: string; variable: string }): string {
	return `n8n reaches this server through the proxy ${host} (${variable}); servers in NO_PROXY are reached without it.`;
}
