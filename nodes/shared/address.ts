import { BlockList, isIP } from 'node:net';

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
	return spelled(address!) + (zone === undefined ? '' : `%${zone}`);
}

/** Whether the text has the form of an IPv6 address, told from an IPv4 one by its first look: lists hold thousands. */
export function isIpv6(ip: string): boolean {
	return ip.includes(':');
}

/** An IPv6 address as the standard of web addresses spells it. */
function spelled(ipv6: string): string {
	return new URL(`http://[${ipv6}]`).hostname.slice(1, -1);
}

let ranges: BlockList | undefined;

/** Addresses by which nobody reaches a device: of no host, of the host itself, of one link only, of many at once. */
function reachingNobody(): BlockList {
	if (ranges) return ranges;
	ranges = new BlockList();
	for (const [net, prefix] of [['0.0.0.0', 8], ['127.0.0.0', 8], ['169.254.0.0', 16], ['224.0.0.0', 3]] as const) ranges.addSubnet(net, prefix, 'ipv4');
	for (const [net, prefix] of [['::', 127], ['fe80::', 10], ['ff00::', 8]] as const) ranges.addSubnet(net, prefix, 'ipv6');
	return ranges;
}

/**
 * An IP address in the one form in which it is compared, from any form that systems report: with a prefix (`192.168.1.5/24`), with a zone
 * (`fe80::1%eth0`), as IPv4 in IPv6 (`::ffff:10.0.0.1`), in any spelling of IPv6.
 * @returns undefined for anything else
 */
export function addressOf(reported: string): string | undefined {
	const [text = ''] = reported.trim().split(/[/%]/, 1);
	const version = isIP(text);
	if (version === 0) return undefined;
	if (version === 4) return text;
	const ipv6 = spelled(text);
	const inIpv6 = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(ipv6);
	if (!inIpv6) return ipv6;
	const bytes = inIpv6.slice(1).flatMap((half) => [parseInt(half, 16) >> 8, parseInt(half, 16) & 255]);
	return bytes.join('.');
}

/** Whether others can reach a device by this address. @param address as {@link addressOf} writes it */
export function isReachable(address: string): boolean {
	return !reachingNobody().check(address, isIpv6(address) ? 'ipv6' : 'ipv4');
}

/** The address of a device out of all that it has: the first by which others reach it, IPv4 before IPv6; null where there is none. */
export function bestAddress(reported: readonly string[]): string | null {
	const reachable = reported.flatMap((each) => addressOf(each) ?? []).filter(isReachable);
	return reachable.find((address) => !isIpv6(address)) ?? reachable[0] ?? null;
}
