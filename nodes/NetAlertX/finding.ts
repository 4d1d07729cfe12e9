import { normaliseMac } from '../shared/device';
import { canonicalIp } from '../shared/address';
import { idOf } from './mac';
import type { DeviceRecord } from './schemas';

/** How a text is looked for in devices, however its addresses are written. */

/** Hex digits with what stands between them in MAC addresses; whole IPv4 and IPv6 addresses look alike. */
const LIKE_AN_ADDRESS = /^[0-9a-f:.-]+$/i;
/** Fewer digits without anything between them are more likely part of a number than of a MAC address. */
const LEAST_DIGITS = 4;

/**
 * Whether the server's own search finds every device that has the text: it compares letter by letter, MAC address, name and last IP address,
 * and disregards case in ASCII letters only. What may be an address in another spelling is looked for in the whole list.
 */
export function serverFinds(text: string): boolean {
	return !LIKE_AN_ADDRESS.test(text) && /^[\x20-\x7e]+$/.test(text);
}

/** @returns whether a device has the text in its name, MAC address or IP addresses, or in `more` */
export function having(text: string, more: (record: DeviceRecord) => ReadonlyArray<string | null | undefined> = () => []): (record: DeviceRecord) => boolean {
	const wanted = text.trim().toLowerCase();
	const mac = macPart(wanted);
	const ip = canonicalIp(wanted);
	return (record) => {
		const { devName, devMac, devLastIP, devPrimaryIPv4, devPrimaryIPv6 } = record;
		const addresses = [devLastIP, devPrimaryIPv4, devPrimaryIPv6];
		if ([devName, devMac, ...addresses, ...more(record)].some((value) => (value ?? '').toLowerCase().includes(wanted))) return true;
		if (mac !== undefined && hasMacPart(idOf(devMac), mac)) return true;
		return ip !== undefined && addresses.some((address) => canonicalIp(address ?? '') === ip);
	};
}

/** The digits of a part of a MAC address in any common form; with colons where the text says where bytes end. */
function macPart(text: string): string | undefined {
	if (!LIKE_AN_ADDRESS.test(text)) return undefined;
	if (/[:-]/.test(text)) return text.replaceAll('-', ':');
	const digits = text.replaceAll('.', '');
	return digits.length >= LEAST_DIGITS && !/^\d{1,3}(\.\d{1,3})+\.?$/.test(text) ? digits : undefined;
}

function hasMacPart(id: string, part: string): boolean {
	const mac = normaliseMac(id);
	if (mac === undefined) return false;
	return part.includes(':') ? mac.includes(part) : mac.replaceAll(':', '').includes(part);
}
