/** Commands that change a device, or have it do something. Most say `ok` whatever becomes of it. */
import { bits, mayIn, mayOn, mayReach } from '../world/rights';
import type { Device, World } from '../world/world';
import type { Value } from './arguments';
import { Failed, findDevice, findGroup, groupId, isForeign, isGiven, isText, never, textOf, type Call, type Commands } from './command';

const needsId: [string, string] = ['id', 'Missing device id, use --id \'[deviceid]\''];
const needsMessage: [string, string] = ['msg', 'Remote message, use --msg "[message]" specify a remote message.'];
const isConnected = (device?: Device): device is Device => ((device?.connection?.conn ?? 0) & 1) !== 0;

interface Edit {
	name?: string;
	desc?: string;
	tags?: string | string[];
	icon?: number;
	consent?: number;
}

/** A parameter that became true, because its value began with a dash, empties the field. */
function textChange(value: Value | undefined): string | undefined {
	if (value === true) return '';
	return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

function editOf({ name, desc, tags, icon, consent }: Record<string, Value>): Edit {
	const edit: Edit = {};
	if (typeof name === 'string' || typeof name === 'number') edit.name = String(name);
	if (isGiven(desc)) edit.desc = textChange(desc);
	if (isGiven(tags)) edit.tags = typeof tags === 'string' ? tags.split(',') : textChange(tags);
	if (isGiven(icon)) edit.icon = inRange(icon, 8, 'Icon must be between 1 and 8.');
	if (isGiven(consent)) edit.consent = inRange(consent, Infinity, 'Invalid consent flags.');
	return edit;
}

function inRange(value: Value | undefined, largest: number, sentence: string): number {
	const number = Number.parseInt(String(value), 10);
	if (Number.isNaN(number) || number < 1 || number > largest) throw new Failed(sentence);
	return number;
}

const sortedTags = (tags: string | string[]): string[] => {
	const trimmed = (typeof tags === 'string' ? tags.split(',') : tags).map((tag) => tag.trim());
	return [...new Set(trimmed.filter(({ length }) => length > 0 && length < 64))].sort();
};

function editDevice({ args, world }: Call): string {
	const edit = editOf(args);
	if (!isText(args.id, 1, 1_024) || isForeign(args.id)) return 'Invalid nodeid';
	const device = findDevice(world, args.id);
	if (!device || !mayOn(world, device, bits.manageDevices)) return 'Access Denied';
	const { node } = device;
	const changes: string[] = [];
	const change = (what: string, field: 'icon' | 'name' | 'consent' | 'desc', value: string | number | undefined) => {
		if (value === undefined || value === node[field]) return;
		Object.assign(node, { [field]: value });
		changes.push(what);
	};
	change('icon', 'icon', edit.icon);
	change('name', 'name', edit.name);
	change('consent', 'consent', edit.consent);
	change('description', 'desc', edit.desc);
	if (edit.tags === '') delete node.tags;
	else if (edit.tags) node.tags = sortedTags(edit.tags);
	if (changes.length > 0 || edit.tags !== undefined) logChange(world, device, changes.join(', '));
	return 'ok';
}

function logChange(world: World, { node, meshid }: Device, changes: string): void {
	const group = world.groups.get(meshid)?.name ?? '';
	const msg = `Changed device ${node.name} from group ${group}: ${changes}`;
	world.log({ etype: 'node', nodeid: node._id, action: 'changenode', msg, msgid: 140, msgArgs: [node.name, group, changes] });
}

/** An agent that runs registers its device again within a second, under the same id: as a new one, in the same group. */
const comesBackMs = 300;

function removeDevice({ args, world }: Call): string {
	if (!isText(args.id, 1, 1_024)) return 'Invalid nodeid';
	if (isForeign(args.id)) return 'Invalid domain';
	const device = findDevice(world, args.id);
	if (!device || !mayOn(world, device, bits.uninstall)) return 'Denied';
	const { node, meshid } = device;
	world.devices.delete(node._id);
	world.events.splice(0, Infinity, ...world.events.filter(({ nodeid }) => nodeid !== node._id));
	const group = world.groups.get(meshid)?.name ?? '';
	const msg = `Removed device ${node.name} from device group ${group}`;
	world.log({ etype: 'node', nodeid: node._id, action: 'removenode', msg, msgid: 87, msgArgs: [node.name, group] });
	if (isConnected(device)) {
		const { _id, rname, agent, ip, osdesc } = node;
		const comeBack = () => {
			if (world.devices.has(_id)) return;
			world.addDevice(meshid, { _id, name: rname ?? node.name, rname, agent, ip, osdesc }, { network: device.network });
			world.connect(_id);
		};
		setTimeout(comeBack, comesBackMs).unref();
	}
	return 'ok';
}

function moveDevice(call: Call): string | Promise<string> {
	const { args, world } = call;
	const meshid = groupId(call);
	if (!isText(meshid, 8, 134)) return 'Invalid groupid';
	const group = findGroup(world, meshid);
	if (!group) return 'Unknown device group';
	if (!mayIn(world, group, bits.manageDevices)) return 'Permission denied';
	if (!isText(args.devid, 1, 256)) return 'Invalid nodeids';
	const device = findDevice(world, args.devid);
	if (!device) return 'Device not found';
	if (device.meshid === group._id) return 'Device already in correct group';
	if (world.groups.get(device.meshid)?.mtype !== group.mtype) return never();
	if (!mayOn(world, device, bits.editGroup) || !mayIn(world, group, bits.editGroup)) return 'Permission denied';
	const { _id: nodeid, name } = device.node;
	const msg = `Moved device ${name} to group ${group.name}`;
	const places = { oldMeshId: device.meshid, newMeshId: group._id };
	world.log({ etype: 'node', nodeid, action: 'nodemeshchange', ...places, msgid: 85, msgArgs: [name, group.name], msg });
	device.meshid = group._id;
	return 'ok';
}

/** Says `ok` for devices that are offline or unknown, too. */
const powerOperations = ['wake', 'off', 'reset', 'sleep', 'amton', 'amtoff', 'amtreset'];

function power({ args, world, agent }: Call): string {
	const ids = textOf(args.id ?? '', 'args.id.split').split(',');
	const operation = powerOperations.find((name) => isGiven(args[name]));
	if (operation === undefined) throw new Failed('No power operation specified.');
	const devices = ids.map((id) => findDevice(world, id));
	if (operation === 'wake') return ids.length === 1 ? wake(world, agent.received, devices[0]) : 'ok';
	for (const device of devices.filter(isConnected).filter((each) => mayOn(world, each, bits.resetOff))) agent.received.push({ nodeid: device.node._id, what: 'power', value: operation });
	return 'ok';
}

function wake(world: World, received: Call['agent']['received'], device?: Device): string {
	if (!device || !mayOn(world, device, bits.wake)) return 'Invalid nodeid';
	if (!device.network) return 'No network information for this device';
	const macs = [...new Set(Object.values(device.network).flat().map(({ mac }) => mac))].filter((mac) => mac !== '00:00:00:00:00:00');
	if (macs.length === 0) return 'No known MAC addresses for this device';
	const helpers = [...world.devices.values()].filter(isConnected).filter((each) => mayOn(world, each, bits.wake));
	for (const { node } of helpers) received.push({ nodeid: node._id, what: 'wake', value: macs.join(',') });
	return `Used ${helpers.length} device(s) to send wake packets`;
}

/** Reaches the agent, or there is no way to it. */
function routed({ args, world, agent }: Call, what: 'message' | 'url', value: Value | undefined): string {
	const device = findDevice(world, args.id);
	if (!isConnected(device)) return 'Unable to route';
	// Of a missing right it says so only afterwards, when `meshctrl` has gone.
	if (mayReach(world, device)) agent.received.push({ nodeid: device.node._id, what, value: String(value) });
	return 'OK';
}

function toast({ args, world, agent }: Call): string {
	if (!isText(args.id, 1, 256)) return 'Invalid nodeids';
	if (!isText(args.msg, 1, 4_096)) return 'Invalid message';
	const device = findDevice(world, args.id);
	if (isConnected(device) && mayOn(world, device, bits.chatNotify)) agent.received.push({ nodeid: device.node._id, what: 'toast', value: args.msg });
	return 'ok';
}

/** To all devices of a group. A group without any gets no answer for its toast. */
function toGroup(what: 'toast' | 'message') {
	return ({ args, world, agent }: Call): string | Promise<string> => {
		const group = findGroup(world, args.id);
		const devices = [...world.devices.values()].filter(({ meshid }) => meshid === group?._id);
		if (what === 'toast' && devices.length === 0) return never();
		if (what === 'toast' && !isText(args.msg, 1, 4_096)) return 'Invalid message';
		for (const { node } of devices.filter(isConnected)) agent.received.push({ nodeid: node._id, what, value: String(args.msg) });
		return 'ok';
	};
}

const needsGroup: [string, string] = ['id', 'Missing device group id, use --id \'[devicegroupid]\''];

export const deviceCommands: Commands = {
	editdevice: { needs: [needsId], run: editDevice },
	removedevice: { needs: [needsId], run: removeDevice },
	movetodevicegroup: {
		needs: [
			[['id', 'group'], 'Device group identifier missing, use --id \'[groupid]\' or --group [groupname]'],
			['devid', 'Device identifier missing, use --devid \'[deviceid]\''],
		],
		run: moveDevice,
	},
	devicepower: { needs: [needsId], run: power },
	devicemessage: { needs: [needsId, needsMessage], run: (call) => routed(call, 'message', call.args.msg) },
	deviceopenurl: {
		needs: [needsId, ['openurl', 'Remote URL, use --openurl [url] specify the link to open.']],
		run: (call) => routed(call, 'url', call.args.openurl),
	},
	devicetoast: { needs: [needsId, needsMessage], run: toast },
	groupmessage: { needs: [needsGroup, needsMessage], run: toGroup('message') },
	grouptoast: { needs: [needsGroup, needsMessage], run: toGroup('toast') },
};
