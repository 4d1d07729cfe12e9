/** Commands on accounts, user groups and login tokens. */
import { inspect } from 'node:util';
import type { Mesh, Rights, User, UserGroup } from '../world/types';
import { bits, mayIn, mayOnServer, siteBits } from '../world/rights';
import type { World } from '../world/world';
import type { Value } from './arguments';
import { fullId, isGiven, isText, json, never, textOf, type Call, type Commands } from './command';

const findUser = ({ users }: World, id: Value | undefined): User | undefined =>
	typeof id === 'string' ? users.get(fullId('user', id)) : undefined;

function listUsers({ args, world }: Call): string {
	if (!mayOnServer(world, siteBits.manageUsers)) return 'Access denied';
	const users = [...world.users.values()];
	if (!isGiven(args.filter)) return json(users);
	const words = textOf(args.filter ?? '', 'args.filter.toLowerCase').toLowerCase().split(',');
	return json(users.filter(({ otpsecret }) => words.includes(otpsecret === undefined ? 'no2fa' : '2fa')));
}

function addUser({ args, world }: Call): string {
	if (!mayOnServer(world, siteBits.manageUsers)) return 'Permission denied';
	if (!isText(args.user, 1, 128) || /[\s<>&"]/.test(args.user)) return 'Invalid username';
	if (!isGiven(args.randompass) && !isText(args.pass, 1, 256)) return 'Invalid password';
	if (findUser(world, args.user.toLowerCase())) return 'User already exists';
	const email = isGiven(args.email) ? { email: String(args.email), emailVerified: isGiven(args.emailverified) } : {};
	world.addUser(args.user, { ...email, ...(typeof args.realname === 'string' && { realname: args.realname }) });
	return 'ok';
}

function editUser({ args, world }: Call): string | Promise<string> {
	if (!mayOnServer(world, siteBits.manageUsers)) return never();
	if (!isText(args.userid, 1, 2_048)) return 'Invalid userid';
	const user = findUser(world, args.userid);
	if (!user) return 'User does not exists';
	if (isGiven(args.email)) Object.assign(user, { email: args.email, emailVerified: isGiven(args.emailverified) });
	if (args.realname === true) user.realname = '';
	else if (typeof args.realname === 'string') user.realname = args.realname;
	return 'ok';
}

function removeUser({ args, world }: Call): string {
	if (!mayOnServer(world, siteBits.manageUsers)) return 'Permission denied';
	if (!isText(args.userid, 1, 2_048)) return 'Invalid userid';
	const user = findUser(world, args.userid);
	if (!user) return 'User does not exists';
	world.users.delete(user._id);
	for (const { links } of [...world.groups.values(), ...world.userGroups.values()]) delete links[user._id];
	return 'ok';
}

function addUserGroup({ args, world }: Call): string {
	if (!mayOnServer(world, siteBits.userGroups)) return 'Permission denied';
	if (!isText(args.name, 1, 64)) return 'Invalid group name';
	const desc = typeof args.desc === 'string' ? { desc: args.desc } : {};
	const group: UserGroup = { type: 'ugrp', _id: `ugrp//${world.newId(64)}`, name: args.name, ...desc, domain: '', links: {} };
	world.userGroups.set(group._id, group);
	return 'ok';
}

const userGroup = ({ args, world }: Call): UserGroup | undefined => world.userGroups.get(String(args.groupid));

/** Where the rights are kept that a user group gives: in the device group or the device as well. */
function placeOf(world: World, id: string): { links?: Record<string, Rights>; group?: Mesh } | undefined {
	const device = world.devices.get(id);
	return device ? { group: world.groups.get(device.meshid), ...device.node } : world.groups.get(id);
}

/** What the wrapper's user may not: words for users and device groups, silence for devices. */
function refusal(world: World, member: string): string | Promise<string> | undefined {
	if (member.startsWith('user/')) return mayOnServer(world, siteBits.userGroups) ? undefined : 'Permission denied';
	const group = world.groups.get(member) ?? placeOf(world, member)?.group;
	if (group && mayIn(world, group, bits.manageUsers)) return undefined;
	return member.startsWith('mesh/') ? 'Permission denied' : never();
}

/** Says `ok` where there is no such user or no such user group. */
function addToUserGroup(call: Call): string | Promise<string> {
	const { args, world } = call;
	const group = userGroup(call);
	const member = textOf(args.id ?? '', 'args.id.startsWith');
	const rights = Number.parseInt(String(args.rights ?? 0), 10);
	const refused = refusal(world, member);
	if (refused !== undefined) return refused;
	if (member.startsWith('user/')) {
		const user = findUser(world, member);
		if (group && user) group.links[member] = { userid: user._id, name: user.name, rights: 1 };
		return 'ok';
	}
	if (!group) return 'Invalid groupid';
	group.links[member] = { rights };
	link(world, member, group._id, { name: group.name, rights });
	return member.startsWith('mesh/') ? `Added user ${group._id.split('/').at(-1)}` : 'ok';
}

function link(world: World, member: string, id: string, rights: Rights | undefined): void {
	const place = world.devices.get(member)?.node ?? world.groups.get(member);
	if (!place) return;
	const links = { ...place.links };
	if (rights) links[id] = rights;
	else delete links[id];
	place.links = links;
}

/** Without the right there is no answer, whatever is taken out. */
function removeFromUserGroup(call: Call): string | Promise<string> {
	const { args, world } = call;
	const group = userGroup(call);
	const member = String(args.id);
	if (refusal(world, member) !== undefined) return never();
	if (group) delete group.links[member];
	if (group) link(world, member, group._id, undefined);
	return 'ok';
}

function removeAllFromUserGroup(call: Call): string {
	const group = userGroup(call);
	if (!group) return 'User group not found.';
	const members = Object.keys(group.links).filter((id) => id.startsWith('user/'));
	if (members.length === 0) return 'No users in this user group.';
	for (const id of members) delete group.links[id];
	return [...members.map((id) => `Removing ${id}`), 'ok'].join('\n');
}

/** Not JSON, whatever is requested. */
function loginTokens({ args, world }: Call): string {
	if (isGiven(args.add)) {
		if (!isText(args.add, 1, 100)) return 'Invalid name';
		const minutes = isGiven(args.expire) ? Number.parseInt(String(args.expire), 10) : 0;
		if (Number.isNaN(minutes) || minutes < 0) return 'Invalid expire value';
		const created = Date.now();
		const expire = minutes > 0 ? created + minutes * 60_000 : 0;
		const token = { name: args.add, tokenUser: `~t:${world.newId(16)}`, created, expire };
		world.tokens.push(token);
		const { name, tokenUser } = token;
		return inspect({ action: 'createLoginToken', name, tokenUser, tokenPass: world.newId(20), created, expire });
	}
	if (isGiven(args.remove)) world.tokens.splice(0, Infinity, ...world.tokens.filter(({ tokenUser }) => tokenUser !== args.remove));
	return inspect(world.tokens);
}

const needsUserGroup: [string, string] = ['groupid', 'Group id missing, use --groupid \'[id]\''];

export const userCommands: Commands = {
	listusers: { run: listUsers },
	listusersessions: { run: ({ world }) => json({ [world.me._id]: 1 }) },
	listusergroups: { run: ({ world: { userGroups } }) => json(userGroups.size === 0 ? null : Object.fromEntries(userGroups)) },
	adduser: {
		needs: [
			['user', 'New account name missing, use --user [name]'],
			[['pass', 'randompass'], 'New account password missing, use --pass [password] or --randompass'],
		],
		run: addUser,
	},
	edituser: { needs: [['userid', 'Edit account user missing, use --userid [id]']], run: editUser },
	removeuser: { needs: [['userid', 'Remove account userid missing, use --userid [id]']], run: removeUser },
	addusergroup: { needs: [['name', 'New user group name missing, use --name [name]']], run: addUserGroup },
	removeusergroup: {
		needs: [['groupid', 'Remove user group id missing, use --groupid \'[id]\'']],
		run: ({ args, world }) => {
			const id = String(args.groupid);
			if (!id.startsWith('ugrp//')) return 'Invalid domain id';
			if (!world.userGroups.delete(id)) return 'Unknown device group';
			world.log({ etype: 'ugrp', ugrpid: id, action: 'deleteusergroup', msg: 0, domain: '' });
			return 'ok';
		},
	},
	addtousergroup: { needs: [needsUserGroup, ['id', 'Missing identifier to add, use --id [id]']], run: addToUserGroup },
	removefromusergroup: { needs: [needsUserGroup, ['id', 'Missing identifier to remove, use --id [id]']], run: removeFromUserGroup },
	removeallusersfromusergroup: { needs: [needsUserGroup], run: removeAllFromUserGroup },
	logintokens: { run: loginTokens },
	broadcast: {
		needs: [['msg', 'Message missing, use --msg [message]']],
		run: ({ args }) => (isText(args.msg, 1, 512) ? 'ok' : 'Message is too long'),
	},
};
