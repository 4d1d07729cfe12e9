/** The pages in docs/outputs/: one item of what every operation returns, from a run against the simulators with the parameters of its sample. */
import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';
import { byLabel } from '../../nodes/shared/text';
import { actionNodes, type ActionNode, type Sample } from './systems';
import { FakeMeshCentral, ids, runWith } from '../support/fakeMeshCentral';
import { runNode } from '../support/runNode';
import { PAGES } from '../../scripts/docs';

const secret = 'example-secret';

/** Operations whose sample says little to a reader, with parameters that say more. */
const TELLING: Readonly<Record<string, Sample['parameters']>> = {
	'deviceFleet.device.compare': { earlier: '[{"id":"netAlertX:00:11:32:aa:bb:10","name":"nas","systems":["netAlertX"],"netAlertX":{"source":"netAlertX","id":"00:11:32:aa:bb:10"}}]', later: '[]' },
};

/** Longer texts and lists are cut, so that an example is read at a glance. */
const MOST = { text: 100, rows: 2, keys: 40 } as const;

const web = byId(ids.web);
const report = { deviceId: web, path: '/tmp/report.csv' };

/** Operations of MeshCentral that its REST wrapper has not: they run against the stand-in for its WebSocket. */
const OVER_WEBSOCKET: Readonly<Record<string, INodeParameters>> = {
	'device.addNote': { deviceId: web, note: 'Moved to rack 4' },
	'device.getNote': { deviceId: web },
	'device.processes': { deviceId: web },
	'device.services': { deviceId: web },
	'device.uninstallAgent': { deviceId: web },
	'deviceGroup.sendInviteEmail': { groupId: byId(ids.lab), email: 'ada@example.com' },
	'file.createFolder': { deviceId: web, path: '/tmp/new' },
	'file.delete': report,
	'file.download': report,
	'file.list': { deviceId: web, path: '/tmp' },
	'file.rename': { ...report, newName: 'old.csv' },
	'file.upload': { deviceId: web, path: '/tmp/a.txt', content: 'text', fileText: 'hello' },
	'user.lock': { userId: byId('user//bob') },
	'userGroup.update': { userGroupId: byId('ugrp//tech'), updateFields: { name: 'Technicians' } },
};

function byId(value: string): INodeParameters {
	return { __rl: true, mode: 'id', value };
}

/** A MeshCentral with a file, a user and a user group. */
function overWebSocket(): FakeMeshCentral {
	const client = new FakeMeshCentral();
	client.disk(ids.web).contents.set('/tmp/report.csv', Buffer.from('a,b\n1,2\n'));
	client.userRecords.push({ _id: 'user//bob', name: 'Bob', siteadmin: 0 });
	client.accounts.groupRecords = [{ _id: 'ugrp//tech', name: 'Tech', links: {} }];
	client.notes.set(ids.web, 'Rack 3');
	return client;
}

/** An operation by its names in the editor. */
interface Documented {
	/** Such as `Device > Get Many`. */
	title: string;
	description: string;
	parameters: { resource: string; operation: string };
	sample: Sample | undefined;
}

/** The pages by file name, each with its node. */
export const outputPages: ReadonlyArray<readonly [page: string, node: ActionNode]> = Object.entries(PAGES).map(([page, { node: name }]) => [
	page,
	actionNodes.find((each) => each.create().description.name === name)!,
]);

/** The operations of a node in the order of its form. */
export function operationsOf({ system, samples }: ActionNode): Documented[] {
	return [...system.resources].sort((a, b) => byLabel(a.name, b.name)).flatMap((resource) =>
		[...resource.operations].sort((a, b) => byLabel(a.name, b.name)).map((operation) => ({
			title: `${resource.name} > ${operation.name}`,
			description: operation.description,
			parameters: { resource: resource.value, operation: operation.value },
			sample: samples[`${resource.value}.${operation.value}`],
		})),
	);
}

/** What is entered for an operation: its sample, with *Simplify* as it is by default. */
function entered({ create }: ActionNode, { parameters, sample }: Documented): INodeParameters {
	const all: INodeParameters = { ...parameters, ...sample?.parameters, ...TELLING[`${create().description.name}.${parameters.resource}.${parameters.operation}`] };
	delete all.simplify;
	return all;
}

/** The first item that an operation returns for its first input item; undefined if it returns none. */
export async function outputOf(node: ActionNode, operation: Documented): Promise<object | undefined> {
	const [first] = await itemsOf(node, operation, { items: (operation.sample?.items ?? [{}]).slice(0, 1) });
	return exampleOf(first);
}

/**
 * What an operation returns for the items of its sample, from a server of its own.
 *
 * @param otherwise other items, or parameters beside those of the sample
 */
export async function itemsOf(node: ActionNode, operation: Documented, otherwise: { items?: readonly object[]; parameters?: INodeParameters } = {}): Promise<INodeExecutionData[]> {
	const { resource, operation: chosen } = operation.parameters;
	const alone = node.system.name === 'MeshCentral' && OVER_WEBSOCKET[`${resource}.${chosen}`];
	if (alone) return (await runWith(overWebSocket(), resource, chosen, alone)).output[0] ?? [];
	const served = await node.start(secret);
	try {
		const { items = operation.sample?.items ?? [{}] } = otherwise;
		const { output } = await runNode(node.create(), { ...entered(node, operation), ...otherwise.parameters }, { credentials: served.credentials, items: [...items] });
		return output[0] ?? [];
	} finally {
		await served.stop();
	}
}

function exampleOf(item: INodeExecutionData | undefined): object | undefined {
	if (!item) return undefined;
	const files = Object.entries(item.binary ?? {}).map(([name, { fileName, mimeType }]) => [name, { fileName, mimeType }]);
	return shortened({ ...item.json, ...(files.length > 0 && { 'binary data': Object.fromEntries(files) as object }) }) as object;
}

function shortened(value: unknown): unknown {
	if (typeof value === 'string') return masked(value.length > MOST.text ? `${value.slice(0, MOST.text)}…` : value);
	if (Array.isArray(value)) return [...value.slice(0, MOST.rows).map(shortened), ...(value.length > MOST.rows ? ['…'] : [])];
	if (typeof value !== 'object' || value === null) return value;
	const entries = Object.entries(value);
	const kept = entries.slice(0, MOST.keys).map(([key, inside]) => [key, shortened(inside)]);
	return Object.fromEntries(entries.length > MOST.keys ? [...kept, ['…', `${entries.length - MOST.keys} more`]] : kept);
}

/** The address of a simulator becomes one that a reader knows. */
const masked = (text: string) => text.replaceAll(secret, '…').replace(/\b(127\.0\.0\.1|localhost):\d+/g, 'server.example.com').replace(/x{20,}/g, '…');

/** JSON as people write it: a list of plain values is one line. */
const written = (value: object) => JSON.stringify(value, null, 2).replace(/\[\n\s+([^[\]{}]*?)\n\s+\]/g, (_, inside: string) => `[${inside.replace(/,\n\s+/g, ', ')}]`);

/** The keys of every example of a page, by the operation's title. */
export function keysOf(text: string): Record<string, string[]> {
	const sections = text.split(/^## /m).slice(1).map((section) => [section.split('\n')[0]!, /```json\n([^]*?)\n```/.exec(section)![1]!] as const);
	return Object.fromEntries(sections.map(([title, json]) => [title, Object.keys(JSON.parse(json) as object).sort()]));
}

/** A page as it has to be written. */
export async function outputPage(page: string, node: ActionNode): Promise<string> {
	const { name } = node.system;
	const lines = [
		`# ${name}: example output`,
		`One item for every operation, from a run against a simulated server. Long texts and lists are cut (\`…\`). [${name}](../${page}) describes the operations and the rights that they need.`,
		'<!-- Written by `npm run docs -- --outputs`. -->',
	];
	for (const operation of operationsOf(node)) {
		const output = await outputOf(node, operation);
		if (!output) throw new Error(`${name}: ${operation.title} returned nothing, and has no example`);
		lines.push(`## ${operation.title}`, `\`\`\`json\n${written(output)}\n\`\`\``);
	}
	return `${lines.join('\n\n')}\n`;
}
