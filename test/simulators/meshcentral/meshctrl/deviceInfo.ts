/** `deviceinfo`: a page for people, whose keys are English headings. */
import type { NetworkAddress, Node } from '../world/types';
import { bits, mayOn } from '../world/rights';
import type { Device } from '../world/world';
import { findDevice, json, never, type Call, type Commands } from './command';

type Section = Record<string, unknown>;

/** Without what there is not. */
const present = (section: Section): Section => Object.fromEntries(Object.entries(section).filter(([, value]) => value !== undefined && value !== null && value !== ''));

const agentNames: Record<number, string> = {
	3: 'Windows 32bit service', 4: 'Windows 64bit service', 5: 'Linux 32bit', 6: 'Linux 64bit', 16: 'macOS x86-64bit', 29: 'Apple Silicon',
};

interface Antivirus {
	product: string;
	updated?: boolean;
	enabled?: boolean;
}

function antivirusLines(av: unknown): string[] | undefined {
	if (!Array.isArray(av)) return undefined;
	return (av as Antivirus[]).map(({ product, updated, enabled }) => {
		const words = [updated === undefined ? '' : updated ? 'updated' : 'not updated', enabled === undefined ? '' : enabled ? 'enabled' : 'disabled'];
		return [product, ...words.filter(Boolean)].join(', ');
	});
}

function general({ name, rname, host, ip, desc, icon, tags, av, wsc }: Node): Section {
	return present({
		'Server Name': name, 'Computer Name': rname, Hostname: host, 'IP Address': ip, Description: desc, Icon: icon, Tags: tags,
		AntiVirus: antivirusLines(av), WindowsSecurityCenter: wsc,
	});
}

function meshAgent({ node: { agent }, connection, lastConnect }: Device): Section {
	const isConnected = ((connection?.conn ?? 0) & 1) !== 0;
	const last = lastConnect && new Date(lastConnect.time).toLocaleString('en-US');
	return present({
		'Mesh Agent': agent && (agentNames[agent.id] ?? 'Unknown'),
		'Last agent connection': isConnected ? 'Connected now' : last,
		'Last agent address': lastConnect?.addr.split(':')[0],
		Tag: agent?.tag,
	});
}

function layer(addresses: NetworkAddress[], family: 'IPv4' | 'IPv6'): string {
	const lines = addresses.filter((address) => address.family === family).map(({ address, netmask, gateway }) =>
		gateway && netmask ? `IP: ${address}, Mask: ${netmask}, Gateway: ${gateway}  ` : `IP: ${address}  `,
	);
	return lines.join('');
}

function networking(network: Record<string, NetworkAddress[]>): Section {
	const real = Object.entries(network).filter(([, [first]]) => first && !first.mac.startsWith('00:00:00:00'));
	return Object.fromEntries(
		real.map(([name, addresses]) => [
			name,
			present({ 'MAC Layer': `MAC: ${addresses[0]?.mac}`, 'IPv4 Layer': layer(addresses, 'IPv4'), 'IPv6 Layer': layer(addresses, 'IPv6') }),
		]),
	);
}

function page(device: Device): Section {
	const { node, network } = device;
	const sections = {
		General: general(node),
		'Operating System': present({ Name: node.osdesc && node.rname, Version: node.osdesc }),
		'Mesh Agent': node.agent ? meshAgent(device) : {},
		Networking: network ? networking(network) : {},
	};
	return Object.fromEntries(Object.entries(sections).filter(([, section]) => Object.keys(section).length > 0));
}

/** Of a virtual machine: without the sections on its hardware, which the agent does not report. */
function deviceInfo({ args: { id }, world }: Call): string | Promise<string> {
	if (typeof id !== 'string') return never();
	const device = findDevice(world, id);
	return device && mayOn(world, device, bits.deviceDetails) ? json(page(device)) : 'Invalid device id';
}

export const infoCommands: Commands = {
	deviceinfo: {
		needs: [['id', 'Missing device id, use --id \'[deviceid]\'']],
		run: deviceInfo,
	},
};
