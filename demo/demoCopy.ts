/** An example as the demo has it: with the demo's credentials, without its waiting time, and with a note that says so. */
import type { IDataObject } from 'n8n-workflow';
import type { CredentialReference, WorkflowJson, WorkflowNode } from '../test/e2e/n8n/types';
import { withCredentials } from './examples';

const WAITING = 'offlineForAtLeast';
const NOTE = { width: 440, height: 560, gap: 60 };

/** Ways to the same system: where the demo has not the first, it has the second. */
const otherWays: Readonly<Record<string, string>> = { meshCentralApi: 'meshCentralRestApi' };

/** Types of credentials that the workflow needs and the demo does not have. */
export function lacking({ nodes }: WorkflowJson, credentials: readonly CredentialReference[]): string[] {
	const needed = nodes.flatMap((node) => (node.disabled ? [] : Object.keys(node.credentials ?? {})));
	return [...new Set(needed)].filter((type) => !credentials.some((each) => each.type === type || each.type === otherWays[type]));
}

/** @param startPage its address, without a slash at the end */
export function demoCopy(example: WorkflowJson, credentials: CredentialReference[], startPage: string): WorkflowJson {
	const reachable = { ...example, nodes: example.nodes.map((node) => byOtherWay(node, credentials)) };
	const copy = watchingTheFleet(withCredentials(reachable, credentials), startPage);
	const waiting = copy.nodes.find(({ parameters }) => Number(optionsOf(parameters)[WAITING]) > 0);
	if (!waiting) return copy;
	const minutes = Number(optionsOf(waiting.parameters)[WAITING]);
	const message = copy.nodes.find(({ name }) => /: (Offline|Disconnected)$/.test(name))?.name ?? 'a message';
	const impatient = (node: WorkflowNode) =>
		node === waiting ? { ...node, parameters: { ...node.parameters, options: { ...optionsOf(node.parameters), [WAITING]: 0 } } } : node;
	return { ...copy, nodes: [noteBeside(copy.nodes, words({ message, minutes, startPage })), ...copy.nodes.map(impatient)] };
}

const FLEET = 'deviceFleetTrigger';

/** The fleet is looked at every minute, and a device without an agent is told at once and not after a day. */
function watchingTheFleet(copy: WorkflowJson, startPage: string): WorkflowJson {
	const isFleet = ({ type }: WorkflowNode) => type.endsWith(`.${FLEET}`);
	const [trigger] = copy.nodes.filter(isFleet);
	if (!trigger) return copy;
	const hours = Number(optionsOf(trigger.parameters).unmanagedFor);
	const impatient = { pollTimes: { item: [{ mode: 'everyMinute' }] }, options: { ...optionsOf(trigger.parameters), unmanagedFor: 0 } };
	const nodes = copy.nodes.map((node) => (isFleet(node) ? { ...node, parameters: { ...node.parameters, ...impatient } } : node));
	return { ...copy, nodes: [noteBeside(copy.nodes, wordsOfFleet(hours, startPage)), ...nodes] };
}

const wordsOfFleet = (hours: number, startPage: string) =>
	[
		'# In this demo',
		'**This workflow runs already**, and its credentials are set.',
		'## Make it happen',
		`Press *Let a new device join* on the [start page](${startPage}). A message is there within a minute or so: the device is in NetAlertX, and has no agent in Tactical RMM.`,
		'',
		`It comes at once, not after ${hours} hours: *Options > Unmanaged for at Least* of the trigger is 0 (hours) here, and n8n looks once a minute.`,
		'## See the whole fleet',
		'Open *Device Fleet: weekly report by email*, press **Execute workflow**, and look at what *Get the Fleet* returns.',
	].join('\n');

const optionsOf = ({ options = {} }: IDataObject) => options as IDataObject;

function byOtherWay(node: WorkflowNode, credentials: readonly CredentialReference[]): WorkflowNode {
	const [type = '', given] = Object.entries(node.credentials ?? {})[0] ?? [];
	const other = otherWays[type];
	if (!given || !other || credentials.some((each) => each.type === type)) return node;
	return { ...node, credentials: { [other]: given }, parameters: { ...node.parameters, authentication: other } };
}

const words = ({ message, minutes, startPage }: { message: string; minutes: number; startPage: string }) =>
	[
		'# In this demo',
		'**This workflow runs already**, and its credentials are set. *Execute workflow* is not needed: it sends a sample of each message, whatever happened.',
		'## 1. Change a message',
		`Double-click *${message}*, and write some words of yours at the end of its text, outside of \`{{ }}\`. Once they are in the preview below, close the form (×, top right).`,
		'## 2. Publish',
		'Press **Publish** (top right, and once more in the box that opens): until then the version before goes on running.',
		'## 3. Make it happen',
		`Press a *Take … offline* button on the [start page](${startPage}). The message is there within a minute or so: n8n looks once a minute.`,
		'',
		`It comes at once, not after ${minutes} minutes: *Options > Offline for at Least* of the trigger is 0 (minutes) here.`,
	].join('\n');

/** A note in a colour of its own, left of everything: screens are wide, and n8n shows the whole workflow, so that a note above would make all of it smaller. */
function noteBeside(nodes: readonly WorkflowNode[], content: string): WorkflowNode {
	const { width, height, gap } = NOTE;
	const left = Math.min(...nodes.map(({ position }) => position[0])) - gap - width;
	const top = Math.min(...nodes.map(({ position }) => position[1]));
	const name = 'Note: in this demo';
	return { id: name, name, type: 'n8n-nodes-base.stickyNote', typeVersion: 1, position: [left, top], parameters: { content, width, height, color: 4 } };
}
