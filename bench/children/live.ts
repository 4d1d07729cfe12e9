/** The NetAlertX Live Trigger at a simulated NetAlertX: how soon it reports what happens there, and how often it looks while much happens. */
import '../../test/support/environment';
import { setTimeout as sleep } from 'node:timers/promises';
import { NetAlertXLiveTrigger } from '../../nodes/NetAlertX/NetAlertXLiveTrigger.node';
import { closeAgents } from '../../nodes/shared/http/agents';
import { until } from '../../test/e2e/n8n/wait';
import { Random } from '../../test/simulators/support/random';
import { startNetAlertX } from '../../test/simulators/netalertx';
import { LiveNode } from '../../test/support/liveNode';
import { answer } from '../support/answer';

/** How often something happens that has to be reported at once, how many bursts there are, and how many changes each has. */
export interface LiveGiven {
	happenings: number;
	bursts: number;
	changes: number;
}
export interface LiveCosts {
	/** From what happened to the item, ms. */
	tookMs: number[];
	/** Of each burst. */
	looks: number[];
	/** From the last change of each burst to its item, ms. */
	lastMs: number[];
}

/** Devices of the lab itself, of which some have no name. */
const LAB = 40;
const BURST_MS = 5_000;
/** After a look the next one waits for its second: what happens meanwhile belongs to the bursts. */
const QUIET_MS = 1_200;
const random = new Random(1);

async function main({ happenings, bursts, changes }: LiveGiven): Promise<LiveCosts> {
	const server = await startNetAlertX({ devices: changes + 2 * LAB });
	const known = server.network.hosts().filter(({ partOf }) => partOf === undefined);
	const trigger = new LiveNode({
		load: async () => await Promise.resolve(new NetAlertXLiveTrigger()),
		parameters: { triggerOn: ['deviceAdded', 'deviceChanged'], watchedFields: ['devName'], options: { maximumItems: 10_000 } },
		credentials: { netAlertXApi: { baseUrl: server.url, apiToken: server.token, allowUnauthorizedCerts: false, caCertificate: '' } },
	});
	await trigger.activate();
	await until('the stream to be followed', () => server.stream.connected === 1);
	/** @returns ms since then, once so many items have been emitted */
	const told = async (count: number, since: number) => {
		await until('the item', () => trigger.emitted.length >= count, { everyMs: 1, deadlineMs: 30_000 });
		return performance.now() - since;
	};
	const looks = () => server.requests.filter(({ path }) => path === '/devices').length;

	const tookMs: number[] = [];
	for (let time = 1; time <= happenings; time++) {
		await sleep(QUIET_MS + random.below(400));
		server.network.join({ name: `new-${time}` });
		const begun = performance.now();
		server.network.scan();
		tookMs.push(await told(time, begun));
	}
	// Of those that have a name: a first one is filled in by NetAlertX itself, and no change.
	const macs = known.map(({ mac }) => mac.toLowerCase()).slice(LAB, LAB + changes);
	const burst = async (nr: number) => {
		await sleep(QUIET_MS);
		const before = { looks: looks(), emitted: trigger.emitted.length };
		for (const mac of macs) {
			server.database.patch(mac, { devName: `renamed-${nr}` });
			server.stream.scanned(new Date());
			await sleep(BURST_MS / changes);
		}
		const lastMs = await told(before.emitted + changes, performance.now());
		// None comes after it, and nothing was reported twice.
		await sleep(2 * QUIET_MS);
		const emitted = trigger.emitted.slice(before.emitted).map(({ json }) => (json.device as { id: string }).id);
		if (new Set(emitted).size !== changes || emitted.length !== changes) throw new Error(`${changes} changes, and ${emitted.length} items about ${new Set(emitted).size} devices`);
		return { looks: looks() - before.looks, lastMs };
	};
	const all: Array<Awaited<ReturnType<typeof burst>>> = [];
	for (let nr = 1; nr <= bursts; nr++) all.push(await burst(nr));
	await trigger.deactivate();
	await closeAgents();
	await server.stop();
	return { tookMs, looks: all.map((each) => each.looks), lastMs: all.map((each) => each.lastMs) };
}

void main(JSON.parse(process.argv[2]!) as LiveGiven).then(answer);
