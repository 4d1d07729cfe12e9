import { isIP } from 'node:net';
import { normaliseMac } from '../../shared/device';
import { InputError } from '../../shared/errors';
import { choice, limited, paging, simplify, text, type Field } from '../../shared/fields';
import type { Resource } from '../../shared/operation';
import type { NetAlertXClient } from '../client';
import { known } from '../device';
import { idOf } from '../mac';
import { operation } from '../operation';
import type { LinkRecord, NodeRecord } from '../schemas';
import { hopsIn, namesIn, scanIn, speedIn } from '../toolOutput';

const entered = text({ displayName: 'IP Address', placeholder: 'e.g. 192.168.1.20' });

/** One address, since the server accepts no names and no ranges here. */
const ipAddress: Field<string> = {
	...entered,
	read: async (raw, reading) => {
		const ip = (await entered.read(raw, reading)).trim();
		if (isIP(ip)) return ip;
		throw new InputError(`must be an IP address, but is "${ip.slice(0, 60)}"`);
	},
};

/** The server calls Nmap without its switch for IPv6: such a scan finds nothing, and is called a success. */
const ipv4Address: Field<string> = {
	...ipAddress,
	read: async (raw, reading) => {
		const ip = await ipAddress.read(raw, reading);
		if (isIP(ip) === 4) return ip;
		throw new InputError(`must be an IPv4 address: NetAlertX cannot scan IPv6 addresses such as "${ip}", and would report 0 hosts up`);
	},
};

const scan = operation({
	name: 'Trigger Scan',
	value: 'scan',
	action: 'Trigger network scan',
	description: 'Start a network scan; results appear 20 to 70 seconds later',
	effect: 'once',
	fields: {
		scanType: choice({
			displayName: 'Scan',
			default: 'ARPSCAN',
			description: "Its plugin must be loaded in NetAlertX (setting LOADED_PLUGINS)",
			options: [
				{ name: 'ARP Scan', value: 'ARPSCAN' },
				{ name: 'Avahi', value: 'AVAHISCAN', description: 'Names by mDNS' },
				{ name: 'Internet', value: 'INTRNT', description: "The network's own address on the internet" },
				{ name: 'NetBIOS', value: 'NBTSCAN', description: 'Names by NetBIOS' },
				{ name: 'Nmap Devices', value: 'NMAPDEV', description: 'Find devices with Nmap' },
				{ name: 'Nmap Ports', value: 'NMAP', description: 'Find open ports with Nmap' },
			],
		}),
	},
	run: async ({ client, fields }) => {
		const { message } = await client.scan(fields.scanType);
		return { scan: fields.scanType, message };
	},
});

const traceroute = operation({
	name: 'Traceroute',
	value: 'traceroute',
	action: 'Trace network route',
	description: 'Trace the network route from the NetAlertX server to an address',
	effect: 'read',
	fields: { ip: ipAddress },
	run: async ({ client, fields: { ip } }) => {
		const output = await client.traceroute(ip);
		const hops = hopsIn(output);
		return { ip, reached: hops.length > 0 ? hops.at(-1)!.ip === ip : null, hops, output };
	},
});

const NO_NAME = 'The lookup found no name. NetAlertX does not report whether the address has none or its DNS server did not answer.';

const nslookup = operation({
	name: 'Name Lookup',
	value: 'nslookup',
	action: 'Look up host name',
	description: "Look up the name of an address in the NetAlertX server's DNS",
	effect: 'read',
	fields: { ip: ipAddress },
	run: async ({ client, fields: { ip } }) => {
		const output = await client.nslookup(ip);
		const names = namesIn(output);
		return { ip, name: names[0] ?? null, names, output, ...(output.length === 0 && { reason: NO_NAME }) };
	},
});

const nmap = operation({
	name: 'Port Scan',
	value: 'nmap',
	action: 'Scan address ports',
	description: 'Scan the ports of one IPv4 address with Nmap on the NetAlertX server; may take minutes',
	effect: 'once',
	fields: {
		ip: ipv4Address,
		mode: choice({
			displayName: 'Mode',
			default: 'fast',
			options: [
				{ name: 'Detailed', value: 'detail', description: 'With services and operating system' },
				{ name: 'Fast', value: 'fast', description: 'The 100 most common ports' },
				{ name: 'Normal', value: 'normal' },
				{ name: 'Skip Discovery', value: 'skipdiscovery', description: 'Also if the host does not answer a ping' },
			],
		}),
	},
	run: async ({ client, fields: { ip, mode } }) => {
		const output = await client.nmap(ip, mode);
		return { ip, mode, ...scanIn(output), output };
	},
});

/** Each device with what it hangs on, which may be no device, such as `internet`: then it has no name. */
function toPlaces(nodes: readonly NodeRecord[], links: readonly LinkRecord[]) {
	const names = new Map(nodes.map(({ id, name }) => [idOf(id), known(name)]));
	const above = new Map(links.map((link) => [idOf(link.target), link]));
	const children = Map.groupBy(links, ({ source }) => idOf(source));
	return nodes.map((node) => {
		const id = idOf(node.id);
		const link = above.get(id);
		const parentId = link ? idOf(link.source) : null;
		return {
			name: known(node.name),
			parentName: parentId === null ? null : (names.get(parentId) ?? null),
			port: link?.port || null,
			children: children.get(id)?.length ?? 0,
			vendor: known(node.vendor),
			id,
			parentId,
		};
	});
}

const getTopology = operation({
	name: 'Get Topology',
	value: 'getTopology',
	action: 'Get network topology',
	description: 'Retrieve which device is connected to which, and to which port; without Simplify, nodes and links as NetAlertX draws them',
	effect: 'read',
	fields: { ...paging, simplify },
	run: async ({ client, fields }) => {
		const { nodes, links } = await client.topology();
		return fields.simplify ? limited(toPlaces(nodes, links), fields) : { nodes: limited(nodes, fields), links };
	},
});

const getInterfaces = operation({
	name: 'Get Interfaces',
	value: 'getInterfaces',
	action: 'Get server network interfaces',
	description: 'Retrieve the network interfaces of the NetAlertX server itself, with addresses and bytes transferred',
	effect: 'read',
	fields: {},
	run: async ({ client }) =>
		Object.entries(await client.interfaces()).map(([key, { name, state, type, mac, mtu, ipv4, ipv6, rx_bytes, tx_bytes }]) => ({
			name: name || key,
			state: state || null,
			type: type || null,
			ipv4: ipv4 ?? [],
			ipv6: ipv6 ?? [],
			mac: mac ? (normaliseMac(mac) ?? mac) : null,
			mtu: mtu ?? null,
			receivedBytes: rx_bytes ?? null,
			sentBytes: tx_bytes ?? null,
		})),
});

const speedTest = operation({
	name: 'Run Speed Test',
	value: 'speedTest',
	action: 'Run network speed test',
	description: "Measure the NetAlertX server's internet connection; takes a minute or two and uses the full bandwidth",
	effect: 'once',
	atOnce: 1,
	fields: {},
	run: async ({ client }) => {
		const output = await client.speedTest();
		return { ...speedIn(output), output };
	},
});

export const network: Resource<NetAlertXClient> = {
	name: 'Network',
	value: 'network',
	operations: [scan, traceroute, nslookup, nmap, getTopology, getInterfaces, speedTest],
};
