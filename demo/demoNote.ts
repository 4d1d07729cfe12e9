/** The note in the demo's copy of an example: what is different here, and what to press. */
import type { WorkflowJson, WorkflowNode } from '../test/e2e/n8n/types';
import { channels } from './channels';
import { ON_ITS_OWN } from './systems/tacticalRmm';
import { DAY_AFTER, isCalled, isFleet, isLive, OFFICE_HOURS, optionsOf, WAIT, WAITING } from './whatWaits';

const NOTE = { width: 440, height: 560, gap: 60 };

/** The copy with a note of what is different here, and what to press. */
export function withNote(copy: WorkflowJson, example: WorkflowJson, startPage: string): WorkflowJson {
	const content = noteFor(example, startPage);
	return content === undefined ? copy : { ...copy, nodes: [noteBeside(copy.nodes, content), ...copy.nodes] };
}

function noteFor({ nodes }: WorkflowJson, startPage: string): string | undefined {
	const fleet = nodes.find(isFleet);
	if (fleet) return wordsOfFleet(Number(optionsOf(fleet.parameters).unmanagedFor), startPage);
	const called = nodes.find(isCalled);
	if (called) return wordsOfCalled(called.name, startPage);
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

const wordsOfCalled = (trigger: string, startPage: string) =>
	[
		'# In this demo',
		`${READY} *Alert Templates* of *${trigger}* is *On Call*, which applies to all clients but ${ON_ITS_OWN}. For a trigger of your own, choose *Default Alerts*, which applies to ${ON_ITS_OWN}: a template calls only one workflow. Alerts about its agent WIN-SRV-12 come by themselves, every few minutes.`,
		'## Make it happen',
		`Press *Raise an alert* on the [start page](${startPage}). Tactical RMM calls n8n, and the message arrives within seconds.`,
		'## Two workflows',
		`*Tactical RMM: alerts to Slack, and by email if nobody reacts* reports the same alerts to ${channels.polled}, after the next full minute. That is why this workflow posts to ${channels.called} here.`,
	].join('\n');

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
