/** The last thing the start prints: where to click, and in what order. */
import { n8nVersion } from '../test/e2e/n8n/cache';
import type { DemoWorkflow } from './demo-workflows';
import { demoFolder, owner } from './settings';
import type { DemoSystem } from './systems';

export interface Addresses {
	n8n: string;
	inbox: string;
}

function workflowLines(workflows: DemoWorkflow[]): string[] {
	if (workflows.length === 0) return ['     (there are no examples yet)'];
	return workflows.map(({ name, active }) => `     ${active ? 'runs by itself   ' : 'run it by a click'}  ${name}`);
}

const NAME_WIDTH = 13;

function systemLines({ name, lines }: DemoSystem): string[] {
	return lines.map((line, index) => `  ${(index === 0 ? name : '').padEnd(NAME_WIDTH)}${line}`);
}

/** The block of text. */
export function welcome({ n8n, inbox }: Addresses, systems: readonly DemoSystem[], workflows: DemoWorkflow[], seconds: string): string {
	return [
		'',
		`Ready after ${seconds}. Open this address, and you are signed in to n8n ${n8nVersion} with our nodes:`,
		'',
		`     ${inbox}/n8n`,
		'',
		`  1. The example workflows, in n8n's list:`,
		...workflowLines(workflows),
		`  2. The mails and Slack messages they send arrive in the inbox: ${inbox}`,
		'  3. A new workflow of your own: press +, search for one of the systems, choose an action.',
		'',
		`  ${'n8n'.padEnd(NAME_WIDTH)}${n8n} (${owner.email}, password ${owner.password})`,
		...systems.flatMap(systemLines),
		`  Your edits stay in ${demoFolder()}; "npm start -- --fresh" starts over.`,
		'',
		'Ctrl-C ends all of it.',
	].join('\n');
}
