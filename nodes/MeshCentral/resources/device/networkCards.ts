import { normaliseMac } from '../../../shared/device';
import { isRecord } from '../../../shared/isRecord';

/** A network card of a device. */
interface Card {
	/** `aa:bb:cc:dd:ee:ff`. */
	mac: string;
	addresses: string[];
	hasGateway: boolean;
}

type Entries = Record<string, unknown>;

/**
 * The MAC address that a device is known by on its network, out of its details: of the card with the address that the server
 * sees, else of the one that leads to other networks, else of the first that has an address at all.
 * @param details as the server's WebSocket has them (`netif2`), or as the report for people (`Networking`)
 */
export function macOf(details: object, ip: string | null | undefined): string | null {
	const cards = [...cardsOfAgent(details), ...cardsOfReport(details)].filter(({ mac, addresses }) => mac !== NO_MAC && addresses.length > 0);
	const card = cards.find(({ addresses }) => ip && addresses.includes(ip)) ?? cards.find(({ hasGateway }) => hasGateway) ?? cards[0];
	return card?.mac ?? null;
}

/** The MAC addresses of all network cards that have an address, out of a device's details. */
export function macsOf(details: object): string[] {
	const cards = [...cardsOfAgent(details), ...cardsOfReport(details)].filter(({ mac, addresses }) => mac !== NO_MAC && addresses.length > 0);
	return [...new Set(cards.map(({ mac }) => mac))];
}

const NO_MAC = '00:00:00:00:00:00';

/** `netif2: { eth0: [{ mac, address, gateway }] }`, wherever it is. */
function cardsOfAgent(details: object): Card[] {
	return Object.values(objectsIn('netif2', details)).flatMap((entries) => {
		const list = Array.isArray(entries) ? entries.filter(isRecord) : [];
		const mac = list.map((entry) => macFrom(entry.mac)).find(Boolean);
		const addresses = list.map(({ address }) => String(address ?? '')).filter(Boolean);
		return mac ? [{ mac, addresses, hasGateway: list.some(({ gateway }) => Boolean(gateway)) }] : [];
	});
}

/** `Networking: { eth0: { 'MAC Layer': 'MAC: 02:...', 'IPv4 Layer': 'IP: 192.0.2.2, Mask: ..., Gateway: ...' } }`. */
function cardsOfReport(details: object): Card[] {
	return Object.values(objectsIn('Networking', details)).flatMap((card) => {
		if (!isRecord(card)) return [];
		const lines = Object.values(card).filter((line) => typeof line === 'string');
		const mac = lines.map((line) => macFrom(/MAC: ([^,\s]+)/.exec(line)?.[1])).find(Boolean);
		const addresses = lines.flatMap((line) => [...line.matchAll(/\bIP: ([^,\s]+)/g)].map(([, address]) => address!));
		return mac ? [{ mac, addresses, hasGateway: lines.some((line) => line.includes('Gateway: ')) }] : [];
	});
}

/** What stands under a name, at the top or one level below. */
function objectsIn(name: string, details: object): Entries {
	const found = [details, ...Object.values(details)].filter(isRecord).map((entries) => entries[name]).find(isRecord);
	return found ?? {};
}

function macFrom(value: unknown): string | undefined {
	return typeof value === 'string' ? normaliseMac(value) : undefined;
}
