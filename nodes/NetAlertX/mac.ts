import { normaliseMac } from '../shared/device';
import { InputError } from '../shared/errors';

/** NetAlertX's root of the network, which has this word in the place of a MAC address. */
export const INTERNET = 'internet';

/**
 * The form in which every route of the server finds a device: lower case with colons, or `internet`. Other forms are missed by
 * some routes without a word, and on creation the server stores any text as a MAC address.
 * @returns undefined for everything else
 */
export function macIn(entered: string): string | undefined {
	return entered.trim().toLowerCase() === INTERNET ? INTERNET : normaliseMac(entered);
}

/**
 * The same for what has to be a MAC address.
 * @throws InputError for everything else; nothing is sent then
 */
export function requireMac(entered: string): string {
	const mac = macIn(entered);
	if (mac) return mac;
	throw new InputError(
		`"${entered.slice(0, 60)}" is not a MAC address`,
		'Enter it like aa:bb:cc:dd:ee:ff (dashes, dots and no separators are fine as well), or choose to find the device by name or IP address. Nothing was sent for it.',
	);
}
