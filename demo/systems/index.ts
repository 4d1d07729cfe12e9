import { meshCentral } from './meshCentral';
import { meshtech } from './meshtech';
import { netAlertX } from './netAlertX';
import type { StartSystem } from './system';
import { tacticalRmm } from './tacticalRmm';

export type { DemoCredential, DemoSystem } from './system';

/** What the demo's n8n can talk to, with what is said while each starts. */
export const systems: ReadonlyArray<{ doing: string; start: StartSystem }> = [
	{ doing: 'Starting a NetAlertX simulator', start: netAlertX },
	{ doing: 'Starting a Tactical RMM simulator', start: tacticalRmm },
	{ doing: 'Starting a real MeshCentral with three agents', start: meshCentral },
	{ doing: 'Starting a Meshtech simulator', start: meshtech },
];
