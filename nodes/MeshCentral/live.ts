import { liveOf } from '../shared/watch/live';
import type { Sighting } from '../shared/watch/types';
import type { MeshCentralClient } from './client';
import { hasAgent } from './device';
import type { DeviceRecord } from './schemas';
import { meshCentralWatch } from './watch';

/**
 * After a restart of the server every device is offline until its agent is back: 1.3 to 4 s later (measured), and later the longer the server was
 * down. Until then, who is not there may be on the way.
 */
const AGENTS_BACK_WITHIN_MS = 30_000;
/** Our connection and those of agents begin at about the same time after it. */
const WITH_OURS_MS = 10_000;

/** MeshCentral as it is watched, with a look whenever the server pushes something over the session that is open anyway. */
export const meshCentralLiveWatch = liveOf(meshCentralWatch, {
	events: meshCentralWatch.events.map((event) =>
		event.value === 'deviceOffline' ? { ...event, description: "A device is disconnected, or has been for the time set in 'Offline for at Least'" } : event,
	),
	offlineForByDefault: 0,

	async look(client, wants) {
		const snapshot = await meshCentralWatch.look(client, wants);
		const dueInMs = waitForAgents(client, snapshot.sightings ?? []);
		return dueInMs > 0 ? { ...snapshot, sightings: snapshot.sightings!.map(withoutOffline), dueInMs } : snapshot;
	},

	listen: async (client, ring, signal) => await client.listen(ring, signal),
});

/** Sessions, by their beginning, in which somebody was seen who had been connected for longer: their servers had not started just then. */
const provenUp = new Set<number>();
const MOST_KEPT = 1_000;

/** For how many ms agents may still be on the way: where the server may just have started, as we have connected and nobody has been connected for longer. */
function waitForAgents(client: MeshCentralClient, sightings: readonly Sighting[]): number {
	const since = client.connectedSince()?.getTime();
	if (since === undefined || provenUp.has(since)) return 0;
	const isOlder = ({ conn, agct }: DeviceRecord) => hasAgent({ conn }) && typeof agct === 'number' && agct < since - WITH_OURS_MS;
	if (sightings.some(({ raw }) => isOlder(raw as DeviceRecord))) {
		if (provenUp.size >= MOST_KEPT) provenUp.clear();
		provenUp.add(since);
		return 0;
	}
	return Math.max(0, since + AGENTS_BACK_WITHIN_MS - client.serverNow().getTime());
}

/** Whether it is there is not known yet; nothing is concluded from it. */
function withoutOffline(sighting: Sighting): Sighting {
	return sighting.status === 'offline' ? { ...sighting, status: null } : sighting;
}
