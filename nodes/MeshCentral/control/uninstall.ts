import { pause } from '../../shared/pause';
import type { Handed } from '../client';
import { hasAgent } from '../device';
import type { DeviceRecord } from '../schemas';
import type { Channel } from './channel';
import { isGone } from './order';

/** A service stops itself at once; slow computers take a while. */
const GONE_WITHIN_MS = 30_000;
/** A connection that only broke is back by then (measured: agents come back within 4 s). */
const STAYS_GONE_MS = 10_000;

const STAYED = 'The agent is still connected. An agent that was started by hand, not as a service, cannot remove itself.';
const CAME_BACK = 'The agent went away and came back: only its connection broke.';

/**
 * Has an agent remove itself. The server never answers that, with or without the right, so what proves it is that the agent goes and stays away
 * (measured on 1.1.55).
 */
export async function uninstalled(channel: Channel, device: DeviceRecord, find: () => Promise<DeviceRecord | undefined>, signal?: AbortSignal): Promise<Handed> {
	const { promise: silence, resolve: fallSilent } = Promise.withResolvers<boolean>();
	const patience = setTimeout(fallSilent, GONE_WITHIN_MS, false);
	try {
		const hasGone = await channel.exchange<boolean>({
			frame: { action: 'uninstallagent', nodeids: [device._id] },
			effect: 'once',
			timeoutMs: GONE_WITHIN_MS + 5_000,
			answer: (received) => (isGone(received, device) ? { value: true } : undefined),
			orElse: silence,
		});
		if (!hasGone) return { answer: '', confirmed: false, reason: STAYED };
	} finally {
		clearTimeout(patience);
	}
	await pause(STAYS_GONE_MS, signal);
	const now = await find();
	return now && hasAgent(now) ? { answer: '', confirmed: false, reason: CAME_BACK } : { answer: '', confirmed: true };
}
