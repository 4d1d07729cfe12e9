import { startLab, type Lab } from '../test/e2e/meshcentral/lab';
import { until } from '../test/e2e/n8n/wait';
import { whyNoMeshCentral } from '../test/servers/meshcentral';
import type { MeshCentralLiveGiven } from './children/meshCentralLive';
import type { Bench } from './figure';
import { inChild } from './support/inChild';
import { given, liveFigures, type LiveCosts } from './support/liveRounds';

/** The same of the MeshCentral Live Trigger, at a real server with devices that need no agent. */
export const meshCentralLive: Bench = {
	name: 'meshcentral-live',
	async run(report) {
		const reason = whyNoMeshCentral();
		if (reason) {
			report(`not measured: ${reason}`);
			return [];
		}
		report('starting MeshCentral, then two to three minutes');
		const lab = await startLab(['bench-1']);
		try {
			const ids = await addDevices(lab, given.changes);
			const { server, ways } = lab;
			const access = { url: server.controlUrl, ...server.admin, ca: server.certificate };
			const subject: MeshCentralLiveGiven = { credential: ways.server.data as MeshCentralLiveGiven['credential'], access, ids };
			return liveFigures('MeshCentral Live (a real one)', 'from a change to the item', await inChild<LiveCosts>('meshCentralLive', { args: [JSON.stringify(subject)] }));
		} finally {
			await lab.stop();
		}
	},
};

async function addDevices(lab: Lab, count: number): Promise<string[]> {
	const control = await lab.server.control();
	const { meshid } = await control.ask('createmesh', { meshname: 'Local', meshtype: 3, relayid: lab.agents[0]!.nodeId });
	for (let nr = 1; nr <= count; nr++) control.send({ action: 'addlocaldevice', meshid, devicename: `local-${nr}`, hostname: `local-${nr}.lan`, type: 4 });
	return await until('the devices to be there', async () => {
		const found = await lab.client(lab.ways.server).devices(String(meshid));
		return found.length === count && found.map(({ _id }) => _id);
	});
}
