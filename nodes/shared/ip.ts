import { isIP } from 'node:net';

/**
 * The one spelling of an IP address that others are compared by: IPv6 in lower case and compressed as RFC 5952 has it, with its zone;
 * IPv4 as it is.
 * @returns undefined for what is no address
 */
export function canonicalIp(entered: string): string | undefined {
	const text = entered.trim().toLowerCase();
	const family = isIP(text);
	if (family !== 6) return family === 4 ? text : undefined;
	const [address, zone] = text.split('%');
	const { hostname } = new URL(`http://[${address}]`);
	return hostname.slice(1, -1) + (zone === undefined ? '' : `%${zone}`);
}

/** Whether the text has the form of an IPv6 address, told from an IPv4 one by its first look: lists hold thousands. */
export function isIpv6(ip: string): boolean {
	return ip.includes(':');
}
