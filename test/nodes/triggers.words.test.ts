import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { INodeProperties, INodeType } from 'n8n-workflow';
import { DeviceFleetTrigger } from '../../nodes/DeviceFleet/DeviceFleetTrigger.node';
import { MeshCentralLiveTrigger } from '../../nodes/MeshCentral/MeshCentralLiveTrigger.node';
import { MeshCentralTrigger } from '../../nodes/MeshCentral/MeshCentralTrigger.node';
import { MeshtechTrigger } from '../../nodes/Meshtech/MeshtechTrigger.node';
import { NetAlertXLiveTrigger } from '../../nodes/NetAlertX/NetAlertXLiveTrigger.node';
import { NetAlertXTrigger } from '../../nodes/NetAlertX/NetAlertXTrigger.node';
import { TacticalRmmTrigger } from '../../nodes/TacticalRmm/TacticalRmmTrigger.node';
import { TacticalRmmWebhookTrigger } from '../../nodes/TacticalRmm/TacticalRmmWebhookTrigger.node';
import { choicesOf, frozenForms, withNested } from './names';

const triggers: Array<{ title: string; type: INodeType }> = [
	{ title: 'Device Fleet Trigger', type: new DeviceFleetTrigger() },
	{ title: 'MeshCentral Live Trigger', type: new MeshCentralLiveTrigger() },
	{ title: 'MeshCentral Trigger', type: new MeshCentralTrigger() },
	{ title: 'Meshtech Trigger', type: new MeshtechTrigger() },
	{ title: 'NetAlertX Live Trigger', type: new NetAlertXLiveTrigger() },
	{ title: 'NetAlertX Trigger', type: new NetAlertXTrigger() },
	{ title: 'Tactical RMM Trigger', type: new TacticalRmmTrigger() },
	{ title: 'Tactical RMM Webhook Trigger', type: new TacticalRmmWebhookTrigger() },
];

describe('names that saved workflows hold are frozen: frozen-trigger-names.json is edited to add one, and none is taken away', () => {
	const frozen = JSON.parse(readFileSync(join(__dirname, 'frozen-trigger-names.json'), 'utf8')) as Record<string, unknown>;

	it('of all triggers', () => {
		expect(Object.keys(frozen).sort()).toEqual(triggers.map(({ type }) => type.description.name).sort());
	});

	it.each(triggers)('of $title', ({ type: { description } }) => {
		const credentials = (description.credentials ?? []).map(({ name }) => name);
		const { version, properties } = description;
		expect({ version, credentials, parameters: frozenForms(properties) }).toEqual(frozen[description.name]);
	});
});

describe.each(triggers)('the words of $title', ({ title, type }) => {
	const { description } = type;
	const all = withNested(description.properties);
	const choices = all.flatMap(({ property }) => choicesOf(property));

	it('the node is named as a trigger', () => {
		expect(description).toMatchObject({ displayName: title, inputs: [], group: ['trigger'] });
		// A node that does both is registered twice by n8n.
		const kinds = [description.polling === true, type.poll !== undefined, type.trigger !== undefined, type.webhook !== undefined];
		expect(kinds).toEqual(title.includes('Live') ? [false, false, true, false] : title.includes('Webhook') ? [false, false, false, true] : [true, true, false, false]);
		expect(description.name).toMatch(/Trigger$/);
	});

	it("events are chosen in 'Trigger On', from which n8n makes a line for each in its panel", () => {
		const first = description.properties.find(({ name }) => name !== 'authentication');
		expect(first).toMatchObject({ displayName: 'Trigger On', name: 'triggerOn', type: 'multiOptions', required: true });
		const offered = choicesOf(first!).map(({ value }) => value);
		expect(offered).toEqual(expect.arrayContaining(first!.default as string[]));
	});

	it('every property has a default, and every label and choice is in Title Case', () => {
		const labels = [...all.filter(({ property }) => property.type !== 'notice').map(({ property }) => property.displayName), ...choices.map(({ name }) => name)];
		const minor = /^(a|an|and|as|at|by|for|from|in|of|on|or|the|to|with)$/;
		expect(labels.filter((label) => !label.split(/[\s-]/).every((word, index) => /^(\(?[A-Z0-9]|macOS)/.test(word) || (index > 0 && minor.test(word))))).toEqual([]);
		expect(all.filter(({ property }) => property.default === undefined)).toEqual([]);
	});

	it("every switch's description starts with Whether, and none is without one", () => {
		const switches = all.filter(({ property }) => property.type === 'boolean');
		expect(switches.length).toBeGreaterThan(0);
		expect(switches.filter(({ property }) => !property.description?.startsWith('Whether ')).map(({ path }) => path)).toEqual([]);
	});

	it('lists and collections are in alphabetical order', () => {
		for (const { path, property } of all) {
			const options = property.type === 'collection' ? (property.options as INodeProperties[]) : [];
			const inside = [...choicesOf(property).map(({ name }) => name), ...options.map(({ displayName }) => displayName)];
			expect({ path, inside }).toEqual({ path, inside: [...inside].sort((a, b) => a.localeCompare(b)) });
		}
	});

	it('a description of one sentence has no full stop, one of several has', () => {
		const said = [...all.map(({ property }) => property.description), ...choices.map((choice) => choice.description)];
		expect(said.filter((text) => text && text.endsWith('.') !== /[.!?] [A-Z]/.test(text))).toEqual([]);
	});
});
