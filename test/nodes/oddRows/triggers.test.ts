import type { INodeType } from 'n8n-workflow';
import { MeshCentralTrigger } from '../../../nodes/MeshCentral/MeshCentralTrigger.node';
import { meshCentralWatch } from '../../../nodes/MeshCentral/watch';
import { MeshtechTrigger } from '../../../nodes/Meshtech/MeshtechTrigger.node';
import { meshtechWatch } from '../../../nodes/Meshtech/watch';
import { NetAlertXTrigger } from '../../../nodes/NetAlertX/NetAlertXTrigger.node';
import { netAlertXWatch } from '../../../nodes/NetAlertX/watch';
import { closeAgents } from '../../../nodes/shared/http/agents';
import type { Choice } from '../../../nodes/shared/fields';
import { TacticalRmmTrigger } from '../../../nodes/TacticalRmm/TacticalRmmTrigger.node';
import { tacticalRmmWatch } from '../../../nodes/TacticalRmm/watch';
import { Poller } from '../../support/poller';
import { actionNodes, type Served } from '../systems';
import { listsIn, Replay, spoils, spoilt } from './replay';

// Everything is logged every time, to see what was noticed.
jest.mock('../../../nodes/shared/remarks', () => {
	const actual = jest.requireActual<typeof import('../../../nodes/shared/remarks')>('../../../nodes/shared/remarks');
	return {
		...actual,
		SaidOnce: class extends actual.SaidOnce {
			override isNew = () => true;
		},
	};
});

const replay = new Replay();
beforeAll(() => replay.start());
afterAll(async () => {
	replay.stop();
	await closeAgents();
});

interface Watched {
	events: readonly Choice[];
	watchable: readonly Choice[];
}
const triggers: Readonly<Record<string, { create: () => INodeType; watch: Watched }>> = {
	NetAlertX: { create: () => new NetAlertXTrigger(), watch: netAlertXWatch },
	'Tactical RMM': { create: () => new TacticalRmmTrigger(), watch: tacticalRmmWatch },
	MeshCentral: { create: () => new MeshCentralTrigger(), watch: meshCentralWatch },
	Meshtech: { create: () => new MeshtechTrigger(), watch: meshtechWatch },
};

// What several systems told is read by each of them.
describe.each(actionNodes.filter(({ system }) => !system.joined).map((node) => ({ node, name: node.system.name })))('a poll goes on whatever one row holds, and nothing is concluded from what could not be read: $name', ({ node, name }) => {
	const { create, watch } = triggers[name]!;
	let served: Served;
	let poller: Poller;
	beforeAll(async () => {
		replay.changed = undefined;
		served = await node.start('a-s3cret');
		const [credential] = Object.keys(served.credentials);
		poller = new Poller({
			load: async () => await Promise.resolve(create()),
			parameters: { authentication: credential!, triggerOn: watch.events.map(({ value }) => value), watchedFields: watch.watchable.map(({ value }) => value) },
			credentials: served.credentials,
		});
		await poller.activate();
		expect(await poller.poll()).toBeNull();
		replay.answers.clear();
		expect(await poller.poll()).toBeNull();
	});
	afterAll(async () => await served.stop());

	/** What a poll tells and logs while a list has other rows. */
	async function pollWith(key: string, json: unknown): Promise<{ events: string[]; warnings: string[] }> {
		replay.changed = { key, json };
		const before = poller.warnings.length;
		const items = await poller.poll();
		return { events: (items ?? []).map((item) => String(item.json.event)), warnings: poller.warnings.slice(before) };
	}

	it('for every field of every list that is read', async () => {
		const noticed = new Set<string>();
		let turn = 0;
		const lists = [...replay.answers].flatMap(([key, { json }]) => listsIn(json).map(({ rows, put }) => ({ key, json, rows, put })));
		expect(lists.length).toBeGreaterThan(0);
		for (const { key, json, rows, put } of lists) {
			const last = rows.at(-1)!;
			for (const field of Object.keys(last)) {
				for (const value of [{ a: 1 }, spoils[turn++ % spoils.length]]) {
					const { events, warnings } = await pollWith(key, put([...rows.slice(0, -1), spoilt(last, field, value)]));
					const about = { key, field, value };
					if (warnings.length > 0) {
						noticed.add(field);
						// An alert that nobody can date may be new: better told once more than never.
						expect({ about, events: field === 'alert_time' ? [] : events }).toEqual({ about, events: [] });
					}
					// As before, whatever that was: what was reported about the odd value is reported about its end.
					const after = await pollWith(key, json);
					if (warnings.length > 0) expect({ about, after }).toEqual({ about, after: { events: [], warnings: [] } });
				}
			}
		}
		expect(noticed.size).toBeGreaterThan(2);
	});

	it('and with what is no record among the rows', async () => {
		for (const [key, { json }] of replay.answers) {
			for (const { rows, put } of listsIn(json)) {
				const { events, warnings } = await pollWith(key, put([null, ...rows, 5, 'x', []]));
				expect({ key, events, warnings }).toEqual({ key, events: [], warnings: [expect.stringMatching(/^"Trigger": 4 of \d+ rows of \S+ \S+ could not be read and were left out: expected a record\. This is logged once/)] });
			}
		}
	});
});
