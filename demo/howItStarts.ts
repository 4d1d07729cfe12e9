/** How a workflow starts, in words, and what a click can do about it. */
import type { IDataObject } from 'n8n-workflow';
import type { WorkflowJson, WorkflowNode } from '../test/e2e/n8n/types';

export interface Start {
	/** When it runs, e.g. `every night at 2`; several ways are separated by commas. */
	words: string;
	/** The trigger that "Run now" starts it from; undefined where it waits for something to happen. */
	trigger?: string;
	/** Path of its form in n8n. */
	form?: string;
}

const WEEKDAYS = ['Sundays', 'Mondays', 'Tuesdays', 'Wednesdays', 'Thursdays', 'Fridays', 'Saturdays'];
const hourOf = ({ triggerAtHour = 0 }: IDataObject) => `at ${Number(triggerAtHour)}${Number(triggerAtHour) > 12 ? ':00' : ''}`;

/** The first rule of a Schedule Trigger, in words. */
function scheduleOf({ rule }: IDataObject): string {
	const [interval = {}] = (rule as { interval?: IDataObject[] }).interval ?? [];
	const { field, minutesInterval = 5, triggerAtDay = [], triggerAtHour = 0 } = interval;
	if (field === 'minutes') return `every ${Number(minutesInterval)} minutes`;
	if (field === 'weeks') return `${(triggerAtDay as number[]).map((day) => WEEKDAYS[day]).join(', ')} ${hourOf(interval)}`;
	return `every ${Number(triggerAtHour) < 6 ? 'night' : 'day'} ${hourOf(interval)}`;
}

const AT_ONCE = 'as soon as something happens';
const POLLED = 'when something happens; n8n polls every minute';
const BOTH = `${AT_ONCE}; n8n also polls every minute`;

const endsWith = (ending: string) => (type: string) => type.endsWith(ending);
/** The first that fits says how a trigger starts its workflow. */
const kinds: ReadonlyArray<{ fits: (type: string) => boolean; words: (parameters: IDataObject) => string }> = [
	{ fits: endsWith('.manualTrigger'), words: () => 'by a click' },
	{ fits: endsWith('.scheduleTrigger'), words: scheduleOf },
	{ fits: endsWith('.formTrigger'), words: () => 'when somebody fills in its form' },
	{ fits: endsWith('.chatTrigger'), words: () => 'when somebody asks in its chat' },
	{ fits: endsWith('.webhook'), words: () => 'when its webhook is called' },
	{ fits: (type) => /(Live|Webhook)Trigger$/.test(type), words: () => AT_ONCE },
	{ fits: (type) => /trigger$/i.test(type), words: () => POLLED },
];

/** @param nodes of a workflow as n8n has it, so that the address of a form is the right one */
export function startOf({ nodes }: Pick<WorkflowJson, 'nodes'>): Start {
	const enabled = nodes.filter(({ disabled }) => !disabled);
	const found = kinds.flatMap((kind) => enabled.filter(({ type }) => kind === kinds.find(({ fits }) => fits(type))).map((node) => ({ node, words: kind.words(node.parameters) })));
	const isClickable = ({ type }: WorkflowNode) => type.endsWith('.manualTrigger') || type.endsWith('.scheduleTrigger');
	const form = enabled.find(({ type }) => type.endsWith('.formTrigger')) as { webhookId?: string } | undefined;
	return {
		words: [...new Set(found.map(({ words }) => words))].join(', ').replace(`${AT_ONCE}, ${POLLED}`, BOTH),
		trigger: found.find(({ node }) => isClickable(node))?.node.name,
		form: form?.webhookId && `/form/${form.webhookId}`,
	};
}
