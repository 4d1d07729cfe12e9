import { liveOf } from '../shared/watch/live';
import { netAlertXWatch } from './watch';

/** NetAlertX as it is watched, with a look whenever its event stream says that a scan was processed. */
export const netAlertXLiveWatch = liveOf(netAlertXWatch, {
	listen: async (client, ring, signal) => await client.listen(ring, signal),
});
