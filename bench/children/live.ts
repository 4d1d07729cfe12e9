/** The NetAlertX Live Trigger at a simulated NetAlertX. */
import '../../test/support/environment';
import { NetAlertXLiveTrigger } from '../../nodes/NetAlertX/NetAlertXLiveTrigger.node';
import { closeAgents } from '../../nodes/shared/http/agents';
import { until } from '../../test/e2e/n8n/wait';
import { startNetAlertX } from '../../test/simulators/netalertx';
import { LiveNode } from '../../test/support/liveNode';
import { answer } from '../support/answer';
import { follow, given, type LiveCosts } from '../support/liveRounds';

/** Devices of the lab itself, of which some have no name. */
const LAB = 40;

async function main(): Promise<LiveCosts> {
	const server = await startNetAlertX({ devices: given.changes + 2 * LAB });
	const known = server.network.hosts().filter(({ partOf }) => partOf === undefined);
	const trigger = new LiveNode({
		load: async () => await Promise.resolve(new NetAlertXLiveTrigger()),
		parameters: { triggerOn: ['deviceAdded', 'deviceChanged'], watchedFields: ['devName'], options: { maximumItems: 10_000 } },
		credentials: { netAlertXApi: { baseUrl: server.url, apiToken: server.token, allowUnauthorizedCerts: false, caCertificate: '' } },
	});
	await trigger.activate();
	await until('the stream to be followed', () => server.stream.connected === 1);
	const costs = await follow({
		trigger,
		// Of those that have a name: a first one is filled in by NetAlertX itself, and no change.
		ids: known.map(({ mac }) => mac.toLowerCase()).slice(LAB, LAB + given.changes),
		looks: () => server.requests.filter(({ path }) => path === '/devices').length,
		happen(nr) {
			server.network.join({ name: `new-${nr}` });
			server.network.scan();
		},
		change(mac, burst) {
			server.database.patch(mac, { devName: `renamed-${burst}` });
			server.stream.scanned(new Date());
		},
	});
	await trigger.deactivate();
	await closeAgents();
	await server.stop();
	return costs;
}

void main().then(answer);
