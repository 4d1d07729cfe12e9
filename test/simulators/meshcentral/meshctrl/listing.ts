/** Commands that list devices and device groups. */
import type { Device } from '../world/world';
import { filteredById, filteredByText } from './filter';
import { findGroup, isGiven, isText, json, type Call, type Commands } from './command';

/** A device as listed: with who is connected, and with the group's id, which the server sends apart. */
export type Listed = Record<string, unknown> & { _id: string; name: string; meshid: string; groupname?: string };

function listed({ node, connection, meshid }: Device, groupname?: string): Listed {
	return { ...node, ...connection, meshid, ...(groupname !== undefined && { groupname }) };
}

/** The devices asked for, group after group; undefined where the group is none. */
function chosen(call: Call): Listed[] | undefined {
	const { args, world } = call;
	const inGroup = (id: string) => [...world.devices.values()].filter(({ meshid }) => meshid === id);
	// Only then the groups are requested as well.
	const withName = !isGiven(args.group) && !isGiven(args.id);
	const all = () => [...world.groups.values()].flatMap(({ _id, name }) => inGroup(_id).map((device) => listed(device, withName ? name : undefined)));
	if (isGiven(args.group)) {
		if (typeof args.group !== 'string') return all();
		const named = [...world.groups.values()].find(({ name, mtype }) => mtype === 2 && name === args.group);
		return named && inGroup(named._id).map((device) => listed(device));
	}
	if (isGiven(args.id)) {
		const group = isText(args.id, 0, 128) ? findGroup(world, args.id) : undefined;
		return group && inGroup(group._id).map((device) => listed(device));
	}
	return all();
}

function listDevices(call: Call): string {
	const { args, world } = call;
	if (isGiven(args.details)) return details(call);
	let devices = chosen(call);
	if (!devices) return 'Invalid group id';
	if (isGiven(args.filterid)) devices = filteredById(devices, args.filterid ?? '');
	if (args.filter !== undefined) devices = filteredByText(devices, String(args.filter).toLowerCase(), world);
	if (isGiven(args.csv)) return devices.length === 0 ? 'None' : devices.map(csvLine).join('\n');
	return isGiven(args.count) ? String(devices.length) : json(devices);
}

const lastPart = (id: string) => id.split('/')[2] ?? '';
const quoted = (text: string) => `"${text.replaceAll('"', '')}"`;

function csvLine({ _id, name, meshid, groupname, icon, conn, pwr }: Listed): string {
	const group = groupname === undefined ? ['""', '""'] : [quoted(lastPart(meshid)), quoted(groupname)];
	return [...group, quoted(lastPart(_id)), quoted(name), icon ?? 0, conn ?? 0, pwr ?? 0].join(',');
}

/** One line of JSON, whatever is requested. */
function details({ world }: Call): string {
	const devices = [...world.devices.values()].map((device) => ({
		node: listed(device, world.groups.get(device.meshid)?.name),
		...(device.network && { net: { netif2: device.network, _id: `if${device.node._id}`, domain: '', type: 'ifinfo' } }),
		...(device.lastConnect && { lastConnect: { ...device.lastConnect, cause: 1, connectType: 1 } }),
	}));
	return JSON.stringify(devices);
}

const hexadecimal = (id: string) => {
	const base64 = lastPart(id).replaceAll('@', '+').replaceAll('$', '/');
	return `0x${Buffer.from(base64, 'base64').toString('hex').toUpperCase()}`;
};

export const listingCommands: Commands = {
	listdevices: { run: listDevices },
	listdevicegroups: {
		run: ({ args, world }) => {
			const groups = [...world.groups.values()];
			return json(isGiven(args.hex) ? groups.map((group) => ({ ...group, _idhex: hexadecimal(group._id) })) : groups);
		},
	},
	listusersofdevicegroup: {
		needs: [['id', 'Missing device id, use --id \'[deviceid]\'']],
		run: ({ args, world }) => {
			// A full id is not known here, unlike everywhere else.
			const group = [...world.groups.values()].find(({ _id }) => lastPart(_id) === args.id);
			return group ? json(group.links) : 'Group id not found';
		},
	},
};
