/** The start page above its inbox: what can be made to happen, what happens by itself, and ways into n8n. */
import { Router, json } from 'express';
import { cardsOf } from './cards';
import type { Day } from './day/day';
import type { Stage } from './day/stage';
import { LOOK_EVERY_MS } from './demoCopy';
import type { DemoWorkflow } from './demoWorkflows';
import { clockHtml, editorOf, link, untilHtml } from './elements';
import { escapeHtml } from './html';
import type { Panels } from './inboxPage';
import type { Run, Runs } from './runs';
import type { DemoSystem } from './systems';

export interface StartPage {
	systems: readonly DemoSystem[];
	workflows: readonly DemoWorkflow[];
	stage: Stage;
	day: Day;
	runs: Pick<Runs, 'of' | 'start'>;
	/** n8n's address, without a slash at the end. */
	n8n: string;
	/** Milliseconds since the epoch. */
	now(): number;
}

const SHOWN = 7;

function dayOf({ stage, day }: StartPage): string {
	const happened = stage.news
		.slice(0, SHOWN)
		.map(({ at, system, words, failure }) => `<li>${clockHtml(at)} <b>${escapeHtml(system)}</b>: ${escapeHtml(words)}${failure ? ` <span class="failure">did not work: ${escapeHtml(failure)}</span>` : ''}</li>`);
	const coming = day.coming(SHOWN).map(({ at, system, act }) => `<li class="quiet">${clockHtml(at)} <b>${escapeHtml(system)}</b>: ${escapeHtml(act)}</li>`);
	return `<h2>Just happened</h2><ol>${happened.join('') || '<li class="quiet">Nothing yet.</li>'}</ol><h2>Coming next, automatically</h2><ol>${coming.join('')}</ol>`;
}

/** When it runs. */
function whenOf({ active, lacks, start, problem }: DemoWorkflow): string {
	if (problem) return `${active ? 'Runs only in part' : 'Does not run'}: ${problem}`;
	if (lacks.length > 0) return `Needs your own credential (${lacks.join(', ')})`;
	return active ? `Runs ${start.words}` : start.trigger ? 'Runs by a click' : 'Does not run: publish it in n8n';
}

function outcomeOf({ at, state, why = '' }: Run): string {
	if (state === 'running') return `Started at ${clockHtml(at)}: it is running …`;
	if (state === 'waiting') return `Started at ${clockHtml(at)}: it waits. If a mail asks for your approval, answer it.`;
	if (state === 'failed') return `<span class="failure">Started at ${clockHtml(at)} and failed: ${escapeHtml(why)}</span>`;
	return `Started at ${clockHtml(at)} and done`;
}

/** A workflow with what can be done with it: run it now, or open its form. */
function workflowHtml(workflow: DemoWorkflow, { runs, n8n }: StartPage): string {
	const { id, name, active, lacks, start, problem } = workflow;
	const run = runs.of(id);
	const canRun = start.trigger !== undefined && lacks.length === 0;
	const isRunning = run?.state === 'running';
	const parts = [
		`<span class="quiet${problem ? ' failure' : ''}">${escapeHtml(whenOf(workflow))}</span>`,
		canRun ? `<button data-run="${escapeHtml(id)}"${isRunning ? ' disabled' : ''}>Run now</button>` : '',
		active && start.form ? link(n8n + start.form, 'Open its form') : '',
	];
	return `<li>${link(editorOf(workflow), name)}<br>${parts.filter(Boolean).join(' ')}${run ? `<br><span class="quiet">${outcomeOf(run)}</span>` : ''}</li>`;
}

/** What stands around the inbox; while n8n still starts, a sentence that says so. */
export function startPagePanels(page: StartPage | undefined): Panels {
	if (!page) return { above: '<p>n8n is starting. This page updates automatically.</p>', beside: '', below: '' };
	return {
		above:
			'<p>Four systems run on this machine, and n8n watches them. <b>Press a button</b>: something happens in a system, n8n notices it, and its message arrives in the inbox below. ' +
			'Every half minute, something also happens automatically.</p>' +
			`<p>n8n polls every full minute: next ${untilHtml({ everyMs: LOOK_EVERY_MS })}. ${link('/n8n', 'Open n8n, signed in')}.</p>` +
			cardsOf(page),
		beside: dayOf(page),
		below:
			'<h2>All example workflows</h2><p class="quiet">Each is one click away in n8n. You can run those for the night or certain days now; the mail arrives above.</p>' +
			`<ul class="columns workflows">${page.workflows.map((workflow) => workflowHtml(workflow, page)).join('')}</ul>`,
	};
}

/**
 * `POST /acts` with `{ system, act }` makes something happen, `POST /runs` with `{ id }` runs a workflow. Only the page itself can send JSON
 * here: other sites' pages are not let.
 */
export function actsRouter(page: () => StartPage | undefined): Router {
	const router = Router();
	router.post('/acts', json(), async (request, response) => {
		const { system, act } = (request.body ?? {}) as { system?: unknown; act?: unknown };
		const stage = page()?.stage;
		if (!stage?.find(String(system), String(act))) return void response.status(404).json({ message: 'There is no such act.' });
		await stage.perform(String(system), String(act), { isPressed: true });
		return void response.status(204).end();
	});
	router.post('/runs', json(), async (request, response) => {
		const { id } = (request.body ?? {}) as { id?: unknown };
		const workflow = page()?.workflows.find((each) => each.id === id);
		if (!workflow?.start.trigger || workflow.lacks.length > 0) return void response.status(404).json({ message: 'There is no such workflow to be run.' });
		await page()!.runs.start(workflow.id, workflow.start.trigger);
		return void response.status(204).end();
	});
	return router;
}
