/**
 * The form in which scans, POST /device and the locking routes look a MAC up: colons, lower case, each part filled to two digits.
 * Nothing is refused: measured on the real server, "zzz" becomes "zz:0z" and "new" becomes "ne:0w".
 */
export function normaliseMac(text: string): string {
	const bare = text.trim().toLowerCase();
	if (bare === 'internet') return bare;
	const parts = /[:-]/.test(bare) ? bare.split(/[:-]/) : (bare.match(/.{1,2}/g) ?? []);
	return parts.map((part) => part.padStart(2, '0')).join(':');
}

/** By which MACs are compared: the columns ignore case, and nothing else. A MAC that looks like a number is stored as one. */
export function macKey(mac: string | number | null): string {
	return String(mac ?? '').toLowerCase();
}

/** What the server's validators take for a MAC: six pairs with colons, dashes or nothing between them. */
export function isMac(text: string): boolean {
	return /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$|^[0-9a-f]{2}(-[0-9a-f]{2}){5}$|^[0-9a-f]{12}$|^internet$/i.test(text);
}

/** `aa:bb:cc:*`: exactly three octets and a star, the only wildcard that DELETE /devices takes. */
export function isMacWildcard(text: string): boolean {
	return /^[0-9a-f]{2}(:[0-9a-f]{2}){2}:\*$/i.test(text);
}

/** Locally administered, as phones make up for privacy. */
export function isRandomMac(mac: string): boolean {
	return /^.[26ae]/i.test(mac);
}

const vendors: Record<string, string> = {
	'00:11:32': 'Synology Incorporated',
	'3c:22:fb': 'Apple, Inc.',
	'7c:10:c9': 'ASUSTek COMPUTER INC.',
	'b8:27:eb': 'Raspberry Pi Foundation',
	'00:1b:21': 'Intel Corporate',
	'00:17:88': 'Philips Lighting BV',
	'f4:f5:d8': 'Google, Inc.',
	'00:80:92': 'Silex Technology, Inc.',
};

/** Prefixes of vendors that the simulator knows. */
export const vendorPrefixes = Object.keys(vendors);

/** What the vendor plugin makes of a MAC; it overrides what the scanner said. */
export function vendorOf(mac: string): string {
	if (isRandomMac(mac)) return '(Unknown: locally administered)';
	return vendors[mac.slice(0, 8)] ?? '(unknown)';
}
