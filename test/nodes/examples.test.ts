/** What holds for every workflow in examples/, without running it: complete, explained, laid out to be read, and nobody's secret. */
import { NodeHelpers, type INode, type INodeType } from 'n8n-workflow';
import { exampleWorkflows } from '../../demo/examples';
import type { WorkflowJson, WorkflowNode } from '../e2e/n8n/types';
import { DeviceFleetTrigger } from '../../nodes/DeviceFleet/DeviceFleetTrigger.node';
import { MeshCentralLiveTrigger } from '../../nodes/MeshCentral/MeshCentralLiveTrigger.node';
import { MeshCentralTrigger } from '../../nodes/MeshCentral/MeshCentralTrigger.node';
import { MeshtechTrigger } from '../../nodes/Meshtech/MeshtechTrigger.node';
import { NetAlertXLiveTrigger } from '../../nodes/NetAlertX/NetAlertXLiveTrigger.node';
import { NetAlertXTrigger } from '../../nodes/NetAlertX/NetAlertXTrigger.node';
import { TacticalRmmTrigger } from '../../nodes/TacticalRmm/TacticalRmmTrigger.node';
import { TacticalRmmWebhookTrigger } from '../../nodes/TacticalRmm/TacticalRmmWebhookTrigger.node';
import { propertiesOfOperation, withNested } from './names';
import { actionNodes } from './systems';

const ours = 'n8n-nodes-device-management.';
const types = new Map<string, INodeType>(
	[...actionNodes.map(({ create }) => create()), new DeviceFleetTrigger(), new MeshCentralLiveTrigger(), new MeshCentralTrigger(), new MeshtechTrigger(), new NetAlertXLiveTrigger(), new NetAlertXTrigger(), new TacticalRmmTrigger(), new TacticalRmmWebhookTrigger()].map((type) => [
		ours + type.description.name,
		type,
	]),
);
const examples = exampleWorkflows().map((workflow) => [workflow.name, workflow] as const);

const isNote = ({ type }: WorkflowNode) => type.endsWith('.stickyNote');
/** A tool for AI agents is its node with two parameters more. */
const typeOf = ({ type }: WorkflowNode) => types.get(type) ?? types.get(type.replace(/Tool$/, ''));
/** What devices, groups and their programs are called or say. */
const namedByOthers = /\.(name|deviceName|group|client|site|message|examples|output|error|host)\b/;
const ofTools = ['descriptionType', 'toolDescription'];

test('there are at least twelve, each with a name of its own', () => {
	expect(examples.length).toBeGreaterThanOrEqual(12);
	expect(new Set(examples.map(([name]) => name)).size).toBe(examples.length);
});

describe.each(examples)('%s', (name, { nodes, connections }) => {
	const working = nodes.filter((node) => !isNote(node));

	it('is explained by notes: what it does and how to set it up, under its own name', () => {
		const [first, ...others] = nodes.filter(isNote).map(({ parameters }) => String(parameters.content));
		expect(name).toContain(first!.split('\n')[0]!.replace(/^## /, ''));
		expect(first).toContain('**Set up:**');
		for (const text of others) expect(text).toMatch(/^### /);
	});

	it('holds no credential of somebody', () => {
		for (const { credentials = {} } of nodes) expect(Object.values(credentials).filter(({ id }) => id !== '')).toEqual([]);
	});

	it('connects every node, and names nodes only once', () => {
		const names = nodes.map((node) => node.name);
		expect(new Set(names).size).toBe(names.length);
		const reached = new Set(Object.entries(connections).flatMap(([from, outputs]) => [from, ...Object.values(outputs).flat(2).map((to) => to!.node)]));
		expect([...reached].filter((each) => !names.includes(each))).toEqual([]);
		expect(working.map((node) => node.name).filter((each) => !reached.has(each))).toEqual([]);
	});

	it('has expressions that speak of nodes that are there', () => {
		const named = [...JSON.stringify(working.map(({ parameters }) => parameters)).matchAll(/\$\('([^']+)'\)/g)].map(([, node]) => node);
		expect(named.filter((node) => !working.some((each) => each.name === node))).toEqual([]);
	});

	it('gives Slack nothing that somebody else named as if it were markup of Slack', () => {
		const texts = working.filter(({ type }) => type.endsWith('.slack')).map(({ parameters }) => String(parameters.text));
		const foreign = texts.flatMap((text) => [...text.matchAll(/\{\{(.+?)\}\}/g)].map(([, expression]) => expression!)).filter((expression) => namedByOthers.test(expression));
		for (const expression of foreign) expect(expression).toContain(".replaceAll('&', '&amp;').replaceAll('<', '&lt;')");
	});

	it('writes into the HTML of a mail only what is escaped, and nothing that comes from elsewhere', () => {
		for (const { parameters } of working.filter(({ type }) => type.endsWith('.emailSend'))) {
			const html = String(parameters.html ?? '');
			const written = [...html.matchAll(/(?:<td[^>]*>|<b>|<h[12][^>]*>|<p[^>]*>|<span[^>]*>)\$\{([^}]+)\}/g)].map(([, value]) => value!);
			expect(written.filter((value) => !/^(safe\(.+\)|count|part\(.+|body|lines\.length - 100)$/.test(value))).toEqual([]);
			expect(html).not.toMatch(/<(script|img|link|iframe)|https?:|url\(/i);
		}
	});

	it('says one thing in the singular', () => {
		const texts = working.flatMap(({ parameters: { subject, message, text } }) => [subject, message, text]).map(String);
		// What happens to many devices at once is never one.
		const counts = texts.flatMap((each) => [...each.matchAll(/\{\{((?:(?!\}\}).)*?(?:length|0\)|mass\.\w+) ?)\}\} (?:failed )?(?:(?:agents|devices|gateways|updates|versions|waves)\b|(?:are|run)\b)/gs)].map(([whole]) => whole));
		expect(counts.filter((each) => !/mass\.(count|total) \}\} \w+$/.test(each))).toEqual([]);
	});

	it('has words for outcomes, and nothing that reads as code', () => {
		const texts = working.flatMap(({ parameters: { subject, message, text } }) => [subject, message, text]).map(String);
		expect(texts.filter((each) => /[oO]utcome (\+|\}\})/.test(each))).toEqual([]);
	});

	it('mails what failed with bars as well as in text', () => {
		const mails = working.filter(({ type, parameters }) => type.endsWith('.emailSend') && /failed(?! sign-in)/.test(String(parameters.subject)));
		for (const { parameters } of mails) {
			expect(parameters.emailFormat).toBe('both');
			expect(String(parameters.html)).toMatch(/const bar = .*const page = /s);
		}
	});

	it('is laid out so that nothing covers anything', () => {
		expect(covering(nodes)).toEqual([]);
	});

	it('has no line that runs through a note', () => {
		expect(crossing({ nodes, connections })).toEqual([]);
	});

	it.each(working.filter(({ type }) => type.startsWith(ours)).map((node) => [node.name, node] as const))('%s has parameters that its operation has, and all that it needs', (_, node) => {
		const { description } = typeOf(node)!;
		const { resource, operation } = node.parameters as Record<string, string>;
		const isTrigger = description.group.includes('trigger');
		const properties = isTrigger ? description.properties : propertiesOfOperation(description, resource!, operation!);
		const known = [...withNested(properties).map(({ path }) => path), 'authentication', 'resource', 'operation', ...(isTrigger ? ['pollTimes'] : ofTools)];
		expect(entered(node).filter((path) => !known.includes(path))).toEqual([]);
		expect(NodeHelpers.getNodeParametersIssues(description.properties, node as unknown as INode, description)).toBeNull();
		expect(description.credentials!.map((credential) => credential.name)).toEqual(expect.arrayContaining(Object.keys(node.credentials ?? { none: 0 })));
	});
});

/** Names of parameters, and of what is inside of collections; rows and locators are one. */
function entered({ parameters }: WorkflowNode): string[] {
	return Object.entries(parameters).flatMap(([name, value]) => {
		const isCollection = typeof value === 'object' && value !== null && !Array.isArray(value) && !('__rl' in value) && name !== 'pollTimes';
		return isCollection ? [name, ...Object.keys(value).map((key) => `${name}.${key}`)] : [name];
	});
}

/** Pairs of which one lies upon the other: a node is 96 wide and high, with its name beneath. */
function covering(nodes: WorkflowJson['nodes']): string[] {
	const boxes = nodes.map((node) => {
		const [left, top] = node.position;
		const { width = 96, height = 120 } = (isNote(node) ? node.parameters : {}) as { width?: number; height?: number };
		return { name: node.name, left, top, right: left + width, bottom: top + height };
	});
	return boxes.flatMap((one, index) =>
		boxes
			.slice(index + 1)
			.filter((other) => one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom)
			.map((other) => `${one.name} and ${other.name}`),
	);
}

type Point = [x: number, y: number];
const between = ([x, y]: Point, [toX, toY]: Point): Point[] => Array.from({ length: 51 }, (_, step) => [x + ((toX - x) * step) / 50, y + ((toY - y) * step) / 50]);

/** Where n8n draws a line: directly, or, to a node further left, below its source and back. */
function lineOf([x, y]: Point, [toX, toY]: Point): Point[] {
	const [middle, below, aside] = [48, 130, 40];
	const from: Point = [x + 2 * middle, y + middle];
	const to: Point = [toX, toY + middle];
	if (to[0] > from[0]) return between(from, to);
	const corners: Point[] = [from, [from[0] + aside, from[1]], [from[0] + aside, from[1] + below], [to[0] - aside, from[1] + below], [to[0] - aside, to[1]], to];
	return corners.slice(1).flatMap((corner, index) => between(corners[index]!, corner));
}

/** Lines between nodes with the notes that they run through. */
function crossing({ nodes, connections }: Pick<WorkflowJson, 'nodes' | 'connections'>): string[] {
	const place = (name: string) => nodes.find((node) => node.name === name)!.position;
	const lines = Object.entries(connections).flatMap(([from, { main = [] }]) => main.flatMap((outputs) => (outputs ?? []).map(({ node: to }) => ({ from, to, points: lineOf(place(from), place(to)) }))));
	return nodes.filter(isNote).flatMap(({ name, position: [left, top], parameters }) => {
		const { width = 0, height = 0 } = parameters as { width?: number; height?: number };
		const isInside = ([x, y]: Point) => x > left && x < left + width && y > top && y < top + height;
		return lines.filter(({ points }) => points.some(isInside)).map(({ from, to }) => `${from} to ${to}: ${name}`);
	});
}
