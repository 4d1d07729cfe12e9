import { BlockList, isIP } from 'node:net';

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
 * @returns undefined for what is none
 */
export function addressOf(reported: string): string | undefined {
	const [text = ''] = reported.trim().split(/[/%]/, 1);
	const version = isIP(text);
	if (version === 0) return undefined;
	if (version === 4) return text;
	// The one spelling of an address as the standard of web addresses has it.
	const spelled = new URL(`http://[${text}]`).hostname.slice(1, -1);
	const inIpv6 = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(spelled);
	if (!inIpv6) return spelled;
	const bytes = inIpv6.slice(1).flatMap((half) => [parseInt(half, 16) >> 8, parseInt(half, 16) & 255]);
	return bytes.join('.');
}

/** Whether others can reach a device by this address. @param address as {@link addressOf} writes it */
export function isReachable(address: string): boolean {
	return !reachingNobody().check(address, address.includes(':') ? 'ipv6' : 'ipv4');
}

/** The address of a device out of all that it has: the first by which others reach it, IPv4 before IPv6; null where there is none. */
export function bestAddress(reported: readonly string[]): string | null {
	const reachable = reported.flatMap((each) => addressOf(each) ?? []).filter(isReachable);
	return reachable.find((address) => !address.includes(':')) ?? reachable[0] ?? null;
}
