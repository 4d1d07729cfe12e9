/** What the wrapper's user may do, as the real server decides it (1.1.55; measured with one user for each right). */
import type { Mesh, Rights } from './types';
import type { Device, World } from './world';

/** Bits of rights in a group and on a device. */
export const bits = {
	editGroup: 1, manageUsers: 2, manageDevices: 4, remoteControl: 8, wake: 64, desktopViewOnly: 256, limitedInput: 4_096, chatNotify: 16_384, uninstall: 32_768,
	remoteCommand: 131_072, resetOff: 262_144, guestSharing: 524_288, deviceDetails: 1_048_576,
} as const;

/** Bits of rights on the server. */
export const siteBits = { manageUsers: 2, noNewGroups: 64, userGroups: 256 } as const;

const everything = 4_294_967_295;
const has = (rights: number, bit: number): boolean => rights === everything || (rights & bit) !== 0;

/** Through the links of the user itself, and of the user groups that it is in. */
function rightsIn({ me, userGroups }: World, ids: readonly string[]): number {
	const linked: Array<Record<string, Rights> | undefined> = [me.links, ...[...userGroups.values()].filter(({ links }) => links[me._id]).map(({ links }) => links)];
	const found = linked.flatMap((links) => ids.flatMap((id) => links?.[id]?.rights ?? []));
	return found.includes(everything) ? everything : found.reduce((all, rights) => all | rights, 0);
}

export function mayOn(world: World, { node, meshid }: Device, bit: number): boolean {
	return has(rightsIn(world, [node._id, meshid]), bit);
}

export function mayIn(world: World, { _id }: Mesh, bit: number): boolean {
	return has(rightsIn(world, [_id]), bit);
}

export function hasAllOf(world: World, { _id }: Mesh): boolean {
	return rightsIn(world, [_id]) === everything;
}

export function mayOnServer({ me: { siteadmin = 0 } }: World, bit: number): boolean {
	return has(siteadmin, bit);
}

/** Remote control and guest sharing, without the limit to one's input. */
export function mayShare(world: World, device: Device): boolean {
	const rights = rightsIn(world, [device.node._id, device.meshid]);
	return rights === everything || (has(rights, bits.remoteControl) && has(rights, bits.guestSharing) && !has(rights, bits.limitedInput));
}

/** Reaches the agent with messages. */
export function mayReach(world: World, device: Device): boolean {
	return mayOn(world, device, bits.remoteControl) || mayOn(world, device, bits.desktopViewOnly);
}
