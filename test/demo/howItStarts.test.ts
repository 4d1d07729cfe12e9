import { demoCopy } from '../../demo/demoCopy';
import { exampleWorkflows } from '../../demo/examples';
import { startOf } from '../../demo/howItStarts';

const startOfExample = (name: string) => startOf(demoCopy(exampleWorkflows().find((workflow) => workflow.name === name)!, { credentials: [], startPage: 'http://127.0.0.1:8025', choices: {} }));

test.each([
	['NetAlertX: nightly inventory by email', 'every night at 2', 'Every Night'],
	['Meshtech: weekly firmware report', 'Mondays at 7', 'Every Monday'],
	['Tactical RMM: Patch Tuesday', 'Wednesdays at 18:00', 'Wednesdays at 18:00'],
	['NetAlertX: name and lock new devices', 'every 10 minutes', expect.any(String)],
	['Tactical RMM: staged script with approval', 'by a click', expect.any(String)],
	['NetAlertX: device offline to Slack', 'when something happens; n8n polls every minute', undefined],
	['MeshCentral: server offline at once to Slack', 'as soon as something happens', undefined],
	['Tactical RMM: alerts to Slack at once, and none missed', 'as soon as something happens; n8n also polls every minute', undefined],
	['Tactical RMM: chat with your fleet (AI Agent)', 'when somebody asks in its chat', undefined],
	['Tactical RMM: run a script now, or once the agent is back', 'by a click, every 10 minutes, when something happens; n8n polls every minute', 'Start by Hand'],
])('"%s" runs %s', (name, words, trigger) => {
	expect(startOfExample(name)).toMatchObject({ words, ...(trigger && { trigger }) });
	if (!trigger) expect(startOfExample(name).trigger).toBeUndefined();
});

test('a form can be opened', () => {
	expect(startOfExample('MeshCentral: share link on request')).toEqual({ words: 'when somebody fills in its form', trigger: undefined, form: expect.stringMatching(/^\/form\/\S+$/) as unknown });
});

test('every example says how it starts', () => {
	for (const { name } of exampleWorkflows()) expect([name, startOfExample(name).words]).not.toEqual([name, '']);
});
