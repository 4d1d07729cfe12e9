/**
 * Every form and every table, opened once in n8n's editor at 1,500 pixels and put on contact sheets in .cache/screenshots/sheets, which people
 * look at. What a program can see is tested: nothing on the console, nothing that cannot be read or chosen, warnings at what is
 * required and nowhere else, and of devices their name and state without scrolling.
 */
import type { IDataObject, INodeExecutionData, INodeTypeDescription } from 'n8n-workflow';
import type { Browser } from 'playwright-core';
import { n8n as manifest } from '../../package.json';
import { closeAgents } from '../../nodes/shared/http/agents';
import { packageName } from '../e2e/n8n/pack';
import type { SavedWorkflow, WorkflowNode } from '../e2e/n8n/types';
import { itemsOf, operationsOf } from '../nodes/outputs';
import { actionNodes } from '../nodes/systems';
import { launchChromium } from './chromium';
import { CredentialForm } from './credentialForm';
import { Editor } from './editor';
import { writeSheets, type Picture } from './sheets/contactSheet';
import { complaintsAbout, hiddenIn, unreadable } from './sheets/look';
import { SheetForm } from './sheets/sheetForm';
import { shownIn, subjectsOf, type Subject } from './sheets/subjects';
import { NodeTypes } from './subjects';
import { World } from './world';

const startMs = 15 * 60_000;
/** The largest node has 250 forms. */
const nodeMs = 15 * 60_000;
/** Rows of a table that are shown. */
const ROWS = 8;
const forms = { columns: 5, width: 300, height: 1_500 };
const tables = { columns: 3, width: 500, height: 1_500 };

const nameIn = (path: string) => path.split('/').at(-1)!.split('.')[0]!;
const types = manifest.nodes.map(nameIn).map((name) => `${name[0]!.toLowerCase()}${name.slice(1)}`);

let browser: Browser;
let world: World;
let editor: Editor;
let described: NodeTypes;
const written: string[] = [];

beforeAll(async () => {
	browser = await launchChromium();
	world = await World.start();
	const { client, n8n } = world.running;
	described = await NodeTypes.of(client);
	editor = await Editor.start(await browser.newContext({ viewport: { width: 1_500, height: 2_000 }, reducedMotion: 'reduce' }), n8n.url, client.session.cookie!);
	// n8n's hint for newcomers would lie over the output.
	await editor.page.addInitScript({ content: "localStorage.setItem('N8N_PIN_DATA_DISCOVERY_NDV', 'true')" });
}, startMs);
afterAll(async () => {
	await browser?.close();
	await world?.stop();
	await closeAgents();
	console.log(written.join('\n'));
}, 60_000);

test.each(types)('%s', async (type) => {
	const description = described.description(type);
	const subjects = subjectsOf(description, credentialChoice(description));
	const outputs = await outputsOf(type, description, subjects);
	const workflow = await saved(type, description, subjects, outputs);
	const pictures: Record<'forms' | 'tables', Picture[]> = { forms: [], tables: [] };
	const complaints: Record<string, string[]> = {};
	await editor.openWorkflow(workflow.id);
	for (const [index, subject] of subjects.entries()) {
		const { title, isFull, parameters } = subject;
		const form = await SheetForm.open(editor, workflow.id, workflow.nodes[index]!);
		const { shown, marks } = await form.look();
		const found = isFull ? unreadable(shown, marks) : [...complaintsAbout(shown, marks, shownIn(description, parameters), parameters), ...hiddenIn(marks)];
		found.push(...editor.complaints.splice(0));
		if (found.length > 0) complaints[title] = found;
		pictures.forms.push({ title, ...(await form.picture(marks.form)) });
		if (marks.table) pictures.tables.push({ title, ...(await form.picture(marks.table.box)) });
	}
	written.push(...(await writeSheets(browser, `forms-${type}`, pictures.forms, forms)), ...(await writeSheets(browser, `tables-${type}`, pictures.tables, tables)));
	expect(complaints).toEqual({});
}, nodeMs);

test('credentials', async () => {
	const pictures: Picture[] = [];
	const complaints: string[] = [];
	for (const { type, credential } of credentialForms()) {
		const workflow = await saved(type, described.description(type), [{ ...subjectsOf(described.description(type), credential.startsWith('meshCentral') ? { authentication: credential } : {})[0]!, title: 'Node' }], {});
		for (const isFull of [false, true]) {
			await editor.openWorkflow(workflow.id);
			await editor.openNode('Node');
			const form = await CredentialForm.create(editor);
			if (isFull) await form.chooseConnection(await form.connections());
			complaints.push(...editor.complaints.splice(0));
			const box = (await form.root.boundingBox())!;
			pictures.push({ title: `${credential}${isFull ? ' +' : ''}`, png: await form.root.screenshot(), size: box });
			await form.close();
		}
	}
	written.push(...(await writeSheets(browser, 'credentials', pictures, { columns: 2, width: 740, height: 1_500 })));
	expect(complaints).toEqual([]);
}, nodeMs);

/** Each credential, with an action node that takes it. */
const credentialForms = () =>
	manifest.credentials.map(nameIn).map((name) => {
		const credential = `${name[0]!.toLowerCase()}${name.slice(1)}`;
		return { credential, type: actionNodes.map(({ create }) => create().description).find(({ name: node, credentials = [] }) => node !== 'deviceFleet' && credentials.some((each) => each.name === credential))!.name };
	});

/** MeshCentral is a real one, which does not run everywhere; its wrapper does. */
function credentialChoice({ properties }: INodeTypeDescription): IDataObject & Record<string, string> {
	const isChosen = properties.some(({ name }) => name === 'authentication') && !world.account('meshCentralApi');
	return isChosen ? { authentication: 'meshCentralRestApi' } : {};
}

/** A workflow with a node for each form; the output is pinned, so that n8n shows it. */
async function saved(type: string, { credentials = [] }: INodeTypeDescription, subjects: readonly Subject[], pinData: Record<string, INodeExecutionData[]>): Promise<SavedWorkflow> {
	const accounts = Object.fromEntries(credentials.flatMap(({ name }) => (world.account(name) ? [[name, { id: world.account(name)!.id, name: world.account(name)!.name }]] : [])));
	const nodes = subjects.map(({ title: name, parameters }, index): WorkflowNode => ({
		id: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`, name, type: `${packageName}.${type}`, typeVersion: 1, position: [0, 200 * index], parameters: parameters as IDataObject, credentials: accounts,
	}));
	return await world.running.client.session.call('POST', 'workflows', { name: `Sheets of ${type}`, nodes, connections: {}, settings: { executionOrder: 'v1' }, active: false, pinData });
}

/** What comes out, by the title of the form: of an operation what its sample gives, of a polling trigger its test event. */
async function outputsOf(type: string, description: INodeTypeDescription, subjects: readonly Subject[]): Promise<Record<string, INodeExecutionData[]>> {
	const node = actionNodes.find(({ create }) => create().description.name === type);
	const outputs: Record<string, INodeExecutionData[]> = {};
	if (node) {
		for (const operation of operationsOf(node)) {
			const { effect } = node.system.resources.find(({ value }) => value === operation.parameters.resource)!.operations.find(({ value }) => value === operation.parameters.operation)!;
			const isLimited = effect === 'read' && operation.sample?.parameters?.limit !== undefined;
			outputs[operation.title] = (await itemsOf(node, operation, isLimited ? { parameters: { limit: ROWS } } : {})).slice(0, ROWS);
		}
	} else if (description.polling) {
		const [first] = subjects as [Subject];
		const { client } = world.running;
		const { data } = await client.run(await saved(type, description, [first], {}), first.title);
		outputs[first.title] = (data.resultData.runData[first.title]?.at(-1)?.data?.main?.[0] ?? []) as INodeExecutionData[];
	}
	return Object.fromEntries(Object.entries(outputs).map(([title, items]) => [title, items.map(({ json }) => ({ json }))]));
}
