/** An example as the demo has it: with the demo's credentials, without its waiting times, and with a note that says so. */
import type { IDataObject } from 'n8n-workflow';
import type { CredentialReference, WorkflowJson, WorkflowNode } from '../test/e2e/n8n/types';
import { withCredentials } from './examples';

const WAITING = 'offlineForAtLeast';
const NOTE = { width: 440, height: 560, gap: 60 };

/** At every full minute, so that the start page can say when n8n looks next. */
export const LOOK_EVERY_MS = 60_000;
const everyFullMinute = { item: [{ mode: 'custom', cronExpression: '0 * * * * *' }] };

/** Ways to the same system: where the demo has not the first, it has the second. */
const otherWays: Readonly<Record<string, string>> = { meshCentralApi: 'meshCentralRestApi' };
const isLive = ({ type }: WorkflowNode) => type.endsWith('LiveTrigger');

/** The other way for a node; a live trigger needs the system's own connection. */
const otherWayOf = (node: WorkflowNode, type: string) => (isLive(node) ? undefined : otherWays[type]);

/** What the demo calls an example: it waits for no minutes. */
export const demoNameOf = (name: string): string => name.replace(/ for \d+ minutes/, '');

/** Types of credentials that the workflow needs and the demo does not have. */
export function lacking({ nodes }: WorkflowJson, credentials: readonly CredentialReference[]): string[] {
	const has = (type?: string) => credentials.some((each) => each.type === type);
	const needed = nodes.filter(({ disabled }) => !disabled).flatMap((node) => Object.keys(node.credentials ?? {}).filter((type) => !has(type) && !has(otherWayOf(node, type))));
	return [...new Set(needed)];
}

/** @param startPage its address, without a slash at the end */
export function demoCopy(example: WorkflowJson, credentials: CredentialReference[], startPage: string): WorkflowJson {
	const reachable = { ...example, name: demoNameOf(example.name), nodes: example.nodes.map((node) => byOtherWay(node, credentials)) };
	const copy = withCredentials(reachable, credentials);
	const nodes = copy.nodes.map(underItsName(example.name)).map(pollingSoon).map(withoutWaits(copy));
	return withNote({ ...copy, nodes: nodes.map(impatient) }, example, startPage);
}

const optionsOf = ({ options = {} }: IDataObject) => options as IDataObject;
const changed = (node: WorkflowNode, parameters: IDataObject): WorkflowNode => ({ ...node, parameters: { ...node.parameters, ...parameters } });

/** Notes speak of the example by its name. */
const underItsName = (name: string) => (node: WorkflowNode): WorkflowNode =>
	typeof node.parameters.content === 'string' ? changed(node, { content: node.parameters.content.replace(`## ${name}\n`, `## ${demoNameOf(name)}\n`) }) : node;

const pollingSoon = (node: WorkflowNode): WorkflowNode => (node.parameters.pollTimes ? changed(node, { pollTimes: everyFullMinute }) : node);

/** What is gone, without an agent, or there at night is reported at once. */
function impatient(node: WorkflowNode): WorkflowNode {
	if (Number(node.parameters[WAITING]) > 0) return changed(node, { [WAITING]: 0 });
	if (node.type.endsWith('.deviceFleetTrigger')) return changed(node, { options: { ...optionsOf(node.parameters), unmanagedFor: 0 } });
	if (node.name !== OFFICE_HOURS) return node;
	const conditions = node.parameters.conditions as { conditions: object[] };
	return changed(node, { conditions: { ...conditions, conditions: conditions.conditions.map((each) => ({ ...each, leftValue: '={{ true }}' })) } });
}

const OFFICE_HOURS = 'Outside Office Hours';
const DAY_AFTER = 'Is It the Day After?';
const WAIT = '.wait';

/** What somebody starts by a click does not wait for the night, nor for the right day. */
const withoutWaits = ({ nodes }: WorkflowJson) => {
	const isForm = nodes.some(({ type }) => type.endsWith('.formTrigger'));
	return (node: WorkflowNode): WorkflowNode => {
		if (node.name === DAY_AFTER) return { ...node, disabled: true };
		const rollOut = (optionsOf(node.parameters).rollOut as { settings?: IDataObject } | undefined)?.settings;
		if (rollOut?.waitBetweenWaves) return changed(node, { options: { ...optionsOf(node.parameters), rollOut: { settings: { ...rollOut, waitBetweenWaves: 0 } } } });
		return node.type.endsWith(WAIT) && !isForm ? { ...node, parameters: { resume: 'timeInterval', amount: 5, unit: 'seconds' } } : node;
	};
};

function byOtherWay(node: WorkflowNode, credentials: readonly CredentialReference[]): WorkflowNode {
	const [type = '', given] = Object.entries(node.credentials ?? {})[0] ?? [];
	const other = otherWayOf(node, type);
	if (!given || !other || credentials.some((each) => each.type === type)) return node;
	return { ...node, credentials: { [other]: given }, parameters: { ...node.parameters, authentication: other } };
}

/** The copy with a note of what is different here, and what to press. */
function withNote(copy: WorkflowJson, example: WorkflowJson, startPage: string): WorkflowJson {
	const content = noteFor(example, startPage);
	return content === undefined ? copy : { ...copy, nodes: [noteBeside(copy.nodes, content), ...copy.nodes] };
}

function noteFor({ nodes }: WorkflowJson, startPage: string): string | undefined {
	const fleet = nodes.find(({ type }) => type.endsWith('.deviceFleetTrigger'));
	if (fleet) return wordsOfFleet(Number(optionsOf(fleet.parameters).unmanagedFor), startPage);
	const live = nodes.find(isLive);
	if (live) return wordsOfLive(live, nodes.some(({ name }) => name === OFFICE_HOURS), startPage);
	const waiting = nodes.find(({ parameters }) => Number(parameters[WAITING]) > 0);
	if (waiting) {
		const message = nodes.find(({ name }) => /: (Offline|Disconnected)$/.test(name))?.name ?? 'a message';
		return words({ message, minutes: Number(waiting.parameters[WAITING]), startPage });
	}
	return nodes.some(({ name, type }) => name === DAY_AFTER || (type.endsWith(WAIT) && !nodes.some((each) => each.type.endsWith('.formTrigger')))) ? wordsOfWaits(startPage) : undefined;
}

const READY = '**This workflow is already running**, and its credentials are set.';

const wordsOfFleet = (hours: number, startPage: string) =>
	[
		'# In this demo',
		READY,
		'## Make it happen',
		`Press *Let a new device join* on the [start page](${startPage}). A message arrives after the next full minute: the device is in NetAlertX, but has no agent in Tactical RMM.`,
		'',
		`It arrives immediately, not after ${hours} hours: *Options > Unmanaged for at Least* of the trigger is 0 (hours) here, and n8n polls every minute.`,
		'## See the whole fleet',
		'Open *Device Fleet: weekly report by email*, press **Execute workflow**, and look at what *Get the Fleet* returns.',
	].join('\n');

/** Buttons of the start page, by the first event of a live trigger. */
const buttonsOfLive: Readonly<Record<string, string>> = {
	'meshCentral deviceOffline': 'Take build-server offline',
	'meshCentral sessionStarted': 'Open the files of build-server',
	'meshCentral signInFailed': 'Fail to sign in five times',
	'netAlertX deviceOffline': 'Take core-switch offline',
};

function wordsOfLive({ type, parameters }: WorkflowNode, isByHours: boolean, startPage: string): string {
	const [event = ''] = parameters.triggerOn as string[];
	const system = type.split('.').at(-1)!.replace('LiveTrigger', '');
	return [
		'# In this demo',
		READY,
		'## Make it happen',
		`Press *${buttonsOfLive[`${system} ${event}`]}* on the [start page](${startPage}). The message arrives within seconds: the system notifies n8n immediately.`,
		...(isByHours ? ['', `*${OFFICE_HOURS}* lets everything pass here, at any time.`] : []),
	].join('\n');
}

const wordsOfWaits = (startPage: string) =>
	[
		'# In this demo',
		'Its credentials are set.',
		'## Make it happen',
		`Press **Execute workflow**, or *Run now* on the [start page](${startPage}), where the mail arrives.`,
		'',
		'It does not wait for the night or a certain day here: each *Wait* takes five seconds.',
	].join('\n');

const words = ({ message, minutes, startPage }: { message: string; minutes: number; startPage: string }) =>
	[
		'# In this demo',
		`${READY} You do not need *Execute workflow*: it sends a sample of each message, no matter what happened.`,
		'## 1. Make it happen',
		`Press a *Take … offline* button on the [start page](${startPage}). n8n polls every full minute; the message arrives a few seconds later.`,
		'',
		`It arrives immediately, not after ${minutes} minutes: *Offline for at Least* of the trigger is 0 (minutes) here.`,
		'## 2. Change a message',
		`Double-click *${message}*, and add some words at the end of its text, outside of \`{{ }}\`. When they appear in the preview below, close the form (×, top right).`,
		'## 3. Publish',
		'Press **Publish** (top right, and again in the dialog): until then, the previous version keeps running. Then press a button again.',
	].join('\n');

/** A note in a colour of its own, left of everything: screens are wide, and n8n shows the whole workflow, so that a note above would make all of it smaller. */
function noteBeside(nodes: readonly WorkflowNode[], content: string): WorkflowNode {
	const { width, height, gap } = NOTE;
	const left = Math.min(...nodes.map(({ position }) => position[0])) - gap - width;
	const top = Math.min(...nodes.map(({ position }) => position[1]));
	const name = 'Note: in this demo';
	return { id: name, name, type: 'n8n-nodes-base.stickyNote', typeVersion: 1, position: [left, top], parameters: { content, width, height, color: 4 } };
}
