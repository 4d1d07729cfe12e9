/** The cards of the start page: one for each system, and those that are about more than one. */
import type { News, Stage } from './day/stage';
import { LOOK_EVERY_MS } from './demoCopy';
import type { DemoWorkflow } from './demoWorkflows';
import { copyHtml, editorOf, link, untilHtml } from './elements';
import { escapeHtml } from './html';
import type { DemoSystem } from './systems';
import { LIVE, FLEET } from './systems/cards';

/** What the cards are made of. */
export interface Shown {
	systems: readonly DemoSystem[];
	workflows: readonly DemoWorkflow[];
	stage: Stage;
	/** Milliseconds since the epoch. */
	now(): number;
}

/** For so long, a card says what follows from its button. */
const FOLLOWS_MS = 90_000;

function buttonsOf(stage: Stage, card: string): string {
	return stage
		.buttons(card)
		.map(({ system, act, text, isBusy }) => `<button class="act" data-system="${escapeHtml(system)}" data-act="${escapeHtml(act)}"${isBusy ? ' disabled' : ''}>${escapeHtml(text)}${isBusy ? ' …' : ''}</button>`)
		.join('');
}

/** What follows from the button that was pressed last: when n8n looks, and where the message arrives. */
function followsOf({ at, system, words, failure, isToldAtOnce, channels }: News): string {
	if (failure) return `<span class="failure">${escapeHtml(words)} did not work: ${escapeHtml(failure)}</span>`;
	const done = `<b>${escapeHtml(words)}.</b>`;
	if (isToldAtOnce) return `${done} n8n notices it immediately: its message is below within seconds.`;
	const polls = `polls ${untilHtml({ at: (Math.floor(at / LOOK_EVERY_MS) + 1) * LOOK_EVERY_MS })}`;
	if (channels) return `${done} Two workflows report it. ${escapeHtml(system)} calls one of them: its message is in ${channels.called} within seconds. The other ${polls}: its message is in ${channels.polled} a few seconds later.`;
	return `${done} n8n ${polls}; a few seconds later, its message is below.`;
}

function pressedOn(card: string, { stage, now }: Shown): string {
	const news = stage.news.find((each) => each.pressedOn === card && now() - each.at < FOLLOWS_MS);
	return news ? `<p class="follows" role="status">${followsOf(news)}</p>` : '';
}

const linksTo = (names: readonly string[], { workflows }: Shown): string[] =>
	names.flatMap((name) => workflows.filter((workflow) => workflow.name === name)).map((workflow) => link(editorOf(workflow), workflow.name));

function systemCard({ name, what, status, example, access }: DemoSystem, shown: Shown): string {
	const [workflow] = linksTo([example], shown);
	return (
		`<article><h2>${escapeHtml(name)}</h2><p>${escapeHtml(what)}</p><p><b>${escapeHtml(status())}.</b></p>` +
		`<p>1. Make something happen:<br>${buttonsOf(shown.stage, name)}</p>${pressedOn(name, shown)}` +
		(workflow ? `<p>2. Change the text of its message, and publish:<br>${workflow}</p>` : '') +
		`<details data-key="${escapeHtml(name)}"><summary>Create your own credential</summary><dl>${access.map(({ label, value }) => copyHtml(label, value)).join('')}</dl></details></article>`
	);
}

/** Cards of examples that are about more than one system, or about another way. */
const stories = [
	{
		title: LIVE,
		about: 'The live triggers do not wait for the next full minute: the system notifies n8n, and the message arrives within seconds.',
		examples: ['MeshCentral: server offline at once to Slack', 'NetAlertX: device offline at once to Slack', 'MeshCentral: remote session outside office hours to Slack', 'MeshCentral: five failed sign-ins within ten minutes by email'],
	},
	{
		title: FLEET,
		about: 'Some devices are in NetAlertX and in Tactical RMM. Device Fleet returns each of them once, and shows where it is missing. A device that joins the network has no agent.',
		examples: ['Device Fleet: devices without an agent to Slack', 'Device Fleet: weekly report by email'],
	},
];

function storyCard({ title, about, examples }: (typeof stories)[0], shown: Shown): string {
	const links = linksTo(examples, shown);
	const buttons = buttonsOf(shown.stage, title);
	if (links.length === 0 && !buttons) return '';
	return (
		`<article><h2>${escapeHtml(title)}</h2><p>${escapeHtml(about)}</p>` +
		(buttons ? `<p>1. Make something happen:<br>${buttons}</p>${pressedOn(title, shown)}` : '') +
		`<p>2. See how it works:<br>${links.join('<br>')}</p></article>`
	);
}

export function cardsOf(shown: Shown): string {
	return `<div class="columns cards">${shown.systems.map((system) => systemCard(system, shown)).join('')}${stories.map((story) => storyCard(story, shown)).join('')}</div>`;
}
