import { meshCentral } from '../MeshCentral/system';
import { meshtech } from '../Meshtech/system';
import { netAlertX } from '../NetAlertX/system';
import type { FleetSource } from '../shared/fleet/source';
import type { Access, System } from '../shared/system';
import { tacticalRmm } from '../TacticalRmm/system';

/** A system as the fleet sees it: whatever its client is, only the system itself knows. */
export interface FleetSystem {
	name: string;
	/** Its devices' `source`. */
	source: string;
	accesses: ReadonlyArray<Access<unknown>>;
	fleet: FleetSource<unknown>;
}

/** A new system is a line here; it has to say how its devices are listed. */
export const systems: readonly FleetSystem[] = [inFleet(meshCentral), inFleet(meshtech), inFleet(netAlertX), inFleet(tacticalRmm)];

function inFleet<C>({ name, source, accesses, fleet }: System<C>): FleetSystem {
	if (!fleet) throw new Error(`${name} does not say how its devices are listed for a fleet`);
	return { name, source, accesses, fleet } as unknown as FleetSystem;
}

/** Name of the parameter that chooses how a system is reached, where there is a choice. */
export const accessParameter = ({ source }: FleetSystem): string => `${source}Authentication`;
