/** An example as the demo has it: with the demo's credentials, without its waiting times, and with a note that says so. */
import type { IDataObject } from 'n8n-workflow';
import type { CredentialReference, WorkflowJson, WorkflowNode } from '../test/e2e/n8n/types';
import { channels } from './channels';
import { withNote } from './demoNote';
import { withCredentials } from './examples';
import type { DemoSystem } from './systems';
import { DAY_AFTER, isCalled, isFleet, isLive, OFFICE_HOURS, optionsOf, WAIT, WAITING } from './whatWaits';

/** What the demo has for the examples. */
export interface DemoSetup {
	credentials: CredentialReference[];
	/** The address that notes in the workflows lead to, without a slash at the end. */
	startPage: string;
	/** What the examples leave to be chosen. */
	choices: NonNullable<DemoSystem['choices']>;
}

/** At every full minute, so that the start page can say when n8n looks next. */
export const LOOK_EVERY_MS = 60_000;
const everyFullMinute = { item: [{ mode: 'custom', cronExpression: '0 * * * * *' }] };

/** Ways to the same system: where the demo has not the first, it has the second. */
const otherWays: Readonly<Record<string, string>> = { meshCentralApi: 'meshCentralRestApi' };

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

/** An example with what the demo has for it. */
export function demoCopy(example: WorkflowJson, { credentials, startPage, choices }: DemoSetup): WorkflowJson {
	const reachable = { ...example, name: demoNameOf(example.name), nodes: example.nodes.map((node) => byOtherWay(node, credentials)) };
	const copy = withCredentials(reachable, credentials);
	const nodes = copy.nodes.map(underItsName(example.name)).map(pollingSoon).map(withChoices(choices)).map(inItsChannel(copy)).map(withoutWaits(copy));
	return withNote({ ...copy, nodes: nodes.map(impatient) }, example, startPage);
}

const changed = (node: WorkflowNode, parameters: IDataObject): WorkflowNode => ({ ...node, parameters: { ...node.parameters, ...parameters } });

/** Notes speak of the example by its name. */
const underItsName = (name: string) => (node: WorkflowNode): WorkflowNode =>
	typeof node.parameters.content === 'string' ? changed(node, { content: node.parameters.content.replace(`## ${name}\n`, `## ${demoNameOf(name)}\n`) }) : node;

const pollingSoon = (node: WorkflowNode): WorkflowNode => (node.parameters.pollTimes ? changed(node, { pollTimes: everyFullMinute }) : node);

/** Lists that an example leaves empty, because nobody knows the server it is for. */
const withChoices = (choices: DemoSetup['choices']) => (node: WorkflowNode): WorkflowNode => {
	const isOpen = (value: unknown) => Array.isArray(value) && value.length === 0;
	return changed(node, Object.fromEntries(Object.entries(choices).filter(([name]) => isOpen(node.parameters[name]))));
};

/** Another workflow tells of the same alerts: each has its channel. */
const inItsChannel = ({ nodes }: WorkflowJson) => (node: WorkflowNode): WorkflowNode =>
	node.type.endsWith('.slack') && nodes.some(isCalled) ? changed(node, { channelId: { ...(node.parameters.channelId as IDataObject), value: channels.called } }) : node;

/** What is gone, without an agent, or there at night is reported at once. */
function impatient(node: WorkflowNode): WorkflowNode {
	if (Number(node.parameters[WAITING]) > 0) return changed(node, { [WAITING]: 0 });
	if (isFleet(node)) return changed(node, { options: { ...optionsOf(node.parameters), unmanagedFor: 0 } });
	if (node.name !== OFFICE_HOURS) return node;
	const conditions = node.parameters.conditions as { conditions: object[] };
	return changed(node, { conditions: { ...conditions, conditions: conditions.conditions.map((each) => ({ ...each, leftValue: '={{ true }}' })) } });
}

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
