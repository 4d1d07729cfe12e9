/**
 * A device in the ten fields that all systems share, so that workflows join and compare them. All fields are always there, in this order:
 * it is the order of the columns in which people read them. A system's own fields come behind them.
 */
export interface Device {
	name: string | null;
	/** null where the system does not know. */
	online: boolean | null;
	/** When it was last seen: ISO 8601 in UTC. Where it is shown, what is online was seen now (see {@link shownAt}). */
	lastSeen: string | null;
	ip: string | null;
	/** `aa:bb:cc:dd:ee:ff`, as ids that are MAC addresses are spelled; null where the system's list has none. */
	mac: string | null;
	/** Operating system. */
	os: string | null;
	/** Version of the agent or firmware. */
	version: string | null;
	/** What the system groups devices by: group, site, tags. */
	group: string | null;
	/** The system's own id, as its operations take it. */
	id: string;
	/** The system it was read from, as its node is named: `netAlertX`. */
	source: string;
}

/**
 * A device as people see it: what is online was last seen when it was looked at, whatever time the server keeps of it.
 * @param now by the server's clock, so that times of several devices compare
 */
export function shownAt<D extends Device>(device: D, now: Date): D {
	return device.online === true ? { ...device, lastSeen: now.toISOString() } : device;
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
