import { randomUUID } from 'node:crypto';
import { RefusedError, UnreachableError } from '../../shared/errors';
import { pause } from '../../shared/pause';
import { isNothing, lackOf, NEEDS, rightsIn } from '../rights';
import type { DeviceRecord } from '../schemas';
import type { Channel } from './channel';

/** By then an agent runs its core, if it ever does. */
const SETTLED_AFTER_MS = 30_000;
/** How long the first question waits for its answer, and each one after it twice as long: some agents are behind slow lines. */
const FIRST_WAIT_MS = 250;
const ASKED_FOR_MS = 10_000;
/** How long it is given by somebody who may not ask it. */
const UNASKED_MS = 2_000;

/**
 * Waits until an agent that has just connected listens: until its core runs, anything sent to it is silently lost (measured:
 * for 0.4 s, and the device is shown as online all that time). Its load is requested, because that stores nothing.
 * @throws RefusedError where it does not answer within 10 s
 */
export async function ready(channel: Channel, device: DeviceRecord): Promise<void> {
	const { agct, name } = device;
	if (agct === undefined) return;
	// Only a session knows the server's clock.
	await channel.open('msg');
	if (agct !== null && channel.serverNow().getTime() - agct > SETTLED_AFTER_MS) return;
	const until = Date.now() + ASKED_FOR_MS;
	try {
		for (let wait = FIRST_WAIT_MS; Date.now() < until; wait *= 2) if (await answers(channel, device, Math.min(wait, until - Date.now()))) return;
	} catch (error) {
		// The same words are for a device that is gone, and for somebody who may not ask it.
		if (!(error instanceof RefusedError) || maySurelyAsk(channel, device)) throw error;
		return await pause(UNASKED_MS, undefined);
	}
	throw channel.refused(`${name} has just connected and accepts nothing yet`, 'msg', 'Nothing was sent to it. Try again in a few seconds.');
}

/** Rights that come through a user group stand elsewhere. */
function maySurelyAsk({ session }: Channel, device: DeviceRecord): boolean {
	const account = session?.standing.account;
	const rights = account && rightsIn(account, [device, { _id: device.meshid }]);
	return account === undefined || (rights !== undefined && isNothing(lackOf(NEEDS.dialog, rights)));
}

async function answers(channel: Channel, { _id: nodeid }: DeviceRecord, timeoutMs: number): Promise<boolean> {
	const tag = randomUUID();
	const frame = { action: 'msg', type: 'cpuinfo', nodeid, tag, responseid: tag };
	try {
		return await channel.exchange({
			frame,
			effect: 'read',
			timeoutMs,
			answer: (received) => {
				if (received.responseid === tag && received.result !== undefined && received.result !== 'OK') throw channel.refused(String(received.result), 'msg');
				return received.type === 'cpuinfo' && received.tag === tag ? { value: true } : undefined;
			},
		});
	} catch (error) {
		if (error instanceof UnreachableError && !error.repeatable) return false;
		throw error;
	}
}
