/** How large the states of 10,000 devices are as n8n keeps them, with names and addresses that do not repeat. */
import '../../test/support/environment';
import type { INodeType } from 'n8n-workflow';
import type { MeshCentralClient } from '../../nodes/MeshCentral/client';
import { MeshCentralTrigger } from '../../nodes/MeshCentral/MeshCentralTrigger.node';
import { meshCentralWatch } from '../../nodes/MeshCentral/watch';
import type { NetAlertXClient } from '../../nodes/NetAlertX/client';
import { NetAlertXTrigger } from '../../nodes/NetAlertX/NetAlertXTrigger.node';
import { netAlertXWatch } from '../../nodes/NetAlertX/watch';
import type { TacticalRmmClient } from '../../nodes/TacticalRmm/client';
import { TacticalRmmTrigger } from '../../nodes/TacticalRmm/TacticalRmmTrigger.node';
import { tacticalRmmWatch } from '../../nodes/TacticalRmm/watch';
import { poll } from '../../nodes/shared/watch/poll';
import type { EventName } from '../../nodes/shared/watch/types';
import type { Watch } from '../../nodes/shared/watch/watch';
import { Poller } from '../../test/support/poller';
import { answer } from '../support/answer';
import { lastConnects, meshCentralDevices, netAlertXDevices, tacticalAgents } from '../support/fleets';

const DEVICES = 10_000;
const promised = <T>(value: unknown) => Promise.resolve(value as T);
/** Events that come from records of the server and not from the list of devices. */
const OF_RECORDS: readonly EventName[] = [
	'alertRaised',
	'alertResolved',
	'alertStillOpen',
	'checkFailing',
	'checkPassing',
	'commandRun',
	'scriptFinished',
	'sessionEnded',
	'sessionStarted',
	'signInFailed',
	'signedIn',
];

/** Bytes of the whole entry in n8n's static data after a first look, everything about devices chosen. */
async function size<C>(type: INodeType, watch: Watch<C>, client: Partial<C>): Promise<number> {
	const [access, ...others] = watch.system.accesses;
	const standIn: Watch<C> = { ...watch, system: { ...watch.system, accesses: [{ ...access, connect: async () => await promised(client) }, ...others] } };
	const poller = new Poller({
		load: async () => await Promise.resolve({ description: type.description, poll: async function () { return await poll(this, standIn); } } as INodeType),
		parameters: { triggerOn: watch.events.map(({ value }) => value).filter((event) => !OF_RECORDS.includes(event)) },
		credentials: { [access.credential]: { baseUrl: 'http://127.0.0.1', apiToken: 'x', apiKey: 'x', username: 'x', password: 'x', signInWith: 'password' } },
	});
	await poller.activate();
	return Buffer.byteLength(JSON.stringify(poller.saved!.watch));
}

const serverNow = () => new Date(Date.UTC(2026, 10, 20, 18));
async function main(): Promise<Record<'netAlertX' | 'tacticalRmm' | 'meshCentral', number>> {
	const meshes = meshCentralDevices(DEVICES);
	const agents = { list: async () => await promised(tacticalAgents(DEVICES)) };
	return {
		netAlertX: await size(new NetAlertXTrigger(), netAlertXWatch, {
			allDevices: async () => await promised(netAlertXDevices(DEVICES)),
			events: async () => await promised([]),
			serverNow,
		} as Partial<NetAlertXClient>),
		tacticalRmm: await size(new TacticalRmmTrigger(), tacticalRmmWatch, { agents, serverNow } as unknown as Partial<TacticalRmmClient>),
		meshCentral: await size(new MeshCentralTrigger(), meshCentralWatch, {
			devices: async () => await promised(meshes),
			lastConnects: async () => await promised(lastConnects(meshes)),
			connectedSince: () => undefined,
			serverNow,
		} as Partial<MeshCentralClient>),
	};
}

void main().then(answer);
