/**
 * A device in the ten fields that all systems share, so that workflows join and compare them. All fields are always there.
 */
export interface Device {
	/** The system it was read from, as its node is named: `netAlertX`. */
	source: string;
	/** The system's own id, as its operations take it. */
	id: string;
	name: string | null;
	/** null where the system does not know. */
	online: boolean | null;
	/** When it was last seen: ISO 8601 in UTC. */
	lastSeen: string | null;
	ip: string | null;
	/** `AA:BB:CC:DD:EE:FF`, upper case; null where the system's list has none. */
	mac: string | null;
	/** Operating system. */
	os: string | null;
	/** Version of the agent or firmware. */
	version: string | null;
	/** What the system groups devices by: group, site, tags. */
	group: string | null;
}

/**
 * A MAC address in lower-case colon form, from any common form: colons, dashes, Cisco's dots, or none.
 * @returns undefined for what is not a MAC address
 */
export function normaliseMac(entered: string): string | undefined {
	const text = entered.trim().toLowerCase();
	const isMac = /^([0-9a-f]{2}([:-]))([0-9a-f]{2}\2){4}[0-9a-f]{2}$|^[0-9a-f]{12}$|^([0-9a-f]{4}\.){2}[0-9a-f]{4}$/.test(text);
	return isMac ? text.replace(/[:.-]/g, '').match(/../g)!.join(':') : undefined;
}
