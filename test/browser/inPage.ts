/**
 * What is read inside the page at once, where a locator for each part would take seconds. These functions are sent there as text: they
 * use nothing from outside themselves. The project's types know no browser, so the few parts of the DOM that are needed stand here.
 */

/** A part of the page. */
export interface Part {
	readonly innerText: string;
	/** null while it is not shown. */
	readonly offsetParent: object | null;
	readonly dataset: Readonly<Record<string, string | undefined>>;
	/** Of an input. */
	readonly value?: string;
	querySelector(selector: string): Part | null;
	querySelectorAll(selector: string): Iterable<Part>;
}

/** What a node's form shows. */
export interface Shown {
	/** Labels of the fields, from top to bottom; '' for one without. */
	labels: string[];
	/** What is chosen in drop-downs, by parameter. */
	chosen: Record<string, string>;
	/** All of its words. */
	text: string;
}

export function formIn(root: Part): Shown {
	const chosen: Record<string, string> = {};
	for (const each of root.querySelectorAll('[data-test-id^="parameter-input-"]')) {
		const input = each.querySelector('.n8n-select input[role="combobox"]');
		const isMany = each.querySelector('.el-select__tags') !== null;
		if (input && !isMany && each.offsetParent !== null) chosen[each.dataset.testId!.replace('parameter-input-', '')] = input.value ?? '';
	}
	const labels = [...root.querySelectorAll('label[for]')].filter((label) => label.offsetParent !== null);
	return { labels: labels.map((label) => label.innerText.split('\n')[0]!.replace('*', '').trim()), chosen, text: root.innerText };
}

/** Names of options, without their descriptions. */
export function namesIn(options: readonly Part[]): string[] {
	return options.map((each) => (each.querySelector('.option-headline') ?? each).innerText.trim());
}

/** Labels as a person reads them, without the star of what is required. */
export function labelsIn(labels: readonly Part[]): string[] {
	return labels.filter((label) => label.offsetParent !== null).map((label) => label.innerText.split('\n')[0]!.replace('*', '').trim());
}

/** All words of a part, and what is entered in it. */
export function wordsIn(part: Part): string {
	return [part.innerText, ...[...part.querySelectorAll('input')].map((input) => input.value ?? '')].join('\n');
}
