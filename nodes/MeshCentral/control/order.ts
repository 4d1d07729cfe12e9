import { randomUUID } from 'node:crypto';
import { UnreachableError } from '../../shared/errors';
import type { Command, Wrapped } from '../command';
import type { DeviceRecord } from '../schemas';
import type { Channel } from './channel';
import { commandFrame, type Frame } from './frames';

/** A command on its way to a device. */
export interface Order {
	channel: Channel;
	device: DeviceRecord;
	command: Command;
	wrapped: Wrapped;
	/** The same each time that it is sent: a late answer to an earlier time is an answer. */
	frame: Frame;
}

/** As the server numbers them. */
const RUN_AS = { agent: 0, userIfAny: 1, user: 2 } as const;

export function frameOf({ _id }: DeviceRecord, { runAs }: Command, { type, text }: Wrapped): Frame {
	// A shell always answers, if only that it has started something; the console answers in texts.
	return { action: 'runcommands', nodeids: [_id], type, cmds: text, runAsUser: RUN_AS[runAs], reply: type !== 4, responseid: randomUUID() };
}

/** The agent of a device ended or lost its connection, and what it was running answers nobody any more. */
export class GoneError extends UnreachableError {}

/**
 * Looks at a frame that comes while a command runs.
 * @returns whether it says that the server took the command
 * @throws RefusedError with the server's words where it did not; GoneError once the device's agent is gone
 */
export function refusalOrOk({ channel, device, frame }: Order, received: Frame): boolean {
	if (isGone(received, device)) throw new GoneError(`${device.name} went offline while the command was running`, channel.asked('runcommands'), 'unknown', { repeatable: false });
	if (received.action !== 'runcommands' || received.responseid !== frame.responseid) return false;
	const { result } = channel.shaped(received, commandFrame, 'runcommands');
	if (result === 'OK') return true;
	throw channel.refused(String(result), 'runcommands');
}

/**
 * The server says so within milliseconds, to everybody who may see the device; of an agent that was killed, only when the processes that it
 * had started have ended, since they hold its connection open (both measured).
 */
export function isGone({ action, event }: Frame, { _id }: Pick<DeviceRecord, '_id'>): boolean {
	if (action !== 'event' || typeof event !== 'object' || event === null) return false;
	const { action: what, nodeid, conn } = event as Record<string, unknown>;
	return what === 'nodeconnect' && nodeid === _id && (Number(conn) & 1) === 0;
}
