/** The recorded lab twice: simulated, and of a real MeshCentral with real agents. */
import { until } from '../../../e2e/n8n/wait';
import type { MeshCentral } from '../../../servers/meshcentral';
import { allNodes } from '../../../servers/meshcentral/nodes';
import { lab, startMeshCentralWrapper } from '..';
import type { Node } from '../world/types';
import type { World } from '../world/world';
import { Asked } from './likeness';

export interface Labs {
	simulated: Asked;
	real: Asked;
	/** Ends the two wrappers. */
	stop(): Promise<void>;
}

const unknown = { no: `node//${'A'.repeat(64)}`, nog: `mesh//${'B'.repeat(64)}` };

/**
 * Makes the real lab in a new MeshCentral that has a group `OpenFrame` and a plain user `twofa`: three machines, of which the last is
 * offline before its addresses are known. The simulated machines become of the real ones' kind.
 */
export async function sameLabs(server: MeshCentral): Promise<Labs> {
	// Commands that never end keep their workers.
	const workers = 1_000;
	const [simulator, wrapper] = await Promise.all([
		startMeshCentralWrapper({ workers }),
		startMeshCentralWrapper({ workers, backedBy: server }),
	]);
	const { world } = simulator;
	const ids = { g: server.groups.OpenFrame ?? '', me: `user//${server.admin.user}`, ...(await startMachines(server, world)) };
	becomeAsNew(world, server.admin.user);
	const { one, two, three, group: g } = lab;
	return {
		simulated: new Asked(simulator.url, { one, two, three, g, me: world.me._id, ...unknown }),
		real: new Asked(wrapper.url, { ...ids, ...unknown }),
		stop: async () => void (await Promise.all([simulator.stop(), wrapper.stop()])),
	};
}

async function startMachines(server: MeshCentral, world: World): Promise<Record<'one' | 'two' | 'three', string>> {
	const control = await server.control();
	const ids = { one: '', two: '', three: '' };
	for (const [name, displayName] of [['one', 'vm'], ['two', 'lab-two'], ['three', 'lab-three']] as const) {
		const agent = await server.startAgent(displayName);
		ids[name] = agent.nodeId;
		const node = (await allNodes(control)).find(({ _id }) => _id === agent.nodeId) as unknown as Node;
		const { rname, agent: kind, osdesc, ip, host } = node;
		Object.assign(world.device(lab[name]).node, { rname, agent: kind, osdesc, ip, host });
	}
	const third = server.agents.find(({ nodeId }) => nodeId === ids.three);
	await third?.kill();
	await third?.untilOffline();
	const hasNetwork = async () => {
		const isAnswer = ({ action, nodeid }: { action: string; nodeid?: unknown }) => action === 'getnetworkinfo' && nodeid === ids.two;
		return 'netif2' in (await control.ask('getnetworkinfo', { nodeid: ids.two }, isAnswer));
	};
	await until('the addresses of the second machine', hasNetwork, { deadlineMs: 30_000, everyMs: 500 });
	return ids;
}

/** Without what somebody added to the recorded lab by hand. */
function becomeAsNew(world: World, admin: string): void {
	delete world.groups.get(lab.group)?.desc;
	world.tokens.splice(0);
	world.me.email = `${admin}@example.test`;
	Object.assign(world.users.get('user//twofa') ?? {}, { otpsecret: undefined, passchange: undefined });
}
