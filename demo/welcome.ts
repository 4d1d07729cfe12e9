/** The last thing the start prints: where to click, and in what order. */
import { n8nVersion } from '../test/e2e/n8n/cache';
import type { DemoWorkflow } from './demoWorkflows';
import { demoFolder, owner } from './settings';
import type { DemoSystem } from './systems';

export interface Addresses {
	n8n: string;
	startPage: string;
}

function workflowLine({ name, active, lacks, problem }: DemoWorkflow): string {
	const kind = lacks.length > 0 ? 'needs credential' : problem ? (active ? 'runs in part' : 'does not run') : active ? 'runs by itself' : 'runs by a click';
	return `     ${kind.padEnd(17)}  ${name}${lacks.length > 0 ? `: ${lacks.join(', ')}` : ''}`;
}

const NAME_WIDTH = 13;
const line = (name: string, text: string): string => `  ${name.padEnd(NAME_WIDTH)}${text}`;

/** The block of text. */
export function welcome({ n8n, startPage }: Addresses, systems: readonly DemoSystem[], workflows: DemoWorkflow[], seconds: string): string {
	return [
		'',
		`Ready after ${seconds}. Open the start page:`,
		'',
		`     ${startPage}`,
		'',
		'  It links to the workflows, takes devices offline at the press of a button, and shows the resulting mails and Slack',
		`  messages. ${startPage}/n8n opens n8n ${n8nVersion}, signed in.`,
		'',
		`  The example workflows there:`,
		...workflows.map(workflowLine),
		'',
		line('n8n', `${n8n} (${owner.email}, password ${owner.password})`),
		...systems.flatMap(({ name, what, access }) => [line(name, what), ...access.map(({ label, value }) => line('', `${label}: ${value}`))]),
		line('Slack', "Simulated, for n8n's own Slack node. This n8n reaches no other HTTPS server, unless it is listed in NO_PROXY."),
		'',
		`  Your edits stay in ${demoFolder()}; "npm start -- --fresh" starts over.`,
		'',
		'Press Ctrl-C to stop everything.',
	].join('\n');
}
