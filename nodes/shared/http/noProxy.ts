import { BlockList, isIP } from 'node:net';
import { addressOf } from '../address';

/**
 * Whether NO_PROXY takes a server out. There is no standard; read is what curl, Go, Python, Java and Windows write there:
 * - names: `example.com` and all below it; `.example.com` and `*.example.com`, only those below; `*` anywhere else for any letters;
 * - `<local>`: names without a dot; `*` alone: everything;
 * - addresses in any spelling, IPv6 with or without brackets, and ranges of them: `10.0.0.0/8`, `fd00::/8`;
 * - a port behind a name or an address: `example.com:8443`, `[fd00::1]:443`.
 * Between them stand commas, semicolons, bars or blanks. A name is not looked up to find its address, as none of these does.
 * @param origin scheme, host and port of the server
 */
export function isExempt(origin: string, noProxy: string): boolean {
	const { hostname, port, protocol } = new URL(origin);
	const host = hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '').toLowerCase();
	const server: Server = { host, address: addressOf(host), port: port || (protocol === 'https:' ? '443' : '80') };
	return noProxy
		.split(/[\s,;|]+/)
		.filter(Boolean)
		.some((entry) => takesOut(entry.toLowerCase(), server));
}

interface Server {
	/** In small letters, without brackets. */
	host: string;
	/** The same as an address in its one spelling; undefined for a name. */
	address?: string;
	port: string;
}

function takesOut(entry: string, server: Server): boolean {
	if (entry === '<local>') return !server.address && !server.host.includes('.');
	const { host, port } = partsOf(entry.replace(/^[a-z]+:\/\//, '').replace(/\/$/, ''));
	if (port !== undefined && port !== server.port) return false;
	if (host.includes('/')) return isInRange(host, server.address);
	const address = addressOf(host);
	if (address) return address === server.address;
	// The end of an address is no domain that it stands in.
	return server.address && !host.includes('*') ? false : isNamed(host, server.host);
}

/** An address of IPv6 has colons of its own: a port stands behind it only where brackets end it. */
function partsOf(entry: string): { host: string; port?: string } {
	const inBrackets = /^\[([^\]]+)\](\/\d+)?(?::(\d+))?$/.exec(entry);
	if (inBrackets) return { host: inBrackets[1]! + (inBrackets[2] ?? ''), port: inBrackets[3] };
	const [host = '', port, ...more] = entry.split(':');
	return more.length === 0 && port !== undefined && /^\d+$/.test(port) ? { host, port } : { host: entry };
}

function isInRange(range: string, address: string | undefined): boolean {
	const [net = '', prefix = ''] = range.split('/');
	const family = isIP(net);
	const bits = Number(prefix);
	if (!address || family === 0 || isIP(address) !== family || !/^\d+$/.test(prefix) || bits > (family === 4 ? 32 : 128)) return false;
	const list = new BlockList();
	list.addSubnet(net, bits, family === 4 ? 'ipv4' : 'ipv6');
	return list.check(address, family === 4 ? 'ipv4' : 'ipv6');
}

function isNamed(entry: string, host: string): boolean {
	const name = entry.replace(/\.$/, '');
	if (name === '' || name === '.') return false;
	if (name.startsWith('.')) return host.endsWith(name);
	if (!name.includes('*')) return host === name || host.endsWith(`.${name}`);
	const pattern = name.split(/\*+/).map((part) => part.replace(/[$()+.?[\\\]^{|}]/g, '\\$&')).join('.*');
	return new RegExp(`^${pattern}$`).test(host);
}
