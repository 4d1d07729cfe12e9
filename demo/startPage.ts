/** The start page above its inbox: the systems, what happens in them, and ways into n8n. */
import { Router, json } from 'express';
import type { Day } from './day/day';
import type { Stage } from './day/stage';
import type { DemoWorkflow } from './demoWorkflows';
import { escapeHtml } from './html';
import type { Panels } from './inboxPage';
import type { DemoSystem } from './systems';

export interface StartPage {
	systems: readonly DemoSystem[];
	workflows: readonly DemoWorkflow[];
	stage: Stage;
	day: Day;
}

const SHOWN = 7;

const link = (href: string, text: string) => `<a href="${escapeHtml(href)}" target="_blank">${escapeHtml(text)}</a>`;
const editorOf = ({ id }: DemoWorkflow) => `/n8n/workflow/${id}`;
const clock = (at: number) => `<time class="clock">${new Date(at).toISOString()}</time>`;

function buttonsOf(stage: Stage, system: string): string {
	return stage
		.buttons(system)
		.map(({ act, text, isBusy }) => `<button data-system="${escapeHtml(system)}" data-act="${escapeHtml(act)}"${isBusy ? ' disabled' : ''}>${escapeHtml(text)}${isBusy ? ' …' : ''}</button>`)
		.join('');
}

function cardOf({ name, what, status, example, access }: DemoSystem, { workflows, stage }: StartPage): string {
	const workflow = workflows.find((each) => each.name === example);
	return (
		`<article><h2>${escapeHtml(name)}</h2><p>${escapeHtml(what)}</p><p><b>${escapeHtml(status())}.</b></p>` +
		(workflow ? `<p>1. Change the text of a message and publish:<br>${link(editorOf(workflow), workflow.name)}</p>` : '') +
		`<p>2. Make something happen, and see the message below:<br>${buttonsOf(stage, name)}</p><p class="quiet">${escapeHtml(access)}</p></article>`
	);
}

/** What all systems say of the same device. */
const FLEET = ['Device Fleet: devices without an agent to Slack', 'Device Fleet: weekly report by email'];

function fleetOf({ workflows }: StartPage): string {
	const links = FLEET.flatMap((name) => workflows.filter((workflow) => workflow.name === name)).map((workflow) => link(editorOf(workflow), workflow.name));
	if (links.length === 0) return '';
	return `<p><b>One fleet.</b> Some devices are in NetAlertX and in Tactical RMM. <i>Device Fleet</i> gives each of them once, and says what is missing where: ${links.join(', ')}.</p>`;
}

function dayOf({ stage, day }: StartPage): string {
	const happened = stage.news
		.slice(0, SHOWN)
		.map(({ at, system, words, failure }) => `<li>${clock(at)} <b>${escapeHtml(system)}</b>: ${escapeHtml(words)}${failure ? ` <span class="failure">did not work: ${escapeHtml(failure)}</span>` : ''}</li>`);
	const coming = day.coming(SHOWN).map(({ at, system, act }) => `<li class="quiet">${clock(at)} <b>${escapeHtml(system)}</b>: ${escapeHtml(act)}</li>`);
	return `<h2>Just happened</h2><ol>${happened.join('') || '<li class="quiet">Nothing yet.</li>'}</ol><h2>Comes next, by itself</h2><ol>${coming.join('')}</ol>`;
}

function kindOf({ active, lacks }: DemoWorkflow): string {
	if (lacks.length > 0) return `needs a credential of yours (${lacks.join(', ')})`;
	return active ? 'runs by itself' : 'run it by a click on “Execute workflow”';
}

/** What stands around the inbox; while n8n still starts, a sentence that says so. */
export function startPagePanels(page: StartPage | undefined): Panels {
	if (!page) return { above: '<p>n8n is starting. This page fills by itself.</p>', beside: '', below: '' };
	const workflows = page.workflows.map((workflow) => `<li>${link(editorOf(workflow), workflow.name)}<br><span class="quiet">${escapeHtml(kindOf(workflow))}</span></li>`);
	return {
		above:
			'<p>Four systems run on this machine, and n8n watches them. Something happens every half minute, and what n8n makes of it arrives in the inbox below: ' +
			'a message takes a minute or so, since n8n looks once a minute.</p>' +
			`<p>${link('/n8n', 'Open n8n, signed in')}, or begin with one of these workflows. They run already, and their credentials are set.</p>` +
			`<div class="columns cards">${page.systems.map((system) => cardOf(system, page)).join('')}</div>${fleetOf(page)}`,
		beside: dayOf(page),
		below: `<h2>All example workflows</h2><ul class="columns">${workflows.join('')}</ul>`,
	};
}

/** `POST /acts` with `{ system, act }` makes something happen. Only the page itself can send JSON here: other sites' pages are not let. */
export function actsRouter(page: () => StartPage | undefined): Router {
	const router = Router();
	router.post('/acts', json(), async (request, response) => {
		const { system, act } = (request.body ?? {}) as { system?: unknown; act?: unknown };
		const stage = page()?.stage;
		if (!stage?.find(String(system), String(act))) return void response.status(404).json({ message: 'There is no such act.' });
		await stage.perform(String(system), String(act));
		return void response.status(204).end();
	});
	return router;
}
