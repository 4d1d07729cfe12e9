import { normaliseMac } from '../shared/device';
import { InputError } from '../shared/errors';

/** NetAlertX's root of the network, which has this word instead of a MAC address. */
export const INTERNET = 'internet';

/**
 * The form in which every route of the server finds a device: lower case with colons, or `internet`. Other forms are missed by
 * some routes silently, and on creation the server stores any text as a MAC address.
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
		'Enter it like aa:bb:cc:dd:ee:ff (dashes, dots or no separators work too), or choose to find the device by name or IP address. Nothing was sent for it.',
	);
}

/**
 * The id of a device by what the server has instead of its MAC address, which may be any text, such as the name of a switch that
 * was made up. Routes find it by that text; the database disregards case in ASCII letters only.
 */
export function idOf(devMac: string): string {
	return /[A-Z]/.test(devMac) ? devMac.replace(/[A-Z]+/g, (capitals) => capitals.toLowerCase()) : devMac;
}

/** The MAC address of a device as all systems write it, and its id as well; null for the root of the network, and for a device that has none. */
export function macOf(id: string): string | null {
	return IN_FORM.test(id) ? id : (normaliseMac(id) ?? null);
}

/** What every route finds a device by as it is. */
const IN_FORM = /^(?:[0-9a-f]{2}:){5}[0-9a-f]{2}$/;

export function isInForm(entered: string): boolean {
	const id = entered.trim().toLowerCase();
	return id === INTERNET || IN_FORM.test(id);
}

/** As NetAlertX recognizes MAC addresses that a device made up: they are locally administered. Its settings may name exceptions. */
export function isRandom(id: string, exceptions: readonly string[]): boolean {
	return '26ae'.includes(id.charAt(1)) && IN_FORM.test(id) && !exceptions.some((beginning) => beginning !== '' && id.startsWith(beginning.toLowerCase()));
}

/**
 * Whether `GET /device/<id>` is about this device and no other: it takes the number of a row as well and knows `new` as the template, and
 * a slash or a dot makes another path of it.
 */
export function canBeAskedFor(id: string): boolean {
	return id !== '' && id !== 'new' && id !== '.' && id !== '..' && !id.includes('/') && !/^\d+$/.test(id);
}

/**
 * Some routes bring what they are given into the form of a MAC address before they look for it. They find no device whose
 * "MAC address" is some other text, and say "success" anyway.
 * @param what "lock fields of it"
 * @throws InputError for such a device
 */
export function requireFoundByMac(id: string, what: string): void {
	if (isInForm(id)) return;
	throw new InputError(
		`NetAlertX cannot ${what}: "${id.slice(0, 60)}" is not a MAC address`,
		'NetAlertX expects a MAC address there and would silently change nothing. Get, Update, Update Field, Set Alias, Delete and the events of a device work without one. Nothing was sent for it.',
	);
}
