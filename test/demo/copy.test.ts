import type { IDataObject } from 'n8n-workflow';
import { demoCopy, lacking } from '../../demo/demoCopy';
import { exampleWorkflows } from '../../demo/examples';
import type { CredentialReference, WorkflowJson } from '../e2e/n8n/types';

const all = ['netAlertXApi', 'tacticalRmmApi', 'meshCentralApi', 'meshCentralRestApi', 'meshtechApi', 'slackApi', 'smtp'];
const credentials = (types: string[]): CredentialReference[] => types.map((type) => ({ id: `id of ${type}`, name: `${type} of the demo`, type }));
const example = (name: string) => exampleWorkflows().find((workflow) => workflow.name === name)!;
const triggerOf = ({ nodes }: WorkflowJson) => nodes.find(({ type }) => type.startsWith('n8n-nodes-device-management.') && type.endsWith('Trigger'))!;
const choices = { alertTemplateIds: [2] };
const copyOf = (name: string, types = all) => demoCopy(example(name), { credentials: credentials(types), startPage: 'http://127.0.0.1:8025', choices });

test.each([
	['NetAlertX: device offline to Slack', 5, 'Slack: Offline'],
	['Tactical RMM: agent offline or overdue to Slack', 10, 'Slack: Offline'],
	['MeshCentral: device offline for 10 minutes to Slack', 10, 'Slack: Offline'],
	['Meshtech: gateway disconnected to Slack', 5, 'Slack: Disconnected'],
	['NetAlertX: device offline for 5 minutes by email', 5, 'Mail: Offline'],
])('%s tells at once instead of after %d minutes, and a note says so and what to change', (name, minutes, message) => {
	const copy = copyOf(name);
	expect(triggerOf(example(name)).parameters.offlineForAtLeast).toBe(minutes);
	expect(triggerOf(copy).parameters.offlineForAtLeast).toBe(0);
	const [note, ...others] = copy.nodes;
	expect(note!.parameters.content).toContain(`not after ${minutes} minutes`);
	expect(note!.parameters.content).toContain('(http://127.0.0.1:8025)');
	expect(note!.parameters.content).toContain(`Double-click *${message}*`);
	const beside = Math.min(...others.map(({ position }) => position[0]));
	expect(note!.position[0] + Number(note!.parameters.width)).toBeLessThan(beside);
	expect(copy.nodes.flatMap((node) => Object.values(node.credentials ?? {})).every(({ id }) => id?.startsWith('id of '))).toBe(true);
});

test.each(['Meshtech: weekly firmware report', 'MeshCentral: run a command on tagged devices once they are back'])('%s waits for nothing, and is as it was, with credentials', (name) => {
	expect(copyOf(name).nodes.map((node) => node.name)).toEqual(example(name).nodes.map((node) => node.name));
});

test('a device without an agent is told at once instead of after a day, and a note says what to press', () => {
	const name = 'Device Fleet: devices without an agent to Slack';
	const copy = copyOf(name);
	expect((triggerOf(example(name)).parameters.options as IDataObject).unmanagedFor).toBe(24);
	expect(triggerOf(copy).parameters).toMatchObject({ options: { unmanagedFor: 0 }, pollTimes: { item: [{ mode: 'custom', cronExpression: '0 * * * * *' }] } });
	expect(copy.nodes[0]!.parameters.content).toContain('not after 24 hours');
	expect(copy.nodes[0]!.parameters.content).toContain('(http://127.0.0.1:8025)');
});

test.each([
	['MeshCentral: device offline for 10 minutes to Slack', 'MeshCentral: device offline to Slack'],
	['NetAlertX: device offline for 5 minutes by email', 'NetAlertX: device offline by email'],
	['NetAlertX: device offline to Slack', 'NetAlertX: device offline to Slack'],
])('%s goes by a name that is true here, in its note too', (name, here) => {
	const copy = copyOf(name);
	expect(copy.name).toBe(here);
	expect(copy.nodes.some(({ parameters }) => String(parameters.content).startsWith(`## ${here}\n`))).toBe(true);
});

test.each([
	['MeshCentral: server offline at once to Slack', '*Take build-server offline*'],
	['NetAlertX: device offline at once to Slack', '*Take core-switch offline*'],
	['MeshCentral: five failed sign-ins within ten minutes by email', '*Fail to sign in five times*'],
	['MeshCentral: remote session outside office hours to Slack', '*Open the files of build-server*'],
])('%s says which button makes it happen', (name, button) => {
	expect(copyOf(name).nodes[0]!.parameters.content).toContain(button);
});

describe('Tactical RMM: alerts to Slack at once, and none missed', () => {
	const name = 'Tactical RMM: alerts to Slack at once, and none missed';
	const parametersOf = (node: string) => copyOf(name).nodes.find((each) => each.name === node)!.parameters;

	test('has the alert template that the simulated server has for it', () => {
		expect(example(name).nodes.find((each) => each.name === 'When Tactical RMM Calls')!.parameters.alertTemplateIds).toEqual([]);
		expect(parametersOf('When Tactical RMM Calls').alertTemplateIds).toEqual([2]);
	});

	test('has a channel of its own, for the same alerts are in another one too, and a note says so', () => {
		const other = copyOf('Tactical RMM: alerts to Slack, and by email if nobody reacts');
		expect(parametersOf('Slack').channelId).toMatchObject({ mode: 'name', value: '#alerts-at-once' });
		expect(other.nodes.find((each) => each.name === 'Slack: Raised')!.parameters.channelId).toMatchObject({ value: '#alerts' });
		const note = copyOf(name).nodes[0]!.parameters.content as string;
		for (const words of ['*Raise an alert*', '#alerts-at-once', `*${other.name}*`, '#alerts,']) expect(note).toContain(words);
	});

	test('keeps what somebody chose', () => {
		const chosen = { ...example(name), nodes: example(name).nodes.map((node) => ('alertTemplateIds' in node.parameters ? { ...node, parameters: { ...node.parameters, alertTemplateIds: [7] } } : node)) };
		const copy = demoCopy(chosen, { credentials: credentials(all), startPage: 'http://127.0.0.1:8025', choices });
		expect(copy.nodes.find((each) => each.name === 'When Tactical RMM Calls')!.parameters.alertTemplateIds).toEqual([7]);
	});
});

test('a session is reported at any hour', () => {
	const { parameters } = copyOf('MeshCentral: remote session outside office hours to Slack').nodes.find(({ name }) => name === 'Outside Office Hours')!;
	expect((parameters.conditions as { conditions: Array<{ leftValue: string }> }).conditions.map(({ leftValue }) => leftValue)).toEqual(['={{ true }}']);
});

test('what is started by a click waits for no night', () => {
	for (const name of ['Tactical RMM: Patch Tuesday', 'Tactical RMM: patch ring']) {
		const { nodes } = copyOf(name);
		for (const { parameters } of nodes.filter(({ type }) => type.endsWith('.wait'))) expect(parameters).toEqual({ resume: 'timeInterval', amount: 5, unit: 'seconds' });
	}
	expect(copyOf('Tactical RMM: Patch Tuesday').nodes.find(({ name }) => name === 'Is It the Day After?')!.disabled).toBe(true);
	expect(copyOf('MeshCentral: share link on request').nodes.find(({ type }) => type.endsWith('.wait'))!.parameters).toMatchObject({ unit: 'hours' });
});

test('without a MeshCentral of its own, the demo goes by the REST wrapper', () => {
	const { parameters, credentials: used } = triggerOf(copyOf('MeshCentral: device offline for 10 minutes to Slack', all.filter((type) => type !== 'meshCentralApi')));
	expect(parameters.authentication).toBe('meshCentralRestApi');
	expect(used).toEqual({ meshCentralRestApi: { id: 'id of meshCentralRestApi', name: 'meshCentralRestApi of the demo' } });
});

test('what the demo has no credential for is named', () => {
	const missing = exampleWorkflows().flatMap((workflow) => lacking(workflow, credentials(all.filter((type) => type !== 'meshCentralApi'))).map((type) => `${workflow.name}: ${type}`));
	expect(missing).toEqual([
		// A live trigger needs MeshCentral's own connection.
		'MeshCentral: five failed sign-ins within ten minutes by email: meshCentralApi',
		'MeshCentral: remote session outside office hours to Slack: meshCentralApi',
		'MeshCentral: server offline at once to Slack: meshCentralApi',
		'Tactical RMM: chat with your fleet (AI Agent): openAiApi',
	]);
});
