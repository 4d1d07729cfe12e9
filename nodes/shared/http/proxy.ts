import { isExempt } from './noProxy';

/** The proxy that leads to a server, from the environment of the n8n process. */
export interface Proxy {
	/** As undici takes it; it may hold a user and password. */
	url: string;
	/** As they are, of those in the address; undici sends them to a SOCKS proxy as they are there, encoded. */
	username?: string;
	password?: string;
	/** Name of the variable that it stands in. */
	variable: string;
	/** Host and port, for errors. */
	host: string;
	/** Why it cannot be used. */
	problem?: { message: string; advice: string };
}

const SPOKEN = /^(https?|socks5?):$/;

/**
 * The proxy for this address as n8n reads it: HTTPS_PROXY for HTTPS, HTTP_PROXY for HTTP, ALL_PROXY for both, NO_PROXY for
 * exceptions; each in small letters first. undefined where the server is reached directly.
 * @param origin scheme, host and port of the server
 */
export function proxyFor(origin: string): Proxy | undefined {
	const scheme = origin.slice(0, origin.indexOf(':')).toUpperCase();
	const found = [`${scheme}_PROXY`, 'ALL_PROXY'].flatMap((name) => [name.toLowerCase(), name]).find((name) => process.env[name]?.trim());
	if (found === undefined || isExempt(origin, process.env.no_proxy || process.env.NO_PROXY || '')) return undefined;
	return readProxy(process.env[found]!.trim(), found);
}

function readProxy(entered: string, variable: string): Proxy {
	// Without a scheme it is one of HTTP, as curl has it; the name of a socks proxy is looked up there by undici in any case.
	const text = (/^[a-z][\w+.-]*:\/\//i.test(entered) ? entered : `http://${entered}`).replace(/^socks5h:/i, 'socks5:');
	const url = parsed(text);
	const host = url?.host ?? '';
	const isSpoken = url && host && SPOKEN.test(url.protocol);
	const account = isSpoken ? accountIn(url) : undefined;
	if (isSpoken && account) return { url: url.href, variable, host, ...account };
	if (isSpoken) return { url: text, variable, host, problem: { message: `The user or password of the proxy in ${variable} contains a % that does not begin a code such as %25`, advice: `Write % as %25 there, in ${variable} of the n8n process. Nothing was sent.` } };
	const what = url && host ? `is a ${url.protocol.slice(0, -1)} proxy, which cannot be used here` : 'is not an address';
	return {
		url: text,
		variable,
		host,
		problem: {
			message: `The proxy in ${variable} ${what}`,
			advice: `Set ${variable} of the n8n process to an address that begins with http://, https:// or socks5://, with # / @ in its user and password written as %23 %2F %40, or add this server to NO_PROXY. Nothing was sent.`,
		},
	};
}

/** User and password; undefined where they are not written as addresses have them. */
function accountIn({ username, password }: URL): Pick<Proxy, 'username' | 'password'> | undefined {
	try {
		return { ...(username && { username: decodeURIComponent(username) }), ...(password && { password: decodeURIComponent(password) }) };
	} catch {
		return undefined;
	}
}

function parsed(text: string): URL | undefined {
	try {
		return new URL(text);
	} catch {
		return undefined;
	}
}
