/** Commands that change device groups, who may see them, and who may see single devices. */
import type { Mesh, Rights } from '../world/types';
import { bits, hasAllOf, mayIn, mayOnServer, siteBits } from '../world/rights';
import type { World } from '../world/world';
import type { Value } from './arguments';
import { findDevice, findGroup, fullId, groupId, isGiven, isText, never, type Call, type Commands } from './command';

const needsGroup: [string[], string] = [['id', 'group'], 'Device group identifier missing, use --id \'[groupid]\' or --group [groupname]'];
const integer = (value: Value | undefined): number | undefined => {
	const number = Number.parseInt(String(value), 10);
	return Number.isNaN(number) ? undefined : number;
};

function addGroup({ args, world }: Call): string {
	const mtype = isGiven(args.agentless) ? 3 : isGiven(args.amtonly) ? 1 : 2;
	if (world.me.siteadmin !== allOfGroup && mayOnServer(world, siteBits.noNewGroups)) return 'Permission denied';
	if (!isText(args.name, 1, 128)) return 'Invalid group name';
	if (isGiven(args.desc) && !isText(args.desc, 0, 1_024)) return 'Invalid group description';
	// Such groups need a relay where the server is on the internet only.
	if (mtype === 3) return 'Invalid group type';
	const flags = isGiven(args.features) ? integer(args.features) : undefined;
	const consent = isGiven(args.consent) ? integer(args.consent) : undefined;
	const desc = isGiven(args.desc) ? { desc: String(args.desc) } : {};
	const group = world.addGroup({ name: args.name, mtype, ...desc, ...(flags !== undefined && { flags }), ...(consent !== undefined && { consent }) });
	logGroup(world, group, 'createmesh', `Device group created: ${group.name}`, 76);
	return `ok ${group._id}`;
}

function logGroup(world: World, { _id: meshid, name, mtype }: Mesh, action: string, msg: string, msgid: number): void {
	world.log({ etype: 'mesh', meshid, name, mtype, action, msg, msgid, msgArgs: [name] });
}

function editGroup(call: Call): string | Promise<string> {
	const { args, world } = call;
	const meshid = groupId(call);
	if (!isText(meshid, 8, 134)) return 'Invalid group identifier';
	const group = findGroup(world, meshid);
	// With the blank at its end, unlike the other one.
	if (!group) return 'Invalid group identifier ';
	if (!mayIn(world, group, bits.editGroup)) return never();
	if (isText(args.name, 1, 128)) group.name = args.name;
	if (args.desc === true) group.desc = '';
	else if (isText(args.desc, 0, 1_024)) group.desc = args.desc;
	const [flags, consent] = [integer(args.flags), integer(args.consent)];
	if (flags !== undefined) group.flags = flags;
	if (consent !== undefined) group.consent = consent;
	logGroup(world, group, 'meshchange', `Device group changed: ${group.name}`, 142);
	return 'ok';
}

/** With every device in it. */
function removeGroup(call: Call): string {
	const { world } = call;
	const meshid = groupId(call);
	if (!isText(meshid, 8, 134)) return 'Invalid group identifier';
	const group = findGroup(world, meshid);
	if (!group) return world.removedGroups.has(fullId('mesh', meshid)) ? 'Access denied' : 'Unknown device group';
	if (!hasAllOf(world, group)) return 'Access denied';
	world.groups.delete(group._id);
	world.removedGroups.add(group._id);
	delete world.me.links?.[group._id];
	for (const [id, device] of world.devices) if (device.meshid === group._id) world.devices.delete(id);
	logGroup(world, group, 'deletemesh', 'Device group deleted: undefined', 77);
	return 'ok';
}

/** The bits of the rights that are given as flags. */
const rightBits: Record<string, number> = {
	editgroup: 1, manageusers: 2, managedevices: 4, remotecontrol: 8, agentconsole: 16, serverfiles: 32, wakedevices: 64, notes: 128,
	desktopviewonly: 256, noterminal: 512, nofiles: 1_024, noamt: 2_048, limiteddesktop: 4_096, limitedevents: 8_192, chatnotify: 16_384,
	uninstall: 32_768,
};
const allOfGroup = 4_294_967_295;
const allOfDevice = 8 + 16 + 32 + 64 + 128 + 16_384 + 32_768;

function rightsOf(args: Record<string, Value>, all: number): number {
	const bits = Object.entries(rightBits).reduce((sum, [name, bit]) => (isGiven(args[name]) ? sum + bit : sum), 0);
	return isGiven(args.fullrights) ? all : bits;
}

function addUserToGroup(call: Call): string {
	const { args, world } = call;
	const meshid = groupId(call);
	const group = findGroup(world, meshid);
	if (!isText(meshid, 8, 134)) return 'Invalid groupid';
	if (!group) return 'Unknown group';
	if (!mayIn(world, group, bits.manageUsers)) return 'Permission denied';
	if (typeof args.userid !== 'string') return 'Invalid usernames';
	// Taken for a name, so that a whole ID is nobody's.
	const user = world.users.get(`user//${args.userid.toLowerCase()}`);
	if (!user) return 'Nothing done';
	const rights = rightsOf(args, allOfGroup);
	group.links[user._id] = { name: user.name, rights };
	user.links = { ...user.links, [group._id]: { rights } };
	return `Added user ${user.name}`;
}

function removeUserFromGroup(call: Call): string {
	const { args, world } = call;
	if (typeof args.userid !== 'string') return 'Validation exception: TypeError: command.userid.indexOf is not a function';
	const id = fullId('user', args.userid);
	const group = findGroup(world, groupId(call));
	if (!group) return 'Unknown device group';
	if (!mayIn(world, group, bits.manageUsers)) return 'Permission denied';
	if (id === world.me._id) return 'Can\'t remove self';
	if (!group.links[id]) return 'User not in group';
	delete group.links[id];
	const user = world.users.get(id);
	if (user) user.links = without(user.links, group._id);
	return 'ok';
}

/** Undefined where none is left. */
function without(links: Record<string, Rights> = {}, id: string): Record<string, Rights> | undefined {
	const left = Object.entries(links).filter(([key]) => key !== id);
	return left.length > 0 ? Object.fromEntries(left) : undefined;
}

/** Says `ok` of an unknown user as well. */
function changeUserOfDevice(rights: (args: Record<string, Value>) => number | undefined) {
	return ({ args, world }: Call): string | Promise<string> => {
		if (typeof args.id !== 'string') return 'Invalid nodeid';
		const device = findDevice(world, args.id);
		const group = device && world.groups.get(device.meshid);
		if (!device || !group || !mayIn(world, group, bits.manageUsers)) return never();
		const user = typeof args.userid === 'string' ? world.users.get(`user//${args.userid.toLowerCase()}`) : undefined;
		if (user) {
			const given = rights(args);
			const { node } = device;
			node.links = given === undefined ? without(node.links, user._id) : { ...node.links, [user._id]: { name: user.name, rights: given } };
		}
		return 'ok';
	};
}

/** Where no mail is set up, and the invitation goes by hand. */
function inviteLink(call: Call): string {
	const { args, world } = call;
	const meshid = groupId(call);
	const group = isText(meshid, 8, 134) ? findGroup(world, meshid) : undefined;
	if (!group && !isText(meshid, 8, 134)) return 'Invalid group id';
	if (typeof args.hours !== 'number' || args.hours < 0 || args.hours > 99_999) return 'Invalid expire time';
	return group ? `${world.url}/agentinvite?c=${world.newId(60)}` : 'Invalid group id';
}

export const groupCommands: Commands = {
	adddevicegroup: { needs: [['name', 'Message group name, use --name [name]']], run: addGroup },
	editdevicegroup: { needs: [needsGroup], run: editGroup },
	removedevicegroup: { needs: [needsGroup], run: removeGroup },
	addusertodevicegroup: { needs: [needsGroup, ['userid', 'Add user to group missing useid, use --userid [userid]']], run: addUserToGroup },
	removeuserfromdevicegroup: {
		needs: [needsGroup, ['userid', 'Remove user from group missing useid, use --userid [userid]']],
		run: removeUserFromGroup,
	},
	addusertodevice: {
		needs: [
			['userid', 'Add user to device missing userid, use --userid [userid]'],
			['id', 'Add user to device missing device id, use --id \'[deviceid]\''],
		],
		run: changeUserOfDevice((args) => rightsOf(args, allOfDevice)),
	},
	removeuserfromdevice: {
		needs: [
			['userid', 'Remove user from device missing userid, use --userid [userid]'],
			['id', 'Remove user from device missing device id, use --id \'[deviceid]\''],
		],
		run: changeUserOfDevice(() => undefined),
	},
	generateinvitelink: { needs: [needsGroup, ['hours', 'Invitation validity period missing, use --hours [hours]']], run: inviteLink },
	sendinviteemail: { needs: [needsGroup, ['email', 'Device email is missing, use --email [email]']], run: () => 'Unsupported feature' },
};
