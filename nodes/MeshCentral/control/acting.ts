import { randomUUID } from 'node:crypto';
import * as z from 'zod/v4';
import type { Handed } from '../client';
import type { DeviceRecord } from '../schemas';
import type { Channel } from './channel';
import type { Frame } from './frames';

/** An agent's own word comes within 2 ms on the same machine (measured); agents may be behind slow lines. */
const PROVED_WITHIN_MS = 1_500;
const NO_WORD = 'The agent did not confirm it.';

/** Something that an agent is to do, and the entry of the server's log by which it says that it does. */
export interface Deed {
	action: string;
	fields: Readonly<Record<string, unknown>>;
	/** Its number, and how what it tells begins. */
	logged?: { msgid: number; args: readonly unknown[] };
	/** For deeds of which the agent itself reports how they ended: what a frame says of that. */
	told?(frame: Frame): Omit<Handed, 'answer'> | undefined;
}

/**
 * Hands a deed to the server, which says yes to nearly everything, and listens on: for the no that follows its yes within 5 ms where a
 * right is missing or the agent is gone, and for the agent's own word (both measured on 1.1.55).
 * @throws RefusedError with the server's words
 */
export async function handed(channel: Channel, { _id: nodeid }: DeviceRecord, { action, fields, logged, told }: Deed): Promise<Handed> {
	const responseid = randomUUID();
	const { promise: silence, resolve: fallSilent } = Promise.withResolvers<Handed>();
	let answer: string | undefined;
	let outcome: Omit<Handed, 'answer'> | undefined;
	let patience: NodeJS.Timeout | undefined;
	const hear = (received: Frame): { value: Handed } | undefined => {
		if (received.responseid === responseid) {
			answer = words(channel.checked(received, z.looseObject({}), action));
			patience ??= setTimeout(fallSilent, PROVED_WITHIN_MS, { answer, confirmed: false, reason: NO_WORD });
		}
		outcome ??= told?.(received) ?? (logged && isEntry(received, nodeid, logged) ? { confirmed: true } : undefined);
		return answer !== undefined && outcome ? { value: { answer, ...outcome } } : undefined;
	};
	try {
		const frame = { ...fields, action, responseid };
		return await channel.exchange({ frame, effect: 'once', timeoutMs: 30_000, answer: hear, orElse: silence });
	} finally {
		clearTimeout(patience);
	}
}

function isEntry({ action, event }: Frame, nodeid: string, { msgid, args }: NonNullable<Deed['logged']>): boolean {
	if (action !== 'event' || typeof event !== 'object' || event === null) return false;
	const entry = event as Record<string, unknown>;
	if (entry.action !== 'agentlog' || entry.nodeid !== nodeid || entry.msgid !== msgid || !Array.isArray(entry.msgArgs)) return false;
	const told = entry.msgArgs as unknown[];
	return args.every((each, index) => told[index] === each);
}

/** What an answer says in words. */
export function words(frame: object): string {
	const { result } = frame as { result?: unknown };
	return typeof result === 'string' ? result : '';
}
