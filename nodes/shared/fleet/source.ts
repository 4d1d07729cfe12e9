import type { Device } from '../device';
import type { FleetRecord, RowsAre } from './types';

/** What a request about one device tells beside the list. */
export type FleetDetails = Partial<Pick<FleetRecord, 'macs' | 'knowsAllMacs' | 'serial' | 'meshId'>>;

/** How the devices of a system are listed for a fleet of several systems, and by what each is known in the others. */
export interface FleetSource<C> {
	rowsAre: RowsAre;
	/** Complete: all that the account may see. */
	list(client: C): Promise<FleetRecord[]>;
	/** What costs a request a device: its network cards, for one. Not there where the list has it all. */
	details?(client: C, device: Device): Promise<FleetDetails>;
}
