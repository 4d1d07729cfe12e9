/** The pictures of README and docs, in both themes, of what the test shows; written to docs/images only where SCREENSHOTS is set. */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { IDataObject } from 'n8n-workflow';
import type { Locator } from 'playwright-core';
import { packageName } from '../../e2e/n8n/pack';
import type { WorkflowNode } from '../../e2e/n8n/types';
import { added, isThere, type Context } from '../context';
import { CredentialForm } from '../credentialForm';
import { Editor } from '../editor';
import type { NodeForm } from '../nodeForm';
import { MOST_BYTES, pictureOf } from '../pictures';
import { exactly, t } from '../selectors';
import { subjectOf, type OperationKey, type System } from '../subjects';
import type { World } from '../world';

const themes = ['light', 'dark'] as const;
/** Around the nodes of a workflow, for their names and bolts; CSS pixels. */
const MARGIN = 90;
/** Told for some seconds after a run, over what is to be seen. */
const style = '.el-notification { display: none !important }';

/** Brings the editor to what is to be seen, and gives the parts that the picture shows. */
type Scene = (context: Context) => Promise<Locator[]>;

const scenes: Record<string, Scene> = {
	async workflow({ editor, world }) {
		await editor.openWorkflow(await offlineToSlack(world));
		await editor.page.locator(t('zoom-to-fit')).click();
		return await editor.page.locator(t('canvas-node')).all();
	},

	async actions({ editor, types }) {
		await editor.newWorkflow();
		await editor.unfold('Tactical RMM', 'Actions', types.action('tacticalRmm', 'agent.runScript'));
		// What is unfolded at first is above them.
		await editor.page.locator(t('node-creator-category-item')).filter({ hasText: 'Triggers' }).first().click();
		await editor.page.locator(t('node-creator-item-name')).filter({ hasText: exactly(types.eventLine('tacticalRmm', 'alertRaised')) }).waitFor({ state: 'hidden' });
		return [editor.page.locator(t('node-creator'))];
	},

	async trigger(context) {
		const form = await added(context, 'NetAlertX', { event: 'deviceOffline' });
		await form.chooseToo('triggerOn', context.types.eventName('netAlertX', 'deviceOnline'));
		await form.execute();
		await form.outputAs('table');
		return [form.root];
	},

	async list(context) {
		const form = await added(context, 'Tactical RMM', { operation: 'agent.runScript' });
		await form.openList('deviceId');
		return [form.root];
	},

	async 'roll-out'({ editor, world }) {
		await editor.openWorkflow(await rolledOut(world));
		const form = await editor.openNode('Run Script');
		// What is under the form's other fields.
		await editor.page.locator(t('parameter-input-stopAfterFailures')).scrollIntoViewIfNeeded();
		return [form.root];
	},

	async outcome({ editor, world }) {
		await editor.openWorkflow(await rolledOut(world));
		// A node of n8n's, whose form has no operation to wait for.
		await editor.page.locator(`${t('canvas-node')}[data-node-name="Report"]`).dblclick();
		const { form } = editor;
		await form.root.waitFor();
		await form.execute();
		await form.outputAs('table');
		// Its form says nothing that the table does not.
		return [form.output];
	},

	async fleet({ editor, world }) {
		await editor.openWorkflow(await wholeFleet(world));
		const form = await editor.openNode('Get the Fleet');
		await form.execute();
		await form.outputAs('table');
		return [form.root];
	},

	/** None where there is no real MeshCentral. */
	async command(context) {
		if (!isThere(context, 'MeshCentral')) return [];
		const form = await ran(context, 'MeshCentral', 'device.runCommand', { deviceId: { __rl: true, mode: 'name', value: 'kiosk' }, command: 'df -h /' });
		await form.outputAs('json');
		return [form.root];
	},

	async firmware(context) {
		const form = await ran(context, 'Meshtech', 'firmware.getSummary');
		await form.outputAs('table');
		return [form.root];
	},

	async output(context) {
		const form = await added(context, 'NetAlertX', { operation: 'device.getAll' });
		await form.execute();
		await form.outputAs('table');
		return [form.root];
	},
};

/** A node of a workflow of its own, executed. */
async function ran({ editor, types, world }: Context, system: System, key: OperationKey, parameters: IDataObject = {}): Promise<NodeForm> {
	const { type, credential } = subjectOf(system);
	const [resource, operation] = key.split('.');
	const name = types.action(type, key);
	const { id } = await world.saveWorkflow(name, [{ name, type, credential, parameters: { resource, operation, ...parameters } }]);
	await editor.openWorkflow(id);
	const form = await editor.openNode(name);
	await form.execute();
	return form;
}

/** What is entered where the server is kept behind something, as docs/connect.md says it. */
interface Door {
	system: System;
	fields: IDataObject;
	connection?: readonly string[];
	headers?: ReadonlyArray<readonly [name: string, value: string]>;
	/** Fields of the choice. */
	more?: IDataObject;
}

const certificate = '-----BEGIN CERTIFICATE-----\nMIIBdzCCAR2gAwIBAgIUQ0…\n-----END CERTIFICATE-----';
const doors: Record<string, Door> = {
	'connect-plain': { system: 'NetAlertX', fields: { baseUrl: 'http://192.168.1.20:20212', apiToken: 't_Zk3x' } },
	'connect-self-signed': {
		system: 'Tactical RMM',
		fields: { baseUrl: 'https://api.example.com', apiKey: 'B3NT' },
		connection: ['CA Certificate'],
		more: { caCertificate: certificate },
	},
	'connect-cloudflare-access': {
		system: 'Tactical RMM',
		fields: { baseUrl: 'https://api.example.com', apiKey: 'B3NT' },
		connection: ['Additional Headers'],
		headers: [['CF-Access-Client-Id', '0123abcd.access'], ['CF-Access-Client-Secret', 'a secret']],
	},
	'connect-basic-auth': {
		system: 'NetAlertX',
		fields: { baseUrl: 'https://netalertx.example.com', apiToken: 't_Zk3x' },
		connection: ['Basic Auth'],
		more: { basicAuthUser: 'n8n', basicAuthPassword: 'a secret' },
	},
	'connect-mutual-tls': {
		system: 'Tactical RMM',
		fields: { baseUrl: 'https://api.example.com', apiKey: 'B3NT' },
		connection: ['Client Certificate'],
		more: { clientCertificate: certificate, clientKey: '-----BEGIN PRIVATE KEY-----', clientKeyPassphrase: 'a secret' },
	},
};

/** The form is longer than a window: it is seen whole in a taller one. */
async function formOf(context: Context, { system, fields, connection = [], headers = [], more = {} }: Door): Promise<Locator[]> {
	const { editor } = context;
	await editor.page.setViewportSize({ width: 1_280, height: 1_300 });
	await added(context, system, { operation: subjectOf(system).operation });
	const form = await CredentialForm.create(editor);
	await form.fill(fields);
	if (connection.length > 0) await form.chooseConnection(connection);
	await form.addHeaders(headers);
	await form.fill(more);
	return [form.root];
}

for (const [name, door] of Object.entries(doors)) scenes[name] = async (context) => await formOf(context, door);

export function screenshots(context: Context): void {
	describe.each(themes)('screenshots, %s', (colorScheme) => {
		let themed: Context;
		beforeAll(async () => {
			const { client, n8n } = context.world.running;
			const browser = context.editor.page.context().browser()!;
			const shown = await browser.newContext({ viewport: { width: 1_280, height: 760 }, deviceScaleFactor: 1.5, colorScheme, reducedMotion: 'reduce' });
			// n8n's hint for newcomers would lie over the output.
			await shown.addInitScript({ content: "localStorage.setItem('N8N_PIN_DATA_DISCOVERY_NDV', 'true')" });
			themed = { ...context, editor: await Editor.start(shown, n8n.url, client.session.cookie!) };
		});
		afterAll(async () => await themed?.editor.page.context().close());

		test.each(Object.keys(scenes))('%s', async (name) => {
			const parts = await scenes[name]!(themed);
			if (parts.length === 0) return;
			const path = pictureOf(`${name}-${colorScheme}`);
			if (path) mkdirSync(dirname(path), { recursive: true });
			const clip = around(await Promise.all(parts.map(async (part) => (await part.boundingBox())!)), parts.length > 1 ? MARGIN : 0);
			const { length } = await themed.editor.page.screenshot({ path, clip, style, animations: 'disabled', caret: 'hide' });
			expect(length).toBeLessThan(MOST_BYTES);
		}, 120_000);
	});
}

interface Box {
	x: number;
	y: number;
	width: number;
	height: number;
}

function around(boxes: Box[], margin: number): Box {
	const x = Math.min(...boxes.map((box) => box.x)) - margin;
	const y = Math.min(...boxes.map((box) => box.y)) - margin;
	const right = Math.max(...boxes.map((box) => box.x + box.width)) + margin;
	const bottom = Math.max(...boxes.map((box) => box.y + box.height)) + margin;
	return { x, y, width: right - x, height: bottom - y };
}

/** A script on fourteen agents: one is offline, and the second that fails stops it. */
async function rolledOut(world: World): Promise<string> {
	const { world: rmm } = world.tacticalRmm;
	const agents = rmm.agentsAsStored().filter(({ row, state }) => row.plat === 'windows' && state === 'answers').slice(0, 14);
	agents[3]!.state = 'unreachable';
	const failing = [agents[2]!.hostname, agents[6]!.hostname];
	rmm.machines.runScript = ({ hostname }) => ({ stdout: '', stderr: failing.includes(hostname) ? 'Access is denied' : '', retcode: failing.includes(hostname) ? 5 : 0, execution_time: 0.4 });
	const { id, name } = world.account('tacticalRmmApi')!;
	const items = agents.map(({ agent_id, hostname }) => ({ id: agent_id, name: hostname }));
	const settings = { firstWave: 1, nextWaves: 'number', waveSize: 4, stopAfterFailures: 2, failureIs: 'exitCode', ifOffline: 'leaveOut' };
	const node = (nodeName: string, type: string, typeVersion: number, x: number, parameters: object, more: object = {}) => ({ name: nodeName, type, typeVersion, position: [x, 0], parameters, ...more }) as WorkflowNode;
	const column = (index: number, column: string, value: string, type = 'string') => ({ id: `a${index}`, name: column, value, type });
	const report = [column(1, 'agent', "={{ $('Agents').item.json.name }}"), column(2, 'wave', '={{ $json.rollOut.wave }}', 'number'), column(3, 'outcome', '={{ $json.rollOut.outcome }}'), column(4, 'reason', "={{ $json.rollOut.reason ?? '' }}")];
	const nodes = [
		node('Start', 'n8n-nodes-base.manualTrigger', 1, 0, {}),
		node('List', 'n8n-nodes-base.set', 3.4, 200, { mode: 'raw', jsonOutput: JSON.stringify({ items }), options: {} }),
		node('Agents', 'n8n-nodes-base.splitOut', 1, 400, { fieldToSplitOut: 'items', options: {} }),
		node('Run Script', `${packageName}.tacticalRmm`, 1, 600, {
			resource: 'agent', operation: 'runScript', deviceId: { __rl: true, mode: 'id', value: '={{ $json.id }}' }, scriptId: { __rl: true, mode: 'name', value: 'Clear Temp' }, options: { rollOut: { settings } },
		}, { credentials: { tacticalRmmApi: { id, name } } }),
		node('Report', 'n8n-nodes-base.set', 3.4, 800, { assignments: { assignments: report }, options: {} }),
	];
	const names = nodes.map((each) => each.name);
	const connections = Object.fromEntries(names.slice(1).map((to, index) => [names[index]!, { main: [[{ node: to, type: 'main' as const, index: 0 }]] }]));
	return (await world.running.client.createWorkflow({ name: 'Script in waves', nodes, connections })).id;
}

/** Computers that the network and Tactical RMM both know; made once for all pictures. */
async function wholeFleet(world: World): Promise<string> {
	const { client } = world.running;
	const made = (await client.workflows()).find(({ name }) => name === 'One fleet');
	if (made) return made.id;
	const agents = world.tacticalRmm.world.agents().slice(0, 6);
	const cards = world.netAlertX.database.devices().filter(({ devName, devPresentLastScan, devIsArchived }) => /^device-\d+$/.test(String(devName)) && devPresentLastScan === 1 && devIsArchived !== 1);
	for (const [index, { hostname }] of agents.entries()) world.netAlertX.database.patch(String(cards[index]!.devMac), { devName: hostname });
	const accounts = (['netAlertXApi', 'tacticalRmmApi'] as const).map((type) => [type, { id: world.account(type)!.id, name: world.account(type)!.name }] as const);
	const parameters = { resource: 'device', operation: 'getAll', systems: ['netAlertX', 'tacticalRmm'], filters: { seenIn: ['netAlertX', 'tacticalRmm'] }, returnAll: true, options: {} };
	const { id } = await client.createWorkflow({
		name: 'One fleet',
		nodes: [
			{ name: 'Start', type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, position: [0, 0], parameters: {} },
			{ name: 'Get the Fleet', type: `${packageName}.deviceFleet`, typeVersion: 1, position: [220, 0], parameters, credentials: Object.fromEntries(accounts) },
		],
		connections: { Start: { main: [[{ node: 'Get the Fleet', type: 'main', index: 0 }]] } },
	});
	return id;
}

/** "A device goes offline": it is reported to a channel, and woken. */
async function offlineToSlack(world: World): Promise<string> {
	const { client } = world.running;
	const slack = (await client.credentials()).find(({ type }) => type === 'slackApi') ?? (await client.createCredential('Slack', 'slackApi', { accessToken: 'xoxb-not-used' }));
	const ours = (name: string, type: string, position: [number, number], parameters: IDataObject): WorkflowNode => {
		const { id, name: account } = world.account('netAlertXApi')!;
		return { name, type: `${packageName}.${type}`, typeVersion: 1, position, parameters, credentials: { netAlertXApi: { id, name: account } } };
	};
	const tell: WorkflowNode = {
		name: 'Tell the Channel', type: 'n8n-nodes-base.slack', typeVersion: 2.2, position: [380, -100], credentials: { slackApi: { id: slack.id, name: slack.name } },
		parameters: { authentication: 'accessToken', resource: 'message', operation: 'post', select: 'channel', channelId: { __rl: true, mode: 'name', value: '#network' }, messageType: 'text', text: '={{ $json.device.name }} is offline', otherOptions: {} },
	};
	const { id } = await client.createWorkflow({
		name: 'Device offline to Slack',
		nodes: [
			ours('When a Device Goes Offline', 'netAlertXTrigger', [0, 0], { triggerOn: ['deviceOffline'], filters: {}, options: { offlineForAtLeast: 5 } }),
			tell,
			ours('Wake It', 'netAlertX', [380, 110], { resource: 'device', operation: 'wake', deviceId: { __rl: true, mode: 'mac', value: '={{ $json.device.id }}' }, options: {} }),
		],
		connections: { 'When a Device Goes Offline': { main: [['Tell the Channel', 'Wake It'].map((node) => ({ node, type: 'main' as const, index: 0 }))] } },
	});
	return id;
}
