/** Ten thousand devices by the whole poll: what n8n has to keep, and how long a poll takes beside reading the listing. */
import { createHash } from 'node:crypto';
import type { NetAlertXClient } from '../../../nodes/NetAlertX/client';
import { NetAlertXTrigger } from '../../../nodes/NetAlertX/NetAlertXTrigger.node';
import type { DeviceRecord } from '../../../nodes/NetAlertX/schemas';
import { netAlertXWatch } from '../../../nodes/NetAlertX/watch';
import { median, medianTime } from '../../support/median';
import { Poller, savings } from '../../support/poller';
import { typeWith } from './life';
import { processesOf } from './processes';
import { over } from './world';

const DEVICES = 10_000;
const LARGEST_STATE = 400_000;
/** Measured 6 to 13; what grows with the square of the devices takes hundreds. */
const TIMES_READING = 40;
const now = new Date();
const stamp = (minutesAgo: number) => new Date(now.getTime() - minutesAgo * 60_000).toISOString().slice(0, 19).replace('T', ' ');

/** Names, addresses and times that do not repeat. */
function devices(): DeviceRecord[] {
	return Array.from({ length: DEVICES }, (_, index) => {
		const digits = createHash('sha256').update(String(index)).digest('hex');
		return {
			devMac: digits.slice(0, 12).replace(/(..)(?=.)/g, '$1:'),
			devName: `pc-${digits.slice(12, 18)}`,
			devGroup: index % 3 === 0 ? 'Servers' : '',
			devLastIP: `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`,
			devPresentLastScan: 1,
			devFirstConnection: stamp(1_000 + index),
			devLastConnection: stamp(1),
		} as DeviceRecord;
	});
}

it.each(savings)('are kept in 400 kB and polled in a time that is in proportion to reading the listing, n8n polling as "%s"', async (saving) => {
	const listed = devices();
	const client: Partial<NetAlertXClient> = {
		allDevices: async () => await Promise.resolve(structuredClone(listed)),
		events: async () => await Promise.resolve([]),
		serverNow: () => now,
	};
	const [first, second] = await processesOf(2);
	const processes = [first!, second!];
	const trigger = new Poller({
		load: async () => await Promise.resolve(typeWith(new NetAlertXTrigger(), processes.shift()!, over(netAlertXWatch, client))),
		parameters: { triggerOn: ['deviceOffline', 'deviceChanged'], watchedFields: ['devName', 'devGroup'] },
		credentials: { netAlertXApi: { baseUrl: 'http://lan.example', apiToken: 'token' } },
		saving,
	});
	const times: number[] = [];
	const timed = async (poll: () => Promise<unknown>) => {
		const start = performance.now();
		await poll();
		times.push(performance.now() - start);
	};
	await timed(async () => await trigger.activate());
	await timed(async () => await trigger.poll());
	listed[4_711] = { ...listed[4_711]!, devName: 'renamed' };
	await timed(async () => await trigger.poll());
	listed[1_147] = { ...listed[1_147]!, devPresentLastScan: 0 };
	await timed(async () => await trigger.restart());
	await timed(async () => await trigger.poll());
	expect(trigger.emitted.map(({ json }) => json.event)).toEqual(['deviceChanged', 'deviceOffline']);
	expect(Buffer.byteLength(JSON.stringify(trigger.saved))).toBeLessThanOrEqual(LARGEST_STATE);
	const listing = JSON.stringify(listed);
	expect(median(times) / (await medianTime(() => JSON.parse(listing)))).toBeLessThan(TIMES_READING);
});
