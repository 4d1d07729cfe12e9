import { alone, type Bench } from './figure';
import { inChild } from './support/inChild';

/** What n8n keeps of 10,000 devices, and sends to every editor that opens the workflow. */
export const stateSizes: Bench = {
	name: 'state-sizes',
	async run() {
		const { netAlertX, tacticalRmm, meshCentral } = await inChild<Record<'netAlertX' | 'tacticalRmm' | 'meshCentral', number>>('stateSizes');
		const figure = (system: string, bytes: number, kB: number) =>
			alone({ name: `state of 10,000 devices, ${system}`, unit: 'kB', values: [bytes / 1_000], goal: { of: 'value', is: 'at most', target: kB } });
		return [figure('NetAlertX', netAlertX, 400), figure('Tactical RMM', tacticalRmm, 700), figure('MeshCentral', meshCentral, 1_000)];
	},
};
