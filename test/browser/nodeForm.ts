/** The form of a node: its fields, its credential, and what comes out when the step is run. */
import type { Locator, Page } from 'playwright-core';
import type { CredentialReference } from '../e2e/n8n/types';
import { until } from '../e2e/n8n/wait';
import { formIn, namesIn, type Part, type Shown } from './inPage';
import { List } from './list';
import { exactly, option, patienceMs, t } from './selectors';

/** A run waits for a server. */
const runMs = 60_000;

export class NodeForm {
	readonly root: Locator;
	readonly output: Locator;

	constructor(readonly page: Page) {
		this.root = page.locator(t('ndv'));
		this.output = page.locator(t('output-panel'));
	}

	/** Returns once the fields are there, too. */
	async opened(): Promise<void> {
		await this.root.waitFor();
		await this.input('operation').or(this.field('triggerOn')).first().waitFor();
	}

	async close(): Promise<void> {
		await this.page.locator(t('ndv-close-button')).click();
		await this.root.waitFor({ state: 'hidden' });
	}

	field(parameter: string): Locator {
		return this.root.locator(t(`parameter-input-${parameter}`));
	}

	input(parameter: string): Locator {
		return this.field(parameter).locator('input').first();
	}

	/** What it shows now. */
	async look(): Promise<Shown> {
		return await this.root.locator(t('node-parameters')).evaluate(formIn as (root: Part) => Shown);
	}

	/** Opens a drop-down and gives the names of its options; it is closed again. */
	async optionsOf(parameter: string): Promise<string[]> {
		return await this.readOptions(this.input(parameter));
	}

	private async readOptions(input: Locator): Promise<string[]> {
		const options = await this.opens(input);
		const names = await options.evaluateAll(namesIn as (all: Part[]) => string[]);
		await this.page.keyboard.press('Escape');
		await options.first().waitFor({ state: 'hidden' });
		return names;
	}

	/** Opens a drop-down. @returns its own options: those of another one may still be there for a moment, on their way out */
	private async opens(input: Locator): Promise<Locator> {
		await input.click();
		const list = await input.getAttribute('aria-controls');
		const options = this.page.locator(`[id="${list}"] ${option}`);
		await options.first().waitFor();
		return options;
	}

	/** Chooses in a drop-down; what is chosen already stays. */
	async choose(parameter: string, name: string): Promise<void> {
		const input = this.input(parameter);
		if ((await input.inputValue()) === name) return;
		await named(await this.opens(input), name).click();
		await until(`"${name}" to be chosen as ${parameter}`, async () => (await input.inputValue()) === name, { deadlineMs: patienceMs, everyMs: 20 });
	}

	/** Chooses one more in a drop-down that takes several. */
	async chooseToo(parameter: string, name: string): Promise<void> {
		const options = await this.opens(this.input(parameter));
		await named(options, name).click();
		await this.field(parameter).getByText(exactly(name)).first().waitFor();
		// It stays open for more until it is left.
		await this.page.keyboard.press('Escape');
		await options.first().waitFor({ state: 'hidden' });
	}

	/** The name of the credential that is chosen. */
	async credential(): Promise<string> {
		return await this.credentials.locator('input').first().inputValue();
	}

	/** Chooses one of the credentials that there are. */
	async useCredential({ id, name }: CredentialReference): Promise<void> {
		if ((await this.credential()) === name) return;
		await this.credentials.click();
		await this.page.locator(`${t(`node-credentials-select-item-${id}`)}:visible`).first().click();
		await until(`the credential "${name}" to be chosen`, async () => (await this.credential()) === name, { deadlineMs: patienceMs });
	}

	private get credentials(): Locator {
		return this.root.locator(t('node-credentials-select'));
	}

	/** Opens the list of a locator, and returns once there are entries, or words about why not. */
	async openList(parameter: string): Promise<List> {
		const locator = this.root.locator(t(`resource-locator-${parameter}`));
		await locator.locator(t('rlc-input')).click();
		const list = new List(this.page, locator);
		await this.page.locator(`${t('rlc-item')}:visible`).first().or(list.refusal).first().waitFor({ timeout: runMs });
		return list;
	}

	/** Names in the drop-down that adds fields to a collection, such as "Add option"; it is closed again. */
	async addable(placeholder: string): Promise<string[]> {
		return await this.readOptions(this.adding(placeholder));
	}

	/** Adds a field to a collection. */
	async addTo(placeholder: string, name: string): Promise<void> {
		await named(await this.opens(this.adding(placeholder)), name).click();
		await this.root.locator(t('node-parameters')).getByText(exactly(name)).first().waitFor();
	}

	private adding(placeholder: string): Locator {
		return this.root.locator(`input[placeholder="${placeholder}"]`).first();
	}

	/** Types into a field. */
	async fill(parameter: string, text: string): Promise<void> {
		await this.field(parameter).locator('input, textarea').first().fill(text);
	}

	/** Writes at the end of a text with expressions, and returns once it stands there. */
	async append(parameter: string, words: string): Promise<void> {
		const text = this.field(parameter).locator('.cm-content').first();
		const stands = async () => (await text.innerText()).includes(words.trim());
		const write = async () => {
			await text.click();
			await this.page.keyboard.press('ControlOrMeta+End');
			// At once, as from the clipboard: brackets that are typed are completed.
			await this.page.keyboard.insertText(words);
		};
		// While the form is still opening, it may take the focus away.
		await until(`"${words}" to stand in ${parameter}`, async () => (await stands()) || (await write().then(stands)), { deadlineMs: patienceMs, everyMs: 500 });
	}

	get runButton(): Locator {
		return this.root.locator(t('node-execute-button')).first();
	}

	/** Runs the step and returns when it has ended, well or not. */
	async execute(): Promise<void> {
		await this.runButton.click();
		await this.output.locator(`${t('ndv-items-count')}, ${t('node-error-message')}`).first().waitFor({ timeout: runMs });
	}

	/** Switches the output's view and gives its text. */
	async outputAs(view: 'schema' | 'table' | 'json'): Promise<string> {
		await this.output.locator(t(`radio-button-${view}`)).first().click();
		const content = this.output.locator(t('ndv-data-container'));
		// It is there before n8n has drawn anything into it.
		await content.filter({ hasText: /\S/ }).waitFor();
		return await content.innerText();
	}

	/** What is said of a step that failed. */
	async error(): Promise<string> {
		const parts = this.output.locator(`${t('node-error-message')}, ${t('node-error-description')}`);
		return (await parts.allInnerTexts()).join('\n');
	}
}

/** The option of that name, without its description. */
function named(options: Locator, name: string): Locator {
	const headline = options.locator('.option-headline').filter({ hasText: exactly(name) });
	return headline.or(options.filter({ hasText: exactly(name) })).first();
}
