import { startLab } from '../test/e2e/meshcentral/lab';
import { whyNoMeshCentral } from '../test/servers/meshcentral';
import type { FilesCosts, FilesGiven } from './children/files';
import { alone, timesLess, type Bench, type Figure } from './figure';
import { inChild } from './support/inChild';
import type { Peak } from './support/meters';

const MB = 50;
/** What of a plain copy's speed is to be left, with looking, hashing and renaming: nobody ever finds half of a file. */
const share = { of: 'ratio', is: 'at least', target: 0.7, aim: 0.9 } as const;

/** A large file to a device and from it: a real MeshCentral and a real agent on this machine. */
export const files: Bench = {
	name: 'files',
	async run(report) {
		const reason = whyNoMeshCentral();
		if (reason) {
			report(`not measured: ${reason}`);
			return [];
		}
		report('starting MeshCentral and an agent');
		const lab = await startLab(['bench-1']);
		try {
			const [agent] = lab.agents;
			const { server, ways } = lab;
			const access = { url: server.controlUrl, ...server.admin, ca: server.certificate };
			const given: FilesGiven = { credential: ways.server.data as FilesGiven['credential'], access, nodeId: agent!.nodeId, folder: agent!.folder, bytes: MB * 1e6 };
			return figures(await inChild<FilesCosts>('files', { flags: ['--expose-gc'], args: [JSON.stringify(given)] }));
		} finally {
			await lab.stop();
		}
	},
};

function figures({ rounds: { up, over, plainUp, down, plainDown }, memory }: FilesCosts): Figure[] {
	const seconds = (values: number[]) => values.map((ms) => ms / 1_000);
	const beside = (values: number[]) => ({ name: 'a plain copy over a relay of the same server', values: seconds(values) });
	const inMB = (peaks: readonly Peak[], of: keyof Peak) => ({ unit: 'MB', values: peaks.map((peak) => peak[of] / 1e6) });
	const peaks = (way: string, all: readonly Peak[]) => [
		alone({ name: `heap at its peak, above what it was before, ${MB} MB ${way} a device`, ...inMB(all, 'heap'), goal: { of: 'value', is: 'at most', target: 30 } }),
		alone({ name: `the same with buffers outside of the heap, ${MB} MB ${way} a device`, ...inMB(all, 'withBuffers') }),
	];
	return [
		timesLess({ name: `MeshCentral: file of ${MB} MB to a device, verified`, unit: 's', values: seconds(up), beside: beside(plainUp), goal: share }),
		timesLess({ name: `MeshCentral: file of ${MB} MB to a device instead of one as large, verified`, unit: 's', values: seconds(over), beside: beside(plainUp) }),
		timesLess({ name: `MeshCentral: file of ${MB} MB from a device, verified`, unit: 's', values: seconds(down), beside: beside(plainDown), goal: share }),
		...peaks('to', memory.up),
		...peaks('from', memory.down),
	];
}
