import type { INode } from 'n8n-workflow';
import { closeAgents } from '../../../nodes/shared/http/agents';
import { hintsOf, runNode, type NodeRun } from '../../support/runNode';
import { actionNodes, operations, type OperationRow, type Served } from '../systems';
import { listsIn, Replay, spoils, spoilt } from './replay';

const replay = new Replay();
beforeAll(() => replay.start());
afterAll(async () => {
	replay.stop();
	await closeAgents();
});

/** What is in one list and not in the other, as often as it is. */
function difference(all: readonly string[], taken: readonly string[]): string[] {
	const left = [...taken];
	return all.filter((each) => !left.includes(each) || !left.splice(left.indexOf(each), 1));
}

/** What is online was last seen just now, which is another time in every run. */
const itemsOf = ({ output }: NodeRun): string[] => output[0]!.map(({ json }) => JSON.stringify(json.online === true ? { ...json, lastSeen: 'now' } : json));

/** What an operation finds by its name is the odd row, and not there. */
const NOT_FOUND = /has no |no agent|no check|no task|cannot be uninstalled|not in the list|is not |knows no|Invalid (device|group)|does not say/;
/** What they return is worked out of all rows together, or of several in each row. */
const OF_MANY = new Set(['NetAlertX: Device > Get History', 'NetAlertX: Network > Get Topology', 'Meshtech: Label > Get Many', 'Meshtech: Firmware > Get Version Summary', 'Tactical RMM: Site > Get Many', 'Tactical RMM: Windows Update > Get Report']);
/** Lists in an agent's record are handed on as the server sent them, or left alone where the record only tells its name. */
const UNREAD_LISTS = new Set(['Tactical RMM: Agent > Get', 'Tactical RMM: Agent > Get Event Log', 'Tactical RMM: Agent > Get Processes', 'Tactical RMM: Service > Get', 'Tactical RMM: Service > Get Many', 'Tactical RMM: Software > Get Many']);
const isUnread = (title: string, key: string) => UNREAD_LISTS.has(title) && /^\["GET",\["agents","\w+"\]/.test(key);

// What several systems told is read by each of them.
describe.each(actionNodes.filter(({ system }) => !system.joined).map((node) => ({ node, name: node.system.name })))('one odd row costs no other item: $name', ({ node }) => {
	let served: Served;
	beforeAll(async () => {
		served = await node.start('a-s3cret');
	});
	afterAll(async () => await served.stop());

	const run = async ({ resource, operation, sample }: OperationRow, parameters: INode['parameters']) => {
		const [credential] = Object.keys(served.credentials);
		const chosen = { authentication: credential!, resource: resource.value, operation: operation.value, ...sample?.parameters, ...parameters };
		return await runNode(node.create(), chosen, { credentials: served.credentials, items: [sample?.items?.[0] ?? {}] });
	};

	const reading = operations.filter((row) => row.node === node && row.operation.effect === 'read' && !row.sample?.withoutRequests && !row.sample?.takesAnyAnswer);

	it.each(reading)('$title', async (row) => {
		let turn = 0;
		for (const simplify of [true, false]) {
			replay.changed = undefined;
			replay.answers.clear();
			const usual = await run(row, { simplify, returnAll: true });
			expect({ error: usual.error, hints: hintsOf(usual) }).toEqual({ error: undefined, hints: [] });
			for (const [key, { json }] of [...replay.answers]) {
				for (const { rows, put } of listsIn(json)) {
					const last = rows.at(-1)!;
					// What is handed on as it came is the same for every field.
					for (const field of Object.keys(last).filter((_, index) => simplify || index % 3 === 0)) {
						const about = { key, field, value: spoils[turn++ % spoils.length] };
						replay.changed = { key, json: put([...rows.slice(0, -1), spoilt(last, field, about.value), null]) };
						const odd = await run(row, { simplify, returnAll: true });
						if (odd.error && NOT_FOUND.test(odd.error.message)) continue;
						expect({ about, error: odd.error?.message }).toEqual({ about, error: undefined });
						if (!isUnread(row.title, key)) expect({ about, hints: hintsOf(odd).length }).toEqual({ about, hints: 1 });
						if (OF_MANY.has(row.title)) continue;
						// The row itself may be shown in another way, or be gone.
						const [missing, added] = [difference(itemsOf(usual), itemsOf(odd)), difference(itemsOf(odd), itemsOf(usual))];
						expect({ about, missing: missing.slice(1), added: added.slice(1) }).toEqual({ about, missing: [], added: [] });
					}
				}
			}
		}
	});
});
