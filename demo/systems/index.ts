import { meshCentral } from './meshCentral';
import { meshtech } from './meshtech';
import { netAlertX } from './netAlertX';
import type { StartSystem } from './system';
import { tacticalRmm } from './tacticalRmm';

export type { DemoCredential, DemoSystem } from './system';

/** What the demo's n8n can talk to. */
export const systems: ReadonlyArray<{ name: string; start: StartSystem }> = [
	{ name: 'NetAlertX', start: netAlertX },
	{ name: 'Tactical RMM', start: tacticalRmm },
	{ name: 'MeshCentral', start: meshCentral },
	{ name: 'Meshtech', start: meshtech },
];
