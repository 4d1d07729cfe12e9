import { BadAnswerError, InputError, type Asked } from '../shared/errors';
import type { DeviceRecord, GroupRecord, ServerInfo } from './schemas';

/** What is checked before something is sent that the server would silently ignore, whichever way it goes. */

/**
 * A server on which sharing is turned off answers nothing to whatever is about share links (as in its source).
 * @throws InputError
 */
export function requireSharing({ guestdevicesharing }: ServerInfo): void {
	if (guestdevicesharing !== false) return;
	throw new InputError('Device sharing is turned off on this MeshCentral', "Its administrator can turn it on: 'guestDeviceSharing' in the server's configuration. Nothing was sent.");
}

/**
 * Moving a device between groups of different kinds is never answered, and not done (measured).
 * @throws InputError
 */
export function requireSameKind(from: GroupRecord | undefined, to: GroupRecord): void {
	if (!from || from.mtype === undefined || to.mtype === undefined || from.mtype === to.mtype) return;
	throw new InputError(
		`A device of the group ${from.name} cannot be moved to ${to.name}, which is of another type`,
		'MeshCentral has groups for devices with an agent, for Intel AMT, and for local devices. Nothing was sent.',
	);
}

/** The first of the server's `features`: it is on the internet only, and sends no packets into a network itself. */
const WAN_ONLY = 1;

const BY_NOBODY = /^used 0 device\(s\)/i;

/**
 * Whether an answer to a wake-up says that nobody sent a packet: no other agent of a group where this account may wake devices is
 * connected. A server that is in a network itself has sent some anyway (read in its source).
 */
export function wokeNobody(answer: string, { features }: ServerInfo): boolean {
	return BY_NOBODY.test(answer) && typeof features === 'number' && (features & WAN_ONLY) !== 0;
}

export const WOKE_NOBODY =
	"No online device could send the packets, so nothing was done: MeshCentral needs another connected agent, in a group where this account has the right Wake.";

/** Why nothing is known of a device that was sent packets. */
export function whyNotAwake(answer: string): string {
	return BY_NOBODY.test(answer)
		? "Only the server sent packets, and no agent: it can wake only devices in its own network. 'Wait Until Online' shows whether it is back."
		: "Devices do not answer wake packets: 'Wait Until Online' shows when it is back.";
}

/** As the server numbers the groups whose devices have no agent. */
const LOCAL = 3;

/** @throws InputError for a group of devices with agents, or of Intel AMT */
export function requireLocal({ mtype, name }: GroupRecord): void {
	if (mtype === undefined || mtype === LOCAL) return;
	throw new InputError(`${name} is not a group for local devices`, "MeshCentral adds devices without an agent only to groups of the type 'Local devices, no agent', which are created on its web page. Nothing was sent.");
}

/**
 * The device that was just added: the server does not tell which it is.
 * @throws BadAnswerError where none is there that was not there before
 */
export function addedTo(now: readonly DeviceRecord[], before: readonly DeviceRecord[], name: string, asked: Asked): DeviceRecord {
	const known = new Set(before.map(({ _id }) => _id));
	const added = now.find((device) => device.name === name && !known.has(device._id));
	if (added) return added;
	throw new BadAnswerError(`MeshCentral answered "ok" but did not add ${name}`, asked, undefined, 'Check the group in MeshCentral before you try again.');
}
