import { meshCentral } from './meshCentral';
import { meshtech } from './meshtech';
import { netAlertX } from './netAlertX';
import type { DemoSystem, StartSystem } from './system';
import { tacticalRmm } from './tacticalRmm';

export type { DemoCredential, DemoSystem } from './system';

/** What the demo's n8n can talk to. */
export const systems: ReadonlyArray<{ name: string; start: StartSystem }> = [
	{ name: 'NetAlertX', start: netAlertX },
	{ name: 'Tactical RMM', start: tacticalRmm },
	{ name: 'MeshCentral', start: meshCentral },
	{ name: 'Meshtech', start: meshtech },
];

/** What the examples leave to be chosen, over all systems. */
export const choicesOf = (running: readonly DemoSystem[]): NonNullable<DemoSystem['choices']> => Object.assign({}, ...running.map(({ choices }) => choices)) as NonNullable<DemoSystem['choices']>;
