/** What mails of the examples say of one thing, and of what did not run. */
import { runInNewContext } from 'node:vm';
import { exampleWorkflows } from '../../demo/examples';

type Rows = ReadonlyArray<Record<string, unknown>>;

/** A parameter of an example's node as n8n fills it in. @param nodes what the nodes that it names have returned @param json the item itself */
function filled(example: string, node: string, parameter: string, nodes: Readonly<Record<string, Rows>>, json: object = {}): string {
	const { parameters } = exampleWorkflows().find(({ name }) => name === example)!.nodes.find(({ name }) => name === node)!;
	const itemsOf = (name: string) => (nodes[name] ?? []).map((each) => ({ json: each }));
	const $ = (name: string) => ({ all: () => itemsOf(name), first: () => itemsOf(name)[0] });
	const context = { $, $json: json, $now: { format: () => '2026-11-27' } };
	return String(parameters[parameter]).replace(/^=/, '').replace(/\{\{(.+?)\}\}/gs, (_, code: string) => String(runInNewContext(`(${code})`, context)));
}

/** As n8n's own methods of texts do it. */
const written = (at: string) => Object.assign(new String(at), { toDateTime: () => ({ format: () => at.slice(0, 16).replace('T', ' ') }) });
const titled = (text: string) => Object.assign(new String(text), { toTitleCase: () => text[0]!.toUpperCase() + text.slice(1) });

const times = <T>(count: number, row: T): T[] => Array.from({ length: count }, () => row);

test.each([
	[1, 1, 'Patch Tuesday: 1 of 1 update is installed on 1 agent'],
	[2, 1, 'Patch Tuesday: 2 of 2 updates are installed on 1 agent'],
	[3, 2, 'Patch Tuesday: 3 of 3 updates are installed on 2 agents'],
])('%d updates on %d agents', (updates, agents, words) => {
	expect(filled('Tactical RMM: Patch Tuesday', 'Mail the Report', 'subject', { Report: times(updates, { state: 'installed' }), 'Each Agent Once': times(agents, {}) })).toBe(words);
});

test.each([
	[1, 'Clear Temp: continue with the other agent?'],
	[0, 'Clear Temp: continue with the other 0 agents?'],
	[2, 'Clear Temp: continue with the other 2 agents?'],
])('%d agents to go on with', (others, words) => {
	const nodes = { 'What to Run': [{ script: 'Clear Temp' }], 'Get Windows Agents': times(others + 3, {}), 'Run on the First': times(3, {}) };
	expect(filled('Tactical RMM: staged script with approval', 'Ask for Approval', 'subject', nodes)).toBe(words);
});

const first = [
	{ name: 'WIN-SRV-00', outcome: 'done', reason: null },
	{ name: 'WIN-SRV-10', outcome: 'leftOut', reason: 'It was offline' },
	{ name: 'WIN-WS-01', outcome: 'failed', reason: 'The script "Clear Temp" on WIN-WS-01 ended with exit code 5' },
	{ name: 'WIN-WS-03', outcome: 'failed', reason: 'WIN-WS-03 is offline' },
	{ name: 'WIN-WS-07', outcome: 'notStarted', reason: 'Tactical RMM answered nothing' },
];

test('the mail for approval says in words how it went on the first agents', () => {
	const nodes = { 'First Agents': first.map(({ name }) => ({ name })), 'Run on the First': first.map(({ outcome, reason }) => ({ rollOut: { outcome, reason } })) };
	expect(filled('Tactical RMM: staged script with approval', 'Ask for Approval', 'message', nodes)).toBe(
		'WIN-SRV-00: done; WIN-SRV-10: left out (it was offline); WIN-WS-01: failed (the script "Clear Temp" on WIN-WS-01 ended with exit code 5); ' +
			'WIN-WS-03: failed (WIN-WS-03 is offline); WIN-WS-07: not started (Tactical RMM answered nothing)',
	);
});

test.each([
	['Tactical RMM: patch ring', 'WIN-SRV-10'],
	['Tactical RMM: staged script with approval', 'WIN-SRV-10 (Acme)'],
])('the report of "%s" says so in the same way', (example, agent) => {
	const report = first.map(({ name, outcome, reason }) => ({ agent: name, outcome, why: reason ?? '', 'client and site': 'Acme' }));
	expect(filled(example, 'Mail the Report', 'text', { Report: report }).split('\n')).toContain(`${agent}: left out (it was offline)`);
});

describe('Meshtech: firmware roll-out with approval', () => {
	const example = 'Meshtech: firmware roll-out with approval';
	const asked = { 'What to Roll Out': [{ version: '3.4.1', labels: 'office' }] };
	const planned = { rollOut: { wave: 1, outcome: 'planned' } };
	const has = { rollOut: { wave: null, outcome: 'alreadyThere' } };
	const not = { rollOut: { wave: null, outcome: 'leftOut' } };

	test.each([
		[1, 'Firmware 3.4.1 for gateways with the label office: 1 would be updated in 1 wave, 1 runs it already, 1 is left out.'],
		[2, 'Firmware 3.4.1 for gateways with the label office: 2 would be updated in 1 wave, 2 run it already, 2 are left out.'],
	])('asks about %d of each', (count, words) => {
		expect(filled(example, 'Ask for Approval', 'message', asked, { devices: [...times(count, planned), ...times(count, has), ...times(count, not)] })).toBe(words);
	});

	test('mails the outcome in words', () => {
		const devices = [
			{ name: 'Canteen', versionBefore: '3.4.0', versionAfter: '3.4.1', rollOut: { outcome: 'done', reason: null } },
			{ name: 'Entrance', versionBefore: '3.4.0', versionAfter: null, rollOut: { outcome: 'leftOut', reason: 'It was offline' } },
		];
		const text = filled(example, 'Mail the Outcome', 'text', asked, { devices });
		expect(text.split('\n')).toEqual(expect.arrayContaining(['Canteen: updated, firmware 3.4.0 before, 3.4.1 now', 'Entrance: left out (it was offline), firmware 3.4.0 before, unknown now']));
		expect(filled(example, 'Mail the Outcome', 'subject', asked, { devices: devices.slice(0, 1) })).toBe('Firmware 3.4.1: 1 of 1 gateway updated');
		expect(filled(example, 'Mail the Outcome', 'subject', asked, { devices })).toBe('Firmware 3.4.1: 1 of 2 gateways updated');
	});
});

test.each([
	['Meshtech: weekly firmware report', { versions: [{ devices: 1 }] }, {}, 'Firmware of 2026-11-27: 1 gateway, 1 version'],
	['Meshtech: weekly firmware report', { versions: [{ devices: 1 }, { devices: 2 }] }, {}, 'Firmware of 2026-11-27: 3 gateways, 2 versions'],
	['Device Fleet: weekly report by email', { devices: [{ conflicts: [], missingFrom: ['tacticalRmm'] }] }, { 'Get the Fleet': times(1, {}) }, 'Fleet of 2026-11-27: 0 in conflict, 1 missing somewhere, of 1 device'],
	['Device Fleet: weekly report by email', { devices: [{ conflicts: [{}], missingFrom: [] }, { conflicts: [{}], missingFrom: ['tacticalRmm'] }] }, { 'Get the Fleet': times(9, {}) }, 'Fleet of 2026-11-27: 2 in conflict, 1 missing somewhere, of 9 devices'],
] as const)('"%s" counts %j', (example, json, nodes, words) => {
	expect(filled(example, 'Mail the Report', 'subject', nodes, json)).toBe(words);
});

test.each([
	[1, 1, 'Network inventory of 2026-11-27: 1 device', '1 of 1 device is online. The list is attached.'],
	[3, 1, 'Network inventory of 2026-11-27: 3 devices', '1 of 3 devices is online. The list is attached.'],
	[3, 2, 'Network inventory of 2026-11-27: 3 devices', '2 of 3 devices are online. The list is attached.'],
])('an inventory of %d devices with %d online', (all, online, subject, text) => {
	const nodes = { 'Get All Devices': Array.from({ length: all }, (_, index) => ({ online: index < online })) };
	const mail = (parameter: string) => filled('NetAlertX: nightly inventory by email', 'Mail the List', parameter, nodes);
	expect([mail('subject'), mail('text')]).toEqual([subject, text]);
});

test('both examples that report alerts of Tactical RMM at once say the same', () => {
	const at = '2026-11-27T12:00:00Z';
	const alert = { deviceName: 'WIN-SRV-00', severity: 'error', message: 'Disk C: <4% left', client: 'Acme Corp', site: 'Berlin HQ' };
	const item = (event: string) => ({ event, occurredAt: written(at), alert: { ...alert, severity: titled('error') }, repeated: false });
	const atOnce = (event: string) => filled('Tactical RMM: alerts to Slack at once, and none missed', 'Slack', 'text', {}, item(event));
	const inThread = (node: string, event: string) => filled('Tactical RMM: alerts to Slack, and by email if nobody reacts', node, 'text', {}, item(event));
	expect(atOnce('alertRaised')).toBe(':rotating_light: Error on *WIN-SRV-00* since 2026-11-27 12:00: Disk C: &lt;4% left\nAcme Corp, Berlin HQ');
	expect(atOnce('alertRaised')).toBe(inThread('Slack: Raised', 'alertRaised'));
	expect(atOnce('alertResolved')).toBe(inThread('Slack: Resolved', 'alertResolved'));
});

const over = exampleWorkflows().flatMap(({ name, nodes }) => nodes.flatMap((node) => ['subject', 'text'].filter((parameter) => /^=Over: /.test(String(node.parameters[parameter]))).map((parameter) => [name, node.name, parameter] as const)));

test.each(over)('"%s": %s says what is back after an outage', (example, node, parameter) => {
	const words = (back: number) => filled(example, node, parameter, {}, { mass: { back, count: 9, notBack: 0, examples: [] }, repeated: false });
	expect(words(1)).toMatch(/^Over: 1 of 9 (devices|agents|gateways) is back$/);
	expect(words(8)).toMatch(/^Over: 8 of 9 (devices|agents|gateways) are back$/);
});

test('all triggers of outages are among them', () => {
	expect(over.length).toBeGreaterThanOrEqual(6);
});
