import type { FleetSource } from '../shared/fleet/source';
import type { FleetRecord } from '../shared/fleet/types';
import { unreadIn } from '../shared/http/record';
import type { TacticalRmmClient } from './client';
import { macsIn, toDevice } from './device';
import type { AgentRow } from './schemas/agents';

/** Columns that an agent is known by elsewhere. */
const KNOWN_BY = ['hostname', 'local_ips'];

/** Tactical RMM lists agents, with the serial numbers of their computers; network cards and MeshCentral's id are in the whole record of each. */
export const fleet: FleetSource<TacticalRmmClient> = {
	rowsAre: 'agents',
	list: async (client) => (await client.agents.list()).map(toFleetRecord),
	async details(client, { id }) {
		const { wmi_detail: wmi, mesh_node_id: meshNode } = await client.agents.get(id);
		const macs = macsIn(wmi);
		return { macs, knowsAllMacs: macs.length > 0, meshId: meshIdOf(meshNode) };
	},
};

function toFleetRecord(row: AgentRow): FleetRecord {
	const { hostname, local_ips: ips, serial_number: serial, public_ip: network } = row;
	return {
		device: toDevice(row),
		names: hostname ? [hostname] : [],
		ips: (ips ?? '').split(',').filter((each) => each.trim() !== ''),
		macs: [],
		serial: typeof serial === 'string' ? serial : null,
		network: typeof network === 'string' ? network : null,
		isPartial: unreadIn(row).some((column) => KNOWN_BY.includes(column)),
	};
}

/** The agent's own id in MeshCentral: hexadecimal here; there it is Base64, in which two characters are others. */
export function meshIdOf(stored: unknown): string | null {
	if (typeof stored !== 'string' || !/^(?:[0-9a-f]{2})+$/i.test(stored)) return null;
	return Buffer.from(stored, 'hex').toString('base64').replaceAll('+', '@').replaceAll('/', '$');
}
