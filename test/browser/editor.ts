/** n8n's editor as a person uses it: workflows, the panel of nodes, and the form of the node that is open. */
import type { BrowserContext, Locator, Page } from 'playwright-core';
import { NodeForm } from './nodeForm';
import { exactly, patienceMs, t } from './selectors';

/** The folds of a node's entry in the panel. */
export type Fold = 'Actions' | 'Triggers';

const publishButton = t('workflow-open-publish-modal-button');

export class Editor {
	/** What the browser complained of: errors on the console and of scripts, each with the place it came from. */
	readonly complaints: string[] = [];
	readonly form: NodeForm;

	private constructor(
		readonly page: Page,
		private readonly url: string,
	) {
		this.form = new NodeForm(page);
		page.setDefaultTimeout(patienceMs);
		page.on('pageerror', ({ message }) => this.complaints.push(message));
		page.on('console', (message) => {
			const { url: from } = message.location();
			// What n8n asks of hosts elsewhere is not there, and not ours.
			if (message.type() === 'error' && (!from || from.startsWith(url))) this.complaints.push(`${message.text()} (${from})`);
		});
	}

	/** @param cookie `n8n-auth=...` of a session that any client may use */
	static async start(context: BrowserContext, url: string, cookie: string): Promise<Editor> {
		const [name = '', value = ''] = cookie.split(/=(.*)/s);
		await context.addCookies([{ name, value, url }]);
		return new Editor(await context.newPage(), url);
	}

	/** The editor in a page that a link has opened, once the workflow is there. */
	static async opened(page: Page): Promise<Editor> {
		await page.waitForURL('**/workflow/**');
		const editor = new Editor(page, new URL(page.url()).origin);
		await page.locator(t('canvas-node')).first().waitFor();
		return editor;
	}

	async newWorkflow(): Promise<void> {
		await this.page.goto(`${this.url}/workflow/new`);
		await this.page.locator(t('canvas-plus-button')).waitFor();
	}

	async openWorkflow(id: string): Promise<void> {
		await this.page.goto(`${this.url}/workflow/${id}`);
		await this.page.locator(t('canvas-node')).first().waitFor();
	}

	/** Opens the form of a node of the workflow. */
	async openNode(name: string): Promise<NodeForm> {
		await this.page.locator(`${t('canvas-node')}[data-node-name="${name}"]`).dblclick();
		await this.form.opened();
		return this.form;
	}

	/** Writes at the end of a node's text, in its form; the workflow was published as it is until then. */
	async append(node: string, parameter: string, words: string): Promise<void> {
		const form = await this.openNode(node);
		await form.append(parameter, words);
		// The form hides it, but it is enabled once n8n knows of the change: what is closed sooner is lost.
		await this.page.locator(`${publishButton}:enabled`).waitFor({ state: 'attached' });
		await form.close();
	}

	/** Publishes what was changed, and returns when it runs. */
	async publish(): Promise<void> {
		await this.page.locator(publishButton).click();
		await this.page.locator(t('workflow-publish-button')).click();
		await this.page.locator(publishButton).filter({ hasText: exactly('Published') }).waitFor();
	}

	/** Opens the panel of nodes and types; returns the names found once `expected` is among them, or at the end of patience. */
	async search(words: string, expected: string): Promise<string[]> {
		const bar = this.page.locator(`input${t('node-creator-search-bar')}`);
		if (!(await bar.isVisible())) await this.page.locator(`${t('canvas-plus-button')}, ${t('node-creator-plus-button')}`).first().click();
		await bar.fill(words);
		const names = this.page.locator(t('node-creator-item-name'));
		const found = names.filter({ hasText: exactly(expected) }).first();
		await found.waitFor().catch(() => undefined);
		return (await names.allInnerTexts()).map((name) => name.trim());
	}

	/** Searches for a node, opens it, and unfolds its actions or triggers, if the one named is not to be seen. */
	async unfold(node: string, fold: Fold, line: string): Promise<void> {
		await this.search(node, node);
		await this.item(node).click();
		const wanted = this.folds.filter({ hasText: fold }).first();
		await wanted.waitFor();
		if (!(await this.item(line).isVisible())) await wanted.click();
		await this.item(line).waitFor();
	}

	/** Searches for a node, opens it, and takes one of its actions or triggers; the node's form is open then. */
	async add(node: string, fold: Fold, line: string): Promise<NodeForm> {
		await this.unfold(node, fold, line);
		await this.item(line).click();
		await this.form.opened();
		return this.form;
	}

	/** How many actions and triggers the panel offers for a node. */
	async offered(node: string): Promise<Record<Fold, number>> {
		await this.search(node, node);
		await this.item(node).click();
		await this.folds.first().waitFor();
		const texts = (await this.folds.allInnerTexts()).join('\n');
		const count = (fold: Fold) => Number(new RegExp(`${fold} \\((\\d+)\\)`).exec(texts)?.[1] ?? 0);
		return { Actions: count('Actions'), Triggers: count('Triggers') };
	}

	private get folds(): Locator {
		return this.page.locator(t('node-creator-category-item'));
	}

	private item(name: string): Locator {
		return this.page.locator(t('node-creator-item-name')).filter({ hasText: exactly(name) }).first();
	}
}
