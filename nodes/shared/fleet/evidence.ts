import { addressOf, isReachable } from '../address';
import { normaliseMac } from '../device';

/** What a device is known by, in the one form in which it is compared, and only where it can tell devices apart at all. */

const IN_FORM = /^(?:[0-9A-F]{2}:){5}[0-9A-F]{2}$/;

/** Made by drivers and not by the maker of a card: the same on thousands of computers. */
const SHARED_BY_MANY = new Set([
	'00:05:9A:3C:78:00', // Cisco AnyConnect
	'00:05:9A:3C:7A:00',
	'00:FF:01:02:03:04', // TAP adapters
	'00:09:0F:FE:00:01', // FortiClient
	'00:09:0F:AA:00:01',
	'20:41:53:59:4E:FF', // Windows' RAS adapter
	'50:50:54:50:30:30', // Windows' PPTP adapter
	'33:50:6F:45:30:30', // Windows' PPPoE adapter
	'02:00:4C:4F:4F:50', // Microsoft's loopback adapter
	'00:53:45:00:00:00', // dial-up
	'00:A0:C6:00:00:00', // modems
	'AC:DE:48:00:11:22', // the inner bridge of Macs with a T2 chip
	'00:15:5D:00:00:00', // Hyper-V before it gives out addresses
	'00:50:56:C0:00:01', // VMware's own adapters on every host
	'00:50:56:C0:00:08',
	'00:1C:42:00:00:08', // Parallels' own adapters on every Mac
	'00:1C:42:00:00:09',
]);

/** One character over and over, or counted up: typed in, and not made. */
const TYPED_IN = /^([0-9A-F])(?:\1|:)+$|^12:34:56:78:9A:BC$/;

/**
 * The MAC address as `AA:BB:CC:DD:EE:FF`, if it is one that a maker gave to one card.
 * @returns undefined for none, and for one that says nothing: all zero, broadcast, of a group of devices, made up at random, or known to be
 *   that of a driver
 */
export function macKey(reported: string): string | undefined {
	const mac = IN_FORM.test(reported) ? reported : normaliseMac(reported)?.toUpperCase();
	if (mac === undefined || isMadeUp(mac) || mac.endsWith(':00:00:00') || SHARED_BY_MANY.has(mac) || TYPED_IN.test(mac)) return undefined;
	return mac;
}

/** Given out by QEMU and libvirt: by software, but to one virtual machine permanently. */
const OF_QEMU = '52:54:00';

/** The second digit tells: of a group of devices (odd), or given by software and not by a maker (2, 6, A, E). */
function isMadeUp(mac: string): boolean {
	return !'048C'.includes(mac.charAt(1)) && !mac.startsWith(OF_QEMU);
}

/** Whether a MAC address was made up by the device itself, as phones do. */
export function isRandomMac(reported: string): boolean {
	const mac = reported.toUpperCase();
	return IN_FORM.test(mac) && '26AE'.includes(mac.charAt(1)) && !mac.startsWith(OF_QEMU);
}

/** What makers leave instead of a serial number. */
const PLACEHOLDER =
	/^(?:to be filled.*|default.*|system serial.*|system product.*|system version.*|chassis serial.*|base board.*|serial.*number|not (?:specified|available|applicable|present|provided|set).*|none|null|nil|n\/?a|unknown|undefined|invalid|empty|oem|o\.?e\.?m\.?|blank|test|asset.*|tbd|void|sernum|serial|serialnum|type\d.*|filled by.*|no (?:asset|serial).*|(?:qemu|vmware|virtualbox|kvm|xen|bochs|parallels|standard pc|virtual machine)[\s-]*)$/i;

/** The shortest text that can tell one device from all others. */
const SHORTEST_SERIAL = 5;

/**
 * The serial number in capitals and without spaces.
 * @returns undefined for none, and for a word that makers leave in its place
 */
export function serialKey(reported: string | null | undefined): string | undefined {
	const text = reported?.trim() ?? '';
	if (text.length < SHORTEST_SERIAL || PLACEHOLDER.test(text)) return undefined;
	const serial = text.toUpperCase().replace(/\s+/g, '');
	return isMonotonous(serial) ? undefined : serial;
}

/** One character over and over, or counted up: 00000000, XX-XX-XX, 123456789. */
function isMonotonous(serial: string): boolean {
	return /^(.)(?:\1|[-_.:])*$/.test(serial) || '01234567890123456789'.includes(serial) || '123456789ABCDEFGH'.startsWith(serial);
}

/** Names that systems and devices begin with, so that many have them. */
const NAMES_OF_MANY = new Set([
	'localhost', 'unknown', 'null', 'none', 'undefined', 'internet', 'raspberrypi', 'android', 'iphone', 'ipad', 'macbook', 'macbook-pro', 'macbook-air', 'imac', 'ubuntu',
	'debian', 'kali', 'fedora', 'openwrt', 'host', 'hostname', 'computer', 'desktop', 'laptop', 'pc', 'server', 'phone', 'windows', 'win', 'vm', 'esp', 'espressif', 'admin', 'user', 'test',
]);

/**
 * A host name without its domain, in small letters.
 * @returns undefined for none, and for one that says nothing
 */
export function nameKey(reported: string | null | undefined): string | undefined {
	const text = reported?.trim().toLowerCase() ?? '';
	if (text === '' || addressOf(text) !== undefined || isAddressInDomain(text) || text.startsWith('(')) return undefined;
	const name = isDomain(text) ? text.slice(0, text.indexOf('.')) : text;
	return name.length < 2 || NAMES_OF_MANY.has(name) || normaliseMac(name) !== undefined ? undefined : name;
}

/** A name with dots and without spaces has a domain: "Dr. Smith's PC" has none. */
function isDomain(text: string): boolean {
	return text.indexOf('.') > 0 && !/\s/.test(text);
}

/** What name servers and routers call a device that has no name: its address, with their domain behind it. */
function isAddressInDomain(text: string): boolean {
	const address = /^((?:\d{1,3}\.){3}\d{1,3})\./.exec(text)?.[1];
	return address !== undefined && addressOf(address) !== undefined;
}

const PRIVATE = /^(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.)/;
/** A container's own network, the same on every host. */
const OF_CONTAINERS = /^172\.(?:1[789]|2\d|3[01])\.0\.1$|^192\.168\.(?:122|56|65)\.1$/;

/**
 * The IP address in the form in which all are compared.
 * @returns undefined for none, and for one by which nobody reaches a device
 */
export function ipKey(reported: string): string | undefined {
	const ip = addressOf(reported);
	return ip === undefined || !isReachable(ip) || OF_CONTAINERS.test(ip) ? undefined : ip;
}

/** Whether one device alone can have the address: a public IPv4 address may be that of a router, with many behind it. */
export function isOfOneDevice(ip: string): boolean {
	return ip.includes(':') || PRIVATE.test(ip);
}
