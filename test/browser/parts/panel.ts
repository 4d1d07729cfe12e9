/** The panel of nodes: what somebody who looks for something finds, and what the nodes offer there. */
import type { Context } from '../context';
import { systems } from '../subjects';

const all = systems.map(({ system }) => system);
const searches: Array<[words: string, found: readonly string[]]> = [
	['offline', all],
	['run script', ['Tactical RMM', 'MeshCentral']],
	['run command', ['MeshCentral', 'Tactical RMM']],
	['firmware', ['Meshtech']],
	['lock', ['NetAlertX']],
	['monitoring', all],
	['network scanner', ['NetAlertX']],
	['ping', ['NetAlertX', 'Tactical RMM']],
	['remote desktop', ['MeshCentral', 'Tactical RMM']],
	['inventory', all],
	['asset', all],
	['uninstall', ['MeshCentral', 'Tactical RMM']],
	['restart', ['MeshCentral', 'Tactical RMM']],
	['shutdown', ['MeshCentral', 'Tactical RMM']],
	['port scan', ['NetAlertX']],
	['remote access', ['MeshCentral', 'Tactical RMM']],
	['sessions', ['MeshCentral']],
	['processes', ['MeshCentral', 'Tactical RMM']],
	['maintenance', ['Tactical RMM']],
	['mac address', ['MeshCentral', 'Meshtech', 'NetAlertX']],
	['agent', ['MeshCentral', 'Tactical RMM']],
	['hardware', all],
	['computer', ['MeshCentral', 'NetAlertX', 'Tactical RMM']],
	['endpoint', ['MeshCentral', 'Tactical RMM']],
	['server monitoring', ['MeshCentral', 'NetAlertX', 'Tactical RMM']],
	...systems.map(({ system }) => [system.toLowerCase(), [system]] as [string, string[]]),
];

export function panel(context: Context): void {
	describe('the panel of nodes', () => {
		test('finds the nodes by what somebody wants to do', async () => {
			const { editor } = context;
			await editor.newWorkflow();
			for (const [words, found] of searches) {
				for (const name of found) expect([words, await editor.search(words, name)]).toEqual([words, expect.arrayContaining([name])]);
			}
		});

		test.each(systems)('$system is one entry, with a line for every action and every event', async ({ system, type }) => {
			const { editor, types } = context;
			await editor.newWorkflow();
			expect(await editor.offered(system)).toEqual({ Actions: types.operations(type).length, Triggers: types.events(type).length });
		});
	});
}
